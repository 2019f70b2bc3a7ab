"""The printed formula of a definition: what it says at a point, exactly, and how far rounding may take it."""
from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from math import isfinite, isinf
from typing import Any

from eqcheck.checks.tally import Refuted, shown_point
from eqcheck.checks.tolerance import value_or_none
from eqcheck.numeric import Arithmetic, Ball, Undefined, Unsettled, rounding
from eqcheck.numeric.formats import Format
from eqcheck.proof.limits import at_infinity
from eqcheck.semantics.backend import CodeError, Coordinate, Path, Result, by_path
from eqcheck.semantics.case import DefinitionCase, numbers
from eqcheck.semantics.evaluate import derivatives
from eqcheck.semantics.samples import Point
from eqcheck.semantics.scope import Scope, Value, scalar
from eqcheck.syntax import tree
from eqcheck.syntax.calls import LetterArgument
from eqcheck.syntax.domains import Values
from eqcheck.syntax.errors import Contradiction, EvaluationError


@dataclass(frozen=True)
class Slope:
    """The slopes from either side, the same where there is no kink; None where there is none."""

    left: Ball | None
    right: Ball | None


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


class Formula:
    """The printed formula of a definition, and the code that it defines.

    ``letters`` are those by which slopes are taken: by default the arguments that are real numbers.
    """

    def __init__(self, case: DefinitionCase, letters: Collection[str] = ()) -> None:
        self.case = case
        self.definition = case.definition
        given = case.definition.call.letters()
        self.letters = set(letters) or case.real_letters() & set(case.definition.arguments) & given
        self.backend = case.library.backend
        self.code = case.library.code(case.definition.call, case.definition.arguments)
        self._plain: dict[tuple[Any, ...], bool] = {}
        self._bends: dict[tuple[Any, ...], Ball | None] = {}
        self._expected: dict[tuple[Any, ...], tuple[Point, Expected | None]] = {}

    def parameters(self) -> list[str]:
        """The letters with listed numbers of which the code is given each as it is."""
        listed = {one.name for one in self.case.domains.letters if isinstance(one, Values)}
        given = {argument.name for _, argument in self.code.call.arguments() if isinstance(argument, LetterArgument)}
        return sorted(listed & given)

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

    def known(self) -> Iterator[tuple[Point, Expected]]:
        """Every point at which it was asked for and has a value."""
        return ((point, expected) for point, expected in self._expected.values() if expected)

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
        def body(arithmetic: Arithmetic, x: Value) -> Value:
            values = numbers({**point, letter: 0.0}, arithmetic)
            scope = self.definition.scope({**values, letter: x}, self.case.library.formula_calls)
            return scalar(self.definition.value(form, scope, arithmetic), arithmetic)

        with suppress(Undefined, Unsettled):
            return at_infinity(body, 1 if point[letter] > 0 else -1)
        return None

    def slope(self, point: Point, path: Path, coordinate: Coordinate) -> Slope:
        """The slopes of one output by one coordinate number."""
        def sided(side: int) -> Ball | None:
            found = self.settled_derivatives(point, path, coordinate, 1, side)
            return found[1] if found else None

        if not isfinite(component(point, coordinate)):
            return Slope(None, None)
        both = sided(0)
        return Slope(both, both) if both is not None else Slope(sided(-1), sided(1))

    def bend(self, point: Point, path: Path, coordinate: Coordinate) -> Ball | None:
        """The second derivative of one output by one coordinate number, None where there is none."""
        key = (path, coordinate, *point.values())
        if key not in self._bends:
            found = self.settled_derivatives(point, path, coordinate, 2)
            self._bends[key] = found[2] if found else None
        return self._bends[key]

    def settled_derivatives(
        self, point: Point, path: Path, coordinate: Coordinate, order: int, side: int = 0
    ) -> tuple[Ball, ...] | None:
        """One output and its derivatives, exactly."""
        return value_or_none(lambda arithmetic: self.derivatives(point, path, coordinate, arithmetic, order, side))

    def bound(self, point: Point, path: Path, form: Format) -> float | None:
        """How far rounding may take an output of the printed formula."""
        return self._bound(form, lambda arithmetic: at_path(
            self.whole(point, arithmetic, self.definition.forms[0]), path,
        ))

    def slope_bound(
        self, point: Point, path: Path, coordinate: Coordinate, form: Format, order: int = 1
    ) -> float | None:
        """The same for a slope, or a derivative of higher order."""
        return self._bound(form, lambda arithmetic: self.derivatives(
            point, path, coordinate, arithmetic, order,
        )[order])

    @staticmethod
    def _bound(form: Format, function: Callable[[Arithmetic], Any]) -> float | None:
        try:
            return rounding(function).bound(form.unit)
        except OverflowError:
            return None


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
