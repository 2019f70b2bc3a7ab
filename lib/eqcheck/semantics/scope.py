r"""The values that letters have while a tree is run.

A value is a scalar of the arithmetic, a tuple of values (a vector or tensor), a string (an option) or a Python int.
A range stands for an index that will take these places.

An int is a class, a :class:`Index0` or a :class:`Index1` number. Classes and places count from 0, as in code; on paper
places count from 1. So ``x_1`` is entry 0, as is ``x_i`` where the whole number i is 1, and a place that is used as a
number, as in :math:`\sum_n n x_n`, counts from 1.
"""
from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from eqcheck.numeric.arithmetic import Arithmetic, Scalar, Undefined
from eqcheck.syntax import tree
from eqcheck.syntax.errors import EvaluationError

Value = Any
Caller = Callable[[str, tuple[Value, ...], tuple[Value, ...], Arithmetic], Value]
"""``call(name, arguments, parameters, arithmetic)``: the value of a function that is not built in."""

MOST_PLACES = 10_000
"""An index takes no more."""


class Index0(int):
    """Which entry, counted from 0."""


class Index1(int):
    """A whole number as it is printed, such as a size: as an index it counts from 1."""


@dataclass(frozen=True)
class Clause:
    """What a clause says of a letter: its indices and its body, n and ``(x_n − y_n)^2`` in ``l_n = (x_n − y_n)^2``."""

    indices: tuple[str, ...]
    body: tree.Expression


def no_functions(name: str, *_: object) -> Value:
    """The caller of a scope without functions.

    :raises EvaluationError: always.
    """
    raise EvaluationError(f"unknown function {name}: state its definition, or name it in the library")


class Remembering:
    """A caller that runs a function of the same vectors once: an entry of it asks for all of them."""

    def __init__(self, call: Caller) -> None:
        self._call = call
        self._known: dict[tuple[object, ...], tuple[object, Value]] = {}

    def __call__(
        self, name: str, arguments: tuple[Value, ...], parameters: tuple[Value, ...], arithmetic: Arithmetic
    ) -> Value:
        if not any(isinstance(argument, tuple) for argument in arguments):
            return self._call(name, arguments, parameters, arithmetic)
        key = (name, len(arguments), *map(id, (*arguments, *parameters, arithmetic)))
        if key not in self._known:
            value = self._call(name, arguments, parameters, arithmetic)
            self._known[key] = (arguments, parameters, arithmetic), value  # kept, so that no other gets their ids
        return self._known[key][1]


@dataclass(frozen=True)
class Scope:
    """The values of the letters, and the functions that may be called.

    :param variables: the value of each letter, or the :class:`Clause` that defines it.
    :param call: what gives the values of functions that are not built in.
    :param gathered: the sums, products and the like that are known already, for all scopes that are bound from one.
    """

    variables: Mapping[str, Value] = field(default_factory=dict)
    call: Caller = no_functions
    gathered: dict[tuple[object, ...], tuple[object, Value]] = field(default_factory=dict, compare=False)

    def bind(self, **values: Value) -> Scope:
        """The scope with these values besides, or instead."""
        return Scope({**self.variables, **values}, self.call, self.gathered)

    def once(self, node: tree.Expression, arithmetic: Arithmetic, value: Callable[[], Value]) -> Value:
        """``value()``, the value of a node, which is worked out once as long as its letters have the same values.

        So the entries of a softmax share one sum.
        """
        values = [self.variables.get(name) for name in self._letters(node)]
        key = (id(node), id(arithmetic), *((one.__class__, one) if isinstance(one, int) else id(one) for one in values))
        if key not in self.gathered:
            self.gathered[key] = (node, arithmetic, values), value()  # kept, so that no other gets their ids
        return self.gathered[key][1]

    def _letters(self, node: tree.Expression) -> Collection[str]:
        """The letters of a node, and those that their clauses lead to."""
        found = node.letters
        new = found
        while clauses := [one for name in new if (one := self.variables.get(name)).__class__ is Clause]:
            new = frozenset().union(*(clause.body.letters for clause in clauses)) - found
            found |= new
        return found

    def lifted(self, arithmetic: Arithmetic) -> Scope:
        """The same values in an arithmetic on top."""
        return Scope({name: lifted(value, arithmetic) for name, value in self.variables.items()}, self.call)


def lifted(value: Value, arithmetic: Arithmetic) -> Value:
    """The value in an arithmetic on top of its own."""
    if isinstance(value, tuple):
        return tuple(lifted(entry, arithmetic) for entry in value)
    return value if isinstance(value, int | str | range | Clause) else arithmetic.lift(value)


def with_clauses(scope: Scope, clauses: tuple[tree.Compare, ...]) -> Scope:
    """The scope in which the clauses of an equation say what their letters stand for."""
    if not clauses:
        return scope
    letters = {}
    for clause in clauses:
        head, body = clause.operands[0], clause.operands[-1]
        letter, indices = (head.base, head.indices) if isinstance(head, tree.Index) else (head, ())
        assert isinstance(letter, tree.Variable)
        letters[letter.name] = Clause(tuple(index.name for index in indices if isinstance(index, tree.Variable)), body)
    return scope.bind(**letters)


def scalar(value: Value, arithmetic: Arithmetic) -> Scalar:
    """A value as a number of the arithmetic.

    :raises EvaluationError: if it is a vector or a word.
    """
    if isinstance(value, int):
        return arithmetic.number(value + 1 if isinstance(value, Index0) else int(value))
    if isinstance(value, tuple) or isinstance(value, str):  # noqa: SIM101 (faster: this runs a million times)
        raise EvaluationError(f"a number is needed here, not {'a vector' if isinstance(value, tuple) else repr(value)}")
    return value


def entry(value: Value, indices: tuple[int, ...]) -> Value:
    """The entry at a place of a tensor.

    :raises EvaluationError: if there are more indices than axes.
    :raises Undefined: if an axis is too short.
    """
    for index in indices:
        if not isinstance(value, tuple):
            raise EvaluationError("more indices than the letter has")
        if not 0 <= index < len(value):
            raise Undefined(f"entry {index + 1} of {len(value)}")
        value = value[index]
    return value


def replaced(value: Value, indices: tuple[int, ...], new: Value) -> Value:
    """The tensor with another entry at this place."""
    if not indices:
        return new
    first = indices[0]
    return (*value[:first], replaced(value[first], indices[1:], new), *value[first + 1:])


def span(start: int, stop: int) -> range:
    """The places that an index takes.

    :raises EvaluationError: if they are too many.
    """
    if stop - start > MOST_PLACES:
        raise EvaluationError(f"an index takes {stop - start:,} values: state it for {MOST_PLACES:,} or fewer")
    return range(start, stop)
