r"""Vectors written with dots, ``(l_1, \dots, l_N)``: what differs between the first and the last entry is the index."""
from __future__ import annotations

from collections.abc import Set
from dataclasses import fields
from string import ascii_lowercase
from typing import Any

from eqcheck.syntax import tree

_CHOICES = dict.fromkeys("ijknm" + ascii_lowercase.replace("e", ""))
"""The letters that an index may have, common ones first; e is a number."""


def vector(first: tree.Expression, last: tree.Expression, taken: Set[str]) -> tree.Vector | None:
    """The vector from a first to a last entry, with an index that is not taken; None where they do not show what runs.

    >>> x, N = tree.Variable("x"), tree.Variable("N")
    >>> found = vector(tree.Index(x, (tree.Number(1),)), tree.Index(x, (N,)), {"x", "N"})
    >>> found.index, found.lower, found.upper
    ('n', Number(value=1), Variable(name='N'))
    """
    ends: set[tuple[tree.Expression, tree.Expression]] = set()
    _merged(first, last, first, ends)
    if len(ends) != 1:
        return None
    lower, upper = ends.pop()
    if not isinstance(lower, tree.Number):
        return None
    used = {node.name for node in tree.walk(first) if isinstance(node, tree.Variable)} | taken
    wishes = [upper.name.lower()] if isinstance(upper, tree.Variable) else []
    index = next(name for name in (*wishes, *_CHOICES) if name not in used)
    return tree.Vector(index, lower, upper, _merged(first, last, tree.Variable(index), ends))


def _merged(first: Any, last: Any, index: tree.Expression, ends: set[tuple[tree.Expression, tree.Expression]]) -> Any:
    """The common shape of two trees with the index where they differ; how they differ is added to ``ends``."""
    if first == last:
        return first
    if isinstance(first, tuple) and isinstance(last, tuple) and len(first) == len(last):
        return tuple(_merged(one, other, index, ends) for one, other in zip(first, last, strict=True))
    if type(first) is not type(last) or isinstance(first, tree.Number | tree.Variable | tree.Constant | str | tuple):
        ends.add((first, last))
        return index
    parts = (_merged(getattr(first, part.name), getattr(last, part.name), index, ends) for part in fields(first))
    return type(first)(*parts)
