"""What a formula tends to: exactly, and on the library close to the target."""
from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from math import isfinite, isinf, ldexp

from mpmath import mpf

from eqcheck.checks.identity import exactly
from eqcheck.checks.relation import ROUNDINGS, Sides, Spot
from eqcheck.checks.tally import Refuted, Tally, rows, shown_point
from eqcheck.numeric.formats import FLOAT64
from eqcheck.semantics.case import Case
from eqcheck.syntax import tree
from eqcheck.syntax.errors import EvaluationError

STEPS = (4, 9, 18)
"""The library is tried at distances 2^-k from a finite target, and at 2^k on the way to infinity."""


def check(case: Case, tally: Tally) -> None:
    sides = Sides(case)
    sides.require({"="}, "a limit is a chain of =")
    limits = [side for side in sides.operands if isinstance(side, tree.Limit)]
    if not any(isinstance(node, tree.Limit) for node in tree.walk(sides.operands)):
        raise EvaluationError(r"a limit needs \lim_{x \to …} on one side")
    spots = list(sides.spots())
    for spot in spots:
        for limit in limits:
            require_found(sides, limit, spot)
        exactly(sides, spot, tally)
    for limit in limits:
        approaching(sides, limit, spots, tally)


def require_found(sides: Sides, limit: tree.Limit, spot: Spot) -> None:
    """A limit that cannot be read off says why."""
    if sides.exact(limit, spot) is None and any(sides.exact(side, spot) for side in sides.operands):
        raise Refuted(
            f"no limit is found: {sides.trouble(limit, spot)}\n  at {shown_point(spot.shown()) or 'all points'}\n"
            "  Where nearly equal numbers cancel, write the formula so that they do not, as 2/(e^{2x} + 1) for "
            "1 − tanh x;\n  where it cannot be computed, say why by `:unchecked: reason`."
        )


def approaching(sides: Sides, limit: tree.Limit, spots: list[Spot], tally: Tally) -> None:
    """The library's values come no farther from the limit as the target comes nearer."""
    ways = [(spot, way) for spot in spots for way in ways_to(sides, limit, spot)]
    columns = iter(sides.machine(limit.body, [step for _, way in ways for step in way], FLOAT64, limit.variable))
    for spot, way in ways:
        values = [value[0] for value in islice(columns, len(way)) if value]
        bound = sides.bound(limit.body, way[-1], FLOAT64)
        if len(values) < len(way) or bound is None:
            continue
        exact = exact_limit(sides, limit, spot)
        gaps = [abs(value - float(exact)) for value in values]
        allowed = ROUNDINGS * (bound + FLOAT64.unit * abs(float(exact)) + FLOAT64.tiny)
        tally.record(
            "the library does not approach this limit (float64)", way[-1].shown(),
            isfinite(gaps[-1]) and gaps[-1] <= max(gaps[0] / 2, allowed),
            rows(("limit", exact), ("float64", values[-1])),
        )


def exact_limit(sides: Sides, limit: tree.Limit, spot: Spot) -> mpf:
    """The limit, or NaN where there is none."""
    exact = sides.exact(limit, spot)
    return exact[0] if exact else mpf("nan")


def ways_to(sides: Sides, limit: tree.Limit, spot: Spot) -> Iterator[list[Spot]]:
    """The spots on the way to a target, from either side, where the limit is finite."""
    target = sides.exact(limit.target, spot)
    if not target or not isfinite(exact_limit(sides, limit, spot)):
        return
    for side in {"+": (1,), "-": (-1,)}.get(limit.side, (1, -1)):
        if isinf(target[0]):
            way = [float(ldexp(1.0 if target[0] > 0 else -1.0, k)) for k in STEPS]
        else:
            way = [float(target[0]) + side * ldexp(1.0, -k) for k in STEPS]
        yield [Spot({**spot.point, limit.variable: x}, spot.places) for x in way]
