"""What a proof did can be watched: each piece once, normal forms, and cells with bounds that hold."""
from itertools import pairwise

from eqcheck.proof import Proof, prove
from eqcheck.proof.enclosure import Enclosures, exact
from eqcheck.proof.steps import Step
from eqcheck.semantics.case import Case
from eqcheck.syntax.statement import Statement

from .statements import LIBRARY


def watched(latex: str, kind: str = "identity") -> tuple[Proof, list[Step]]:
    steps: list[Step] = []
    found = prove(Case.read(Statement("", kind, latex, "x real"), LIBRARY), watch=steps.append)
    assert isinstance(found, Proof), found
    return found, steps


def test_each_piece_is_seen_once():
    found, steps = watched(r"\operatorname{ReLU}(x) + \operatorname{ReLU}(-x) = |x|")
    assert found.pieces == len(steps) == 2
    forms = {signs: list(map(repr, map(step.normal, step.sides))) for step in steps for _, signs in step.facts}
    assert forms == {frozenset((0, 1)): ["x"] * 2, frozenset((0, -1)): ["multiply(-1, x)"] * 2}


def test_sides_of_one_normal_form_need_no_cells():
    found, (step,) = watched(r"\tanh(x) = 2 \sigma(2 x) - 1")
    assert found.exact and not step.cells
    assert step.normal(step.sides[0]) is step.normal(step.sides[1])


def test_cells_leave_no_gap_and_their_bounds_hold():
    found, (step,) = watched(r"\operatorname{GELU}(x) \ge -0.17", "inequality")
    assert found.cells >= len(step.cells) > 10
    cells = sorted((*cell["x"], bounds) for cell, bounds in step.cells)
    assert all(right == left for (_, right, _), (left, _, _) in pairwise(cells))
    for left, right, bounds in cells:
        assert bounds >= 0
        for x in (left, (2 * left + right) / 3, right):
            assert bounds.overlaps(Enclosures({"x": exact(x)})(step.gap))
