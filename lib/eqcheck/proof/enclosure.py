"""Terms over balls: an interval that certainly holds every value that a term takes on a box.

FLINT's ``arb`` rounds outwards. A rising function is enclosed by its values at both ends of a wide ball, where the
series that ``arb`` uses would spread without bound.
"""
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction

from flint import arb, ctx, fmpq

from eqcheck.numeric.arithmetic import OutOfReach
from eqcheck.proof.terms import Term

BITS = 80
"""The precision at which boxes are looked at."""
DIGITS = (80, 320, 1280, 5120)
"""The precisions, in bits, at which one number is looked at until its sign shows."""
WIDE = arb(2) ** -20
FARTHEST = 100_000
"""Fractions have no more bits than this."""

Box = Mapping[str, arb]


class Undecided(ArithmeticError):
    """The box is too wide: a denominator, a logarithm or a root may leave its domain on it."""


@contextmanager
def precision(bits: int) -> Iterator[None]:
    before, ctx.prec = ctx.prec, bits
    try:
        yield
    finally:
        ctx.prec = before


def exact(value: Fraction) -> arb:
    return arb(fmpq(value.numerator, value.denominator))


def hull(low: Fraction, high: Fraction) -> arb:
    """A ball that holds the interval."""
    return exact(low).union(exact(high)) if low != high else exact(low)


class Enclosures:
    """The values of terms on one box, each worked out once."""

    def __init__(self, box: Box) -> None:
        self.box = box
        self._kept: dict[Term, arb] = {}

    def __call__(self, term: Term) -> arb:
        """The ball of a term's values.

        :raises Undecided: if the term may have no value somewhere on the box.
        """
        if term not in self._kept:
            found = self._enclosed(term)
            if not found.is_finite():
                raise Undecided(term.op)
            self._kept[term] = found
        return self._kept[term]

    def _enclosed(self, term: Term) -> arb:
        match term.op:
            case "number":
                return exact(term.args[0])
            case "letter":
                return self.box[term.args[0]]
            case "pi":
                return arb.pi()
            case "add":
                return self(term.args[0]) + self(term.args[1])
            case "multiply":
                return self(term.args[0]) * self(term.args[1])
            case "divide":
                below = self(term.args[1])
                if not below != 0:
                    raise Undecided("a division by 0")
                return self(term.args[0]) / below
            case "power":
                return whole_power(self(term.args[0]), term.args[1])
        return RISING[term.op](self(term.args[0]))


def whole_power(a: arb, exponent: int) -> arb:
    if exponent % 2 or a > 0 or a < 0:
        return rising(lambda x: x**exponent, a) if exponent % 2 else rising(lambda x: x**exponent, abs(a))
    return arb(0).union(a.abs_upper() ** exponent)


def rising(function: Callable[[arb], arb], a: arb) -> arb:
    """A rising function on a ball."""
    if a.rad() < WIDE:
        return function(a)
    return function(a.lower()).union(function(a.upper()))


def positive(a: arb) -> arb:
    if not a > 0:
        raise Undecided("the logarithm of 0")
    return rising(arb.log, a)


def root(a: arb) -> arb:
    if not a >= 0:
        raise Undecided("the root of a negative number")
    return rising(arb.sqrt, a)


def normal_cdf(a: arb) -> arb:
    return (-a / arb(2).sqrt()).erfc() / 2


RISING: dict[str, Callable[[arb], arb]] = {
    "exp": lambda a: rising(arb.exp, a),
    "log": positive,
    "sqrt": root,
    "tanh": lambda a: rising(arb.tanh, a),
    "erf": lambda a: rising(arb.erf, a),
    "Phi": lambda a: rising(normal_cdf, a),
}


def sign(a: arb) -> int | None:
    """The sign of all numbers of a ball, None where they differ."""
    return 1 if a > 0 else -1 if a < 0 else 0 if a == 0 else None


def sign_at(term: Term, point: Mapping[str, Fraction]) -> int | None:
    """The sign of a term at a point, with as many digits as it takes; None where it does not show.

    :raises Undecided: if the term may have no value there.
    """
    found = None
    for bits in DIGITS:
        with precision(bits):
            try:
                found = sign(Enclosures({name: exact(value) for name, value in point.items()})(term))
            except Undecided:
                if bits == DIGITS[-1]:
                    raise
                continue
        if found is not None:
            break
    return found


def bounds(term: Term) -> tuple[Fraction, Fraction]:
    """Fractions between which a number lies."""
    with precision(DIGITS[1]):
        ball = Enclosures({})(term)
        low, high = ball.lower(), ball.upper()
    return as_fraction(low), as_fraction(high)


def as_fraction(number: arb) -> Fraction:
    """A ball of radius 0 as a fraction.

    :raises OutOfReach: if it is so large or so small that its digits would fill the memory.
    """
    mantissa, exponent = number.man_exp()
    if abs(exponent) > FARTHEST:
        raise OutOfReach("a number whose digits would fill the memory")
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
