"""A function of the library against its printed formula: value and slope, in every format."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from math import isfinite, isinf
from typing import Any

from eqcheck.checks.registry import kind
from eqcheck.checks.relation import single
from eqcheck.checks.tally import Refuted, Tally, complexity, rows, shown, shown_letter, shown_point
from eqcheck.checks.tolerance import Allowance, agree, ulps, value_or_none
from eqcheck.numeric import Arithmetic, Ball, rounding
from eqcheck.numeric.formats import FLOAT32, FLOAT64, Format
from eqcheck.semantics.backend import CodeError, Coordinate, Path, Result, by_path
from eqcheck.semantics.case import Case, DefinitionCase, numbers
from eqcheck.semantics.evaluate import derivatives, evaluate
from eqcheck.semantics.samples import Point, is_finite
from eqcheck.semantics.scope import Scope, Value
from eqcheck.syntax import tree
from eqcheck.syntax.errors import Contradiction, EvaluationError


@dataclass(frozen=True)
class Slope:
    """The slopes from either side and, where there is no kink, the second derivative; None where there is none."""

    left: Ball | None
    right: Ball | None
    bend: Ball | None = None


@dataclass(frozen=True)
class Expected:
    """What the formula says at a point: each output, and the slope of each by each coordinate."""

    outputs: Mapping[Path, Ball]
    slopes: Mapping[tuple[Path, Coordinate], Slope]

    def conditioning(self, path: Path, point: Point) -> Ball:
        """Σ |x ∂f/∂x|: what rounding the input does to this output."""
        total = Ball(0)
        for (output, coordinate), slope in self.slopes.items():
            if output == path:
                sides = [abs(side) for side in (slope.left, slope.right) if side is not None and side.is_finite()]
                total += times(abs(component(point, coordinate)), max(sides, default=Ball(0)))
        return total


@kind(
    "definition",
    "The results of the code were compared with the values of this formula.",
    options=["of", "within-ulps"],
    case=DefinitionCase,
)
def check(case: Case, tally: Tally) -> None:
    """Compare code and formula at every sample point, for every combination of the parameters."""
    assert isinstance(case, DefinitionCase)
    formula = Formula(case)
    formula.require_digits()
    for form in formula.backend.formats:
        for setting in case.samples.settings():
            points = sorted(case.samples.points(setting, form, infinite=True), key=complexity)
            stated = [point for point in points if formula.expected(point)]
            for point, result in zip(stated, formula.run(form, stated), strict=True):
                compare(formula, form, point, result, tally)
            if form is FLOAT64:
                compare_gaps(formula, [point for point in points if not formula.expected(point)], tally)
        tally.stop_if_refuted()
    formula.compare_forms(tally)
    if not (case.samples.tensors or case.samples.others):
        compare_shapes(formula, tally)
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


def compare_shapes(formula: Formula, tally: Tally) -> None:
    """A function of numbers does the same to tensors of every shape, also of no dimension and of no entry."""
    samples, backend = formula.case.samples, formula.backend
    points = [point for point in samples.points(samples.settings()[0], FLOAT32) if formula.expected(point)][::4][:6]
    if len(points) < 6:
        return
    for shape in backend.shapes:
        try:
            outcome = backend.run_shaped(formula.code, FLOAT32, points, formula.letters, shape)
        except CodeError as error:
            outcome = f"in the shape {shape} {error}"
        tally.record(f"the code of {formula.code.name} treats a tensor of another shape otherwise", points[0],
                     not outcome, rows(("float32", outcome)))


class Formula:
    """The printed formula of a definition, and the code that it defines."""

    def __init__(self, case: DefinitionCase) -> None:
        self.case = case
        self.definition = case.definition
        self.letters = case.real_letters() & set(case.definition.arguments) & case.definition.call.letters()
        self.backend = case.library.backend
        self.code = case.library.code(case.definition.call, case.definition.arguments)
        self._plain: dict[tuple[Any, ...], bool] = {}
        self._expected: dict[tuple[Any, ...], tuple[Point, Expected | None]] = {}

    def require_digits(self) -> None:
        """See that ``:within-ulps:`` leaves a correct digit in every format.

        :raises EvaluationError: if the code might give any number.
        """
        coarsest = min(self.backend.formats, key=lambda form: form.bits)
        if self.definition.within_ulps >= 2 ** (coarsest.bits - 1):
            raise EvaluationError(
                f"`:within-ulps: {self.case.statement.within_ulps}` leaves no correct digit in {coarsest.name}: "
                f"give less than {2 ** (coarsest.bits - 1)}"
            )

    def run(self, form: Format, points: list[Point]) -> list[Result]:
        """What the code gives at these points, with slopes where the backend has them.

        :raises Refuted: if it raises or gives what cannot be compared.
        """
        try:
            return self.backend.run(self.code, form, points, self.letters)
        except CodeError as error:
            raise Refuted.by(error, points[0]) from error

    def scope(self, point: Point, arithmetic: Arithmetic) -> Scope:
        return self.definition.scope(numbers(dict(point), arithmetic), self.case.library.formula_calls)

    def whole(self, point: Point, arithmetic: Arithmetic, form: tree.Expression) -> Value:
        return self.definition.value(form, self.scope(point, arithmetic), arithmetic)

    def derivatives(
        self, point: Point, path: Path, coordinate: Coordinate, arithmetic: Arithmetic, order: int = 1, side: int = 0
    ) -> tuple[Any, ...]:
        """One output and its slopes by one coordinate."""
        letter, *indices = coordinate
        body, places = self.definition.entry(self.definition.forms[0], path)
        scope = self.scope(point, arithmetic).bind(**places)
        return derivatives(body, indexed(tree.Variable(letter), indices), scope, arithmetic, order, side)

    def expected(self, point: Point) -> Expected | None:
        """Value and slopes by the first form; None where it has no value."""
        key = tuple(point.values())
        if key not in self._expected:
            try:
                self._expected[key] = point, self._expect(point)
            except Contradiction as contradiction:
                raise Refuted(f"{contradiction}\n  at {shown_point(point)}") from contradiction
        return self._expected[key][1]

    def _expect(self, point: Point) -> Expected | None:
        outputs = self.outputs(point, self.definition.forms[0])
        if outputs is None:
            return None
        slopes = {
            (path, coordinate): self.slope(point, path, coordinate)
            for path in outputs for letter in self.letters for coordinate in entries(letter, point[letter])
        }
        return Expected(outputs, slopes)

    def outputs(self, point: Point, form: tree.Expression) -> Mapping[Path, Ball] | None:
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

    def limit(self, point: Point, form: tree.Expression, letter: str) -> Ball | None:
        rest = {name: value for name, value in point.items() if name != letter}
        infinity = tree.Constant("infinity")
        limit = tree.Limit(form, letter, infinity if point[letter] > 0 else tree.Negate(infinity))
        return value_or_none(lambda arithmetic: evaluate(limit, self.scope(rest, arithmetic), arithmetic))

    def slope(self, point: Point, path: Path, coordinate: Coordinate) -> Slope:
        """The slopes of one output by one coordinate number."""
        def sided(side: int, order: int) -> tuple[Ball, ...] | None:
            return value_or_none(lambda arithmetic: self.derivatives(point, path, coordinate, arithmetic, order, side))

        if not isfinite(component(point, coordinate)):
            return Slope(None, None)
        both = sided(0, 2)
        if both:
            return Slope(both[1], both[1], both[2])
        left, right = sided(-1, 1), sided(1, 1)
        return Slope(left[1] if left else None, right[1] if right else None)

    def bound(self, point: Point, path: Path, form: Format) -> float | None:
        """How far rounding may take an output of the printed formula."""
        return self._bound(form, lambda arithmetic: at_path(
            self.whole(point, arithmetic, self.definition.forms[0]), path,
        ))

    def slope_bound(self, point: Point, path: Path, coordinate: Coordinate, form: Format) -> float | None:
        """The same for a slope."""
        return self._bound(form, lambda arithmetic: self.derivatives(point, path, coordinate, arithmetic)[1])

    @staticmethod
    def _bound(form: Format, function: Callable[[Arithmetic], Any]) -> float | None:
        try:
            return rounding(function).bound(form.unit)
        except OverflowError:
            return None

    def compare_forms(self, tally: Tally) -> None:
        """Every further form of the chain against the first, at the finite points."""
        for place, form in enumerate(self.definition.forms[1:], start=2):
            for point, expected in self._expected.values():
                if expected is None or not is_finite(point):
                    continue
                other = self.outputs(point, form)
                holds = other is not None and set(other) == set(expected.outputs) and all(
                    agree(exact, other[path]) for path, exact in expected.outputs.items()
                )
                values = tuple(expected.outputs.values()), None if other is None else tuple(other.values())
                tally.record(
                    f"formula {place} of the chain is not equal to formula 1", point, holds,
                    rows(("formula 1", single(values[0])), (f"formula {place}", single(values[1]))),
                )


def compare(formula: Formula, form: Format, point: Point, result: Result, tally: Tally) -> None:
    """One result of the code against the formula."""
    expected = formula.expected(point)
    assert expected is not None
    if set(result.outputs) != set(expected.outputs):
        found, stated = len(result.outputs), len(expected.outputs)
        raise Refuted(
            f"the code gives {found} numbers where the equation has {stated}"
            f"{', in another arrangement' * (found == stated)}\n  at {shown_point(point)}"
        )
    title = f"the code of {formula.code.name} gives another {{}} than the equation ({form.name})"
    inexact = formula.definition.within_ulps
    for path, exact in expected.outputs.items():
        code = result.outputs[path]
        allowance = Allowance.of(form, exact, expected.conditioning(path, point), inexact)
        if not allowance.holds(form, code):
            allowance = allowance.widened(formula.bound(point, path, form))
        holds = allowance.holds(form, code)
        tally.record(title.format("value"), point, holds, explained(allowance, form, code, path))
        if holds:
            tally.measure(form.name, ulps(form, exact, code))
    for (path, coordinate), slope in expected.slopes.items() if formula.backend.differentiates else ():
        code = result.slopes[path, coordinate]
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
    bend = times(abs(component(point, coordinate)), abs(slope.bend or Ball(0)))
    allowance = Allowance.of(form, nearest, bend, formula.definition.within_ulps)
    if allowance.holds(form, code):
        return allowance
    return allowance.widened(formula.slope_bound(point, path, coordinate, form))


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


# --- tensors as tuples of tuples --------------------------------------------------------------------------------------


def at_path(value: Value, path: Path) -> Value:
    for k in path:
        value = value[k]
    return value


def entries(letter: str, value: Value) -> Iterator[Coordinate]:
    """The letter, or each entry of it."""
    for path, _ in by_path(value):
        yield (letter, *path)


def component(point: Point, coordinate: Coordinate) -> Any:
    letter, *indices = coordinate
    return at_path(point[letter], tuple(indices))


def indexed(letter: tree.Variable, path: Path | list[int]) -> tree.Expression:
    return tree.Index(letter, tuple(tree.Number(Fraction(k + 1)) for k in path)) if path else letter


def times(size: Any, slope: Ball) -> Ball:
    """The product, where infinity times 0 counts for nothing."""
    return Ball(0) if slope == 0 or not size or not isfinite(size) else float(size) * slope
