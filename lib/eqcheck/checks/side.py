"""One side of a relation at the points where it is stated."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eqcheck.checks.tally import Refuted, shown_point
from eqcheck.checks.tolerance import value_or_none
from eqcheck.numeric import Arithmetic, Ball, Rounded, Undefined, rounding, settled
from eqcheck.numeric.formats import Format
from eqcheck.semantics.backend import CodeError, Machine
from eqcheck.semantics.case import Case, numbers
from eqcheck.semantics.evaluate import evaluate
from eqcheck.semantics.samples import Point
from eqcheck.semantics.scope import Caller, Index0, Scope, Value, with_clauses
from eqcheck.semantics.vectors import flat
from eqcheck.syntax import tree
from eqcheck.syntax.errors import Contradiction, EvaluationError

Entries = tuple[Ball, ...] | None
"""The entries of a side, or None where it has no value."""
Floats = tuple[float, ...] | None
"""The same, of the machine."""


@dataclass(frozen=True)
class Spot:
    """A point, and a choice of the open indices there."""

    point: Point
    places: Mapping[str, Index0]

    def shown(self) -> Point:
        """The point with the indices as they are printed."""
        return {**self.point, **{name: place + 1 for name, place in self.places.items()}}


class Side:
    """An expression that is evaluated at many spots.

    On the machine functions are those of the library, or what ``calls`` says.
    What was found at a spot is kept for all spots that do not differ in the letters of the expression.
    """

    def __init__(self, expression: tree.Expression, case: Case, calls: Caller | None = None) -> None:
        self.expression = expression
        self.case = case
        self.calls = calls or case.library.library_calls
        self._letters = sorted(free_letters(expression, case.clauses))
        self._exact: dict[tuple[Any, ...], Entries] = {}
        self._bounds: dict[tuple[Any, ...], float | None] = {}

    def _key(self, spot: Spot) -> tuple[Any, ...]:
        letters = {**spot.point, **spot.places}
        return tuple(letters.get(name) for name in self._letters)

    # --- by the printed definitions -----------------------------------------------------------------------------------

    def entries(self, spot: Spot, arithmetic: Arithmetic) -> tuple[Any, ...]:
        """The entries in an arithmetic."""
        scope = self.case.scope(spot.point, arithmetic).bind(**spot.places)
        return entries(evaluate(self.expression, scope, arithmetic), arithmetic)

    def exact(self, spot: Spot) -> Entries:
        """The exact entries."""
        key = self._key(spot)
        if key not in self._exact:
            try:
                self._exact[key] = value_or_none(lambda arithmetic: self.entries(spot, arithmetic))
            except Contradiction as contradiction:
                raise Refuted(f"{contradiction}\n  at {shown_point(spot.shown())}") from contradiction
        return self._exact[key]

    def trouble(self, spot: Spot) -> str:
        """Why the side has no value."""
        try:
            settled(lambda arithmetic: self.entries(spot, arithmetic))
        except Undefined as undefined:
            return str(undefined)
        return ""

    def bound(self, spot: Spot, form: Format) -> float | None:
        """How far rounding may take the side; None where there is no telling."""
        key = (form.name, *self._key(spot))
        if key not in self._bounds:
            self._bounds[key] = self._bound(spot, form)
        return self._bounds[key]

    def _bound(self, spot: Spot, form: Format) -> float | None:
        def run(arithmetic: Arithmetic) -> Any:
            bounds = [rounded.bound(form.unit) for rounded in self.entries(spot, arithmetic)]
            return Rounded(0.0) if None in bounds else max(bounds, default=0.0)
        try:
            found = rounding(run)
        except OverflowError:
            return None
        return found if isinstance(found, float) else None

    # --- by the library's code ----------------------------------------------------------------------------------------

    def machine(self, spots: Sequence[Spot], form: Format) -> list[Floats]:
        """The entries at each spot as the machine computes them."""
        together = self.together(spots, form)
        machine = self.case.library.backend.machine(form)
        return [self._alone(spot, machine) for spot in spots] if together is None else together

    def together(self, spots: Sequence[Spot], form: Format) -> list[Floats] | None:
        """The same in one run for each setting, None where that cannot be; spots differ in single numbers only."""
        machine, samples = self.case.library.backend.machine(form), self.case.samples
        names = {letter.name for letter in samples.numbers}
        alike = not (samples.tensors or samples.others or self.case.open_indices)
        if not (machine.batched and alike
                and all(isinstance(spot.point[name], float) for spot in spots for name in names)):
            return None
        groups: dict[tuple[Any, ...], list[int]] = {}
        for place, spot in enumerate(spots):
            setting = tuple(value for name, value in spot.point.items() if name not in names)
            groups.setdefault(setting, []).append(place)
        found: list[Floats] = [None] * len(spots)
        for group in groups.values():
            first = spots[group[0]]
            columns = {name: machine.column([spots[place].point[name] for place in group]) for name in names}
            fixed = {name: value for name, value in first.point.items() if name not in names}
            try:
                value = self._run({**numbers(fixed, machine), **columns}, first, machine)
            except Undefined:
                return None
            if isinstance(value, tuple | int | str):
                return None
            for place, number in zip(group, machine.floats(value, len(group)), strict=True):
                found[place] = (number,)
        return found

    def _alone(self, spot: Spot, machine: Machine) -> Floats:
        try:
            value = self._run(numbers(dict(spot.point), machine), spot, machine)
        except Undefined:
            return None
        return tuple(machine.floats(entry)[0] for entry in entries(value, machine))

    def _run(self, values: Mapping[str, Value], spot: Spot, machine: Machine) -> Value:
        scope = with_clauses(Scope(values, self.calls), self.case.clauses).bind(**spot.places)
        try:
            return evaluate(self.expression, scope, machine)
        except (Undefined, EvaluationError):
            raise
        except CodeError as error:
            raise Refuted(f"{error}\n  near {shown_point(spot.shown())}") from error
        except Exception as error:
            raise Refuted(
                f"the library raises {type(error).__name__}: {error}\n  near {shown_point(spot.shown())}"
            ) from error


def free_letters(node: tree.Expression | tree.Condition, clauses: tuple[tree.Compare, ...]) -> set[str]:
    """The letters of which an expression speaks, also by way of the clauses."""
    if isinstance(node, tree.Limit):
        return free_letters(node.target, clauses) | (free_letters(node.body, clauses) - {node.variable})
    return {found.name for found in tree.walk((node, clauses)) if isinstance(found, tree.Variable)}


def entries(value: Value, arithmetic: Arithmetic) -> tuple[Any, ...]:
    """The entries of a value as numbers of the arithmetic."""
    return tuple(
        arithmetic.number(entry + 1 if isinstance(entry, Index0) else int(entry)) if isinstance(entry, int) else entry
        for entry in flat(value)
    )
