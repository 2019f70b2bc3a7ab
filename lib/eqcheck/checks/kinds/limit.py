"""What a formula tends to: exactly, and on the library close to the target."""
from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from math import isfinite, ldexp

from eqcheck.checks.registry import kind
from eqcheck.checks.relation import Sides, exactly
from eqcheck.checks.side import Side, Spot
from eqcheck.checks.tally import Refuted, Tally, rows, shown_point
from eqcheck.checks.tolerance import ROUNDINGS
from eqcheck.numeric import Ball
from eqcheck.numeric.formats import FLOAT64
from eqcheck.semantics.case import Case
from eqcheck.syntax import tree
from eqcheck.syntax.errors import EvaluationError

STEPS = (4, 9, 18)
"""The library is tried at distances 2^-k from a finite target, and at 2^k on the way to infinity."""


@kind("limit", "The expression was computed nearer and nearer to the limit.")
def check(case: Case, tally: Tally) -> None:
    """The sides exactly, and the library on the way to each limit that is a whole side."""
    sides = Sides(case)
    sides.require({"="}, "a limit is a chain of =")
    limits = [Approach(side, sides) for side in sides.operands if isinstance(side.expression, tree.Limit)]
    if not any(isinstance(node, tree.Limit) for node in tree.walk(case.equation.relation)):
        raise EvaluationError(r"a limit needs \lim_{x \to …} on one side")
    spots = list(sides.spots())
    for spot in spots:
        for limit in limits:
            require_found(sides, limit, spot)
        exactly(sides, spot, tally)
    for limit in limits:
        approaching(limit, spots, tally)


class Approach:
    """A side that is a limit, with its body on the way to its target."""

    def __init__(self, side: Side, sides: Sides) -> None:
        assert isinstance(side.expression, tree.Limit)
        self.limit = side.expression
        self.side = side
        self.body = sides.side(self.limit.body)
        self.target = sides.side(self.limit.target)

    def value(self, spot: Spot) -> Ball:
        """The limit, or NaN where there is none."""
        exact = self.side.exact(spot)
        return exact[0] if exact else Ball("nan")

    def ways(self, spot: Spot) -> Iterator[list[Spot]]:
        """The spots on the way to the target, from either side, where the limit is finite."""
        target = self.target.exact(spot)
        if not target or not self.value(spot).is_finite():
            return
        for side in {"+": (1,), "-": (-1,)}.get(self.limit.side, (1, -1)):
            if not target[0].is_finite():
                way = [float(ldexp(1.0 if target[0] > 0 else -1.0, k)) for k in STEPS]
            else:
                way = [float(target[0]) + side * ldexp(1.0, -k) for k in STEPS]
            yield [Spot({**spot.point, self.limit.variable: x}, spot.places) for x in way]


def require_found(sides: Sides, limit: Approach, spot: Spot) -> None:
    """A limit that cannot be read off says why."""
    if limit.side.exact(spot) is None and any(side.exact(spot) for side in sides.operands):
        raise Refuted(
            f"no limit is found: {limit.side.trouble(spot)}\n  at {shown_point(spot.shown()) or 'all points'}\n"
            "  Where nearly equal numbers cancel, write the formula so that they do not, as 2/(e^{2x} + 1) for "
            "1 − tanh x;\n  where it cannot be computed, say why by `:unchecked: reason`."
        )


def approaching(limit: Approach, spots: list[Spot], tally: Tally) -> None:
    """The library's values come no farther from the limit as the target comes nearer."""
    ways = [(spot, way) for spot in spots for way in limit.ways(spot)]
    columns = iter(limit.body.machine([step for _, way in ways for step in way], FLOAT64, limit.limit.variable))
    for spot, way in ways:
        values = [value[0] for value in islice(columns, len(way)) if value]
        bound = limit.body.bound(way[-1], FLOAT64)
        if len(values) < len(way) or bound is None:
            continue
        exact = limit.value(spot)
        gaps = [abs(value - float(exact)) for value in values]
        allowed = ROUNDINGS * (bound + FLOAT64.unit * abs(float(exact)) + FLOAT64.tiny)
        tally.record(
            "the library does not approach this limit (float64)", way[-1].shown(),
            isfinite(gaps[-1]) and gaps[-1] <= max(gaps[0] / 2, allowed),
            rows(("limit", exact), ("float64", values[-1])),
        )
