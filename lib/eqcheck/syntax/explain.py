"""Why the grammar stopped: the remedy for a token that cannot stand where it does."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lark import Token

from eqcheck.syntax.errors import EquationError

_OPENS = {"_LPAR", "_LBAR", "_LNORM", "_LGROUP", "_CASES"}
_CLOSES = {"_RPAR", "_RBAR", "_RNORM", "_RGROUP", "_END"}
_SIGNS = {"_PLUS", "_MINUS"}
_TERM_ENDS = {*_SIGNS, "RELATION", "_COMMA", "_SEMICOLON", "_PARALLEL", "_CELL", "_ROW", "_WHEN", "_FOR", "_AND", "_OR"}
_NEEDS_MORE = {*_OPENS, *_TERM_ENDS, "_TIMES", "_SLASH", "BARE"}


def explain(latex: str, tokens: list[Token], stop: Token | None) -> EquationError:
    """The error for the token at which the grammar stopped; None or an unknown token stands for the end."""
    place = next((place for place, token in enumerate(tokens) if token is stop), len(tokens))
    if place == len(tokens):
        return EquationError.at(latex, len(latex.rstrip()), *_reason_at_the_end(tokens))
    found = Stop.at(tokens, place)
    message, hint = next((message, hint) for applies, message, hint in REASONS if applies(found))
    message = message.format(token=found.token, before=found.before)
    return EquationError.at(latex, found.token.start_pos or 0, message, hint)


def _reason_at_the_end(tokens: list[Token]) -> tuple[str, str]:
    if not any(token.type == "RELATION" for token in tokens):
        return "the formula states no relation", "an equation needs one of = < > \\le \\ge \\ne \\approx \\sim"
    return "the formula ends too early", f"something has to follow ‘{tokens[-1]}’"


@dataclass(frozen=True)
class Stop:
    """A token that the grammar does not take, and what stands around it.

    :param before: the token before it, if any.
    :param term: the types of the tokens before it in the same term.
    :param enclosing: what the innermost open braces belong to: the type of the token before them.
    """

    token: Token
    before: Token | None
    term: frozenset[str]
    enclosing: str

    @classmethod
    def at(cls, tokens: list[Token], place: int) -> Stop:
        before = tokens[place - 1] if place else None
        return cls(tokens[place], before, frozenset(_term(tokens, place)), _enclosing(tokens, place))

    def is_(self, *kinds: str) -> bool:
        return self.token.type in kinds

    def after(self, *kinds: str) -> bool:
        return self.before is not None and self.before.type in kinds


REASONS: tuple[tuple[Callable[[Stop], bool], str, str], ...] = (
    (lambda stop: stop.is_("_RGROUP") and stop.after("_LGROUP"),
     "these braces are empty", "fill them, or take them away"),
    (lambda stop: (stop.enclosing == "_SUB" and stop.after("VARIABLE", "NUMBER")
                   and stop.is_("VARIABLE", "NUMBER", "CONSTANT")),
     "two indices that look like a product", "part them by a comma: x_{i,j}"),
    (lambda stop: stop.enclosing == "_SUB",
     "‘{token}’ cannot stand in an index", "an index is a letter or a number, perhaps plus or minus one"),
    (lambda stop: "_SLASH" in stop.term and not stop.is_(*_CLOSES),
     "a product or quotient after ‘/’ can be read in two ways", "write \\frac{…}{…}, or brackets"),
    (lambda stop: "BARE" in stop.term and not stop.after("BARE") and not stop.is_(*_CLOSES),
     "it is not clear where the function's argument ends", "write its brackets: \\log(x) y or \\log(x y)"),
    (lambda stop: stop.is_(*_SIGNS) and stop.after("_TIMES", "_SLASH", *_SIGNS, "BARE"),
     "a sign right after ‘{before}’", "put the signed term in brackets"),
    (lambda stop: stop.is_(*_SIGNS) and stop.after("_RGROUP"),
     "a sign where the body of a sum, a limit or a derivative begins", "put the body in brackets"),
    (lambda stop: stop.is_("NUMBER"),
     "the number {token} follows a factor", "numbers stand first; braces hold a long power: x^{10}"),
    (lambda stop: stop.is_("_POSITIVE", "_NEGATIVE") and stop.after("NUMBER"),
     "a one-sided number outside a limit", "write \\lim_{x \\to 0^+} …"),
    (lambda stop: stop.is_("_SUB", "_SUP", "_POSITIVE", "_NEGATIVE", "_TRANSPOSE"),
     "‘{token}’ cannot stand here", "one index, then one power: x_i^2; more than that needs brackets"),
    (lambda stop: stop.is_("TEXT"),
     "the option '{token}' cannot take part in arithmetic", "compare it with =, or pass it to a function"),
    (lambda stop: stop.is_(*_TERM_ENDS, *_CLOSES) and (stop.before is None or stop.after(*_NEEDS_MORE)),
     "something is missing before ‘{token}’", "fill the gap, or take the sign away"),
    (lambda stop: stop.is_("RELATION"),
     "‘{token}’ cannot stand here", "a relation stands between two sides, not inside a term"),
    (lambda stop: stop.is_("DOTS"),
     "dots stand in a vector only", "write (l_1, \\dots, l_N)"),
    (lambda stop: stop.before is None,
     "‘{token}’ cannot stand at the beginning", "see which notation the language has"),
    (lambda stop: True,
     "‘{token}’ cannot stand after ‘{before}’", "see which notation the language has"),
)
"""When a reason applies, the message, and the remedy; the first that applies is given."""


def _term(tokens: list[Token], place: int) -> Iterator[str]:
    """The types of the tokens of the term before a place, what its brackets hold left out."""
    depth = 0
    for token in reversed(tokens[:place]):
        depth += (token.type in _CLOSES) - (token.type in _OPENS)
        if depth < 0 or (depth == 0 and token.type in _TERM_ENDS):
            return
        if depth == 0:
            yield token.type


def _enclosing(tokens: list[Token], place: int) -> str:
    """What the innermost open braces belong to: the type of the token before them, or nothing below a sum or limit."""
    depth = 0
    for before in range(place - 1, 0, -1):
        depth += (tokens[before].type in _CLOSES) - (tokens[before].type in _OPENS)
        if depth < 0:
            is_group = tokens[before].type == "_LGROUP" and before >= 2
            gathers = is_group and tokens[before - 2].type in ("BIG", "_LIM")
            return "" if gathers else tokens[before - 1].type
    return ""
