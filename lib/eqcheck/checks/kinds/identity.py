"""Sides that are equal: exactly, by the printed definitions, and on the library within rounding."""
from __future__ import annotations

from eqcheck.checks.proving import proved
from eqcheck.checks.registry import kind
from eqcheck.checks.relation import Sides, equal, exactly, on_machine
from eqcheck.checks.tally import Tally
from eqcheck.checks.worst import apart, worst
from eqcheck.semantics.case import Case


@kind("identity", "Both sides were computed and compared.")
def check(case: Case, tally: Tally) -> None:
    """By a proof or else exactly at every spot, and then on the machine."""
    sides = Sides(case)
    sides.require({"="}, "an identity is a chain of =; other relations are of `:kind: inequality`")
    if not proved(case, tally):
        for spot in [*sides.spots(infinite=True), *worst(sides, apart, tally)]:
            exactly(sides, spot, tally)
    tally.stop_if_refuted()
    on_machine(sides, tally, equal)
