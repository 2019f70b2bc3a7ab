"""LaTeX to a tree."""
from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import cast

from lark import Lark, Token, UnexpectedInput
from lark.lexer import Lexer as LarkLexer

from eqcheck.syntax import tree
from eqcheck.syntax.builder import Builder
from eqcheck.syntax.errors import EquationError
from eqcheck.syntax.explain import explain
from eqcheck.syntax.lexer import Names, tokens

LONGEST = 5000
"""So many characters a formula may have."""

__all__ = ["Names", "grammar", "read"]


class _Tokens(LarkLexer):
    """Hands Lark the tokens that the lexer made already."""

    def __init__(self, conf: object) -> None:
        pass

    def lex(self, data: list[Token]) -> Iterator[Token]:  # type: ignore[override]
        yield from data


@cache
def grammar(debug: bool = False) -> Lark:
    """The parser; with ``debug`` it logs each conflict of the grammar."""
    options = {"parser": "lalr", "lexer": _Tokens, "maybe_placeholders": False, "debug": debug}
    return Lark.open("grammar.lark", rel_to=__file__, **options)


def read(latex: str, names: Names) -> tree.Equation:
    """The tree of a displayed equation.

    >>> equation = read("y = |x|", Names(variables=frozenset("xy")))
    >>> equation.relation.operands[1]
    Absolute(operand=Variable(name='x'))

    :param latex: the formula.
    :param names: the functions and letters that it may use.
    :raises EquationError: if the formula breaks a rule of the language.
    """
    if len(latex) > LONGEST:
        raise EquationError.at(latex, 0, f"a formula of {len(latex):,} characters", f"state it in parts of {LONGEST:,}")
    found = tokens(latex, names)
    try:
        return cast(tree.Equation, Builder(latex, names.variables).visit(grammar().parse(found)))
    except UnexpectedInput as stop:
        raise explain(latex, found, getattr(stop, "token", None)) from None
    except RecursionError:
        raise EquationError.at(latex, 0, "the formula is too long", "state it in parts") from None
