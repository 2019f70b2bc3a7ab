"""Sides that are nearly equal: the largest difference over the range has to stay below ``:within:``."""
from __future__ import annotations

from itertools import pairwise
from math import isnan

from eqcheck.checks.proving import proved
from eqcheck.checks.registry import kind
from eqcheck.checks.relation import Sides, on_machine, pair
from eqcheck.checks.tally import Tally, shown
from eqcheck.checks.worst import worst
from eqcheck.numeric import Ball
from eqcheck.proof.prove import within
from eqcheck.semantics.case import Case


@kind(
    "approximation",
    "Both sides were computed; at each of these points they differ by no more than is stated.",
    options=["within"],
)
def check(case: Case, tally: Tally) -> None:
    """By a proof or else at every spot, and where the library's values lie farthest apart."""
    bound = within(case)
    allowed_gap = Ball(bound.numerator) / bound.denominator
    sides = Sides(case)
    sides.require({"approx"}, r"an approximation is a chain of \approx")
    largest, where = 0.0, None
    spots = [] if proved(case, tally) else sides.spots()
    for spot in [*spots, *worst(sides, lambda operator, a, b: -abs(a - b), tally)]:
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
    on_machine(sides, tally, lambda operator, a, b, allowed: not isnan(a - b) and abs(a - b) <= float(bound) + allowed)
