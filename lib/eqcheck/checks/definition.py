"""A function of the library against its printed formula: value and slope, in every format."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from math import isfinite, isinf
from typing import Any

from mpmath import mpf

from eqcheck.backends.torch.runs import Moving, Path, Result, run_code, run_shaped
from eqcheck.checks.relation import single
from eqcheck.checks.tally import Refuted, Tally, rows, shown, shown_letter, shown_point
from eqcheck.checks.tolerance import Allowance, agree, ulps, value_or_none
from eqcheck.numeric import Arithmetic, rounding
from eqcheck.numeric.formats import FLOAT32, FLOAT64, FORMATS, Format
from eqcheck.semantics.case import Case, numbers
from eqcheck.semantics.evaluate import derivatives, evaluate
from eqcheck.semantics.samples import Point
from eqcheck.semantics.scope import Clause, Scope, Value
from eqcheck.semantics.vectors import flat
from eqcheck.syntax import tree

WHOLE = ""
"""The letter under which a scope keeps the whole value of the formula, so that its entries can be named."""


@dataclass(frozen=True)
class Slope:
    """The slopes from either side and, where there is no kink, the second derivative; None where there is none."""

    left: mpf | None
    right: mpf | None
    bend: mpf | None = None


@dataclass(frozen=True)
class Truth:
    """What the formula says at a point: each output, and the slope of each by each moving number."""

    outputs: Mapping[Path, mpf]
    slopes: Mapping[tuple[Path, Moving], Slope]

    def conditioning(self, path: Path, point: Point) -> mpf:
        """Σ |x ∂f/∂x|: what rounding the input does to this output."""
        total = mpf(0)
        for (output, moving), slope in self.slopes.items():
            if output == path:
                sides = [abs(side) for side in (slope.left, slope.right) if side is not None and isfinite(side)]
                total += times(abs(component(point, moving)), max(sides, default=mpf(0)))
        return total


def check(case: Case, tally: Tally) -> None:
    """Compare code and formula at every sample point, for every combination of the parameters."""
    formula = Formula(case)
    call = case.definition.call
    function = case.library.function(call.function)
    for form in FORMATS:
        for setting in case.samples.settings():
            points = case.samples.points(setting, form, infinite=True)
            told = [point for point in points if formula.truth(point)]
            results = run_code(call, function, form, told, formula.letters)
            for point, result in zip(told, results, strict=True):
                compare(formula, form, point, result, tally)
            if form is FLOAT64:
                compare_gaps(formula, function, [point for point in points if not formula.truth(point)], tally)
        tally.stop_if_refuted()
    formula.compare_forms(tally)
    if not (case.samples.tensors or case.samples.others):
        compare_shapes(formula, function, tally)


def compare_gaps(formula: Formula, function: Any, points: list[Point], tally: Tally) -> None:
    """Where the formula has no value, the code has to refuse or to give none either."""
    for point in points:
        if not all(isfinite(x) for x in flat(tuple(point.values())) if isinstance(x, float)):
            continue
        try:
            (result,) = run_code(formula.definition.call, function, FLOAT64, [point], set(), slopes=False)
        except Refuted:
            continue
        numbers_given = [x for x in result.outputs.values() if isfinite(x)]
        if numbers_given:
            tally.record(
                "the equation has no value where the code gives one", point, False,
                rows(("equation", None), ("float64", single(tuple(numbers_given)))),
            )


def compare_shapes(formula: Formula, function: Any, tally: Tally) -> None:
    """A function of numbers does the same to tensors of every shape, also of no dimension and of no entry."""
    samples, call = formula.case.samples, formula.definition.call
    points = [point for point in samples.points(samples.settings()[0], FLOAT32) if formula.truth(point)][::4][:6]
    for shape in ((6,), (2, 3), (1, 2, 1, 3), (), (0, 3)):
        if len(points) == 6:
            outcome = run_shaped(call, function, FLOAT32, points, formula.letters, shape)
            tally.record(f"the code of {call.function} treats a tensor of another shape otherwise", points[0],
                         not outcome, rows(("float32", outcome)))


class Formula:
    """The printed formula of a definition."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.definition = case.definition
        self.letters = case.real_letters() & set(case.definition.arguments) & case.definition.call.letters()
        self._plain: dict[tuple, bool] = {}
        self._truths: dict[tuple, tuple[Point, Truth | None]] = {}

    def scope(self, point: Point, arithmetic: Arithmetic, form: tree.Expression) -> Scope:
        scope = self.definition.scope(numbers(dict(point), arithmetic), self.case.library.formula_calls)
        return scope.bind(**{WHOLE: Clause(self.definition.indices, form)})

    def whole(self, point: Point, arithmetic: Arithmetic, form: tree.Expression) -> Value:
        return evaluate(tree.Variable(WHOLE), self.scope(point, arithmetic, form), arithmetic)

    def truth(self, point: Point) -> Truth | None:
        """Value and slopes by the first form; None where it has no value."""
        key = tuple(point.values())
        if key not in self._truths:
            self._truths[key] = point, self._truth(point)
        return self._truths[key][1]

    def _truth(self, point: Point) -> Truth | None:
        outputs = self.outputs(point, self.definition.forms[0])
        if outputs is None:
            return None
        slopes = {
            (path, moving): self.slope(point, path, moving)
            for path in outputs for letter in self.letters for moving in entries(letter, point[letter])
        }
        return Truth(outputs, slopes)

    def outputs(self, point: Point, form: tree.Expression) -> Mapping[Path, mpf] | None:
        """The values of a form; at infinity what they tend to."""
        value = value_or_none(lambda arithmetic: self.whole(point, arithmetic, form))
        infinite = [letter for letter, x in point.items() if isinstance(x, float) and isinf(x)]
        if value is None and len(infinite) == 1 and not self.plain_at(infinite[0], point[infinite[0]], form):
            value = self.limit(point, form, infinite[0])
        return None if value is None else dict(by_path(value))

    def plain_at(self, letter: str, infinity: float, form: tree.Expression) -> bool:
        """Whether some parameters give a value at infinity without a limit.

        Then a parameter that gives none, as a slope of 0 does by 0 · ∞, is a border case that the code may leave.
        """
        key = (letter, infinity, form)
        if key not in self._plain:
            points = [{**setting, letter: infinity} for setting in self.case.samples.settings()]
            self._plain[key] = any(
                value_or_none(partial(self.whole, point, form=form)) is not None for point in points
            )
        return self._plain[key]

    def limit(self, point: Point, form: tree.Expression, letter: str) -> mpf | None:
        rest = {name: value for name, value in point.items() if name != letter}
        infinity = tree.Constant("infinity")
        limit = tree.Limit(form, letter, infinity if point[letter] > 0 else tree.Negate(infinity))
        return value_or_none(lambda arithmetic: evaluate(limit, self.scope(rest, arithmetic, form), arithmetic))

    def slope(self, point: Point, path: Path, moving: Moving) -> Slope:
        """The slopes of one output by one moving number."""
        form, (letter, *indices) = self.definition.forms[0], moving
        body, variable = indexed(tree.Variable(WHOLE), path), indexed(tree.Variable(letter), indices)

        def sided(side: int, order: int) -> tuple[mpf, ...] | None:
            return value_or_none(lambda arithmetic: derivatives(
                body, variable, self.scope(point, arithmetic, form), arithmetic, order, side,
            ))

        if not isfinite(component(point, moving)):
            return Slope(None, None)
        both = sided(0, 2)
        if both:
            return Slope(both[1], both[1], both[2])
        left, right = sided(-1, 1), sided(1, 1)
        return Slope(left and left[1], right and right[1])

    def bound(self, point: Point, path: Path, form: Format) -> float | None:
        """How far rounding may take an output of the printed formula."""
        return self._bound(form, lambda arithmetic: at_path(
            self.whole(point, arithmetic, self.definition.forms[0]), path,
        ))

    def slope_bound(self, point: Point, path: Path, moving: Moving, form: Format) -> float | None:
        """The same for a slope."""
        letter, *indices = moving
        body, variable = indexed(tree.Variable(WHOLE), path), indexed(tree.Variable(letter), indices)
        return self._bound(form, lambda arithmetic: derivatives(
            body, variable, self.scope(point, arithmetic, self.definition.forms[0]), arithmetic,
        )[1])

    @staticmethod
    def _bound(form: Format, function: Callable[[Arithmetic], Any]) -> float | None:
        try:
            return rounding(function).bound(form.unit)
        except OverflowError:
            return None

    def compare_forms(self, tally: Tally) -> None:
        """Every further form of the chain against the first, at the finite points."""
        for place, form in enumerate(self.definition.forms[1:], start=2):
            for point, truth in self._truths.values():
                if truth is None or not all(isfinite(x) for x in flat(tuple(point.values())) if isinstance(x, float)):
                    continue
                other = self.outputs(point, form)
                holds = other is not None and set(other) == set(truth.outputs) and all(
                    agree(exact, other[path]) for path, exact in truth.outputs.items()
                )
                values = tuple(truth.outputs.values()), None if other is None else tuple(other.values())
                tally.record(
                    f"formula {place} of the chain is not equal to formula 1", point, holds,
                    rows(("formula 1", single(values[0])), (f"formula {place}", single(values[1]))),
                )


def compare(formula: Formula, form: Format, point: Point, result: Result, tally: Tally) -> None:
    """One result of the code against the formula."""
    truth = formula.truth(point)
    assert truth is not None
    if set(result.outputs) != set(truth.outputs):
        raise Refuted(
            f"the code gives {len(result.outputs)} numbers where the equation has {len(truth.outputs)}\n"
            f"  at {shown_point(point)}"
        )
    title = f"the code of {formula.definition.call.function} gives another {{}} than the equation ({form.name})"
    for path, exact in truth.outputs.items():
        code = result.outputs[path]
        allowance = Allowance.of(form, exact, truth.conditioning(path, point))
        if not allowance.holds(form, code):
            allowance = allowance.widened(formula.bound(point, path, form))
        holds = allowance.holds(form, code)
        tally.record(title.format("value"), point, holds, explained(allowance, form, code, path))
        if holds:
            tally.measure(form.name, ulps(form, exact, code))
    for (path, moving), slope in truth.slopes.items():
        code = result.slopes[path, moving]
        near = slope_allowance(formula, form, point, path, moving, slope, code)
        if near:
            tally.record(title.format("slope"), point, near.holds(form, code),
                         explained(near, form, code, path, moving))


def slope_allowance(
    formula: Formula, form: Format, point: Point, path: Path, moving: Moving, slope: Slope, code: float
) -> Allowance | None:
    """How far the slope of the code may lie from the formula's; at a kink it may be any slope between the sides."""
    if slope.left is None or slope.right is None:
        return None
    low, high = min(slope.left, slope.right), max(slope.left, slope.right)
    nearest = low if code < low else high if code > high or code != code else mpf(code)
    bend = times(abs(component(point, moving)), abs(slope.bend or mpf(0)))
    allowance = Allowance.of(form, nearest, bend)
    if allowance.holds(form, code):
        return allowance
    return allowance.widened(formula.slope_bound(point, path, moving, form))


def explained(
    allowance: Allowance, form: Format, code: float, path: Path, moving: Moving | None = None
) -> Callable[[], str]:
    def explain() -> str:
        what = [f"entry {shown(tuple(place + 1 for place in path))}"] if path else []
        what += [f"slope by {shown_moving(moving)}"] if moving else []
        return "\n".join([", ".join(what)] * bool(what) + [allowance.explain(form, code)])
    return explain


def shown_moving(moving: Moving) -> str:
    letter, *indices = moving
    return shown_letter(letter) + ("_" + ",".join(str(index + 1) for index in indices) if indices else "")


# --- tensors as tuples of tuples --------------------------------------------------------------------------------------


def by_path(value: Value, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every entry with its place."""
    if isinstance(value, tuple):
        for k, part in enumerate(value):
            yield from by_path(part, (*path, k))
    else:
        yield path, value


def at_path(value: Value, path: Path) -> Value:
    for k in path:
        value = value[k]
    return value


def entries(letter: str, value: Value) -> Iterator[Moving]:
    """The letter, or each entry of it."""
    for path, _ in by_path(value):
        yield (letter, *path)


def component(point: Point, moving: Moving) -> Any:
    letter, *indices = moving
    return at_path(point[letter], tuple(indices))


def indexed(letter: tree.Variable, path: Path | list[int]) -> tree.Expression:
    return tree.Index(letter, tuple(tree.Number(Fraction(k + 1)) for k in path)) if path else letter


def times(size: Any, slope: mpf) -> mpf:
    """The product, where infinity times 0 counts for nothing."""
    return mpf(0) if not slope or not size or not isfinite(size) else mpf(float(size)) * slope
