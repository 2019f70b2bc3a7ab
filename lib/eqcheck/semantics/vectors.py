"""Arithmetic of vectors, entry by entry, and what gathers their entries."""
from __future__ import annotations

from collections.abc import Callable, Iterator

from eqcheck.numeric.arithmetic import Arithmetic, Scalar, Undefined
from eqcheck.semantics.scope import Index0, Index1, Value, scalar
from eqcheck.syntax.errors import Contradiction, EvaluationError

NOT_SCALAR = frozenset({int, bool, Index0, Index1, tuple, str})
"""The types of values that are no scalar of an arithmetic."""
Gatherer = Callable[[list[Value], Arithmetic], Value]
"""What makes one value of many."""


def elementwise(function: Callable[[Scalar, Scalar], Scalar], a: Value, b: Value, arithmetic: Arithmetic) -> Value:
    """``function(a, b)``, entry by entry where a or b is a vector.

    :raises EvaluationError: if both are, of different lengths, or if one is a word.
    """
    if isinstance(a, tuple) and isinstance(b, tuple):
        if len(a) != len(b):
            raise EvaluationError(f"vectors of {len(a)} and {len(b)} entries side by side: they need the same number")
        return tuple(elementwise(function, x, y, arithmetic) for x, y in zip(a, b, strict=True))
    if isinstance(a, tuple):
        return tuple(elementwise(function, x, b, arithmetic) for x in a)
    if isinstance(b, tuple):
        return tuple(elementwise(function, a, y, arithmetic) for y in b)
    return function(scalar(a, arithmetic), scalar(b, arithmetic))


def each(function: Callable[[Scalar], Scalar], a: Value, arithmetic: Arithmetic) -> Value:
    """``function(a)``, entry by entry where a is a vector.

    :raises EvaluationError: if it is a word.
    """
    if isinstance(a, tuple):
        return tuple(each(function, x, arithmetic) for x in a)
    return function(scalar(a, arithmetic))


def flat(value: Value) -> Iterator[Value]:
    """The entries of a tensor, one after the other."""
    if isinstance(value, tuple):
        for part in value:
            yield from flat(part)
    else:
        yield value


def require_same(value: Value, other: Value, arithmetic: Arithmetic) -> None:
    """See that two cases that hold at one point give the same value.

    :raises Contradiction: if they certainly do not.
    """
    for a, b in zip(flat(value), flat(other), strict=False):
        if a is not b and arithmetic.distinct(scalar(a, arithmetic), scalar(b, arithmetic)):
            raise Contradiction("two of the cases hold here, and their values differ")


def norm(value: Value, order: Value, arithmetic: Arithmetic) -> Scalar:
    """‖value‖ of this order, or the sizes of the entries gathered by what it names."""
    sizes = [arithmetic.absolute(scalar(x, arithmetic)) for x in flat(value)]
    if len(sizes) == 1:
        return sizes[0]
    if isinstance(order, str):
        return GATHER[order](sizes, arithmetic)
    total = GATHER["sum"]([arithmetic.power(size, order) for size in sizes], arithmetic)
    return arithmetic.power(total, arithmetic.divide(arithmetic.number(1), order))


def _fold(operation: str, empty: int | None) -> Gatherer:
    def fold(values: list[Value], arithmetic: Arithmetic) -> Value:
        if not values:
            if empty is None:
                raise Undefined("the largest or smallest of nothing")
            return arithmetic.number(empty)
        total = values[0]
        for value in values[1:]:
            total = elementwise(getattr(arithmetic, operation), total, value, arithmetic)
        return total
    return fold


def _mean(values: list[Value], arithmetic: Arithmetic) -> Value:
    total, number = GATHER["sum"](values, arithmetic), arithmetic.number(len(values))
    return elementwise(arithmetic.divide, total, number, arithmetic)


GATHER: dict[str, Gatherer] = {
    "sum": _fold("add", 0),
    "product": _fold("multiply", 1),
    "max": _fold("maximum", None),
    "min": _fold("minimum", None),
    "mean": _mean,
}
"""What :class:`~eqcheck.syntax.tree.Reduce` does with the values of its body, and functions with their arguments."""
