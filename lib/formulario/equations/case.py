"""A statement with all that is needed to check it."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from formulario.equations import tree
from formulario.equations.definitions import Definition, Printed, take_apart
from formulario.equations.domains import Domains, Real, read_where
from formulario.equations.errors import EquationError
from formulario.equations.evaluate import evaluate, extent
from formulario.equations.heads import HeadKey, heads
from formulario.equations.library import Library
from formulario.equations.machine_calls import Running
from formulario.equations.numbers import Arithmetic, Undefined
from formulario.equations.reader import Names, read
from formulario.equations.report import Point
from formulario.equations.samples import Samples
from formulario.equations.scope import EvaluationError, Place, Scope, with_clauses
from formulario.equations.statement import Statement


class Vocabulary:
    """What the statements of a library and a book may speak of, read once."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.printed = Printed(self.definition)
        self.running = Running(library, self.definition)
        self._definitions: dict[HeadKey, Definition] = {}

    def definition(self, name: str, count: int) -> Definition:
        """The definition that goes by this printed name, with so many arguments if there are several."""
        if (name, count) not in self._definitions:
            printed = self.library.printed
            same_name = (statement for (other, _), statement in printed.items() if other == name)
            statement = printed.get((name, count)) or next(same_name, None)
            if statement is None:
                raise EvaluationError(f"{name} has no definition in the library")
            self._definitions[name, count] = self.take_apart(statement)
        return self._definitions[name, count]

    def take_apart(self, statement: Statement) -> Definition:
        domains = self.domains(statement)
        try:
            return take_apart(statement, self.read(statement, domains), domains, heads(statement.latex))
        except EquationError as error:
            raise EvaluationError(f"the definition of {statement.name} cannot be read: {error.message}") from error

    def domains(self, statement: Statement) -> Domains:
        try:
            return read_where(statement.where)
        except EquationError as error:
            raise EvaluationError(f"`:where:` cannot be read\n{error.show(statement.where)}") from error

    def read(self, statement: Statement, domains: Domains) -> tree.Equation:
        functions = frozenset(name for name, _ in self.library.printed) | frozenset(heads(statement.latex))
        return read(statement.latex, Names(functions, domains.names))

    def case(self, statement: Statement) -> Case:
        domains = self.domains(statement)
        return Case(statement, self.read(statement, domains), domains, self)


@dataclass(frozen=True)
class Case:
    """A statement that has been read."""

    statement: Statement
    equation: tree.Equation
    domains: Domains
    vocabulary: Vocabulary

    @cached_property
    def definition(self) -> Definition:
        return take_apart(self.statement, self.equation, self.domains, heads(self.statement.latex))

    @cached_property
    def samples(self) -> Samples:
        indices = self.definition.indices if self.statement.kind == "definition" else ()
        return Samples(self.domains.without(indices), self.run)

    def scope(self, point: Point, arithmetic: Arithmetic) -> Scope:
        """The letters at a point, with functions by their printed definitions."""
        return with_clauses(Scope(numbers(point, arithmetic), self.vocabulary.printed), self.clauses)

    @cached_property
    def clauses(self) -> tuple[tree.Compare, ...]:
        """The clauses that define a letter."""
        return tuple(clause for clause in self.equation.clauses if clause.operators == ("=",))

    @property
    def laws(self) -> tuple[tree.Compare, ...]:
        """The clauses that say how a letter is drawn."""
        return tuple(clause for clause in self.equation.clauses if clause.operators == ("~",))

    def run(self, arithmetic: Arithmetic, point: Point) -> None:
        """Evaluate each side in turn, for the sake of the comparisons made on the way."""
        scope = self.scope(point, arithmetic)
        sides = self.definition.forms if self.statement.kind == "definition" else self.equation.relation.operands
        for side in sides:
            for places in self.places(scope, arithmetic):
                try:
                    evaluate(side, scope.bind(**places), arithmetic)
                except (Undefined, OverflowError, EvaluationError):
                    continue

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

    def places(self, scope: Scope, arithmetic: Arithmetic) -> Iterator[dict[str, Place]]:
        """Every combination of the open indices."""
        def each(names: tuple[str, ...], chosen: dict[str, Place]) -> Iterator[dict[str, Place]]:
            if not names:
                yield chosen
                return
            inside = scope.bind(**chosen)
            for k in range(extent(names[0], (self.equation.relation,), inside, arithmetic)):
                yield from each(names[1:], chosen | {names[0]: Place(k)})
        if self.statement.kind == "definition":
            yield {}
        else:
            yield from each(self.open_indices, {})

    def real_letters(self) -> set[str]:
        return {letter.name for letter in self.domains.letters if isinstance(letter, Real)}


def numbers(value: Any, arithmetic: Arithmetic) -> Any:
    """The exact values of a point as scalars of the arithmetic; classes, sizes and options stay what they are."""
    if isinstance(value, float):
        return arithmetic.number(value)
    if isinstance(value, dict):
        return {name: numbers(entry, arithmetic) for name, entry in value.items()}
    if isinstance(value, tuple):
        return tuple(numbers(entry, arithmetic) for entry in value)
    return arithmetic.number(value) if isinstance(value, Fraction) else value
