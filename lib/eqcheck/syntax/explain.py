"""Why the grammar stopped: the remedy for a token that cannot stand where it does."""
from __future__ import annotations

from collections.abc import Iterator

from lark import Token

from eqcheck.syntax.errors import EquationError

_OPENS = {"_LPAR", "_LBAR", "_LNORM", "_LGROUP", "_CASES"}
_CLOSES = {"_RPAR", "_RBAR", "_RNORM", "_RGROUP", "_END"}
_SIGNS = {"_PLUS", "_MINUS"}
_TERM_ENDS = {*_SIGNS, "RELATION", "_COMMA", "_SEMICOLON", "_PARALLEL", "_CELL", "_ROW", "_WHEN", "_AND", "_OR"}
_NEEDS_MORE = {*_OPENS, *_TERM_ENDS, "_TIMES", "_SLASH", "BARE"}


def explain(latex: str, tokens: list[Token], stop: Token | None) -> EquationError:
    """The error for the token at which the grammar stopped; None or an unknown token stands for the end."""
    place = next((place for place, token in enumerate(tokens) if token is stop), len(tokens))
    message, hint = _reason(tokens, place)
    if place == len(tokens):
        return EquationError.at(latex, len(latex.rstrip()), message, hint)
    return EquationError.at(latex, tokens[place].start_pos or 0, message, hint)


def _reason(tokens: list[Token], place: int) -> tuple[str, str]:
    before = tokens[place - 1] if place else None
    kind_before = before.type if before is not None else ""
    if place == len(tokens):
        if not any(token.type == "RELATION" for token in tokens):
            return "the formula states no relation", "an equation needs one of = < > \\le \\ge \\ne \\approx \\sim"
        return "the formula ends too early", f"something has to follow ‘{before}’" if before else "write a formula"
    token = tokens[place]
    kind = token.type
    term = {part.type for part in _term(tokens, place)}
    enclosing = _enclosing(tokens, place)
    if kind == "_RGROUP" and kind_before == "_LGROUP":
        return "these braces are empty", "fill them, or take them away"
    if enclosing == "_SUB" and kind_before in ("VARIABLE", "NUMBER") and kind in ("VARIABLE", "NUMBER", "CONSTANT"):
        return "two indices that look like a product", "part them by a comma: x_{i,j}"
    if enclosing == "_SUB":
        return f"‘{token}’ cannot stand in an index", "an index is a letter or a number, perhaps plus or minus one"
    if "_SLASH" in term and kind not in _CLOSES:
        return "a product or quotient after ‘/’ can be read in two ways", "write \\frac{…}{…}, or brackets"
    if "BARE" in term and kind_before != "BARE" and kind not in _CLOSES:
        return "it is not clear where the function's argument ends", "write its brackets: \\log(x) y or \\log(x y)"
    if kind in _SIGNS and kind_before in ("_TIMES", "_SLASH", *_SIGNS, "BARE"):
        return f"a sign right after ‘{before}’", "put the signed term in brackets"
    if kind in _SIGNS and kind_before == "_RGROUP":
        return "a sign where the body of a sum, a limit or a derivative begins", "put the body in brackets"
    if kind == "NUMBER":
        return f"the number {token} follows a factor", "numbers stand first; braces hold a long power: x^{10}"
    if kind in ("_POSITIVE", "_NEGATIVE") and kind_before == "NUMBER":
        return "a one-sided number outside a limit", "write \\lim_{x \\to 0^+} …"
    if kind in ("_SUB", "_SUP", "_POSITIVE", "_NEGATIVE", "_TRANSPOSE"):
        return f"‘{token}’ cannot stand here", "one index, then one power: x_i^2; more than that needs brackets"
    if kind == "TEXT":
        return f"the option '{token}' cannot take part in arithmetic", "compare it with =, or pass it to a function"
    if kind in _TERM_ENDS | _CLOSES and (not before or kind_before in _NEEDS_MORE):
        return f"something is missing before ‘{token}’", "fill the gap, or take the sign away"
    if kind == "RELATION":
        return f"‘{token}’ cannot stand here", "a relation stands between two sides, not inside a term"
    if kind == "DOTS":
        return "dots stand in a vector only", "write (l_1, \\dots, l_N)"
    after = f" after ‘{before}’" if before else " at the beginning"
    return f"‘{token}’ cannot stand{after}", "see which notation the language has"


def _term(tokens: list[Token], place: int) -> Iterator[Token]:
    """The tokens of the term before a place, what its brackets hold left out."""
    depth = 0
    for token in reversed(tokens[:place]):
        depth += (token.type in _CLOSES) - (token.type in _OPENS)
        if depth < 0 or (depth == 0 and token.type in _TERM_ENDS):
            return
        if depth == 0:
            yield token


def _enclosing(tokens: list[Token], place: int) -> str:
    """What the innermost open braces belong to: the type of the token before them."""
    depth = 0
    for before in range(place - 1, 0, -1):
        depth += (tokens[before].type in _CLOSES) - (tokens[before].type in _OPENS)
        if depth < 0:
            is_group = tokens[before].type == "_LGROUP" and before >= 2
            gathers = is_group and tokens[before - 2].type in ("BIG", "_LIM")
            return "" if gathers else tokens[before - 1].type
    return ""
