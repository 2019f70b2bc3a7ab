"""Looking into what the grammar found."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from lark import Token
from lark import Tree as Parse

from eqcheck.syntax import tree


def is_rule(node: object, name: str) -> bool:
    return isinstance(node, Parse) and node.data == name


def flattened(parse: Parse, name: str) -> Iterator[Parse]:
    """The items of a left-recursive list."""
    for child in parse.children:
        if is_rule(child, name):
            yield from flattened(child, name)
        elif isinstance(child, Parse):
            yield child


def leaves(node: Parse | Token) -> Iterator[Token]:
    if isinstance(node, Token):
        yield node
    else:
        yield from node.scan_values(lambda token: True)


def letters(node: Parse | Token) -> Iterator[Token]:
    return (token for token in leaves(node) if token.type == "VARIABLE")


def merged(first: Any, last: Any, index: tree.Expression, pairs: set[tuple[tree.Expression, tree.Expression]]) -> Any:
    """The common shape of two trees with the index where they differ; the differences are added to the pairs."""
    if first == last:
        return first
    if isinstance(first, tuple) and isinstance(last, tuple) and len(first) == len(last):
        return tuple(merged(one, other, index, pairs) for one, other in zip(first, last, strict=True))
    if type(first) is not type(last) or isinstance(first, tree.Number | tree.Variable | tree.Constant | str | tuple):
        pairs.add((first, last))
        return index
    parts = (merged(getattr(first, part.name), getattr(last, part.name), index, pairs) for part in fields(first))
    return type(first)(*parts)
