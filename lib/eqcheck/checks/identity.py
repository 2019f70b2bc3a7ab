"""Sides that are equal: exactly, by the printed definitions, and on the library within rounding."""
from __future__ import annotations

from math import isfinite

from eqcheck.checks.relation import MACHINE, Sides, Spot, equal, on_machine, pair
from eqcheck.checks.tally import Tally
from eqcheck.checks.tolerance import agree
from eqcheck.semantics.case import Case
from eqcheck.semantics.vectors import flat


def check(case: Case, tally: Tally) -> None:
    sides = Sides(case)
    sides.require({"="}, "an identity is a chain of =; other relations are of `:kind: inequality`")
    compare(sides, tally)


def compare(sides: Sides, tally: Tally) -> None:
    """At every spot, first exactly and then on the machine."""
    for spot in sides.spots(infinite=True):
        exactly(sides, spot, tally)
    tally.stop_if_refuted()
    for form in MACHINE:
        on_machine(sides, sides.ordinary(form), form, tally, equal)


def exactly(sides: Sides, spot: Spot, tally: Tally) -> None:
    """Every side against the first."""
    values = [sides.exact(side, spot) for side in sides.operands]
    if all(value is None for value in values):
        return
    if None in values and not all(isfinite(x) for x in flat(tuple(spot.point.values())) if isinstance(x, float)):
        return
    for place, value in enumerate(values[1:], start=2):
        tally.record(
            "the sides are not equal", spot.shown(), same(values[0], value),
            pair(1, values[0], place, value),
        )


def same(first: tuple | None, second: tuple | None) -> bool:
    if first is None or second is None or len(first) != len(second):
        return False
    return all(agree(a, b) for a, b in zip(first, second, strict=True))
