"""Sides that are nearly equal: the largest difference over the range has to stay below ``:within:``."""
from __future__ import annotations

from itertools import pairwise
from math import isnan

from eqcheck.checks.proving import proved
from eqcheck.checks.registry import kind
from eqcheck.checks.relation import Sides, on_machine, pair
from eqcheck.checks.side import Floats, Spot
from eqcheck.checks.tally import Tally, shown
from eqcheck.numeric import Ball
from eqcheck.numeric.formats import FLOAT64
from eqcheck.proof.prove import within
from eqcheck.semantics.case import Case
from eqcheck.semantics.samples import inside
from eqcheck.syntax.domains import Interval, Real

STEPS = 400
REACH = 32
"""A letter without bounds is tried this far, besides its usual samples."""


@kind("approximation", "Both sides were computed; they differ by no more than is stated.", options=["within"])
def check(case: Case, tally: Tally) -> None:
    """By a proof or else at every spot, and where the library's values lie farthest apart."""
    bound = within(case)
    allowed_gap = Ball(bound.numerator) / bound.denominator
    sides = Sides(case)
    sides.require({"approx"}, r"an approximation is a chain of \approx")
    largest, where = 0.0, None
    spots = [] if proved(case, tally) else sides.spots()
    for spot in [*spots, *worst(sides)]:
        values = [side.exact(spot) for side in sides.operands]
        for place, (first, second) in enumerate(pairwise(values), start=1):
            if first is None and second is None:
                continue
            gap = max((abs(a - b) for a, b in zip(first or (), second or (), strict=False)), default=float("inf"))
            if gap > largest:
                largest, where = float(gap), spot
            tally.record(
                f"the difference is larger than {shown(bound)}", spot.shown(), not gap > allowed_gap,
                pair(place, first, place + 1, second),
            )
    tally.details["difference"] = largest
    if where:
        tally.details["at"] = {name: shown(value) for name, value in where.shown().items()}
    tally.stop_if_refuted()
    for form in sides.formats():
        on_machine(sides, sides.ordinary(form), form, tally,
                   lambda operator, a, b, allowed: not isnan(a - b) and abs(a - b) <= float(bound) + allowed)


def worst(sides: Sides) -> list[Spot]:
    """For each setting the spot of the largest difference on a fine grid, and its neighbourhood."""
    samples, found = sides.case.samples, []
    if len(samples.numbers) != 1 or not isinstance(samples.numbers[0], Real):
        return []
    name, interval = samples.numbers[0].name, samples.numbers[0].interval
    for setting in samples.settings():
        line = grid(interval)
        for _ in range(3):
            spots = [spot for x in line for spot in sides.spots_at({**setting, name: x})]
            if not spots:
                break
            columns = [side.machine(spots, FLOAT64) for side in sides.operands]
            gaps = [max_gap(values) for values in zip(*columns, strict=True)]
            best = max(range(len(spots)), key=gaps.__getitem__)
            found.append(spots[best])
            step = (line[-1] - line[0]) / (len(line) - 1)
            middle = spots[best].point[name]
            line = [x for x in (middle + step * k / 20 for k in range(-20, 21)) if inside(x, interval)]
            if len(line) < 2:
                break
    return found


def max_gap(values: tuple[Floats, ...]) -> float:
    """The largest difference between neighbouring sides; 0 where one of them has no value."""
    entries = [value for value in values if value is not None]
    if len(entries) < len(values):
        return 0.0
    gaps = [abs(a - b) for first, second in pairwise(entries) for a, b in zip(first, second, strict=False)]
    return max((gap for gap in gaps if not isnan(gap)), default=0.0)


def grid(interval: Interval) -> list[float]:
    low = float(interval.lower) if interval.lower is not None else -REACH
    high = float(interval.upper) if interval.upper is not None else max(REACH, low + REACH)
    return [x for x in (low + (high - low) * k / STEPS for k in range(STEPS + 1)) if inside(x, interval)]
