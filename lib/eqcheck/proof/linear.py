"""Whether linear inequalities have a common solution: Fourier–Motzkin elimination over exact fractions."""
from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from fractions import Fraction

MANY = 150
"""With more inequalities than these the question is left open."""


@dataclass(frozen=True)
class Line:
    """Σ slopes · unknowns + constant is positive (strict) or at least 0."""

    slopes: tuple[tuple[Hashable, Fraction], ...]
    constant: Fraction
    strict: bool

    def scaled(self, factor: Fraction) -> Line:
        return Line(tuple((name, slope * factor) for name, slope in self.slopes), self.constant * factor, self.strict)

    def plus(self, other: Line) -> Line:
        total = dict(self.slopes)
        for name, slope in other.slopes:
            total[name] = total.get(name, Fraction(0)) + slope
        left = tuple((name, slope) for name, slope in total.items() if slope)
        return Line(left, self.constant + other.constant, self.strict or other.strict)

    def slope(self, unknown: Hashable) -> Fraction:
        return next((slope for name, slope in self.slopes if name == unknown), Fraction(0))


def feasible(lines: Sequence[Line]) -> bool:
    """False only if no numbers satisfy all of them.

    >>> x, one = "x", Fraction(1)
    >>> feasible([Line(((x, one),), -one, False), Line(((x, -one),), one, True)])  # x ≥ 1 and x < 1
    False
    """
    left = set(lines)
    while True:
        constants = [line for line in left if not line.slopes]
        if any(line.constant < 0 or (line.strict and line.constant == 0) for line in constants):
            return False
        left -= set(constants)
        unknowns: dict[Hashable, list[int]] = {}
        for line in left:
            for name, slope in line.slopes:
                unknowns.setdefault(name, [0, 0])[slope > 0] += 1
        if not unknowns or len(left) > MANY:
            return True
        name = min(unknowns, key=lambda name: unknowns[name][0] * unknowns[name][1])
        below = [line.scaled(1 / slope) for line in left if (slope := line.slope(name)) > 0]
        above = [line.scaled(-1 / slope) for line in left if (slope := line.slope(name)) < 0]
        left = {line for line in left if not line.slope(name)} | {a.plus(b) for a in below for b in above}
