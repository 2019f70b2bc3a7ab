"""What a term tends to: from its series far out, and exactly by SymPy's algorithm of Gruntz."""
from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from flint import arb, fmpq

from eqcheck.numeric import Unsettled
from eqcheck.numeric.arithmetic import OUTCOMES
from eqcheck.proof.enclosure import Undecided, exact, precision, sign
from eqcheck.proof.normal_form import Rescale, fraction
from eqcheck.proof.pieces import Effort, Subdomain, TooMuchWork
from eqcheck.proof.signs import Knowledge
from eqcheck.proof.symbolic import Symbolic
from eqcheck.proof.tails import LEVEL, NONE, Series, Tail, outward, tail_sign, towards
from eqcheck.proof.terms import Term, Terms

BITS = 320
"""The precision of the coefficients of a series."""
GOOD = 100
"""So many of their bits have to be known."""
DIGITS = 60
"""Digits to which a number of SymPy is evaluated."""
STEPS = 20_000
"""So much work may be put into telling whether two terms are the same."""
STARTS = (64, 2**20, 2**16000)
"""Where series are tried to begin."""


class Eventual(Symbolic):
    """Terms in one letter on its way to 0 or to infinity: every comparison is decided as it is in the end.

    :param infinite: whether it goes to infinity, or minus infinity.
    :param direction: 1 if it is positive, −1 if it is negative.
    """

    def __init__(self, infinite: bool, direction: int) -> None:
        self.units: dict[object, Fraction] = {}
        super().__init__(Knowledge(Subdomain(), Terms(), self.units, Effort(STEPS)))
        self.infinite, self.direction = infinite, direction
        self.letter = self.terms.letter("s")
        ways: list[Series] = [outward(direction, steeply) for steeply in (False, True)] if infinite else [
            towards(Fraction(0), direction), {(NONE, NONE, Fraction(-1)): fmpq(direction)}]
        self.tries = [({"s": way}, Fraction(start)) for start in STARTS for way in ways]

    def run(self, function: Callable[[Eventual], Term]) -> Term:
        """The term that ``function(arithmetic)`` gives.

        :raises Unsettled: if a comparison in it cannot be decided near the target.
        """
        while True:
            try:
                return function(self)
            except Rescale:
                self.knowledge = Knowledge(Subdomain(), self.terms, self.units, Effort(STEPS))

    def order(self, a: Term, b: Term) -> int:
        difference = self.terms.subtract(a, b)
        try:
            if self.knowledge.zero(difference):
                return 0
        except TooMuchWork as trouble:
            raise Unsettled("a comparison that takes too much work") from trouble
        with precision(BITS):
            for way, start in self.tries:
                found = tail_sign(difference, way, start)
                if found is not None:
                    return found
        raise Unsettled("a comparison that is not settled near the limit")

    def compare(self, operator: str, a: Term, b: Term) -> bool:
        return self.order(a, b) in OUTCOMES[operator]

    def maximum(self, a: Term, b: Term) -> Term:
        return a if self.order(a, b) >= 0 else b

    def minimum(self, a: Term, b: Term) -> Term:
        return a if self.order(a, b) <= 0 else b

    def tendency(self, term: Term) -> Fraction | arb | None:
        """What the term tends to: a fraction, a ball, an infinity; None where its series does not show it."""
        with precision(BITS):
            for way, start in self.tries:
                try:
                    found = leading(Tail(way, start)(term))
                    if isinstance(found, Fraction) or not found.is_finite() or found.rel_accuracy_bits() >= GOOD:
                        return found
                except (Undecided, ZeroDivisionError):
                    continue
        return None

    def searched(self, term: Term) -> Any:
        """What the term tends to by the algorithm of Gruntz, as a number of SymPy; None where that fails."""
        import sympy  # it takes long to load, and few statements need it
        from sympy.series.gruntz import gruntz

        letter = sympy.Symbol("s", real=True)
        target = self.direction * sympy.oo if self.infinite else sympy.Integer(0)
        try:
            found = gruntz(sympified(term, letter), letter, target, "+-"[self.direction < 0])
        except (ArithmeticError, AttributeError, LookupError, NotImplementedError, RecursionError, TypeError,
                ValueError):
            return None
        return found if found.is_number and found.is_extended_real else None


def at_infinity(function: Callable[[Eventual, Term], Term], direction: int) -> arb:
    """What ``function(arithmetic, x)`` tends to as x goes to infinity, or with ``direction`` −1 to minus infinity.

    :raises Undefined: if it has no value there.
    :raises Unsettled: if its series does not show it.
    """
    arithmetic = Eventual(True, direction)
    found = arithmetic.tendency(arithmetic.run(lambda inner: function(inner, inner.letter)))
    if found is None:
        raise Unsettled("a limit that the growth of the terms does not show")
    with precision(BITS):
        return exact(found) if isinstance(found, Fraction) else found


def leading(series: Series) -> Fraction | arb:
    """What a series tends to.

    :raises Undecided: if its first coefficient may be 0.
    """
    if not all(arb(slope).is_finite() for slope in series.values()):
        raise Undecided("a coefficient without bounds")
    growth = max(series, default=None)
    if growth is None or growth < LEVEL:
        return Fraction(0)
    slope = series[growth]
    if growth == LEVEL:
        return fraction(slope) if isinstance(slope, fmpq) else slope
    side = sign(arb(slope))
    if not side:
        raise Undecided("a series whose first coefficient may vanish")
    return arb.pos_inf() if side > 0 else arb.neg_inf()


def evaluated(number: Any) -> arb:
    """The value of a number of SymPy."""
    import sympy

    if number in (sympy.oo, -sympy.oo):
        return arb.pos_inf() if number > 0 else arb.neg_inf()
    return arb(str(sympy.N(number, DIGITS)))


def equal(number: Any, term: Term) -> bool:
    """Whether a number of SymPy and a term without letters are exactly the same."""
    return (number - sympified(term, None)).equals(0) is True


def sympified(term: Term, letter: Any) -> Any:
    """The term as an expression of SymPy."""
    import sympy

    functions: dict[str, Callable[..., Any]] = {
        "exp": sympy.exp, "log": sympy.log, "sqrt": sympy.sqrt, "tanh": sympy.tanh, "erf": sympy.erf,
        "Phi": lambda a: sympy.erfc(-a / sympy.sqrt(2)) / 2,
        "add": sympy.Add, "multiply": sympy.Mul, "power": sympy.Pow, "divide": lambda a, b: a / b,
        "pi": lambda: sympy.pi,
    }
    if term.op == "number":
        return sympy.Rational(*term.args[0].as_integer_ratio())
    if term.op == "letter":
        return letter
    return functions[term.op](*(sympified(arg, letter) if isinstance(arg, Term) else arg for arg in term.args))
