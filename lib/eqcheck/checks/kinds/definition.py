"""A function of the library against its printed formula: value and slope, in every format."""
from __future__ import annotations

from collections.abc import Callable
from math import ceil, isfinite

from eqcheck.checks.formula import Formula, Slope, component, times
from eqcheck.checks.registry import kind
from eqcheck.checks.relation import single
from eqcheck.checks.tally import Refuted, Tally, complexity, rows, shown, shown_letter, shown_point
from eqcheck.checks.tolerance import ROUNDINGS, Allowance, agree, clearly_near, ulps
from eqcheck.checks.verdict import EXHAUSTIVE
from eqcheck.numeric import Ball
from eqcheck.numeric.formats import FLOAT64, Format
from eqcheck.semantics.backend import CodeError, Coordinate, Path, Result
from eqcheck.semantics.case import Case, DefinitionCase
from eqcheck.semantics.samples import Point, is_finite

FEW = 3
"""At so many points slopes are taken by a parameter; second derivatives at three times as many, or one with tensors."""


@kind(
    "definition",
    "The results of the code were compared with the values of this formula.",
    options=["of", "within-ulps"],
    case=DefinitionCase,
)
def check(case: Case, tally: Tally) -> None:
    """Compare code and formula at every sample point, for every combination of the parameters.

    The code runs as users run it: in every format, for few numbers and for many, with slopes and without, by its
    parameters too, and twice differentiated.
    """
    assert isinstance(case, DefinitionCase)
    formula = Formula(case)
    formula.require_digits()
    by_parameter = [Formula(case, [name]) for name in formula.parameters()]
    for form in formula.backend.formats:
        usual = []
        for setting in case.samples.settings():
            points = sorted(case.samples.points(setting, form, infinite=True), key=complexity)
            stated = [point for point in points if formula.expected(point)]
            usual.append((stated, formula.run(form, stated)))
            for point, result in zip(*usual[-1], strict=True):
                compare(formula, form, point, result, tally)
            if form is FLOAT64:
                compare_gaps(formula, [point for point in points if not formula.expected(point)], tally)
        tally.stop_if_refuted()
        for place, (stated, results) in enumerate(usual if form is FLOAT64 else usual[:1]):
            try:
                compare_ways(formula, form, stated, results, tally, every=form is FLOAT64 and place == 0)
                for other in by_parameter:
                    compare_by_parameter(other, form, stated, tally)
                if form is FLOAT64:
                    compare_bends(formula, form, stated, tally)
            except CodeError as error:
                raise Refuted.by(error, stated[0]) from error
        tally.stop_if_refuted()
    compare_forms(formula, tally)
    kept = case.library.exhausted(case.statement)
    if kept:
        tally.certainty, tally.range = EXHAUSTIVE, kept["range"]
        tally.details["exhaustive"] = {"inputs": kept["inputs"], "worst_ulp": kept["worst_ulp"]}
    if formula.letters and not formula.backend.differentiates:
        tally.details["slopes"] = "not compared with the code"
    if formula.definition.within_ulps:
        tally.details["within_ulps"] = formula.definition.within_ulps


def compare_gaps(formula: Formula, points: list[Point], tally: Tally) -> None:
    """Where the formula has no value, the code has to refuse or to give none either."""
    for point in points:
        if not is_finite(point):
            continue
        try:
            (result,) = formula.backend.run(formula.code, FLOAT64, [point], set(), slopes=False)
        except CodeError:
            continue
        numbers_given = [x for x in result.outputs.values() if isfinite(x)]
        if numbers_given:
            tally.record(
                "the equation has no value where the code gives one", point, False,
                rows(("equation", None), ("float64", single(tuple(numbers_given)))),
            )


def compare_ways(
    formula: Formula, form: Format, points: list[Point], results: list[Result], tally: Tally, every: bool
) -> None:
    """What the code gives when it is run in another way may differ in rounding only."""
    others = formula.backend.run_otherwise(formula.code, form, points, formula.letters, results, every)
    for way, point, result in others:
        compare(formula, form, point, result, tally, way)


def compare_bends(formula: Formula, form: Format, points: list[Point], tally: Tally) -> None:
    """Second derivatives by the code, if it gives any, where the formula is smooth.

    They are made of many terms that cancel, so that half of their digits are asked for, and in the tails of a function
    none below the rounding of 1.
    """
    if not (formula.backend.differentiates and formula.letters):
        return
    entries = formula.case.samples.tensors or formula.case.samples.others
    smooth = few(points, 1 if entries else 3 * FEW)
    for point, bends in zip(smooth, formula.backend.bends(formula.code, form, smooth, formula.letters), strict=False):
        expected = formula.expected(point)
        assert expected is not None
        for (path, coordinate), code in bends.items():
            slope = expected.slopes[path, coordinate]
            exact = formula.bend(point, path, coordinate)
            if exact is None or slope.right is None or abs(exact) > form.huge:
                continue
            roundings = ROUNDINGS * form.unit * (1 + abs(expected.outputs[path]) + abs(slope.right))
            allowance = Allowance(exact, form.unit**0.5 * abs(exact) + roundings)
            if not allowance.holds(form, code):
                bound = formula.slope_bound(point, path, coordinate, form, 2)
                if bound is None:
                    continue  # rounding may take it to the other side of a kink
                allowance = allowance.widened(bound)
            tally.record(
                f"the code of {formula.code.name} gives another second derivative than the equation ({form.name})",
                point, allowance.holds(form, code), explained(allowance, form, code, path, coordinate),
            )


def compare_by_parameter(formula: Formula, form: Format, points: list[Point], tally: Tally) -> None:
    """Slopes by a parameter, where the code takes an array for it."""
    chosen = few(points, FEW)
    results = formula.backend.run_by_parameter(formula.code, form, chosen, *formula.letters)
    for point, result in zip(chosen, results, strict=False):
        if formula.expected(point):
            compare(formula, form, point, result, tally, f"with {shown_letter(*formula.letters)} as an array")


def few(points: list[Point], count: int) -> list[Point]:
    """At most so many finite points, evenly spread."""
    finite = [point for point in points if is_finite(point)]
    return finite[:: ceil(len(finite) / count) or 1]


def compare_forms(formula: Formula, tally: Tally) -> None:
    """Every further form of the chain against the first, at the finite points."""
    for place, form in enumerate(formula.definition.forms[1:], start=2):
        for point, expected in formula.known():
            if not is_finite(point):
                continue
            other = formula.outputs(point, form)
            holds = other is not None and set(other) == set(expected.outputs) and all(
                agree(exact, other[path]) for path, exact in expected.outputs.items()
            )
            values = tuple(expected.outputs.values()), None if other is None else tuple(other.values())
            tally.record(
                f"formula {place} of the chain is not equal to formula 1", point, holds,
                rows(("formula 1", single(values[0])), (f"formula {place}", single(values[1]))),
            )


def compare(
    formula: Formula, form: Format, point: Point, result: Result, tally: Tally, way: str = ""
) -> None:
    """One result of the code against the formula; without slopes only if it was run in another way than usual."""
    expected = formula.expected(point)
    assert expected is not None
    if set(result.outputs) != set(expected.outputs):
        found, stated = len(result.outputs), len(expected.outputs)
        raise Refuted(
            f"the code gives {found} numbers where the equation has {stated}"
            f"{', in another arrangement' * (found == stated)}\n  at {shown_point(point)}"
        )
    slopes = result.slopes or (formula.backend.differentiates and not way)
    where = ", ".join(filter(None, [form.name, way]))
    title = f"the code of {formula.code.name} gives another {{}} than the equation ({where})"
    inexact = formula.definition.within_ulps
    for path, exact in expected.outputs.items():
        code = result.outputs[path]
        holds, explain = clearly_near(form, exact, code), nothing
        if not holds:
            allowance = Allowance.of(form, exact, expected.conditioning(path, point), inexact)
            if not allowance.holds(form, code):
                allowance = allowance.widened(formula.bound(point, path, form))
            holds, explain = allowance.holds(form, code), explained(allowance, form, code, path)
        tally.record(title.format("value"), point, holds, explain)
        if holds:
            tally.measure(form.name, ulps(form, exact, code))
    for (path, coordinate), slope in expected.slopes.items() if slopes else ():
        code = result.slopes[path, coordinate]
        if slope.right is not None and slope.left is slope.right and clearly_near(form, slope.right, code):
            tally.record(title.format("slope"), point, True, nothing)
            continue
        near = slope_allowance(formula, form, point, path, coordinate, slope, code)
        if near:
            tally.record(title.format("slope"), point, near.holds(form, code),
                         explained(near, form, code, path, coordinate))


def slope_allowance(
    formula: Formula, form: Format, point: Point, path: Path, coordinate: Coordinate, slope: Slope, code: float
) -> Allowance | None:
    """How far the slope of the code may lie from the formula's; at a kink it may be any slope between the sides."""
    if slope.left is None or slope.right is None:
        return None
    low, high = min(slope.left, slope.right), max(slope.left, slope.right)
    nearest = low if code < low else high if code > high or code != code else Ball(code)
    inexact = formula.definition.within_ulps
    bend = times(abs(component(point, coordinate)), abs(formula.bend(point, path, coordinate) or Ball(0)))
    allowance = Allowance.of(form, nearest, bend, inexact)
    if allowance.holds(form, code):
        return allowance
    return allowance.widened(formula.slope_bound(point, path, coordinate, form))


def nothing() -> str:
    """Explains what holds."""
    return ""


def explained(
    allowance: Allowance, form: Format, code: float, path: Path, coordinate: Coordinate | None = None
) -> Callable[[], str]:
    def explain() -> str:
        what = [f"entry {shown(tuple(place + 1 for place in path))}"] if path else []
        what += [f"slope by {shown_coordinate(coordinate)}"] if coordinate else []
        return "\n".join([", ".join(what)] * bool(what) + [allowance.explain(form, code)])
    return explain


def shown_coordinate(coordinate: Coordinate) -> str:
    letter, *indices = coordinate
    return shown_letter(letter) + ("_" + ",".join(str(index + 1) for index in indices) if indices else "")
