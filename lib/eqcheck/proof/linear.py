"""Linear inequalities between unknowns, over exact fractions: which signs they leave to another linear form."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd, lcm

MANY = 60
"""With more inequalities than these their common solutions are not looked into."""

Form = tuple[dict[int, Fraction], Fraction]
"""Σ slopes · unknowns + constant; the unknowns have numbers for names."""


@dataclass
class Range:
    """The bounds of one unknown; a strict one is not attained."""

    low: Fraction | None = None
    high: Fraction | None = None
    low_strict: bool = False
    high_strict: bool = False

    def above(self, low: Fraction, strict: bool) -> None:
        if self.low is None or low > self.low:
            self.low, self.low_strict = low, strict
        elif low == self.low:
            self.low_strict |= strict

    def below(self, high: Fraction, strict: bool) -> None:
        if self.high is None or high < self.high:
            self.high, self.high_strict = high, strict
        elif high == self.high:
            self.high_strict |= strict

    @property
    def empty(self) -> bool:
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (self.low == self.high and (self.low_strict or self.high_strict))


@dataclass(frozen=True)
class LinearForm:
    """A form with whole slopes, names rising, that is positive (strict), or at least 0."""

    slopes: tuple[tuple[int, int], ...]
    constant: int
    strict: bool


@dataclass
class Bounds:
    """Inequalities that hold."""

    ranges: dict[int, Range] = field(default_factory=dict)
    lines: list[LinearForm] = field(default_factory=list)

    def note(self, form: Form, signs: Iterable[int]) -> bool:
        """Keep that a form has one of these signs; False if that contradicts what is known."""
        signs = frozenset(signs)
        slopes, constant = form
        for direction in (1, -1):
            if -direction in signs:
                continue
            strict = 0 not in signs
            if len(slopes) == 1:
                ((name, slope),) = slopes.items()
                one = self.ranges.setdefault(name, Range())
                (one.above if slope * direction > 0 else one.below)(-constant / slope, strict)
            else:
                self.lines.append(line(slopes, constant, direction, strict))
        return not any(one.empty for one in self.ranges.values()) and feasible(self._about(slopes))

    def signs(self, form: Form) -> frozenset[int]:
        """The signs that a form may have."""
        slopes, constant = form
        total = Range(constant, constant)
        for name, slope in slopes.items():
            one = self.ranges.get(name, Range())
            low, high = (one.low, one.high) if slope > 0 else (one.high, one.low)
            low_strict, high_strict = one.low_strict, one.high_strict
            if slope < 0:
                low_strict, high_strict = high_strict, low_strict
            total.low = None if total.low is None or low is None else total.low + slope * low
            total.high = None if total.high is None or high is None else total.high + slope * high
            total.low_strict |= low_strict
            total.high_strict |= high_strict
        found = set()
        if total.low is None or total.low < 0:
            found.add(-1)
        if total.high is None or total.high > 0:
            found.add(1)
        above = total.low is not None and (total.low > 0 or (total.low == 0 and total.low_strict))
        below = total.high is not None and (total.high < 0 or (total.high == 0 and total.high_strict))
        if not above and not below:
            found.add(0)
        if len(found) == 1 or not any(name in slopes for one in self.lines for name, _ in one.slopes):
            return frozenset(found)
        known = self._about(slopes)
        found &= {0, *(sign for sign in found - {0} if feasible(known | {line(slopes, constant, sign, True)}))}
        if found == {0, 1} or found == {0, -1}:  # with both signs there is 0 between
            even = {line(slopes, constant, 1, False), line(slopes, constant, -1, False)}
            return frozenset(sign for sign in found if sign or feasible(known | even))
        return frozenset(found)

    def _about(self, slopes: dict[int, Fraction]) -> set[LinearForm]:
        """The lines that have to do with these unknowns, perhaps by way of others."""
        names, found = set(slopes), set[LinearForm]()
        while True:
            more = [one for one in self.lines if one not in found and any(name in names for name, _ in one.slopes)]
            if not more:
                break
            found.update(more)
            names.update(name for one in more for name, _ in one.slopes)
        if not found:
            return found
        for name in names & self.ranges.keys():
            one = self.ranges[name]
            if one.low is not None:
                found.add(line({name: Fraction(1)}, -one.low, 1, one.low_strict))
            if one.high is not None:
                found.add(line({name: Fraction(1)}, -one.high, -1, one.high_strict))
        return found


def line(slopes: dict[int, Fraction], constant: Fraction, direction: int, strict: bool) -> LinearForm:
    scale = direction * lcm(constant.denominator, *(slope.denominator for slope in slopes.values()))
    return shortened({name: int(slope * scale) for name, slope in slopes.items()}, int(constant * scale), strict)


def shortened(slopes: dict[int, int], constant: int, strict: bool) -> LinearForm:
    """The line in smallest whole numbers."""
    common = gcd(constant, *slopes.values()) or 1
    left = tuple((name, slopes[name] // common) for name in sorted(slopes) if slopes[name])
    return LinearForm(left, constant // common, strict)


def feasible(lines: Iterable[LinearForm]) -> bool:
    """False only if no numbers satisfy all of them: Fourier–Motzkin elimination.

    >>> feasible([LinearForm(((0, 1),), -1, False), LinearForm(((0, -1),), 1, True)])  # x ≥ 1 and x < 1
    False
    """
    left = set(lines)
    while True:
        constants = {one for one in left if not one.slopes}
        if any(one.constant < 0 or (one.strict and one.constant == 0) for one in constants):
            return False
        left -= constants
        signs: dict[int, list[int]] = {}
        for one in left:
            for name, slope in one.slopes:
                signs.setdefault(name, [0, 0])[slope > 0] += 1
        if not signs or len(left) > MANY:
            return True
        name = min(signs, key=lambda name: signs[name][0] * signs[name][1])
        below: list[tuple[int, LinearForm]] = []
        above: list[tuple[int, LinearForm]] = []
        rest: set[LinearForm] = set()
        for one in left:
            slope = next((slope for other, slope in one.slopes if other == name), 0)
            if slope:
                (below if slope > 0 else above).append((abs(slope), one))
            else:
                rest.add(one)
        left = rest | {together(a, down, b, up) for up, a in below for down, b in above}


def together(a: LinearForm, by: int, b: LinearForm, other: int) -> LinearForm:
    """The sum of two lines, each so many times."""
    total = {name: slope * by for name, slope in a.slopes}
    for name, slope in b.slopes:
        total[name] = total.get(name, 0) + slope * other
    return shortened(total, a.constant * by + b.constant * other, a.strict or b.strict)
