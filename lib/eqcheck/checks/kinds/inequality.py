"""Sides in order: exactly, strict where that is printed, and on the library within rounding."""
from __future__ import annotations

from dataclasses import replace
from math import isnan

from eqcheck.checks.proving import proved
from eqcheck.checks.registry import kind
from eqcheck.checks.relation import Sides, holds, on_machine, pair, same
from eqcheck.checks.side import Entries, Spot
from eqcheck.checks.tally import Tally
from eqcheck.checks.tolerance import agree
from eqcheck.checks.worst import apart, relative, worst
from eqcheck.numeric import Ball
from eqcheck.semantics.case import Case
from eqcheck.semantics.vectors import flat
from eqcheck.syntax import tree

SIGNS = {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (1, 0), "!=": (-1, 1), "=": (0,)}
"""The signs of a − b for which the relation holds."""


UNDECIDED = "undecided"
"""Two values that thousands of digits do not tell apart: equal, or nearly so where exp(−100 000) makes the gap."""


@kind("inequality", "Both sides were computed; the relation holds at every point.")
def check(case: Case, tally: Tally) -> None:
    """By a proof or else exactly at every spot, counting where neighbouring sides are equal; then on the machine."""
    sides = Sides(case)
    sides.require(set(SIGNS), "an inequality is a chain of < ≤ > ≥ ≠ =")
    if not proved(case, tally):
        spots = [*sides.spots(), *worst(sides, room, tally)]
        tally.details["equality"] = sum(exactly(sides, spot, tally) for spot in spots)
    tally.stop_if_refuted()
    for form in sides.formats():
        on_machine(sides, sides.ordinary(form), form, tally, ordered)


def exactly(sides: Sides, spot: Spot, tally: Tally) -> int:
    """Compare neighbours; how many of them are equal."""
    values = [side.exact(spot) for side in sides.operands]
    attained = 0
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
        in_order = all(link is True for link in links)
        attained += in_order and tied(sides, spot, link, first, second)
        tally.record(
            f"side {place + 1} {operator} side {place + 2} does not hold", spot.shown(), in_order,
            pair(place + 1, first, place + 2, second),
        )
    return attained


def decided(sides: Sides, spot: Spot, link: tree.Compare, a: Ball, b: Ball) -> bool | str:
    """Whether the relation holds between two values; where these look equal, with as many digits as it takes."""
    wanted = SIGNS[link.operators[0]]
    if not agree(a, b):
        return (a > b) - (a < b) in wanted
    settled = holds(sides.case, link, spot)
    if settled is None:
        return True if 0 in wanted else UNDECIDED
    return settled


def tied(sides: Sides, spot: Spot, link: tree.Compare, first: Entries, second: Entries) -> bool:
    """Whether two sides are equal, or no digits tell them apart."""
    equation = replace(link, operators=("=",))
    return same(first, second) and holds(sides.case, equation, spot) is not False


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
    return a == b or abs(a - b) <= allowed or (a > b) - (a < b) in SIGNS[operator]
