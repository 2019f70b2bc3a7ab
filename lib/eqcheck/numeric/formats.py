"""The machine's number formats, by their arithmetic alone: torch is not needed to choose points or to count ulps."""
from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import frexp, inf, isinf, ldexp


@dataclass(frozen=True)
class Format:
    """Binary numbers of ``bits`` significant bits from :math:`2^{\\text{lowest}}`, the smallest normal one."""

    name: str
    bits: int
    lowest: int
    highest: int

    @property
    def unit(self) -> float:
        """The largest relative error of rounding."""
        return 2.0**-self.bits

    @property
    def tiny(self) -> float:
        """The smallest normal number."""
        return ldexp(1.0, self.lowest)

    @property
    def least(self) -> float:
        """The smallest number above 0."""
        return ldexp(1.0, self.lowest - self.bits + 1)

    @property
    def huge(self) -> float:
        """The largest finite number."""
        return ldexp(2.0 - ldexp(1.0, 1 - self.bits), self.highest)

    def spacing(self, x: float) -> float:
        """The unit in the last place of a number of this size."""
        if isinf(x) or abs(x) > self.huge:
            return self.spacing(self.huge)
        exponent = frexp(x)[1] - 1 if x else self.lowest
        return ldexp(1.0, max(exponent, self.lowest) - self.bits + 1)

    def round(self, x: Fraction | float) -> float:
        """The nearest number of this format."""
        if isinstance(x, float) and (isinf(x) or x == 0):
            return x
        spacing = self.spacing(float(x))
        # Dividing a float by its spacing, a power of two, is exact.
        steps = round(x / spacing if isinstance(x, float) else x / Fraction(spacing))
        rounded = float(steps * Fraction(spacing)) if isinstance(x, Fraction) else steps * spacing
        return rounded if abs(rounded) <= self.huge else inf if rounded > 0 else -inf

    def beside(self, x: float) -> tuple[float, float]:
        """The neighbours of a number of this format, below and above."""
        above = x + self.spacing(x)
        below = x - self.spacing(x)
        # Just inside a power of two the numbers lie twice as dense.
        if x > 0 and self.spacing(below) < self.spacing(x):
            below = x - self.spacing(x) / 2
        if x < 0 and self.spacing(above) < self.spacing(x):
            above = x + self.spacing(x) / 2
        return below, above


FLOAT64 = Format("float64", 53, -1022, 1023)
FLOAT32 = Format("float32", 24, -126, 127)
BFLOAT16 = Format("bfloat16", 8, -126, 127)
FLOAT16 = Format("float16", 11, -14, 15)
FORMATS = (FLOAT64, FLOAT32, FLOAT16, BFLOAT16)
