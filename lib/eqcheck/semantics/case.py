"""A statement with all that is needed to check it."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any, Self

from eqcheck.numeric import Arithmetic, Ball, Undefined, settled
from eqcheck.semantics.clauses import Clauses, sorted_clauses
from eqcheck.semantics.definitions import Definition, take_apart
from eqcheck.semantics.evaluate import evaluate, extent
from eqcheck.semantics.library import Library
from eqcheck.semantics.samples import Point, Samples
from eqcheck.semantics.scope import Index0, Remembering, Scope, with_clauses
from eqcheck.semantics.vectors import flat
from eqcheck.syntax import tree
from eqcheck.syntax.defined_names import defined_names
from eqcheck.syntax.domains import Domains, Real
from eqcheck.syntax.errors import EvaluationError
from eqcheck.syntax.statement import Statement

INFINITY = tree.Constant("infinity")
NEAR = (200, 20)
"""What comes near a number is 2^-200 away, and what goes to infinity is at 2^20, where it stands for its limit."""


@dataclass(frozen=True)
class Case:
    """A statement that has been read."""

    statement: Statement
    equation: tree.Equation
    domains: Domains
    library: Library

    @classmethod
    def read(cls, statement: Statement, library: Library) -> Self:
        """The statement, read with the names that the library defines.

        :raises EquationError: if the formula cannot be read.
        :raises EvaluationError: if its options cannot.
        """
        domains = library.domains(statement)
        case = cls(statement, library.read(statement, domains), domains, library)
        case.require_known()
        return case

    def require_known(self) -> None:
        """See that the statement has no part that its kind cannot check.

        :raises EvaluationError: if it has.
        """
        if any(isinstance(node, tree.Limit) for node in tree.walk(self.equation)):
            raise EvaluationError("a limit stands in a statement of `:kind: limit` only: state it there")

    @cached_property
    def samples(self) -> Samples:
        """The points at which it is tried."""
        return Samples(self.domains, self.run, self.seed)

    @property
    def seed(self) -> str:
        """What the points depend on: the statement, and the library's seed."""
        stated = self.statement
        return f"{self.library.seed} {stated.latex} {stated.where} {stated.of}"

    @property
    def sides(self) -> tuple[tree.Expression, ...]:
        """What is computed at each point."""
        return self.equation.relation.operands

    def scope(self, point: Point, arithmetic: Arithmetic) -> Scope:
        """The letters at a point, with functions by their printed definitions."""
        return with_clauses(Scope(numbers(point, arithmetic), Remembering(self.library.formula_calls)), self.clauses)

    @cached_property
    def _clauses(self) -> Clauses:
        return sorted_clauses(self.equation, self.domains)

    @property
    def clauses(self) -> tuple[tree.Compare, ...]:
        """The clauses that define a letter."""
        return tuple(self._clauses.meanings.values())

    @property
    def laws(self) -> tuple[tree.Compare, ...]:
        """The clauses that say how a letter is drawn."""
        return tuple(self._clauses.laws.values())

    @property
    def relations(self) -> tuple[tree.Compare, ...]:
        """Every relation that is stated: the first, and clauses that define nothing."""
        return (self.equation.relation, *self._clauses.relations)

    def parts(self) -> tuple[Self, ...]:
        """The statement once for each relation that it prints, with the clauses that say what the letters are.

        :raises EvaluationError: if a clause has no meaning.
        """
        if self.laws and self.statement.kind != "distribution":
            raise EvaluationError("a letter is drawn at random: such a statement is of `:kind: distribution`")
        if len(self.relations) == 1:
            return (self,)
        condition = self.equation.condition
        return tuple(
            replace(self, equation=tree.Equation(relation, self._clauses.of(relation, condition), condition))
            for relation in self.relations
        )

    def run(self, arithmetic: Arithmetic, point: Point) -> None:
        """Evaluate each side in turn, for the sake of the comparisons made on the way."""
        scope = self.scope(point, arithmetic)
        for side in self.sides:
            for places in self.places(scope, arithmetic):
                try:
                    evaluate(side, scope.bind(**places), arithmetic)
                except (Undefined, OverflowError, EvaluationError):
                    continue

    def has_values(self, point: Point) -> bool:
        """Whether the statement says something at a point: its condition holds, and all sides are finite."""
        def run(arithmetic: Arithmetic) -> Any:
            scope, condition = self.scope(point, arithmetic), self.equation.condition
            for places in self.places(scope, arithmetic):
                here = scope.bind(**places)
                if condition is None or evaluate(condition, here, arithmetic):
                    return self.values(here, arithmetic)
            raise Undefined("the condition of the statement does not hold")

        try:
            return all(not isinstance(value, Ball) or value.is_finite() for value in flat(settled(run)))
        except (Undefined, EvaluationError, OverflowError):
            return False

    def values(self, scope: Scope, arithmetic: Arithmetic) -> tuple[Any, ...]:
        """The value of each side."""
        return tuple(evaluate(side, scope, arithmetic) for side in self.sides)

    @cached_property
    def open_indices(self) -> tuple[str, ...]:
        """The indices for each of which the relation is stated, as i in ``Softmax(x)_i > 0``."""
        nodes = list(tree.walk(self.equation.relation))
        bound = {node.index for node in nodes if isinstance(node, tree.Reduce | tree.Vector)}
        bound |= {node.variable for node in nodes if isinstance(node, tree.Limit)}
        names = [node.name for node in nodes if isinstance(node, tree.Variable)]
        letters = [getattr(clause.operands[0], "base", clause.operands[0]) for clause in self.equation.clauses]
        defined = {letter.name for letter in letters if isinstance(letter, tree.Variable)}
        known = self.domains.names | bound | defined
        return tuple(dict.fromkeys(name for name in names if name not in known))

    def places(self, scope: Scope, arithmetic: Arithmetic) -> Iterator[dict[str, Index0]]:
        """Every combination of the open indices."""
        def each(names: tuple[str, ...], chosen: dict[str, Index0]) -> Iterator[dict[str, Index0]]:
            if not names:
                yield chosen
                return
            inside = scope.bind(**chosen)
            for k in range(extent(names[0], self.equation.relation, inside, arithmetic)):
                yield from each(names[1:], chosen | {names[0]: Index0(k)})
        yield from each(self.open_indices, {})

    def real_letters(self) -> set[str]:
        return {letter.name for letter in self.domains.letters if isinstance(letter, Real)}


class DefinitionCase(Case):
    """A definition: its head is a name and no side, and an index of the head runs inside the forms."""

    @cached_property
    def definition(self) -> Definition:
        """The definition taken apart."""
        return take_apart(self.statement, self.equation, self.domains, defined_names(self.statement.latex))

    @cached_property
    def samples(self) -> Samples:
        return Samples(self.domains.without(self.definition.indices), self.run, self.seed)

    @property
    def sides(self) -> tuple[tree.Expression, ...]:
        return self.definition.forms

    def parts(self) -> tuple[Self, ...]:
        return (self,)

    def scope(self, point: Point, arithmetic: Arithmetic) -> Scope:
        return self.definition.scope(numbers(point, arithmetic), Remembering(self.library.formula_calls))

    def values(self, scope: Scope, arithmetic: Arithmetic) -> tuple[Any, ...]:
        return tuple(self.definition.value(form, scope, arithmetic) for form in self.sides)

    @cached_property
    def open_indices(self) -> tuple[str, ...]:
        return ()


class LimitCase(Case):
    """A statement on limits: the letters that move to their targets are none of those it holds for."""

    def require_known(self) -> None:
        """A limit is what such a statement is about."""

    @cached_property
    def limits(self) -> list[tree.Limit]:
        """The limits in it."""
        return [node for node in tree.walk(self.equation.relation) if isinstance(node, tree.Limit)]

    @cached_property
    def samples(self) -> Samples:
        return Samples(self.domains.without(tuple(limit.variable for limit in self.limits)), self.run, self.seed)

    @property
    def is_listed(self) -> bool:
        """Whether the statement is made for single values of its letters only."""
        samples = self.samples
        return not (samples.numbers or samples.tensors or samples.others or samples.sizes)

    def nearby(self) -> Case:
        """The same said of the bodies near their targets."""
        relation = self.equation.relation
        operands = tuple(
            close(side, NEAR[is_infinite(side.target)]) if isinstance(side, tree.Limit) else side
            for side in relation.operands
        )
        equation = replace(self.equation, relation=replace(relation, operands=operands))
        return Case(self.statement, equation, self.samples.domains, self.library)


def is_infinite(target: tree.Expression) -> bool:
    """Whether a limit goes to infinity, or minus infinity."""
    return target in (INFINITY, tree.Negate(INFINITY))


def close(limit: tree.Limit, distance: int, direction: int = 0) -> tree.Expression:
    """The body of a limit 2^-distance away from its target, or as far out as 2^distance."""
    far = Fraction(2) ** distance
    ends: dict[tree.Expression, Fraction] = {INFINITY: far, tree.Negate(INFINITY): -far}
    side = direction or (-1 if limit.side == "-" else 1)
    place = tree.Number(ends[limit.target]) if limit.target in ends else tree.Add(
        limit.target, tree.Number(side / far))
    found: tree.Expression = tree.replaced(limit.body, limit.variable, place)
    return found


def numbers(value: Any, arithmetic: Arithmetic) -> Any:
    """The exact values of a point as scalars of the arithmetic; classes, sizes and options stay what they are."""
    if isinstance(value, float):
        return arithmetic.number(value)
    if isinstance(value, dict):
        return {name: numbers(entry, arithmetic) for name, entry in value.items()}
    if isinstance(value, tuple):
        return tuple(numbers(entry, arithmetic) for entry in value)
    return arithmetic.number(value) if isinstance(value, Fraction) else value
