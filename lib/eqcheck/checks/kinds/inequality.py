"""Sides in order: exactly, strict where that is printed, and on the library within rounding."""
from __future__ import annotations

from math import isnan

from eqcheck.checks.proving import proved
from eqcheck.checks.registry import kind
from eqcheck.checks.relation import Sides, holds, on_machine, pair
from eqcheck.checks.side import Spot
from eqcheck.checks.tally import Tally
from eqcheck.checks.tolerance import agree
from eqcheck.checks.worst import apart, relative, worst
from eqcheck.numeric import Ball
from eqcheck.numeric.arithmetic import OUTCOMES
from eqcheck.semantics.case import Case
from eqcheck.semantics.vectors import flat
from eqcheck.syntax import tree

UNDECIDED = "undecided"
"""Two values that thousands of digits do not tell apart: equal, or nearly so where exp(−100 000) makes the gap."""


@kind("inequality", "Both sides were computed; the relation holds at each of these points.")
def check(case: Case, tally: Tally) -> None:
    """By a proof or else exactly at every spot; then on the machine."""
    sides = Sides(case)
    sides.require(set(OUTCOMES), "an inequality is a chain of < ≤ > ≥ ≠ =")
    if not proved(case, tally):
        for spot in [*sides.spots(), *worst(sides, room, tally)]:
            exactly(sides, spot, tally)
    tally.stop_if_refuted()
    on_machine(sides, tally, ordered)


def exactly(sides: Sides, spot: Spot, tally: Tally) -> None:
    """Compare neighbours."""
    values = [side.exact(spot) for side in sides.operands]
    for place, operator in enumerate(sides.operators):
        first, second = values[place], values[place + 1]
        if first is None and second is None:
            continue
        neighbours = sides.operands[place:place + 2]
        link = tree.Compare(tuple(side.expression for side in neighbours), (operator,))
        links = [None] if first is None or second is None else [
            decided(sides, spot, link, a, b) for a, b in zip(first, second, strict=True)
        ]
        if UNDECIDED in links and not is_everyday(spot):
            continue
        tally.record(
            f"side {place + 1} {operator} side {place + 2} does not hold", spot.shown(),
            all(link is True for link in links), pair(place + 1, first, place + 2, second),
        )


def decided(sides: Sides, spot: Spot, link: tree.Compare, a: Ball, b: Ball) -> bool | str:
    """Whether the relation holds between two values; where these look equal, with as many digits as it takes."""
    wanted = OUTCOMES[link.operators[0]]
    if not agree(a, b):
        return (a > b) - (a < b) in wanted
    settled = holds(sides.case, link, spot)
    if settled is None:
        return True if 0 in wanted else UNDECIDED
    return settled


def is_everyday(spot: Spot) -> bool:
    """Whether exponentials of the letters differ from 0 within the digits that are tried."""
    return all(abs(x) <= 1000 for x in flat(tuple(spot.point.values())) if isinstance(x, float))


def room(operator: str, a: float, b: float) -> float:
    """How far a relation is from failing, relative to the size of both sides."""
    if operator in ("=", "!="):
        return apart(operator, a, b) if operator == "=" else -apart(operator, a, b)
    return relative(a, b) if operator in ("<", "<=") else relative(b, a)


def ordered(operator: str, a: float, b: float, allowed: float) -> bool:
    """On the machine a strict relation may become an equality."""
    if isnan(a) or isnan(b):
        return False
    return a == b or abs(a - b) <= allowed or (a > b) - (a < b) in OUTCOMES[operator]
