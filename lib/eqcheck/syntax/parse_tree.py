"""Looking into the parse that the grammar gives, before it is made a tree."""
from __future__ import annotations

from collections.abc import Iterator
from typing import TypeGuard

from lark import Token, Tree

Parse = Tree[Token]
"""A rule of the grammar with what it matched."""
Node = Parse | Token


def is_rule(node: object, name: str) -> TypeGuard[Parse]:
    """Whether a node is a match of this rule."""
    return isinstance(node, Tree) and node.data == name


def is_letter(node: object) -> TypeGuard[Token]:
    """Whether a node is a variable."""
    return isinstance(node, Token) and node.type == "VARIABLE"


def flattened(parse: Parse, name: str) -> Iterator[Parse]:
    """The items of a left-recursive list."""
    for child in parse.children:
        if is_rule(child, name):
            yield from flattened(child, name)
        elif isinstance(child, Tree):
            yield child


def leaves(node: Node) -> Iterator[Token]:
    """All tokens of a node, in order."""
    if isinstance(node, Token):
        yield node
    else:
        yield from node.scan_values(lambda token: True)


def letters(node: Node) -> Iterator[Token]:
    """All variables of a node, in order."""
    return filter(is_letter, leaves(node))
