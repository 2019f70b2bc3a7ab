r"""Rounding: what the printed formula gives in machine numbers, and how far rounding may have taken it.

The value is a float64. The error is a bound in units of the roundoff u, first order in u; ``growth`` bounds what the
higher orders add. So one run bounds the error in every format: :math:`u = 2^{-53}, 2^{-24}, 2^{-8}`.
"""
from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

from eqcheck.numeric.arithmetic import Arithmetic, Undefined, Unsettled
from eqcheck.numeric.jets import ByJets

COARSEST = 2.0**-8
"""The roundoff of bfloat16: a comparison counts as decided when it is decided in every format."""
SHORT = 8
"""Bits that every format has: a longer constant is rounded."""
LIBRARY = 2.0
"""Error of a function of the mathematical library: one unit in the last place."""
SPECIAL = 8.0
"""The same for erf and Φ."""
SMALLEST_NORMAL = 2.0**-1022
UNDERFLOW = 2.0**-1021
"""Absolute error of a result below the smallest normal float64, in units of 2^-53."""
INFINITE = math.inf


class Rounded:
    """A float, the bound of its error in units of u, and how the bound grows with u."""

    __slots__ = ("error", "growth", "value")

    def __init__(self, value: float, error: float = 0.0, growth: float = 0.0) -> None:
        self.value = value
        self.error = error if error == error else INFINITE
        self.growth = growth if growth == growth else INFINITE

    def bound(self, unit: float) -> float | None:
        """How far rounding to this unit may have taken the value; None where there is no telling."""
        reach = self.growth * unit
        if not (self.error < INFINITE and reach < 0.5) or self.value != self.value:
            return None
        return self.error * unit / (1 - reach) * (1 + 1e-9)

    def __repr__(self) -> str:
        return f"Rounded({self.value} ± {self.error:.3g} u)"


LOST = Rounded(math.nan, INFINITE, INFINITE)


def rounding(function: Callable[[Arithmetic], Rounded]) -> Rounded:
    """The value of ``function(arithmetic)`` in floats; nan without a bound where it overflows or has none."""
    try:
        return function(Rounding())
    except (Undefined, Unsettled):
        return LOST


def result(value: float, error: float, growth: float, own: float, exact_infinity: bool = False) -> Rounded:
    """A computed value: the errors it inherits, and ``own`` units of its own."""
    if math.isinf(value):
        return Rounded(value) if exact_infinity else Rounded(value, INFINITE)
    error += own * abs(value)
    if own and abs(value) < SMALLEST_NORMAL:
        error += UNDERFLOW
    return Rounded(value, error, growth + own)


def infinite(a: Rounded) -> bool:
    """Infinity as a value that was given, not one that came by overflow."""
    return math.isinf(a.value) and a.error == 0


def short(value: float) -> bool:
    """Whether every format holds the value as it is."""
    return math.isinf(value) or math.frexp(value)[0] * 2**SHORT % 1 == 0


def power_of_two(value: float) -> bool:
    return abs(math.frexp(value)[0]) == 0.5


class Rounding(ByJets, Arithmetic):
    """Machine numbers with a running error bound."""

    def number(self, value: Fraction | int | float) -> Rounded:
        if not isinstance(value, Fraction):
            return Rounded(float(value))
        number = value.numerator / value.denominator
        exact = power_of_two(value.denominator) and short(number) and number * value.denominator == value.numerator
        return Rounded(number, 0.0 if exact else abs(number))

    def constant(self, name: str) -> Rounded:
        if name == "infinity":
            return Rounded(INFINITE)
        value = {"pi": math.pi, "e": math.e}[name]
        return Rounded(value, value)

    def add(self, a: Rounded, b: Rounded) -> Rounded:
        value = a.value + b.value
        own = 0.0 if a.value == 0 or b.value == 0 else 1.0
        return result(value, a.error + b.error, max(a.growth, b.growth), own, infinite(a) or infinite(b))

    def negate(self, a: Rounded) -> Rounded:
        return Rounded(-a.value, a.error, a.growth)

    def multiply(self, a: Rounded, b: Rounded) -> Rounded:
        value = a.value * b.value
        exact = infinite(a) or infinite(b)
        if exact:
            return Rounded(value) if value == value else LOST
        error = abs(a.value) * b.error + abs(b.value) * a.error
        growth = a.growth + b.growth
        if a.error and b.error:
            growth += min(relative(a), relative(b))
        own = 0.0 if self._harmless(a, b, value) else 1.0
        return result(value, error, growth, own)

    @staticmethod
    def _harmless(a: Rounded, b: Rounded, product: float) -> bool:
        """A product by an exact 0 or by a power of 2, which is not rounded."""
        if any(factor.value == factor.error == 0 for factor in (a, b)):
            return True
        return abs(product) >= SMALLEST_NORMAL and (power_of_two(a.value) or power_of_two(b.value))

    def divide(self, a: Rounded, b: Rounded) -> Rounded:
        if b.value == 0:
            if b.error == 0:
                raise Undefined("a division by 0")
            return LOST
        value = a.value / b.value
        error = (a.error + abs(value) * b.error) / abs(b.value)
        own = 0.0 if a.value == 0 or (power_of_two(b.value) and abs(value) >= SMALLEST_NORMAL) else 1.0
        return result(value, error, a.growth + b.growth + relative(b), own, infinite(a))

    def power(self, a: Rounded, b: Rounded) -> Rounded:
        if b.error == 0 and b.value == 0.5:
            return self.sqrt(a)
        if b.error == 0 and b.value == 1:
            return a
        try:
            value = a.value**b.value
        except (OverflowError, ZeroDivisionError):
            return LOST
        if isinstance(value, complex):
            return LOST
        if a.value == 0 or math.isinf(a.value):
            return Rounded(value) if a.error == b.error == 0 else LOST
        lift = abs(b.value) * relative(a) + (abs(math.log(abs(a.value))) * b.error if b.error else 0.0)
        return result(value, abs(value) * lift, a.growth + b.growth + 2 * lift, LIBRARY)

    def inexact(self, value: Rounded, ulps: float) -> Rounded:
        return result(value.value, value.error, value.growth, 2 * ulps, infinite(value))

    # --- order ------------------------------------------------------------------------------------------------------

    def order(self, a: Rounded, b: Rounded) -> int:
        if a.value != a.value or b.value != b.value:
            raise Undefined("a comparison with nan")
        if not self._decided(a, b):
            raise Unsettled("a comparison that rounding may turn")
        return (a.value > b.value) - (a.value < b.value)

    @staticmethod
    def _decided(a: Rounded, b: Rounded) -> bool:
        doubt = a.error + b.error
        return doubt == 0 or abs(a.value - b.value) > 2 * doubt * COARSEST

    def maximum(self, a: Rounded, b: Rounded) -> Rounded:
        return self._extreme(a, b, a.value >= b.value)

    def minimum(self, a: Rounded, b: Rounded) -> Rounded:
        return self._extreme(a, b, a.value <= b.value)

    def _extreme(self, a: Rounded, b: Rounded, first: bool) -> Rounded:
        chosen = a if first else b
        if a.value != a.value or b.value != b.value:
            return LOST
        if self._decided(a, b):
            return chosen
        return Rounded(chosen.value, max(a.error, b.error), max(a.growth, b.growth))

    def absolute(self, a: Rounded) -> Rounded:
        return Rounded(abs(a.value), a.error, a.growth)

    def distinct(self, a: Rounded, b: Rounded) -> bool:
        return a.value != b.value and self._decided(a, b)

    # --- functions: the slope times the error of the argument, and the error of the library ---------------------------

    def exp(self, a: Rounded) -> Rounded:
        try:
            value = math.exp(a.value)
        except OverflowError:
            return Rounded(INFINITE, INFINITE)
        if infinite(a):
            return Rounded(value)
        if a.value == 0 and a.error == 0:
            return Rounded(1.0)
        return result(value, value * a.error, a.growth + a.error, LIBRARY)

    def log(self, a: Rounded) -> Rounded:
        if a.value < 0 or (a.value == 0 and a.error):
            return LOST
        if a.value == 0:
            return Rounded(-INFINITE)
        if infinite(a):
            return a
        r = relative(a)
        return result(math.log(a.value), r, a.growth + r, LIBRARY)

    def sqrt(self, a: Rounded) -> Rounded:
        if a.value < 0 or (a.value == 0 and a.error):
            return LOST
        value = math.sqrt(a.value)
        if value == 0 or infinite(a):
            return Rounded(value)
        return result(value, a.error / (2 * value), a.growth + relative(a), 1.0)

    def sinh(self, a: Rounded) -> Rounded:
        return self._hyperbolic(math.sinh, math.cosh, a)

    def cosh(self, a: Rounded) -> Rounded:
        return self._hyperbolic(math.cosh, math.sinh, a)

    @staticmethod
    def _hyperbolic(
        function: Callable[[float], float], slope: Callable[[float], float], a: Rounded
    ) -> Rounded:
        try:
            value, rise = function(a.value), abs(slope(a.value))
        except OverflowError:
            return Rounded(INFINITE, INFINITE)
        curved = a.error * (1 + a.error)
        return result(value, rise * a.error if a.error else 0.0, a.growth + curved, LIBRARY, infinite(a))

    def sin(self, a: Rounded) -> Rounded:
        return self._wave(math.sin, a)

    def cos(self, a: Rounded) -> Rounded:
        return self._wave(math.cos, a)

    @staticmethod
    def _wave(function: Callable[[float], float], a: Rounded) -> Rounded:
        """Nowhere steeper than 1."""
        return LOST if math.isinf(a.value) else result(function(a.value), a.error, a.growth, LIBRARY)

    def arccos(self, a: Rounded) -> Rounded:
        if not abs(a.value) <= 1:
            return LOST
        room = (1 - a.value) * (1 + a.value)
        if a.error and not room:
            return LOST
        lift = a.error / room if a.error else 0.0
        return result(math.acos(a.value), lift * math.sqrt(room), a.growth + 2 * lift, LIBRARY)

    def tanh(self, a: Rounded) -> Rounded:
        rise = min(1.0, 4 * math.exp(-2 * abs(a.value)))
        return result(math.tanh(a.value), rise * a.error, a.growth + 2 * a.error, LIBRARY)

    def erf(self, a: Rounded) -> Rounded:
        rise = 2 / math.sqrt(math.pi) * bell(a.value * a.value)
        return self._sigmoidal(math.erf(a.value), rise, a)

    def Phi(self, a: Rounded) -> Rounded:
        rise = bell(a.value * a.value / 2) / math.sqrt(2 * math.pi)
        return self._sigmoidal(math.erfc(-a.value / math.sqrt(2)) / 2, rise, a)

    def varphi(self, a: Rounded) -> Rounded:
        value = bell(a.value * a.value / 2) / math.sqrt(2 * math.pi)
        squared = a.value * a.value if value else 0.0
        peak = self._sigmoidal(value, abs(a.value) * value if value else 0.0, a)
        return Rounded(value, peak.error + squared * value, peak.growth)

    @staticmethod
    def _sigmoidal(value: float, rise: float, a: Rounded) -> Rounded:
        if infinite(a):
            return Rounded(value)
        squared = a.value * a.value
        own = SPECIAL + 2 * squared * (value < 0.5)  # in the tail the argument's own rounding counts, x² times
        curved = 2 * a.error * (1 + abs(a.value) + a.error)
        return result(value, rise * a.error, a.growth + curved, min(own, 1e308) if value else 1.0)


def relative(a: Rounded) -> float:
    """The relative error, infinite for an inexact 0."""
    if a.error == 0:
        return 0.0
    return a.error / abs(a.value) if a.value else INFINITE


def bell(exponent: float) -> float:
    return math.exp(-exponent)
