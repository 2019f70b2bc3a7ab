"""An arithmetic of terms: it runs a tree on one piece of the range, and forks where a comparison turns."""
from __future__ import annotations

from fractions import Fraction

from eqcheck.numeric import Arithmetic, Undefined, Unsettled
from eqcheck.numeric.arithmetic import OUTCOMES
from eqcheck.numeric.jets import ByJets
from eqcheck.proof.pieces import ANY, Signs
from eqcheck.proof.signs import Knowledge
from eqcheck.proof.terms import Term

EACH: tuple[Signs, ...] = (frozenset((-1,)), frozenset((0,)), frozenset((1,)))
UP: Signs = frozenset((0, 1))
DOWN: Signs = frozenset((-1, 0))
LARGEST = 1000
"""Whole powers up to this one are multiplied out."""


class Symbolic(ByJets, Arithmetic):
    """Terms on a piece; every method may raise :class:`~eqcheck.proof.signs.Fork`."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.terms = knowledge.terms
        self.add = self.terms.add
        self.negate = self.terms.negate
        self.subtract = self.terms.subtract  # type: ignore[method-assign]
        self.multiply = self.terms.multiply

    # --- numbers in ---------------------------------------------------------------------------------------------------

    def number(self, value: Fraction | int | float) -> Term:
        return self.terms.number(Fraction(value))

    def constant(self, name: str) -> Term:
        if name == "infinity":
            raise Unsettled("infinity as a number")
        return self.terms.pi if name == "pi" else self.terms.apply("exp", self.terms.one)

    # --- order --------------------------------------------------------------------------------------------------------

    def order(self, a: Term, b: Term) -> int:
        return next(iter(self.knowledge.decide(self.terms.subtract(a, b), EACH)))

    def compare(self, operator: str, a: Term, b: Term) -> bool:
        holds = frozenset(OUTCOMES[operator])
        return self.knowledge.decide(self.terms.subtract(a, b), (holds, ANY - holds)) == holds

    def maximum(self, a: Term, b: Term) -> Term:
        return a if self.knowledge.decide(self.terms.subtract(a, b), (UP, DOWN)) == UP else b

    def minimum(self, a: Term, b: Term) -> Term:
        return b if self.knowledge.decide(self.terms.subtract(a, b), (UP, DOWN)) == UP else a

    def absolute(self, a: Term) -> Term:
        return self.maximum(a, self.terms.negate(a))

    def distinct(self, a: Term, b: Term) -> bool:
        return self.order(a, b) != 0

    # --- partial operations -------------------------------------------------------------------------------------------

    def _sign(self, a: Term) -> int:
        return self.order(a, self.terms.zero)

    def divide(self, a: Term, b: Term) -> Term:
        if self._sign(b) == 0:
            raise Undefined("a division by 0")
        return self.terms.divide(a, b)

    def power(self, base: Term, exponent: Term) -> Term:
        value = exponent.value
        if value is not None and value.denominator == 1 and abs(value) <= LARGEST:
            return self.terms.power(base, int(value)) if value >= 0 else self.divide(
                self.terms.one, self.terms.power(base, int(-value)))
        if value is not None and value.denominator == 2 and 0 < value <= LARGEST:
            return self.terms.power(self.sqrt(base), int(2 * value))
        if value is None and self._sign(exponent) == 0:
            return self.terms.one
        sign = self._sign(base)
        if sign < 0:
            raise Undefined("a negative number to a power that is not whole")
        if sign == 0:
            if self._sign(exponent) < 0:
                raise Undefined("a division by 0")
            return self.terms.zero
        return self.exp(self.terms.multiply(exponent, self.terms.apply("log", base)))

    def log(self, a: Term) -> Term:
        sign = self._sign(a)
        if sign == 0:
            raise Unsettled("the logarithm of 0, which is infinite")
        if sign < 0:
            raise Undefined("the logarithm of a negative number")
        return self.terms.apply("log", a)

    def sqrt(self, a: Term) -> Term:
        sign = self._sign(a)
        if sign < 0:
            raise Undefined("the root of a negative number")
        return self.terms.apply("sqrt", a) if sign else self.terms.zero

    # --- functions ----------------------------------------------------------------------------------------------------

    def exp(self, a: Term) -> Term:
        return self.terms.apply("exp", a)

    def tanh(self, a: Term) -> Term:
        return self.terms.apply("tanh", a)

    def erf(self, a: Term) -> Term:
        return self.terms.apply("erf", a)

    def Phi(self, a: Term) -> Term:
        return self.terms.apply("Phi", a)

    def varphi(self, a: Term) -> Term:
        return self.terms.bell(a)

    def sinh(self, a: Term) -> Term:
        return self._half(self.terms.subtract(self.exp(a), self.exp(self.terms.negate(a))))

    def cosh(self, a: Term) -> Term:
        return self._half(self.terms.add(self.exp(a), self.exp(self.terms.negate(a))))

    def sin(self, a: Term) -> Term:
        raise Unsettled("a function of angles, which no rule knows")

    cos = arccos = sin

    def _half(self, a: Term) -> Term:
        return self.terms.multiply(self.terms.number(Fraction(1, 2)), a)
