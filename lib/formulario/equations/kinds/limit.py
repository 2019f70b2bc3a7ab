"""What a formula tends to: exactly, and on the library close to the target."""
from __future__ import annotations

from math import isfinite, isinf, ldexp

from formulario.equations import tree
from formulario.equations.case import Case
from formulario.equations.formats import FLOAT64
from formulario.equations.kinds.identity import exactly
from formulario.equations.kinds.relation import ROUNDINGS, Sides, Spot
from formulario.equations.report import Tally, rows
from formulario.equations.scope import EvaluationError

STEPS = (4, 9, 18)
"""The library is tried at distances 2^-k from a finite target, and at 2^k on the way to infinity."""


def check(case: Case, tally: Tally) -> None:
    sides = Sides(case)
    sides.require({"="}, "a limit is a chain of =")
    limits = [side for side in sides.operands if isinstance(side, tree.Limit)]
    if not any(isinstance(node, tree.Limit) for node in tree.walk(sides.operands)):
        raise EvaluationError(r"a limit needs \lim_{x \to …} on one side")
    for spot in sides.spots():
        exactly(sides, spot, tally)
        for limit in limits:
            approaching(sides, limit, spot, tally)


def approaching(sides: Sides, limit: tree.Limit, spot: Spot, tally: Tally) -> None:
    """The library's values come no farther from the limit as the target comes nearer."""
    exact, target = sides.exact(limit, spot), sides.exact(limit.target, spot)
    if not exact or not target or isinf(exact[0]):
        return
    for side in {"+": (1,), "-": (-1,)}.get(limit.side, (1, -1)):
        if isinf(target[0]):
            way = [float(ldexp(1.0 if target[0] > 0 else -1.0, k)) for k in STEPS]
        else:
            way = [float(target[0]) + side * ldexp(1.0, -k) for k in STEPS]
        near = [Spot({**spot.point, limit.variable: x}, spot.places) for x in way]
        found = [sides.machine(limit.body, [step], FLOAT64)[0] for step in near]
        values = [value[0] for value in found if value]
        bound = sides.bound(limit.body, near[-1], FLOAT64)
        if len(values) < len(near) or bound is None:
            continue
        gaps = [abs(value - float(exact[0])) for value in values]
        allowed = ROUNDINGS * (bound + FLOAT64.unit * abs(float(exact[0])) + FLOAT64.tiny)
        tally.record(
            "the library does not approach this limit (float64)", {**spot.shown(), limit.variable: way[-1]},
            isfinite(gaps[-1]) and gaps[-1] <= max(gaps[0] / 2, allowed),
            rows(("limit", exact[0]), ("float64", values[-1])),
        )
