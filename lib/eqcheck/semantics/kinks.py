"""Where a formula changes its mind: the points at which a comparison in it turns.

The formula is run in floats along a line of points while every comparison is noted. Between two points where the same
comparison has another outcome lies a kink or a jump, which is then closed in on; conditions that are linear in the
letter are met exactly.
"""
from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from functools import cache, partial
from itertools import pairwise
from math import isfinite

from eqcheck.numeric import Arithmetic, Rounded, Rounding, Undefined

LINE = sorted(sign * size for size in (0.0, 2.0**-30, 2.0**-10, 0.25, 1.0, 1.75, 3.0, 5.5, 9.0, 25.0, 130.0, 2.0**20)
              for sign in (-1, 1) if size or sign > 0)
"""The points between which comparisons are watched."""
STEPS = 60
"""Halvings on the way to a kink that no straight line leads to."""


class Watch(Rounding):
    """Floats that note the difference of every two numbers that are compared."""

    def __init__(self) -> None:
        self.noted: list[float] = []

    def order(self, a: Rounded, b: Rounded) -> int:
        gap = a.value - b.value
        if a.value == b.value:
            gap = 0.0
        self.noted.append(gap)
        return (gap > 0) - (gap < 0)

    def _extreme(self, a: Rounded, b: Rounded, first: bool) -> Rounded:
        self.order(a, b)
        return a if first else b

    def absolute(self, a: Rounded) -> Rounded:
        self.order(a, Rounded(0.0))
        return super().absolute(a)


Formula = Callable[[Arithmetic, float], object]
"""What is evaluated at a value of the letter."""
Run = Callable[[float], list[float]]
"""The differences that are noted at a value of the letter."""


def kinks(formula: Formula, line: list[float] = LINE) -> list[float]:
    """The values of the letter at which a comparison of the formula turns."""
    found: set[float] = set()
    run = cache(partial(noted, formula))
    runs = [(x, run(x)) for x in line]
    for (a, before), (b, after) in pairwise(runs):
        found.update(x for x, gaps in ((a, before), (b, after)) if 0.0 in gaps)
        for place, (left, right) in enumerate(zip(before, after, strict=False)):
            if left * right < 0:
                found.add(turning(run, place, a, left, b, right))
    return sorted(found)


def noted(formula: Formula, x: float) -> list[float]:
    """The differences of all numbers compared at x."""
    watch = Watch()
    with suppress(Undefined, OverflowError):
        formula(watch, x)
    return watch.noted


def turning(run: Run, place: int, a: float, left: float, b: float, right: float) -> float:
    """The point between a and b at which the comparison at this place of the run turns."""
    if isfinite(left) and isfinite(right):
        rise = (Fraction(right) - Fraction(left)) / (Fraction(b) - Fraction(a))
        straight = float(Fraction(a) - Fraction(left) / rise)
        if gap(run, place, straight) == 0:
            return straight
    for _ in range(STEPS):
        middle = a / 2 + b / 2
        if not a < middle < b:
            break
        here = gap(run, place, middle)
        if here == 0:
            return middle
        if here * left > 0:
            a = middle
        else:
            b = middle
    return b


def gap(run: Run, place: int, x: float) -> float:
    gaps = run(x)
    return gaps[place] if place < len(gaps) else float("nan")
