r"""Jets: the beginning of a Taylor series at a point, seen from one side of it.

A jet :math:`a_0 + a_1 h + … + a_n h^n` stands for a function of an infinitely small :math:`h > 0`. Numbers that agree
at the point are compared by their slopes, so that at a kink each side gets its own branch, its own value and slope,
exactly. A jet's coefficients are scalars of any arithmetic, of jets too: that is how derivatives nest.
"""
from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import zip_longest
from math import factorial

from eqcheck.numeric.arithmetic import Arithmetic, Function, Scalar, Undefined, Unsettled

SPARE = (0, 2, 6)
"""Terms beyond those asked for, tried in turn when a comparison is still a tie after all terms."""


class Tie(ArithmeticError):
    """Two different jets agree in all their terms: more terms may tell them apart."""


class Jet:
    """Coefficients of 1, h, h², …; those that are missing are exactly 0."""

    __slots__ = ("terms",)

    def __init__(self, terms: tuple[Scalar, ...]) -> None:
        self.terms = terms

    def __repr__(self) -> str:
        return f"Jet{self.terms}"


class ByJets(Arithmetic):
    """An arithmetic that differentiates by putting jets on top of itself."""

    every_case = True

    def taylor(self, function: Function, point: Scalar, order: int, side: int = 0) -> tuple[Scalar, ...]:
        right, tied = _one_side(self, function, point, order, side or 1)
        if side or not tied:
            return right
        left, _ = _one_side(self, function, point, order, -1)
        for k, (below, above) in enumerate(zip(left, right, strict=True)):
            if self.distinct(below, above):
                what = "value" if k == 0 else "slope" if k == 1 else f"derivative of order {k}"
                raise Undefined(
                    f"the {what} is {self.shown(below)} from the left and {self.shown(above)} from the right"
                )
        return right

    def shown(self, a: Scalar) -> str:
        """A scalar as a reader sees it."""
        return str(a)

    def distinct(self, a: Scalar, b: Scalar) -> bool:
        """Whether two scalars that should agree certainly do not."""
        raise NotImplementedError


def _one_side(
    arithmetic: ByJets, function: Function, point: Scalar, order: int, side: int
) -> tuple[tuple[Scalar, ...], bool]:
    """Value and derivatives from one side, and whether a comparison was a tie."""
    for spare in SPARE:
        jets = Jets(arithmetic, order + spare, final=spare == SPARE[-1])
        try:
            jet = function(jets, jets.variable(point, side))
        except Tie:
            continue
        return tuple(jets.derivative(jet, k, side) for k in range(order + 1)), jets.tied
    raise AssertionError("the last attempt raises no Tie")


class Jets(ByJets):
    """Jets to the given order over another arithmetic."""

    def __init__(self, base: ByJets, order: int, final: bool = True) -> None:
        self.base = base
        self.length = order + 1
        self.final = final
        self.tied = False
        """Whether a comparison was decided by a slope, so that the other side may look different."""
        self._one = base.number(1)

    # --- numbers in and out -----------------------------------------------------------------------------------------

    def number(self, value: Fraction | int | float) -> Jet:
        return Jet((self.base.number(value),))

    def constant(self, name: str) -> Jet:
        return Jet((self.base.constant(name),))

    def lift(self, value: Scalar) -> Jet:
        return Jet((value,))

    def variable(self, point: Scalar, side: int) -> Jet:
        """The point plus or minus h."""
        return Jet((point, self._one if side > 0 else self.base.negate(self._one))[: self.length])

    def derivative(self, jet: Jet, order: int, side: int) -> Scalar:
        """The derivative of that order of the function which the jet stands for."""
        if order >= len(jet.terms):
            return self.base.number(0)
        term = jet.terms[order]
        scale = factorial(order) * side**order
        return term if scale == 1 else self.base.multiply(self.base.number(scale), term)

    def distinct(self, a: Jet, b: Jet) -> bool:
        pairs = zip_longest(a.terms, b.terms, fillvalue=self.base.number(0))
        return any(self.base.distinct(x, y) for x, y in pairs)

    # --- arithmetic -------------------------------------------------------------------------------------------------

    def add(self, a: Jet, b: Jet) -> Jet:
        x, y = (a.terms, b.terms) if len(a.terms) >= len(b.terms) else (b.terms, a.terms)
        return Jet((*map(self.base.add, x, y), *x[len(y):]))

    def negate(self, a: Jet) -> Jet:
        return Jet(tuple(map(self.base.negate, a.terms)))

    def multiply(self, a: Jet, b: Jet) -> Jet:
        x, y = a.terms, b.terms
        length = min(len(x) + len(y) - 1, self.length)
        return Jet(tuple(self._convolved(x, y, k) for k in range(length)))

    def _convolved(self, x: tuple[Scalar, ...], y: tuple[Scalar, ...], k: int) -> Scalar:
        """Σ x_j y_{k−j} over the terms that are there."""
        add, multiply = self.base.add, self.base.multiply
        first = max(0, k - len(y) + 1)
        total = multiply(x[first], y[k - first])
        for j in range(first + 1, min(k, len(x) - 1) + 1):
            total = add(total, multiply(x[j], y[k - j]))
        return total

    def divide(self, a: Jet, b: Jet) -> Jet:
        base, x, y = self.base, a.terms, b.terms
        if len(y) == 1:
            return Jet(tuple(base.divide(term, y[0]) for term in x))
        quotient: tuple[Scalar, ...] = ()
        for k in range(self.length):
            term = x[k] if k < len(x) else None
            if k:
                carried = self._convolved(quotient, y, k)
                term = base.negate(carried) if term is None else base.subtract(term, carried)
            quotient += (base.divide(term, y[0]),)
        return Jet(quotient)

    def power(self, base: Jet, exponent: Jet) -> Jet:
        if len(exponent.terms) > 1:
            return self.exp(self.multiply(exponent, self.log(base)))
        power = exponent.terms[0]
        first = self.base.power(base.terms[0], power)
        if len(base.terms) == 1:
            return Jet((first,))
        lower = self.base.subtract(power, self._one)
        if self._equal(power, 0):
            return Jet((first,))
        if self._equal(lower, 0):
            return base

        def slope(jets: Jets, f: Jet, a: Jet) -> Jet:
            return jets.multiply(exponent, jets.power(a, Jet((lower,))))
        return self._solve(base, first, slope)

    def _equal(self, a: Scalar, number: int) -> bool:
        """Whether a is this number; if that cannot be told, it is not."""
        try:
            return self.base.order(a, self.base.number(number)) == 0
        except Unsettled:
            return False

    def inexact(self, value: Jet, ulps: float) -> Jet:
        return Jet(tuple(self.base.inexact(term, ulps) for term in value.terms))

    # --- order ------------------------------------------------------------------------------------------------------

    def order(self, a: Jet, b: Jet) -> int:
        """The sign of the first difference."""
        sign = self.base.order(a.terms[0], b.terms[0])
        if sign or len(a.terms) == len(b.terms) == 1:
            return sign
        self.tied = True
        later = zip_longest(a.terms[1:], b.terms[1:], fillvalue=self.base.number(0))
        return next((sign for x, y in later if (sign := self.base.order(x, y))), 0)

    def compare(self, operator: str, a: Jet, b: Jet) -> bool:
        constant = len(a.terms) == len(b.terms) == 1
        if not constant and not self.final and self.order(a, b) == 0:
            raise Tie
        return bool(super().compare(operator, a, b))

    # --- functions: each is the solution of f(a)' = slope(f, a) a' ---------------------------------------------------

    def _solve(self, a: Jet, first: Scalar, slope: Callable[[Jets, Jet, Jet], Jet]) -> Jet:
        """The series from its first term; ``slope(jets, f, a)`` is computed with ever longer jets."""
        base = self.base
        terms: tuple[Scalar, ...] = (first,)
        if len(a.terms) == 1:
            return Jet(terms)
        rises = tuple(
            base.multiply(base.number(j), term) if j > 1 else term for j, term in enumerate(a.terms[1:], start=1)
        )
        for k in range(1, self.length):
            slopes = slope(Jets(base, k - 1), Jet(terms), Jet(a.terms[:k])).terms
            if k - 1 > len(rises) + len(slopes) - 2:
                break
            total = self._convolved(rises, slopes, k - 1)
            terms += (total if k == 1 else base.divide(total, base.number(k)),)
        return Jet(terms)

    def exp(self, a: Jet) -> Jet:
        return self._solve(a, self.base.exp(a.terms[0]), lambda jets, f, a: f)

    def log(self, a: Jet) -> Jet:
        return self._solve(a, self.base.log(a.terms[0]), lambda jets, f, a: jets.divide(jets.number(1), a))

    def sqrt(self, a: Jet) -> Jet:
        half = self.number(Fraction(1, 2))
        return self._solve(a, self.base.sqrt(a.terms[0]), lambda jets, f, a: jets.divide(half, f))

    def sinh(self, a: Jet) -> Jet:
        return self._solve(a, self.base.sinh(a.terms[0]), lambda jets, f, a: jets.cosh(a))

    def cosh(self, a: Jet) -> Jet:
        return self._solve(a, self.base.cosh(a.terms[0]), lambda jets, f, a: jets.sinh(a))

    def sin(self, a: Jet) -> Jet:
        return self._solve(a, self.base.sin(a.terms[0]), lambda jets, f, a: jets.cos(a))

    def cos(self, a: Jet) -> Jet:
        return self._solve(a, self.base.cos(a.terms[0]), lambda jets, f, a: jets.negate(jets.sin(a)))

    def arccos(self, a: Jet) -> Jet:
        def slope(jets: Jets, f: Jet, a: Jet) -> Jet:
            return jets.divide(jets.number(-1), jets.sin(f))
        return self._solve(a, self.base.arccos(a.terms[0]), slope)

    def tanh(self, a: Jet) -> Jet:
        def slope(jets: Jets, f: Jet, a: Jet) -> Jet:
            return jets.add(jets.number(1), jets.negate(jets.multiply(f, f)))
        return self._solve(a, self.base.tanh(a.terms[0]), slope)

    def erf(self, a: Jet) -> Jet:
        def slope(jets: Jets, f: Jet, a: Jet) -> Jet:
            scale = jets.divide(jets.number(2), jets.sqrt(jets.constant("pi")))
            return jets.multiply(scale, jets.exp(jets.negate(jets.multiply(a, a))))
        return self._solve(a, self.base.erf(a.terms[0]), slope)

    def Phi(self, a: Jet) -> Jet:
        return self._solve(a, self.base.Phi(a.terms[0]), lambda jets, f, a: jets.varphi(a))

    def varphi(self, a: Jet) -> Jet:
        return self._solve(a, self.base.varphi(a.terms[0]), lambda jets, f, a: jets.negate(jets.multiply(a, f)))
