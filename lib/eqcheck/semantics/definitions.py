"""Definitions: taken apart into name, letters and forms; and calls of functions, run by their definitions."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from eqcheck.numeric import Arithmetic
from eqcheck.semantics.clauses import sorted_clauses
from eqcheck.semantics.evaluate import all_entries
from eqcheck.semantics.scope import Caller, Index0, Index1, Scope, Value, with_clauses
from eqcheck.semantics.vectors import each
from eqcheck.syntax import tree
from eqcheck.syntax.calls import LetterArgument, LibraryCall, read_call
from eqcheck.syntax.domains import Class, Domains, Letter, length, parts
from eqcheck.syntax.errors import EvaluationError
from eqcheck.syntax.statement import Statement


@dataclass(frozen=True)
class Definition:
    r"""``Name(arguments; parameters)_indices = form = form, clauses``.

    In :math:`\mathrm{Sigmoid}(x) = \sigma(x) = 1/(1 + e^{-x})` the second operand is an alias and no form.

    :param names: the printed name and its aliases.
    :param arguments: the letters before the semicolon.
    :param parameters: the letters after it.
    :param indices: the letters of the indices after the bracket.
    :param forms: the formulas, all of which say the same.
    :param clauses: what says what other letters of the forms stand for.
    :param call: the call of the library's function that the definition is about.
    """

    statement: Statement
    domains: Domains
    names: tuple[str, ...]
    arguments: tuple[str, ...]
    parameters: tuple[str, ...]
    indices: tuple[str, ...]
    forms: tuple[tree.Expression, ...]
    clauses: tuple[tree.Compare, ...]
    call: LibraryCall

    @cached_property
    def single(self) -> frozenset[str]:
        """The letters that are single numbers."""
        return frozenset((*self.arguments, *self.parameters)) - {one.name for one in self.domains.letters if one.shape}

    @cached_property
    def within_ulps(self) -> float:
        """By how many units in the last place the code may be off besides rounding: ``:within-ulps:``, else 0.

        :raises EvaluationError: if the option is no positive number.
        """
        text = self.statement.within_ulps
        try:
            ulps = float(Fraction(text.replace(" ", ""))) if text else 0.0
        except (ValueError, ZeroDivisionError, OverflowError):
            ulps = -1.0
        if text and ulps <= 0:
            raise EvaluationError(
                f"`:within-ulps: {text}` of {self.statement.name} is no positive number: write by how many units in "
                "the last place the code may be off, such as `:within-ulps: 4`"
            )
        return ulps

    def scope(self, values: Mapping[str, Value], call: Caller) -> Scope:
        """The scope of the forms, with these values of the letters."""
        if self.shaped:
            values = {**self.sizes(values), **values}
        for index in self.classes:
            values = {**values, index.name: range(length(index.classes, values))}
        return with_clauses(Scope(values, call), self.clauses)

    @cached_property
    def shaped(self) -> tuple[Letter, ...]:
        """The letters that stand for tensors."""
        return tuple(letter for letter in self.domains.letters if letter.shape)

    @cached_property
    def classes(self) -> tuple[Class, ...]:
        """The indices of the head that run over declared classes."""
        return tuple(one for one in self.domains.letters if isinstance(one, Class) and one.name in self.indices)

    def sizes(self, values: Mapping[str, Value]) -> dict[str, Index1]:
        """The sizes that the shapes of the letters name, as these values have them."""
        found: dict[str, Index1] = {}
        for letter in self.shaped:
            value: Value = values.get(letter.name)
            for extent in letter.shape if isinstance(value, tuple) else ():
                terms = parts(extent)
                unknown = [term for term in terms if isinstance(term, str) and term not in found]
                if len(unknown) == 1:
                    rest = tuple(term for term in terms if term != unknown[0])
                    found[unknown[0]] = Index1(len(value) - length(rest, found))
                value = value[0]
        return found

    def value(self, form: tree.Expression, scope: Scope, arithmetic: Arithmetic) -> Value:
        """A form's value, for all indices of the head.

        :raises EvaluationError: if the form cannot be run as it is written.
        """
        return all_entries(self.indices, form, scope, arithmetic)

    def entry(self, form: tree.Expression, path: tuple[int, ...]) -> tuple[tree.Expression, dict[str, Index0]]:
        """One entry of a form's value: an expression for it, and what the indices of the head mean there."""
        places = dict(zip(self.indices, map(Index0, path), strict=False))
        inside = tuple(tree.Number(Fraction(k + 1)) for k in path[len(self.indices):])
        return (tree.Index(form, inside) if inside else form), places


def take_apart(statement: Statement, equation: tree.Equation, domains: Domains, names: tuple[str, ...]) -> Definition:
    """The definition that a statement prints under these names.

    :raises EvaluationError: if its head is no function of letters, if it has no form, or if ``:of:`` cannot be read.
    """
    head, *rest = equation.relation.operands
    call, indices = (head.base, head.indices) if isinstance(head, tree.Index) else (head, ())
    if not isinstance(call, tree.Call) or set(equation.relation.operators) != {"="}:
        raise EvaluationError(r"a definition begins with what it defines: \operatorname{Name}(x; a) = …")
    if equation.condition:
        raise EvaluationError("a definition holds wherever `:where:` says: put its condition into cases")
    clauses = sorted_clauses(equation, domains)
    if clauses.laws or clauses.relations:
        raise EvaluationError("a definition prints a formula and what its letters mean: state what else holds, "
                              "or how a letter is drawn, in an equation of its own")
    forms = tuple(form for form in rest if not is_alias(form, head, names))
    if not forms:
        raise EvaluationError("a definition needs a formula after its names")
    arguments, parameters = letters(call.arguments), letters(call.parameters)
    return Definition(
        statement, domains, names, arguments, parameters, letters(indices), forms, tuple(clauses.meanings.values()),
        library_call(statement, arguments, parameters),
    )


def letters(expressions: tuple[tree.Expression, ...]) -> tuple[str, ...]:
    """The names of letters.

    :raises EvaluationError: if something else stands among them.
    """
    names = tuple(expression.name for expression in expressions if isinstance(expression, tree.Variable))
    if len(names) < len(expressions):
        raise EvaluationError("the head of a definition has letters only: Name(x; a), not Name(2x; 1)")
    return names


def is_alias(form: tree.Expression, head: tree.Expression, names: tuple[str, ...]) -> bool:
    """Whether a side is another name for the head, and nothing that can be computed.

    :raises EvaluationError: if it is, at other letters, parameters or indices.
    """
    call, own = (side.base if isinstance(side, tree.Index) else side for side in (form, head))
    if not isinstance(call, tree.Call) or not isinstance(own, tree.Call) or call.name not in names:
        return False
    renamed = replace(call, name=own.name)
    if (replace(form, base=renamed) if isinstance(form, tree.Index) else renamed) != head:
        raise EvaluationError(
            f"{call.name} is another name for {own.name} and takes the same letters, parameters and indices"
        )
    return True


def library_call(statement: Statement, arguments: tuple[str, ...], parameters: tuple[str, ...]) -> LibraryCall:
    """What ``:of:`` says; by default the arguments in order and the parameters by their own names.

    :raises EvaluationError: if ``:of:`` cannot be read.
    """
    if statement.of:
        return read_call(statement.of)
    keywords = tuple((name, LetterArgument(name)) for name in parameters)
    return LibraryCall(statement.name, tuple(map(LetterArgument, arguments)), keywords)


class FormulaCalls:
    """Calls a function by its printed definition.

    :param definition: gives the definition of a printed name with so many letters.
    """

    def __init__(self, definition: Callable[[str, int], Definition]) -> None:
        self._definition = definition

    def __call__(
        self, name: str, arguments: tuple[Value, ...], parameters: tuple[Value, ...], arithmetic: Arithmetic
    ) -> Value:
        definition = self._definition(name, len(arguments) + len(parameters))
        values = bound(definition, name, arguments, parameters)
        return spread(definition, values, lambda letters: self._apply(definition, letters, arithmetic))

    def _apply(self, definition: Definition, values: Mapping[str, Value], arithmetic: Arithmetic) -> Value:
        value = definition.value(definition.forms[0], definition.scope(values, self), arithmetic)
        if not definition.within_ulps:
            return value
        return each(lambda number: arithmetic.inexact(number, definition.within_ulps), value, arithmetic)


def bound(
    definition: Definition, name: str, arguments: tuple[Value, ...], parameters: tuple[Value, ...]
) -> dict[str, Value]:
    """The letters of a definition with the values of a call.

    :raises EvaluationError: if there are more or fewer values than letters.
    """
    for given, wanted, what in (
        (arguments, definition.arguments, "before the semicolon"),
        (parameters, definition.parameters, "after the semicolon"),
    ):
        if len(given) != len(wanted):
            raise EvaluationError(f"{name} takes {len(wanted)} letters {what} ({', '.join(wanted)}): {len(given)} came")
    return dict(zip((*definition.arguments, *definition.parameters), (*arguments, *parameters), strict=True))


def spread(definition: Definition, values: dict[str, Value], function: Callable[[dict[str, Value]], Value]) -> Value:
    """``function(values)``; a function of numbers that is given vectors goes through them entry by entry.

    :raises EvaluationError: if the vectors have different lengths.
    """
    vectors = [name for name, value in values.items() if isinstance(value, tuple) and name in definition.single]
    if not vectors:
        return function(values)
    lengths = {len(values[name]) for name in vectors}
    if len(lengths) > 1:
        raise EvaluationError(f"vectors of different lengths for {', '.join(vectors)}: they need the same")
    return tuple(
        spread(definition, {**values, **{name: values[name][k] for name in vectors}}, function)
        for k in range(lengths.pop())
    )
