"""Where a formula has a kink or a jump in a letter: the points at which a comparison in it changes its outcome.

The formula is run in floats along a line of points, and the difference of every two numbers that it compares is noted.
Between two neighbouring points at which the same difference has opposite signs lies a kink or a jump. Where the
difference is linear in the letter, the straight line through both points meets it exactly; elsewhere it is closed in on
by bisection.
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
"""The points between which kinks are looked for, where nothing else is said."""
STEPS = 60
"""The most halvings of a bisection."""


class Watch(Rounding):
    """Floats that note the difference of every two numbers that are compared."""

    every_case = True

    def __init__(self) -> None:
        self.noted: list[float] = []

    def order(self, a: Rounded, b: Rounded) -> int:
        difference = 0.0 if a.value == b.value else a.value - b.value  # ∞ − ∞ is no number
        self.noted.append(difference)
        return (difference > 0) - (difference < 0)

    def _extreme(self, a: Rounded, b: Rounded, first: bool) -> Rounded:
        self.order(a, b)
        return a if first else b

    def distinct(self, a: Rounded, b: Rounded) -> bool:
        return False

    def absolute(self, a: Rounded) -> Rounded:
        self.order(a, Rounded(0.0))
        return super().absolute(a)


Formula = Callable[[Arithmetic, float], object]
"""What is evaluated at a value of the letter."""
Run = Callable[[float], list[float]]
"""The differences that are noted at a value of the letter, in the order of the comparisons."""


def kinks(formula: Formula, line: list[float] = LINE) -> list[float]:
    """The values of the letter at which a comparison of the formula changes its outcome.

    >>> kinks(lambda arithmetic, x: arithmetic.absolute(arithmetic.number(x - 0.5)))
    [0.5]

    :param formula: called with an arithmetic and a value of the letter.
    :param line: the values, ascending, between which kinks are looked for.
    """
    found: set[float] = set()
    run = cache(partial(_differences, formula))
    runs = [(x, run(x)) for x in line]
    for (a, before), (b, after) in pairwise(runs):
        found.update(x for x, differences in ((a, before), (b, after)) if 0.0 in differences)
        for place, (left, right) in enumerate(zip(before, after, strict=False)):
            if left * right < 0:
                found.add(_zero_between(run, place, a, left, b, right))
    return sorted(found)


def _differences(formula: Formula, x: float) -> list[float]:
    """The differences of all numbers compared at x."""
    watch = Watch()
    with suppress(Undefined, OverflowError):
        formula(watch, x)
    return watch.noted


def _zero_between(run: Run, place: int, a: float, left: float, b: float, right: float) -> float:
    """The point between a and b at which the difference at this place of the run, left at a and right at b, is 0."""
    if isfinite(left) and isfinite(right):
        slope = (Fraction(right) - Fraction(left)) / (Fraction(b) - Fraction(a))
        straight = float(Fraction(a) - Fraction(left) / slope)
        if _difference(run, place, straight) == 0:
            return straight
    for _ in range(STEPS):
        middle = a / 2 + b / 2
        if not a < middle < b:
            break
        here = _difference(run, place, middle)
        if here == 0:
            return middle
        if here * left > 0:
            a = middle
        else:
            b = middle
    return b


def _difference(run: Run, place: int, x: float) -> float:
    """The difference at this place of the run; nan where the run is shorter."""
    found = run(x)
    return found[place] if place < len(found) else float("nan")
