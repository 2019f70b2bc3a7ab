"""Run a tree at one point, over whatever numbers the arithmetic brings."""
from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

from eqcheck.numeric.arithmetic import Arithmetic, OutOfReach, Scalar, Undefined
from eqcheck.numeric.minimiser import minimiser
from eqcheck.numeric.reference import Reference
from eqcheck.semantics.scope import Clause, Index0, Index1, Scope, Value, entry, lifted, replaced, scalar, span
from eqcheck.semantics.vectors import GATHER, NOT_SCALAR, each, elementwise, flat, norm, require_same
from eqcheck.syntax import tree
from eqcheck.syntax.errors import EvaluationError

__all__ = ["Scope", "derivatives", "evaluate"]

Handler = Callable[[Any, Scope, Arithmetic], Value]
"""What evaluates one type of node."""


def evaluate(node: tree.Node, scope: Scope, arithmetic: Arithmetic) -> Value:
    """The value of an expression, or the truth of a condition.

    :param node: the tree.
    :param scope: what its letters and functions stand for.
    :param arithmetic: the numbers to compute with; where it is batched, a truth has an answer for each point.
    :raises Undefined: if there is no value at this point.
    :raises EvaluationError: if there can be none at any, because of how the formula is written.
    """
    return HANDLERS[node.__class__](node, scope, arithmetic)


def derivatives(
    body: tree.Expression,
    variable: tree.Expression,
    scope: Scope,
    arithmetic: Arithmetic,
    order: int = 1,
    side: int = 0,
) -> tuple[Scalar, ...]:
    """The value of the body and its derivatives by a letter or an entry, from one side or (side 0) from both.

    :raises Undefined: if there is no derivative, as at a kink from both sides.
    :raises EvaluationError: if the variable is neither a letter nor an entry of one.
    """
    indices = tuple(place(index, scope, arithmetic) for index in getattr(variable, "indices", ()))
    letter = variable.base if isinstance(variable, tree.Index) else variable
    if not isinstance(letter, tree.Variable):
        raise EvaluationError("a derivative is taken by a letter or an entry of one, such as x or x_j")

    def function(inner: Arithmetic, moving: Scalar) -> Scalar:
        moved = replaced(lifted(whole, inner), indices, moving)
        return scalar(evaluate(body, scope.lifted(inner).bind(**{letter.name: moved}), inner), inner)

    whole = evaluate(letter, scope, arithmetic)
    return arithmetic.taylor(function, scalar(entry(whole, indices), arithmetic), order, side)


# --- letters and entries ----------------------------------------------------------------------------------------------


def _variable(node: tree.Variable, scope: Scope, arithmetic: Arithmetic) -> Value:
    try:
        value = scope.variables[node.name]
    except KeyError:
        raise EvaluationError(f"{node.name} has no value: say in `:where:` what it is") from None
    if value.__class__ is not Clause:
        return value
    return scope.once(node, arithmetic, lambda: all_entries(value.indices, value.body, scope, arithmetic))


def all_entries(indices: tuple[str, ...], body: tree.Expression, scope: Scope, arithmetic: Arithmetic) -> Value:
    """The tensor of the body's values for all indices, as far as they run in it.

    :raises EvaluationError: if nothing tells how far an index runs.
    """
    if not indices:
        return evaluate(body, scope, arithmetic)
    first, *rest = indices
    places = range(extent(first, body, scope, arithmetic))
    return tuple(all_entries(tuple(rest), body, scope.bind(**{first: Index0(k)}), arithmetic) for k in places)


def _index(node: tree.Index, scope: Scope, arithmetic: Arithmetic) -> Value:
    indices = tuple(place(index, scope, arithmetic) for index in node.indices)
    if isinstance(node.base, tree.Variable):
        clause = scope.variables.get(node.base.name)
        if isinstance(clause, Clause) and len(clause.indices) == len(indices):
            inside = scope.bind(**dict(zip(clause.indices, indices, strict=True)))
            return inside.once(clause.body, arithmetic, lambda: evaluate(clause.body, inside, arithmetic))
    return entry(evaluate(node.base, scope, arithmetic), indices)


def place(node: tree.Expression, scope: Scope, arithmetic: Arithmetic) -> Index0:
    """Which entry an index means.

    :raises EvaluationError: if its value is no whole number.
    """
    if isinstance(node, tree.Number):
        return Index0(count(node, scope) - 1)
    if isinstance(node, tree.Add) and isinstance(node.left, tree.Number):
        return Index0(count(node.left, scope) + place(node.right, scope, arithmetic))
    if isinstance(node, tree.Add):
        return Index0(place(node.left, scope, arithmetic) + count(node.right, scope))
    if isinstance(node, tree.Subtract):
        return Index0(place(node.left, scope, arithmetic) - count(node.right, scope))
    value = evaluate(node, scope, arithmetic)
    if not isinstance(value, int):
        raise EvaluationError("an index has to be a whole number: say in `:where:` that it is a class or an integer")
    return Index0(value - 1 if isinstance(value, Index1) else value)


def count(node: tree.Expression, scope: Scope) -> int:
    """A bound of an index: a whole number, a size, or a sum of such.

    :raises EvaluationError: if it is anything else.
    """
    match node:
        case tree.Number(value) if value.denominator == 1:
            return int(value)
        case tree.Variable(name) if isinstance(scope.variables.get(name), int):
            value = scope.variables[name]
            return value + 1 if isinstance(value, Index0) else value
        case tree.Add(left, right):
            return count(left, scope) + count(right, scope)
        case tree.Subtract(left, right):
            return count(left, scope) - count(right, scope)
    raise EvaluationError("an index runs between whole numbers: write a number or a size such as N as its bound")


def extent(index: str, node: tree.Node, scope: Scope, arithmetic: Arithmetic) -> int:
    """How far an index runs that has no bounds: as declared, or the length of what it indexes in this tree.

    :raises EvaluationError: if it is not declared and indexes nothing.
    """
    if isinstance(declared := scope.variables.get(index), range):
        return len(declared)
    for base, axis in node.index_uses.get(index, ()):
        try:
            return _length(base, axis, scope, arithmetic)
        except EvaluationError:
            continue  # it may need an index that is bound further inside
    raise EvaluationError(f"nothing tells how far {index} runs: write its bounds, or index something by it")


def _length(base: tree.Expression, axis: int, scope: Scope, arithmetic: Arithmetic) -> int:
    clause = scope.variables.get(base.name) if isinstance(base, tree.Variable) else None
    if isinstance(clause, Clause) and clause.indices:
        return extent(clause.indices[axis], clause.body, scope, arithmetic)
    value = evaluate(base, scope, arithmetic)
    for _ in range(axis):
        value = entry(value, (0,))
    if not isinstance(value, tuple):
        raise EvaluationError("an index on something that has no entries")
    return len(value)


# --- sums and vectors -------------------------------------------------------------------------------------------------


def _scopes(node: tree.Reduce, scope: Scope, arithmetic: Arithmetic) -> Iterator[tuple[Index0, Scope]]:
    """Each place that the index takes, and the scope in which it does."""
    start = 0 if node.lower is None else count(node.lower, scope) - 1
    stop = extent(node.index, node, scope, arithmetic) if node.upper is None else count(node.upper, scope)
    for k in span(start, stop):
        inside = scope.bind(**{node.index: Index0(k)})
        if node.condition is None or evaluate(node.condition, inside, arithmetic):
            yield Index0(k), inside


def _reduce(node: tree.Reduce, scope: Scope, arithmetic: Arithmetic) -> Value:
    def gathered() -> Value:
        if node.over_reals:
            return _minimiser(node, scope, arithmetic)
        values = ((k, evaluate(node.body, inside, arithmetic)) for k, inside in _scopes(node, scope, arithmetic))
        if node.operation in ("argmax", "argmin"):
            return _best(values, 1 if node.operation == "argmax" else -1, arithmetic)
        return GATHER[node.operation]([value for _, value in values], arithmetic)
    return scope.once(node, arithmetic, gathered)


def _best(values: Iterator[tuple[Index0, Value]], sign: int, arithmetic: Arithmetic) -> Index0:
    """The first place of the largest (sign 1) or smallest value."""
    best: tuple[Index0, Value] | None = None
    for k, value in values:
        value = scalar(value, arithmetic)
        if best is None or arithmetic.order(value, best[1]) == sign:
            best = k, value
    if best is None:
        raise Undefined("the largest or smallest of nothing")
    return best[0]


def _vector(node: tree.Vector, scope: Scope, arithmetic: Arithmetic) -> tuple[Value, ...]:
    places = span(count(node.lower, scope) - 1, count(node.upper, scope))
    return tuple(evaluate(node.entry, scope.bind(**{node.index: Index0(k)}), arithmetic) for k in places)


# --- arithmetic -------------------------------------------------------------------------------------------------------


def _binary(operation: str, first: str = "left", second: str = "right") -> Handler:
    parts = operator.attrgetter(first, second)

    def handler(node: tree.Node, scope: Scope, arithmetic: Arithmetic) -> Value:
        left, right = parts(node)
        a = HANDLERS[left.__class__](left, scope, arithmetic)
        b = HANDLERS[right.__class__](right, scope, arithmetic)
        function = getattr(arithmetic, operation)
        if a.__class__ in NOT_SCALAR or b.__class__ in NOT_SCALAR:
            return elementwise(function, a, b, arithmetic)
        return function(a, b)
    return handler


def _unary(operation: str) -> Handler:
    def handler(node: tree.Negate | tree.Absolute, scope: Scope, arithmetic: Arithmetic) -> Value:
        return each(getattr(arithmetic, operation), evaluate(node.operand, scope, arithmetic), arithmetic)
    return handler


def _power(node: tree.Power, scope: Scope, arithmetic: Arithmetic) -> Value:
    if isinstance(node.base, tree.Constant) and node.base.name == "e":
        return each(arithmetic.exp, evaluate(node.exponent, scope, arithmetic), arithmetic)
    return _plain_power(node, scope, arithmetic)


_plain_power = _binary("power", "base", "exponent")


def _part(sign: int) -> Handler:
    """The positive or the negative part."""
    def handler(node: tree.PositivePart | tree.NegativePart, scope: Scope, arithmetic: Arithmetic) -> Value:
        def part(a: Scalar) -> Scalar:
            return arithmetic.maximum(a if sign > 0 else arithmetic.negate(a), arithmetic.number(0))
        return each(part, evaluate(node.operand, scope, arithmetic), arithmetic)
    return handler


def _norm(node: tree.Norm, scope: Scope, arithmetic: Arithmetic) -> Scalar:
    gather = {tree.Constant("infinity"): "max", tree.Number(Fraction(1)): "sum"}.get(node.order)
    order = gather or scalar(evaluate(node.order, scope, arithmetic), arithmetic)
    return norm(evaluate(node.operand, scope, arithmetic), order, arithmetic)


# --- conditions -------------------------------------------------------------------------------------------------------

RELATIONS = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}


def _compare(node: tree.Compare, scope: Scope, arithmetic: Arithmetic) -> Value:
    values = [evaluate(operand, scope, arithmetic) for operand in node.operands]
    holds = True
    for relation, a, b in zip(node.operators, values, values[1:], strict=False):
        if relation not in RELATIONS:
            raise EvaluationError(f"{relation} is not a condition: use = ≠ < ≤ > ≥")
        if isinstance(a, int | str) and isinstance(b, int | str):
            link = RELATIONS[relation](_counted_alike(a, b), _counted_alike(b, a))
        else:
            link = arithmetic.compare(relation, scalar(a, arithmetic), scalar(b, arithmetic))
        if link is False:
            return False
        holds = link & holds
    return holds


def _counted_alike(value: int | str, other: int | str) -> int | str:
    """A place beside a whole number counts from 1, as that does."""
    return value + 1 if isinstance(value, Index0) and isinstance(other, Index1) else value


def _and(node: tree.And, scope: Scope, arithmetic: Arithmetic) -> Value:
    left = evaluate(node.left, scope, arithmetic)
    return False if left is False else left & evaluate(node.right, scope, arithmetic)


def _or(node: tree.Or, scope: Scope, arithmetic: Arithmetic) -> Value:
    left = evaluate(node.left, scope, arithmetic)
    return True if left is True else left | evaluate(node.right, scope, arithmetic)


def _indicator(node: tree.Indicator, scope: Scope, arithmetic: Arithmetic) -> Scalar:
    holds = evaluate(node.condition, scope, arithmetic)
    if isinstance(holds, bool):
        return arithmetic.number(int(holds))
    return arithmetic.where(holds, arithmetic.number(1), arithmetic.number(0))


def _cases(node: tree.Cases, scope: Scope, arithmetic: Arithmetic) -> Value:
    for k, (branch, condition) in enumerate(node.branches):
        holds = True if condition is None else evaluate(condition, scope, arithmetic)
        if holds is True:
            value = evaluate(branch, scope, arithmetic)
            for other in _also_held(node.branches[k + 1:], scope, arithmetic) if arithmetic.every_case else ():
                require_same(value, other, arithmetic)
            return value
        if holds is not False:
            rest = _cases(replace(node, branches=node.branches[k + 1:]), scope, arithmetic)
            return arithmetic.where(holds, scalar(evaluate(branch, scope, arithmetic), arithmetic), rest)
    if arithmetic.batched:
        return arithmetic.number(float("nan"))
    raise Undefined("no branch of the cases holds")


def _also_held(branches: tuple[Any, ...], scope: Scope, arithmetic: Arithmetic) -> Iterator[Value]:
    """The values of the cases that hold; one without a value contradicts no other."""
    for branch, condition in branches:
        try:
            if condition is not None and evaluate(condition, scope, arithmetic):
                yield evaluate(branch, scope, arithmetic)
        except OutOfReach:
            raise
        except Undefined:
            continue


# --- functions --------------------------------------------------------------------------------------------------------

FUNCTIONS = frozenset(
    {"exp", "log", "tanh", "sinh", "cosh", "sin", "cos", "arccos", "sqrt", "erf", "sign", "Phi", "varphi"}
)


def _apply(
    name: str, arguments: tuple[Value, ...], parameters: tuple[Value, ...], scope: Scope, arithmetic: Arithmetic
) -> Value:
    """A built-in function, or one that the scope knows."""
    if name in FUNCTIONS:
        (argument,) = arguments
        return each(getattr(arithmetic, name), argument, arithmetic)
    if name in GATHER:
        return GATHER[name](list(flat(arguments)) if len(arguments) == 1 else list(arguments), arithmetic)
    return scope.call(name, arguments, parameters, arithmetic)


def _call(node: tree.Call, scope: Scope, arithmetic: Arithmetic) -> Value:
    arguments = tuple(evaluate(argument, scope, arithmetic) for argument in node.arguments)
    parameters = tuple(evaluate(parameter, scope, arithmetic) for parameter in node.parameters)
    if not node.primes:
        return _apply(node.name, arguments, parameters, scope, arithmetic)

    def function(inner: Arithmetic, moving: Scalar) -> Scalar:
        rest, fixed = lifted(arguments[1:], inner), lifted(parameters, inner)
        return scalar(_apply(node.name, (moving, *rest), fixed, scope, inner), inner)

    return each(lambda x: arithmetic.taylor(function, x, node.primes)[node.primes], arguments[0], arithmetic)


def _derivative(node: tree.Derivative, scope: Scope, arithmetic: Arithmetic) -> Scalar:
    return derivatives(node.body, node.variable, scope, arithmetic, node.order)[node.order]


def _limit(node: tree.Limit, scope: Scope, arithmetic: Arithmetic) -> Scalar:
    raise EvaluationError(r"a limit needs \lim_{x \to …} as one side of a statement of `:kind: limit`")


def _minimiser(node: tree.Reduce, scope: Scope, arithmetic: Arithmetic) -> Scalar:
    """The argmin or argmax over a real letter, of a convex or concave body."""
    def function(inner: Arithmetic, moving: Scalar) -> Scalar:
        value = scalar(evaluate(node.body, scope.lifted(inner).bind(**{node.index: moving}), inner), inner)
        return value if node.operation == "argmin" else inner.negate(value)
    if not isinstance(arithmetic, Reference):
        raise OutOfReach(f"{node.operation} is searched with the reference only, not with {type(arithmetic).__name__}")
    return minimiser(arithmetic, function)


HANDLERS: dict[type, Handler] = {
    tree.Number: lambda node, scope, arithmetic: arithmetic.number(node.value),
    tree.Constant: lambda node, scope, arithmetic: arithmetic.constant(node.name),
    tree.Text: lambda node, scope, arithmetic: node.value,
    tree.Variable: _variable,
    tree.Index: _index,
    tree.Vector: _vector,
    tree.Call: _call,
    tree.Negate: _unary("negate"),
    tree.Add: _binary("add"),
    tree.Subtract: _binary("subtract"),
    tree.Multiply: _binary("multiply"),
    tree.Divide: _binary("divide"),
    tree.Power: _power,
    tree.Absolute: _unary("absolute"),
    tree.Norm: _norm,
    tree.PositivePart: _part(1),
    tree.NegativePart: _part(-1),
    tree.Indicator: _indicator,
    tree.Cases: _cases,
    tree.Reduce: _reduce,
    tree.Derivative: _derivative,
    tree.Limit: _limit,
    tree.Compare: _compare,
    tree.And: _and,
    tree.Or: _or,
    tree.Not: lambda node, scope, arithmetic: evaluate(node.operand, scope, arithmetic) ^ True,
}
