"""The sides of a relation: exactly, by the printed definitions, and on the machine, by the library's functions."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite, isinf, isnan
from typing import Any

import torch
from mpmath import mpf
from torch import Tensor

from eqcheck.backends.torch.tensors import Machine
from eqcheck.checks.tally import Refuted, Tally, rows, shown_point
from eqcheck.checks.tolerance import ROUNDINGS, value_or_none
from eqcheck.numeric import Arithmetic, Rounded, Undefined, rounding, settled
from eqcheck.numeric.formats import FLOAT32, FLOAT64, Format
from eqcheck.semantics.case import Case, numbers
from eqcheck.semantics.evaluate import evaluate
from eqcheck.semantics.samples import Point
from eqcheck.semantics.scope import Index0, Scope, Value, with_clauses
from eqcheck.semantics.vectors import flat
from eqcheck.syntax import tree
from eqcheck.syntax.errors import EvaluationError

MACHINE = (FLOAT64, FLOAT32)
Places = Mapping[str, Index0]


@dataclass(frozen=True)
class Spot:
    """A point, and a choice of the open indices there."""

    point: Point
    places: Places

    def shown(self) -> Point:
        return {**self.point, **{name: place + 1 for name, place in self.places.items()}}


class Sides:
    """The operands of a statement's relation."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.operands = case.equation.relation.operands
        self.operators = case.equation.relation.operators
        self._found: dict[tuple, Any] = {}
        self._names: dict[int, tuple[str, ...]] = {}

    def require(self, operators: set[str], what: str) -> None:
        if not set(self.operators) <= operators:
            raise EvaluationError(f"{what}: this one has {' '.join(self.operators)}")

    def spots(self, form: Format = FLOAT64, infinite: bool = False) -> Iterator[Spot]:
        """Every point at which the relation is stated."""
        for setting in self.case.samples.settings():
            for point in self.case.samples.points(setting, form, infinite):
                yield from self.spots_at(point)

    def spots_at(self, point: Point) -> Iterator[Spot]:
        """The point with each choice of the open indices, if the relation is stated there."""
        condition = self.case.equation.condition
        here = Spot(point, {})
        if condition is not None and not self._once("holds", condition, here, lambda: self.holds(condition, here)):
            return
        if not self.case.open_indices:
            yield here
            return
        machine = Machine(torch.float64)
        for places in self.case.places(self.case.scope(point, machine), machine):
            yield Spot(point, places)

    def ordinary(self, form: Format) -> list[Spot]:
        """The spots from which no square or product leaves the range of the format."""
        return [spot for spot in self.spots(form) if all(map(ordinary, flat(tuple(spot.point.values()))))]

    # --- exactly ------------------------------------------------------------------------------------------------------

    def exact(self, side: tree.Expression, spot: Spot) -> tuple[mpf, ...] | None:
        """The entries of a side, or None where it has no value."""
        return self._once("exact", side, spot, lambda: value_or_none(self._run_exactly(side, spot)))

    def trouble(self, side: tree.Expression, spot: Spot) -> str:
        """Why a side has no value."""
        try:
            settled(self._run_exactly(side, spot))
        except Undefined as undefined:
            return str(undefined)
        return ""

    def _run_exactly(self, side: tree.Expression, spot: Spot) -> Callable[[Arithmetic], tuple]:
        def run(arithmetic: Arithmetic) -> tuple:
            scope = self.case.scope(spot.point, arithmetic).bind(**spot.places)
            return entries(evaluate(side, scope, arithmetic), arithmetic)
        return run

    def _once(self, what: str, side: tree.Expression | tree.Condition, spot: Spot, function: Callable[[], Any]) -> Any:
        """What the function gives; it is asked once for all spots that do not differ in the letters of the side."""
        if id(side) not in self._names:
            self._names[id(side)] = tuple(free_letters(side, self.case.clauses))
        letters = {**spot.point, **spot.places}
        key = (what, id(side), *(letters.get(name) for name in self._names[id(side)]))
        if key not in self._found:
            self._found[key] = function()
        return self._found[key]

    def holds(self, condition: tree.Condition, spot: Spot) -> bool | None:
        """Whether a condition holds, or None where that cannot be told."""
        return value_or_none(
            lambda arithmetic: evaluate(
                condition, self.case.scope(spot.point, arithmetic).bind(**spot.places), arithmetic)
        )

    def bound(self, side: tree.Expression, spot: Spot, form: Format) -> float | None:
        """How far rounding may take a side; None where there is no telling."""
        return self._once(form.name, side, spot, lambda: self._bound(side, spot, form))

    def _bound(self, side: tree.Expression, spot: Spot, form: Format) -> float | None:
        def run(arithmetic: Arithmetic) -> Any:
            scope = self.case.scope(spot.point, arithmetic).bind(**spot.places)
            bounds = [rounded.bound(form.unit) for rounded in entries(evaluate(side, scope, arithmetic), arithmetic)]
            return Rounded(0.0) if None in bounds else max(bounds, default=0.0)
        try:
            found = rounding(run)
        except OverflowError:
            return None
        return found if isinstance(found, float) else None

    # --- on the machine -----------------------------------------------------------------------------------------------

    def machine(
        self, side: tree.Expression, spots: list[Spot], form: Format, bound_letter: str = ""
    ) -> list[tuple[float, ...] | None]:
        """What a side gives with the library's functions, at each spot; None where it has no value.

        ``bound_letter`` is a letter with a number at each spot that no ``:where:`` need declare.
        """
        machine = Machine(getattr(torch, form.name))
        numbers_only = not (self.case.samples.tensors or self.case.samples.others or self.case.open_indices)
        names = {letter.name for letter in self.case.samples.numbers} | {bound_letter} - {""}
        if numbers_only and all(isinstance(spot.point[name], float) for spot in spots for name in names):
            together = self._together(side, spots, names, machine)
            if together is not None:
                return together
        return [self._alone(side, spot, machine) for spot in spots]

    def _together(
        self, side: tree.Expression, spots: list[Spot], names: set[str], machine: Machine
    ) -> list[tuple[float, ...] | None] | None:
        """All spots in one run for each setting; they differ in the single numbers with these names."""
        if not spots:
            return []
        groups: dict[tuple, list[Spot]] = {}
        for spot in spots:
            groups.setdefault(tuple(value for name, value in spot.point.items() if name not in names), []).append(spot)
        results: dict[int, tuple[float, ...]] = {}
        for group in groups.values():
            columns = {name: torch.tensor([spot.point[name] for spot in group], dtype=machine.dtype) for name in names}
            fixed = {name: value for name, value in group[0].point.items() if name not in names}
            scope = self._running({**numbers(fixed, machine), **columns})
            try:
                value = self._run(side, scope, machine, group[0])
            except Undefined:
                return None
            if not isinstance(value, Tensor):
                return None
            for spot, number in zip(group, value.detach().double().expand(len(group)).tolist(), strict=True):
                results[id(spot)] = (number,)
        return [results[id(spot)] for spot in spots]

    def _alone(self, side: tree.Expression, spot: Spot, machine: Machine) -> tuple[float, ...] | None:
        scope = self._running(numbers(dict(spot.point), machine)).bind(**spot.places)
        try:
            value = self._run(side, scope, machine, spot)
        except Undefined:
            return None
        return tuple(float(entry.detach()) for entry in entries(value, machine))

    def _running(self, values: Mapping[str, Value]) -> Scope:
        return with_clauses(Scope(values, self.case.library.library_calls), self.case.clauses)

    @staticmethod
    def _run(side: tree.Expression, scope: Scope, machine: Machine, spot: Spot) -> Value:
        try:
            return evaluate(side, scope, machine)
        except (Undefined, EvaluationError):
            raise
        except Exception as error:
            raise Refuted(
                f"the library raises {type(error).__name__}: {error}\n  near {shown_point(spot.shown())}"
            ) from error


def free_letters(side: tree.Expression | tree.Condition, clauses: tuple[tree.Compare, ...]) -> set[str]:
    """The letters that a side speaks of, also by way of the clauses."""
    if isinstance(side, tree.Limit):
        return free_letters(side.target, clauses) | (free_letters(side.body, clauses) - {side.variable})
    return {node.name for node in tree.walk((side, clauses)) if isinstance(node, tree.Variable)}


def entries(value: Value, arithmetic: Arithmetic) -> tuple:
    """The entries of a value as numbers of the arithmetic."""
    return tuple(
        arithmetic.number(entry + 1 if isinstance(entry, Index0) else int(entry)) if isinstance(entry, int) else entry
        for entry in flat(value)
    )


def pair(place: int, first: tuple | None, other_place: int, second: tuple | None) -> Callable[[], str]:
    """Explains a comparison of two sides."""
    return rows((f"side {place}", single(first)), (f"side {other_place}", single(second)))


def single(values: tuple | None) -> Any:
    """The only entry of a side that is one number."""
    return values[0] if values is not None and len(values) == 1 else values


def tolerance(form: Format, values: tuple[float, ...], bounds: tuple[float | None, ...]) -> float | None:
    """How far two sides may lie apart on the machine; None where rounding may do anything."""
    if any(bound is None for bound in bounds):
        return None
    size = sum(abs(value) for value in values if isfinite(value))
    return ROUNDINGS * (form.unit * size + form.tiny + sum(bound for bound in bounds if bound is not None))


def on_machine(sides: Sides, spots: list[Spot], form: Format, tally: Tally, holds: Any) -> None:
    """Compare neighbouring sides with the library's functions. ``holds(operator, a, b, tolerance)`` is the test."""
    columns = [sides.machine(side, spots, form) for side in sides.operands]
    for place, operator in enumerate(sides.operators):
        for number, spot in enumerate(spots):
            first, second = columns[place][number], columns[place + 1][number]
            if first is None or second is None:
                continue
            near: float | None = 0.0
            close = all(holds(operator, a, b, 0.0) for a, b in zip(first, second, strict=False))
            if not close:
                neighbours = sides.operands[place:place + 2]
                near = tolerance(form, first + second, tuple(sides.bound(side, spot, form) for side in neighbours))
                if near is None or any(overflown(form, sides.exact(side, spot)) for side in neighbours):
                    continue
            allowed = near or 0.0
            tally.record(
                f"the library does not satisfy this ({form.name})", spot.shown(),
                close or all(holds(operator, a, b, allowed) for a, b in zip(first, second, strict=False)),
                rows((f"side {place + 1}", single(first)), (f"side {place + 2}", single(second)),
                     ("rounding", f"explains {allowed:.3g}")),
            )


def ordinary(value: Any) -> bool:
    return not isinstance(value, float) or value == 0 or 2.0**-60 <= abs(value) <= 2.0**60


def overflown(form: Format, exact: tuple[mpf, ...] | None) -> bool:
    return exact is None or any(not isinf(value) and abs(value) > form.huge for value in exact)


def equal(operator: str, a: float, b: float, allowed: float) -> bool:
    return a == b or (not isnan(a) and not isnan(b) and not isinf(a) and not isinf(b) and abs(a - b) <= allowed)
