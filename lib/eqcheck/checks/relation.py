"""The relation of a statement: exactly, by the printed definitions, and on the machine, by the library's functions."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from math import isfinite, isinf, isnan
from typing import Any

from eqcheck.checks.side import Entries, Side, Spot, free_letters
from eqcheck.checks.tally import Tally, complexity, rows, shown_point
from eqcheck.checks.tolerance import ROUNDINGS, agree, value_or_none
from eqcheck.checks.verdict import PROVED
from eqcheck.numeric.formats import FLOAT32, FLOAT64, Format
from eqcheck.semantics.case import Case
from eqcheck.semantics.evaluate import evaluate
from eqcheck.semantics.samples import Point, is_finite
from eqcheck.semantics.vectors import flat
from eqcheck.syntax import tree
from eqcheck.syntax.errors import EvaluationError

Test = Callable[[str, float, float, float], bool]
"""``test(operator, a, b, tolerance)``: whether two numbers of the machine are in the relation."""


class Sides:
    """The sides of a statement's relation, and the spots at which it is stated."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.operands = tuple(self.side(operand) for operand in case.equation.relation.operands)
        self.operators = case.equation.relation.operators
        self._stated: dict[tuple[Any, ...], bool | None] = {}

    def side(self, expression: tree.Expression) -> Side:
        """An expression at the spots of this statement."""
        return Side(expression, self.case)

    def require(self, operators: set[str], what: str) -> None:
        """See that the relation has these operators only.

        :raises EvaluationError: if it has another one; ``what`` says what is expected.
        """
        if not set(self.operators) <= operators:
            raise EvaluationError(f"{what}: this one has {' '.join(self.operators)}")

    def formats(self) -> list[Format]:
        """The formats in which the library has to satisfy the relation."""
        return [form for form in (FLOAT64, FLOAT32) if form in self.case.library.backend.formats]

    def spots(self, form: Format = FLOAT64, infinite: bool = False) -> Iterator[Spot]:
        """Every point at which the relation is stated."""
        for setting in self.case.samples.settings():
            for point in sorted(self.case.samples.points(setting, form, infinite), key=complexity):
                yield from self.spots_at(point)

    def spots_at(self, point: Point) -> Iterator[Spot]:
        """The point with each choice of the open indices, if the relation is stated there."""
        if not self._stated_at(point):
            return
        if not self.case.open_indices:
            yield Spot(point, {})
            return
        for places in value_or_none(
            lambda arithmetic: tuple(self.case.places(self.case.scope(point, arithmetic), arithmetic))
        ) or ():
            yield Spot(point, places)

    def _stated_at(self, point: Point) -> bool:
        """Whether the condition of the statement holds; it is decided once for all points with the same letters."""
        condition = self.case.equation.condition
        if condition is None:
            return True
        key = tuple(point.get(name) for name in sorted(free_letters(condition, self.case.clauses)))
        if key not in self._stated:
            self._stated[key] = holds(self.case, condition, Spot(point, {}))
        return bool(self._stated[key])

    def ordinary(self, form: Format, proved: bool = False) -> list[Spot]:
        """The spots from which no square or product leaves the range of the format; few if the relation is proved."""
        spots = self.few(form) if proved else self.spots(form)
        return [spot for spot in spots if all(map(ordinary, flat(tuple(spot.point.values()))))]

    def few(self, form: Format) -> Iterator[Spot]:
        """Some points at which the relation is stated."""
        settings = self.case.samples.few_settings()
        if self.case.samples.sizes and self.case.open_indices:
            settings.pop()  # the longest vectors, each entry by itself, take long
        for setting in settings:
            for point in sorted(self.case.samples.few(setting, form), key=complexity):
                yield from self.spots_at(point)


def holds(case: Case, condition: tree.Condition, spot: Spot) -> bool | None:
    """Whether a condition holds, or None where that cannot be told."""
    found: bool | None = value_or_none(
        lambda arithmetic: evaluate(condition, case.scope(spot.point, arithmetic).bind(**spot.places), arithmetic)
    )
    return found


# --- exactly ----------------------------------------------------------------------------------------------------------


def exactly(sides: Sides, spot: Spot, tally: Tally) -> None:
    """Every side against the first."""
    values = [side.exact(spot) for side in sides.operands]
    if all(value is None for value in values):
        return
    if None in values and not is_finite(spot.point):
        return
    for place, value in enumerate(values[1:], start=2):
        tally.record(
            "the sides are not equal", spot.shown(), same(values[0], value),
            pair(1, values[0], place, value),
        )


def same(first: Entries, second: Entries) -> bool:
    """Whether two sides have the same entries."""
    if first is None or second is None or len(first) != len(second):
        return False
    return all(agree(a, b) for a, b in zip(first, second, strict=True))


def pair(place: int, first: Entries, other_place: int, second: Entries) -> Callable[[], str]:
    """Explains a comparison of two sides."""
    return rows((f"side {place}", single(first)), (f"side {other_place}", single(second)))


def single(values: tuple[Any, ...] | None) -> Any:
    """The only entry of a side that is one number."""
    return values[0] if values is not None and len(values) == 1 else values


# --- on the machine ---------------------------------------------------------------------------------------------------


def on_machine(
    sides: Sides, tally: Tally, test: Test, where: Callable[[Spot], bool] = lambda spot: True,
) -> None:
    """Compare neighbouring sides with the library's functions, in every format; at few spots if they are proved."""
    for form in sides.formats():
        spots = sides.ordinary(form, tally.certainty == PROVED)
        in_format(sides, list(filter(where, spots)), form, tally, test)
    if inexact := inexact_functions(sides):
        tally.details["inexact"] = inexact


def in_format(sides: Sides, spots: Sequence[Spot], form: Format, tally: Tally, test: Test) -> None:
    """Compare them in one format."""
    columns = [side.machine(spots, form) for side in sides.operands]
    links = zip(sides.operators, pairwise(sides.operands), pairwise(columns), strict=True)
    for place, (operator, neighbours, (firsts, seconds)) in enumerate(links, start=1):
        for spot, first, second in zip(spots, firsts, seconds, strict=True):
            if first is None or second is None:
                continue
            near: float | None = 0.0
            close = all(test(operator, a, b, 0.0) for a, b in zip(first, second, strict=False))
            if not close:
                if any(overflown(form, side.exact(spot)) for side in neighbours):
                    continue
                if not all(map(isfinite, first + second)):  # on the way to exact values within the range
                    tally.details.setdefault("overflow", {}).setdefault(form.name, shown_point(spot.shown()))
                    continue
                near = tolerance(form, first + second, [side.bound(spot, form) for side in neighbours])
                if near is None:
                    continue
            allowed = near or 0.0
            tally.record(
                f"the library does not satisfy this ({form.name})", spot.shown(),
                close or all(test(operator, a, b, allowed) for a, b in zip(first, second, strict=False)),
                rows((f"side {place}", single(first)), (f"side {place + 1}", single(second)),
                     ("rounding", f"explains {allowed:.3g}")),
            )


def inexact_functions(sides: Sides) -> dict[str, float]:
    """The functions in these sides whose definitions have ``:within-ulps:``, and what it says."""
    library = sides.case.library
    calls = [node for side in sides.operands for node in tree.walk(side.expression) if isinstance(node, tree.Call)]
    heads = {(call.name, len(call.arguments) + len(call.parameters)) for call in calls} & library.printed.keys()
    return {name: ulps for name, count in sorted(heads) if (ulps := library.definition(name, count).within_ulps)}


def tolerance(form: Format, values: tuple[float, ...], bounds: Sequence[float | None]) -> float | None:
    """How far two sides may lie apart on the machine; None where rounding may do anything."""
    if any(bound is None for bound in bounds):
        return None
    size = sum(abs(value) for value in values if isfinite(value))
    return ROUNDINGS * (form.unit * size + form.tiny + sum(bound for bound in bounds if bound is not None))


def ordinary(value: Any) -> bool:
    """Whether a number is 0 or neither tiny nor huge."""
    return not isinstance(value, float) or value == 0 or 2.0**-60 <= abs(value) <= 2.0**60


def overflown(form: Format, exact: Entries) -> bool:
    """Whether a side has no value, or one beyond the largest number of the format."""
    return exact is None or any(value.is_finite() and abs(value) > form.huge for value in exact)


def equal(operator: str, a: float, b: float, allowed: float) -> bool:
    """Whether two numbers of the machine are equal within the tolerance."""
    return a == b or (not isnan(a) and not isnan(b) and not isinf(a) and not isinf(b) and abs(a - b) <= allowed)
