"""What a printed equation says, as a tree.

The parser makes these nodes from LaTeX; the evaluator runs them. A node is immutable and hashable, so that a tree can
be a dictionary key, and holds no position: errors are reported by the parser, counterexamples by the checks.
"""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any


class Node:
    """Any part of an equation."""

    @cached_property
    def letters(self) -> frozenset[str]:
        """The names of all letters that stand somewhere below, indices among them."""
        return frozenset(
            node.name if isinstance(node, Variable) else node.index
            for node in walk(self) if isinstance(node, Variable | Vector | Reduce)
        )

    @cached_property
    def index_uses(self) -> Mapping[str, tuple[tuple[Expression, int], ...]]:
        """For each letter that is an index somewhere below: what it indexes, and on which axis.

        Letters that it indexes stand before anything that has to be computed.
        """
        found: dict[str, list[tuple[Expression, int]]] = {}
        for node in walk(self):
            if isinstance(node, Index):
                for axis, letter in enumerate(node.indices):
                    if isinstance(letter, Variable):
                        found.setdefault(letter.name, []).append((node.base, axis))
        return {name: tuple(sorted(uses, key=lambda use: not isinstance(use[0], Variable)))
                for name, uses in found.items()}


class Expression(Node):
    """Anything that has a value."""


class Condition(Node):
    """Anything that is true or false."""


@dataclass(frozen=True)
class Number(Expression):
    """An exact number: decimals too are kept as fractions, 0.01 is 1/100."""

    value: Fraction


@dataclass(frozen=True)
class Constant(Expression):
    """A number with a name: ``pi``, ``e``, ``infinity``."""

    name: str


@dataclass(frozen=True)
class Text(Expression):
    """A quoted option of a function, such as ``'mean'``; equal to itself only."""

    value: str


@dataclass(frozen=True)
class Variable(Expression):
    """A name that takes a value: ``x``, ``alpha``, ``ignore_index``."""

    name: str


@dataclass(frozen=True)
class Index(Expression):
    """An entry of a vector or tensor: ``x_{n,y_n}``, ``Softmax(x)_i``; counted from 1 on paper, from 0 in code."""

    base: Expression
    indices: tuple[Expression, ...]


@dataclass(frozen=True)
class Vector(Expression):
    """A vector written with dots, ``(l_1, …, l_N)``: ``entry`` for ``index`` from ``lower`` to ``upper``."""

    index: str
    lower: Expression
    upper: Expression
    entry: Expression


@dataclass(frozen=True)
class Call(Expression):
    """A function at its arguments: ``ELU'(x; α)`` is ``Call('ELU', (x,), (α,), 1)``."""

    name: str
    arguments: tuple[Expression, ...]
    parameters: tuple[Expression, ...] = ()
    primes: int = 0


@dataclass(frozen=True)
class Negate(Expression):
    operand: Expression


@dataclass(frozen=True)
class Add(Expression):
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Subtract(Expression):
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Multiply(Expression):
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Divide(Expression):
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Power(Expression):
    base: Expression
    exponent: Expression


@dataclass(frozen=True)
class Absolute(Expression):
    operand: Expression


@dataclass(frozen=True)
class Norm(Expression):
    """``‖x‖_p``; p is 2 where none is printed."""

    operand: Expression
    order: Expression


@dataclass(frozen=True)
class PositivePart(Expression):
    operand: Expression


@dataclass(frozen=True)
class NegativePart(Expression):
    """``x^-`` = max(0, −x)."""

    operand: Expression


@dataclass(frozen=True)
class Indicator(Expression):
    condition: Condition


@dataclass(frozen=True)
class Cases(Expression):
    """The first branch whose condition holds; a condition of None is *otherwise*. Undefined where none holds."""

    branches: tuple[tuple[Expression, Condition | None], ...]


@dataclass(frozen=True)
class Reduce(Expression):
    r"""A body gathered over an index: ``sum``, ``product``, ``max``, ``min``, ``argmax``, ``argmin``.

    Without bounds the index runs over the extent of whatever it indexes in the body; ``condition`` leaves entries
    out, as in :math:`\sum_{j \ne i}`.
    """

    operation: str
    index: str
    lower: Expression | None
    upper: Expression | None
    body: Expression
    condition: Condition | None = None

    @property
    def over_reals(self) -> bool:
        """Whether this is the argmin or argmax over all real numbers, as nothing is indexed by the letter."""
        best = self.operation in ("argmax", "argmin")
        return best and self.upper is None and self.index not in self.body.index_uses


@dataclass(frozen=True)
class Derivative(Expression):
    r"""``\frac{d^n}{dx^n} body`` or ``\frac{\partial body}{\partial x_j}``: the variable may be an indexed one."""

    body: Expression
    variable: Expression
    order: int = 1


@dataclass(frozen=True)
class Limit(Expression):
    """``side`` is '+' or '-' for a one-sided limit at a finite target, otherwise empty."""

    body: Expression
    variable: str
    target: Expression
    side: str = ""


@dataclass(frozen=True)
class Compare(Condition):
    """A chain such as ``-λ ≤ x < λ``. Operators: ``= != < <= > >=``, ``approx``, ``~`` (is distributed as)."""

    operands: tuple[Expression, ...]
    operators: tuple[str, ...]


@dataclass(frozen=True)
class And(Condition):
    left: Condition
    right: Condition


@dataclass(frozen=True)
class Or(Condition):
    left: Condition
    right: Condition


@dataclass(frozen=True)
class Not(Condition):
    operand: Condition


@dataclass(frozen=True)
class Equation(Node):
    """A whole display: the relation it states, then the clauses after a comma that say what its letters stand for.

    In ``ℓ = Σ l_n, l_n = (x_n − y_n)^2`` the relation is ``ℓ = Σ l_n`` and the only clause ``l_n = (x_n − y_n)^2``.
    The condition is what ``for all c > 0`` at the end says: the relation need not hold elsewhere. ``quantified`` are
    the letters of ``for all x, y``.
    """

    relation: Compare
    clauses: tuple[Compare, ...] = ()
    condition: Condition | None = None
    quantified: tuple[str, ...] = ()


def walk(node: object) -> Iterator[object]:
    """The node and every node below it, parents first."""
    if isinstance(node, tuple):
        for child in node:
            yield from walk(child)
    elif is_dataclass(node):
        yield node
        for field in fields(node):
            yield from walk(getattr(node, field.name))


def replaced(node: Any, letter: str, by: Expression) -> Any:
    """The tree with an expression in place of a letter."""
    if node == Variable(letter):
        return by
    if isinstance(node, tuple):
        return tuple(replaced(child, letter, by) for child in node)
    if not is_dataclass(node) or isinstance(node, type):
        return node
    return replace(node, **{field.name: replaced(getattr(node, field.name), letter, by) for field in fields(node)})
