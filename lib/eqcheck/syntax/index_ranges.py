r"""What stands below a ``\sum`` and its like: the indices, their bounds, and conditions that leave entries out."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lark import Token

from eqcheck.syntax.errors import EquationError
from eqcheck.syntax.parse_tree import Node, Parse, is_letter, is_rule, leaves


@dataclass(frozen=True)
class IndexRange:
    r"""A range taken apart.

    :param indices: i and j in ``i, j``; j in ``j = 1``, ``1 \le j \le n`` and ``j \ne i``.
    :param bounds: 1 in ``j = 1``, and 1 and n in ``1 \le j \le n``.
    :param conditions: any other relation, such as ``j \ne i``.
    """

    indices: tuple[Token, ...]
    bounds: tuple[Node, ...]
    conditions: tuple[Node, ...]


def read_index_range(parse: Parse, error: Callable[[Token, str, str], EquationError]) -> IndexRange:
    """The range that a parse holds; ``error`` makes the error that is raised for a token.

    :raises EquationError: if something is neither an index nor a relation that speaks of one, or if two give bounds.
    """
    indices: dict[str, Token] = {}
    bounds: list[Node] = []
    conditions: list[Node] = []
    for item in parse.children:
        relation = item.children if is_rule(item, "relation") else [item]
        sides, operators = relation[::2], [str(operator) for operator in relation[1::2]]
        index = sides.pop(1 if len(operators) == 2 and operators[0] in ("<", "<=") else 0)
        if not is_letter(index):
            raise error(next(leaves(item)), "an index is expected here", "write j, j=1, j \\ne i or 1 \\le j \\le n")
        indices.setdefault(index.value, index)
        if operators in (["="], ["<=", "<="]):
            if bounds:
                raise error(index, "a second range below one sign", "write \\sum_{i=1}^N \\sum_{j=1}^N")
            bounds += sides
        elif operators:
            conditions.append(item)
    return IndexRange(tuple(indices.values()), tuple(bounds), tuple(conditions))
