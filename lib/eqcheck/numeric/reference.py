r"""The reference: real numbers as balls, a midpoint and a proven bound of its error, by FLINT's Arb.

A ball is exact where its radius is 0. So a single run tells whether its digits suffice, a comparison is never decided
by rounding, and a kink at an exact number is met exactly. The range is unlimited: :math:`\exp(10^{300})` does not
overflow. In circulation are finite balls and the exact infinities; Arb's indeterminate results are refused at once.
"""
from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from fractions import Fraction
from typing import Any

from flint import arb, ctx

from eqcheck.numeric.arithmetic import Arithmetic, Undefined, Unsettled
from eqcheck.numeric.jets import ByJets

Ball = arb
"""A midpoint and a radius: the truth lies between."""

START = 100
"""Bits of the first attempt, about 30 digits."""
CAP = 13_000
"""Bits after which ``settled`` gives up."""
GOOD = 70
"""Correct bits that ``settled`` asks for: 53 of a float64, and some to measure its last place with."""
NOTHING = Ball((1, -1300))
"""What is known within this is known: the smallest float64 is 2^-1074."""
REACH = 20_000
"""exp is refused where its argument has more than so many bits before the point."""
LARGEST_POWER = 2**16
"""Below this, a whole exponent means repeated products."""
WORKING = 200
"""Bits for computing with settled values: more than any of them has good ones."""

INFINITY, MINUS_INFINITY = Ball.pos_inf(), Ball.neg_inf()


def settled(function: Callable[[Arithmetic], Any]) -> Any:
    """What ``function(arithmetic)`` tends to as the precision doubles.

    Its balls, also those in tuples, come back as their midpoints: exact numbers that compare and mix with floats, but
    are true even when 0. What is computed from them is a ball again: see :func:`working_precision`.

    :raises Undefined: where it has no value, or not enough digits at the cap.

    >>> float(settled(lambda arithmetic: arithmetic.exp(arithmetic.number(1))))
    2.718281828459045
    """
    bits = START
    while bits <= CAP:
        try:
            with ctx.workprec(bits):
                result = function(Reference())
            if all(map(good, balls(result))):
                return midpoints(result)
            trouble = "too few digits"
        except Unsettled as unsettled:
            trouble = str(unsettled)
        bits *= 2
    raise Undefined(f"not settled with {bits // 2} bits: {trouble}")


def at_once(function: Callable[[Arithmetic], Any], bits: int) -> Any:
    """What ``function(arithmetic)`` gives with so many bits: balls, however few of their bits are good.

    :raises Undefined: where it has no value.
    :raises Unsettled: where these bits do not tell.
    """
    with ctx.workprec(bits):
        return function(Reference())


def working_precision() -> AbstractContextManager[None]:
    """A context in which little is lost by computing with settled values; FLINT's own precision is 53 bits."""
    return ctx.workprec(WORKING)


def balls(value: Any) -> list[Ball]:
    if isinstance(value, tuple):
        return [ball for entry in value for ball in balls(entry)]
    return [value] if isinstance(value, Ball) else []


def good(ball: Ball) -> bool:
    """Whether enough digits are known for a comparison with any machine number."""
    return ball.rel_accuracy_bits() >= GOOD or ball.rad() < NOTHING


def midpoints(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(map(midpoints, value))
    return value.mid() if isinstance(value, Ball) else value


def magnitude(a: Ball) -> int:
    """The m with 2^(m−1) ≤ \\|midpoint\\| < 2^m, 0 for the midpoint 0."""
    mantissa, exponent = a.mid().man_exp()
    return int(mantissa).bit_length() + int(exponent)


def valued(value: Ball, complaint: str, *operands: Ball) -> Ball:
    """The value of an operation; where it has none, more precision may help unless the operands are exact."""
    if value.is_finite():
        return value
    if value == INFINITY:
        return INFINITY
    if value == MINUS_INFINITY:
        return MINUS_INFINITY
    raise (Undefined if all(map(Ball.is_exact, operands)) else Unsettled)(complaint)


def positive(a: Ball, what: str) -> Ball:
    """The argument of a function that has no values below 0."""
    if a < 0:
        raise Undefined(f"the {what} of a negative number")
    return a


class Reference(ByJets, Arithmetic):
    """Arithmetic on balls with the precision of ``flint.ctx``, which :func:`settled` sets."""

    @property
    def bits(self) -> int:
        """The precision of ``flint.ctx``, in which balls are computed."""
        return ctx.prec

    # --- numbers in -------------------------------------------------------------------------------------------------

    def number(self, value: Fraction | int | float) -> Ball:
        if isinstance(value, int):
            return Ball(value)
        if isinstance(value, float):
            if value != value:
                raise Undefined("not a number")
            return Ball(value)
        numerator = Ball(value.numerator)
        return numerator if value.denominator == 1 else numerator / value.denominator

    def constant(self, name: str) -> Ball:
        if name == "infinity":
            return INFINITY
        return {"pi": Ball.pi, "e": Ball.const_e}[name]()

    # --- arithmetic -------------------------------------------------------------------------------------------------

    def add(self, a: Ball, b: Ball) -> Ball:
        return valued(a + b, "∞ − ∞", a, b)

    def subtract(self, a: Ball, b: Ball) -> Ball:
        return valued(a - b, "∞ − ∞", a, b)

    def negate(self, a: Ball) -> Ball:
        return -a

    def multiply(self, a: Ball, b: Ball) -> Ball:
        return valued(a * b, "0 · ∞", a, b)

    def divide(self, a: Ball, b: Ball) -> Ball:
        return valued(a / b, "a division by 0, or ∞ / ∞", a, b)

    def power(self, base: Ball, exponent: Ball) -> Ball:
        if exponent.is_integer() and abs(exponent) < LARGEST_POWER:
            return self._whole_power(base, int(exponent.fmpz()))
        if exponent == 0.5:
            return self.sqrt(base)
        sign = self.order(base, Ball(0))
        if sign < 0:
            raise Undefined("a negative number to a power that is not whole")
        if sign == 0:
            if self.order(exponent, Ball(0)) < 0:
                raise Undefined("a division by 0")
            return base
        return self.exp(self.multiply(exponent, self.log(base)))

    def _whole_power(self, base: Ball, exponent: int) -> Ball:
        """By products: Arb's own power refuses balls around 0, and powers of −∞."""
        if exponent < 0:
            return self.divide(Ball(1), self._whole_power(base, -exponent))
        if exponent < 2:
            return base if exponent else Ball(1)
        root = self._whole_power(base, exponent // 2)
        square = self.multiply(root, root)
        return self.multiply(square, base) if exponent % 2 else square

    # --- order ------------------------------------------------------------------------------------------------------

    def order(self, a: Ball, b: Ball) -> int:
        if a < b:
            return -1
        if a > b:
            return 1
        if a is b or a == b:
            return 0
        raise Unsettled("a comparison of two numbers that cannot be told apart")

    def maximum(self, a: Ball, b: Ball) -> Ball:
        """Continuous, so that it need not know which of the two it is."""
        return a if a >= b else b if b >= a else a.max(b)

    def minimum(self, a: Ball, b: Ball) -> Ball:
        return a if a <= b else b if b <= a else a.min(b)

    def absolute(self, a: Ball) -> Ball:
        return abs(a)

    def distinct(self, a: Ball, b: Ball) -> bool:
        """Whether the two are certainly different."""
        return a != b

    def shown(self, a: Ball) -> str:
        return f"{float(a):g}"

    # --- functions --------------------------------------------------------------------------------------------------

    def exp(self, a: Ball) -> Ball:
        value = a.exp()
        if not value > 0 and a.is_finite():
            # Arb knows little of a value whose exponent has far more bits than it is asked for.
            bits = magnitude(a)
            if bits > REACH:
                raise Undefined("the exponential of a number beyond reach")
            with ctx.workprec(max(ctx.prec, bits)):
                value = a.exp()
            value = +value
        return valued(value, "the exponential of a number known too roughly", a)

    def log(self, a: Ball) -> Ball:
        if a == 0:
            return MINUS_INFINITY
        return valued(positive(a, "logarithm").log(), "the logarithm of a number that may be 0", a)

    def sqrt(self, a: Ball) -> Ball:
        return valued(positive(a, "root").sqrt(), "the root of a number that may be 0", a)

    def sinh(self, a: Ball) -> Ball:
        value = a.sinh()
        return value if value.is_finite() else self.subtract(self.exp(a), self.exp(-a)) / 2

    def cosh(self, a: Ball) -> Ball:
        value = a.cosh()
        return value if value.is_finite() else self.add(self.exp(a), self.exp(-a)) / 2

    def tanh(self, a: Ball) -> Ball:
        return a.tanh()

    def sin(self, a: Ball) -> Ball:
        return valued(a.sin(), "the sine of infinity", a)

    def cos(self, a: Ball) -> Ball:
        return valued(a.cos(), "the cosine of infinity", a)

    def arccos(self, a: Ball) -> Ball:
        return valued(a.acos(), "the angle whose cosine is beyond 1 or -1", a)

    def erf(self, a: Ball) -> Ball:
        return a.erf() if a.is_finite() else a.sgn()

    def Phi(self, a: Ball) -> Ball:
        if not a.is_finite():
            return (1 + a.sgn()) / 2
        value = (-a / Ball(2).sqrt()).erfc() / 2
        if value > 0 or not a < 0:
            return value
        # Of the far tail Arb has a bound only: Φ(a) = φ(a) U(1/2, 1/2, a²/2) / √2.
        tail = (a * a / 2).hypgeom_u(Ball(0.5), Ball(0.5)) / Ball(2).sqrt()
        return valued(self.varphi(a) * tail, "Φ of a number known too roughly", a)

    def varphi(self, a: Ball) -> Ball:
        return self.exp(-a * a / 2) / (2 * Ball.pi()).sqrt()
