"""The functions that equations speak of, and the definitions in their docstrings."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from itertools import pairwise
from typing import Any

from eqcheck.numeric import Arithmetic
from eqcheck.semantics.backend import Backend, Code, Machine, no_backend
from eqcheck.semantics.definitions import Definition, FormulaCalls, bound, spread, take_apart
from eqcheck.semantics.scope import Value
from eqcheck.syntax import tree
from eqcheck.syntax.calls import LibraryCall
from eqcheck.syntax.defined_names import Signature, defined_names, signatures
from eqcheck.syntax.domains import Domains, read_where
from eqcheck.syntax.errors import EquationError, EvaluationError, nearest
from eqcheck.syntax.parser import Names, read
from eqcheck.syntax.scanner import pieces
from eqcheck.syntax.source import UNCHECKED_CLAIM, Problem, Source
from eqcheck.syntax.statement import Statement
from eqcheck.syntax.symbols import RELATIONS


class Library:
    """Definitions, each with the function that it defines.

    ``provider`` gives the functions as attributes, ``backend`` what runs them; both are asked only when something has
    to be run. ``fingerprint`` gives a digest of the code that the function with a name may run. ``seed`` is where
    random draws and points start. ``exhausted`` gives what is kept of a definition that was compared at every number.
    """

    def __init__(
        self, provider: Callable[[], Any], source: Source, fingerprint: Callable[[str], str] = lambda function: "",
        backend: Callable[[], Backend] = no_backend, seed: int = 0,
    ) -> None:
        self._provider = provider
        self._backend = backend
        self.statements = tuple(source.statements)
        self.definitions: dict[str, Statement] = {}
        self.printed: dict[Signature, Statement] = {}
        self.problems = list(source.problems)
        self.fingerprint = fingerprint
        self.seed = seed
        self.exhausted: Callable[[Statement], Mapping[str, Any] | None] = lambda statement: None
        self._definitions: dict[Signature, Definition] = {}
        for statement in self.statements:
            if statement.kind == "definition":
                self._define(statement)
        self.problems += self.stray_claims(source)

    def _define(self, statement: Statement) -> None:
        """Enter a definition under the function's name and under each name that it prints, with so many letters."""
        earlier = self.definitions.setdefault(statement.name, statement)
        if earlier is not statement:
            self._clash(statement, f"a second definition of {statement.name}", earlier)
        try:
            printed = signatures(statement.latex)
        except EquationError:
            return  # it is reported where the statement is checked
        for signature in printed:
            earlier = self.printed.setdefault(signature, statement)
            if earlier is not statement:
                self._clash(statement, f"a second definition of the printed name {signature[0]}", earlier)

    def stray_claims(self, source: Source) -> list[Problem]:
        """The inline formulas of a source that relate functions of this library."""
        claims = (one for one in source.inline if self.is_claim(one.latex))
        return [Problem(one.file, one.line, UNCHECKED_CLAIM) for one in claims]

    def is_claim(self, latex: str) -> bool:
        """Whether a formula states a relation in which a function of this library is called."""
        names, found = {name for name, _ in self.printed}, [piece.text for piece in pieces(latex)]
        called = any(name.lstrip("\\") in names and after in ("(", "\\left", "'", "[")
                     for name, after in pairwise(found))
        return called and not RELATIONS.keys().isdisjoint(found)

    def _clash(self, statement: Statement, what: str, earlier: Statement) -> None:
        place = f"{earlier.file}:{earlier.line}"
        self.problems.append(Problem(statement.file, statement.line, f"{what}, which stands at {place} already"))

    @cached_property
    def functions(self) -> Any:
        """What has the library's functions as attributes.

        :raises LookupError: if it cannot be imported.
        """
        return self._provider()

    @cached_property
    def backend(self) -> Backend:
        """What runs the library's functions."""
        return self._backend()

    def function(self, name: str) -> Callable[..., Any]:
        """The library's function with this name.

        :raises EvaluationError: if there is none.
        """
        function: Callable[..., Any] | None = getattr(self.functions, name, None)
        if function is None:
            hint = nearest(name, dir(self.functions)) or "correct the name, or say which with `:of:`"
            raise EvaluationError(f"the library has no function {name!r}: {hint}")
        if not callable(function):
            raise EvaluationError(
                f"{name!r} is no function of the library but a {type(function).__name__}: name a function with `:of:`"
            )
        return function

    def code(self, call: LibraryCall, data: Iterable[str]) -> Code:
        """The function that a call names, with the letters that stand for data."""
        return Code(call, self.function(call.function), frozenset(data))

    # --- reading what statements say ----------------------------------------------------------------------------------

    def definition(self, name: str, count: int) -> Definition:
        """The definition that goes by this printed name, with so many letters if there are several."""
        if (name, count) not in self._definitions:
            printed = self.printed
            same_name = (statement for (other, _), statement in printed.items() if other == name)
            statement = printed.get((name, count)) or next(same_name, None)
            if statement is None:
                raise EvaluationError(f"{name} has no definition in the library")
            self._definitions[name, count] = self.take_apart(statement)
        return self._definitions[name, count]

    def take_apart(self, statement: Statement) -> Definition:
        domains = self.domains(statement)
        try:
            return take_apart(statement, self.read(statement, domains), domains, defined_names(statement.latex))
        except EquationError as error:
            raise EvaluationError(f"the definition of {statement.name} cannot be read: {error.message}") from error

    def domains(self, statement: Statement) -> Domains:
        try:
            return read_where(statement.where)
        except EquationError as error:
            raise EvaluationError(f"`:where:` cannot be read\n{error.show(statement.where)}") from error

    def read(self, statement: Statement, domains: Domains) -> tree.Equation:
        functions = frozenset(name for name, _ in self.printed) | frozenset(defined_names(statement.latex))
        return read(statement.latex, Names(functions, domains.names))

    @cached_property
    def formula_calls(self) -> FormulaCalls:
        """Calls of functions inside a formula, by their printed definitions."""
        return FormulaCalls(self.definition)

    def library_calls(
        self, name: str, arguments: tuple[Value, ...], parameters: tuple[Value, ...], machine: Arithmetic
    ) -> Value:
        """The same calls, by the library's own code."""
        assert isinstance(machine, Machine)
        definition = self.definition(name, len(arguments) + len(parameters))
        code = self.code(definition.call, definition.arguments)
        values = bound(definition, name, arguments, parameters)
        return spread(definition, values, lambda each: self.backend.call(code, each, machine))
