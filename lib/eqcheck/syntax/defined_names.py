"""The names that a definition introduces, found without reading the formula: before any function is known."""
from __future__ import annotations

from collections.abc import Iterator

from eqcheck.syntax.scanner import Piece, pieces
from eqcheck.syntax.symbols import BUILT_IN, CLOSING, GREEK, NAMED, OPENING, RELATIONS

Signature = tuple[str, int]
"""A printed name and the number of its letters, before and after a semicolon."""


def defined_names(latex: str) -> tuple[str, ...]:
    r"""The printed name of a function and its aliases; nothing where the formula is no definition.

    >>> defined_names(r"\operatorname{Sigmoid}(x) = \sigma(x) = \frac{1}{1 + \exp(-x)}")
    ('Sigmoid', 'sigma')

    A name counts where it is a whole side of the first chain of equalities, at the arguments of the first side.
    """
    calls = _calls(latex)
    return tuple(dict.fromkeys(name for name, arguments, _ in calls if name and arguments == calls[0][1]))


def signatures(latex: str) -> tuple[Signature, ...]:
    r"""The same names with their numbers of letters, for one name may stand for two functions.

    >>> signatures(r"\operatorname{H}(p, q) = -\sum_c p_c \log q_c")
    (('H', 2),)
    >>> signatures(r"\operatorname{Scaled}(x; a) = a x")
    (('Scaled', 2),)
    """
    calls = _calls(latex)
    letters = (*calls[0][1], *calls[0][2]) if calls else ()
    count = 1 + sum(text in (",", ";", "\\parallel", "\\mid") for text in letters)
    return tuple((name, count) for name in defined_names(latex))


def _calls(latex: str) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Each side of the definition as a call, if it begins with one."""
    calls = [_lone_call(side) for side in _sides(list(pieces(latex)))]
    return calls if len(calls) > 1 and calls[0][0] else []


def _sides(found: list[Piece]) -> Iterator[list[Piece]]:
    """The sides of the first chain of equalities."""
    side: list[Piece] = []
    depth = 0
    for piece in found:
        sign = piece.text if piece.kind == "sign" else piece.kind
        cases = piece.text == "cases"
        depth += (sign in OPENING or (cases and sign == "begin")) - (sign in CLOSING or (cases and sign == "end"))
        if depth == 0 and sign == "=":
            yield side
            side = []
        elif depth == 0 and (sign in RELATIONS or sign in (",", "text")):
            break
        elif sign not in ("gap", "&", "begin", "end"):
            side.append(piece)
    yield side


def _lone_call(side: list[Piece]) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The name, the arguments and the semicolon with what follows, of a side that is one call and perhaps its index."""
    texts = [piece.text for piece in side if piece.text not in ("\\left", "\\right")]
    name = texts[0].lstrip("\\") if texts else ""
    named = bool(texts) and (side[0].kind == "mathrm" or name in GREEK or (len(name) == 1 and name.isalpha()))
    if not named or name in BUILT_IN or name in NAMED or texts[1:2] != ["("]:
        return "", (), ()
    end = _partner(texts, 1)
    index = texts[end + 1:]
    if not end or (index and (index[0] != "_" or "^" in index or (len(index) > 2 and index[1] != "{"))):
        return "", (), ()
    data = texts[2:end]
    semicolon = data.index(";") if ";" in data else len(data)
    return name, tuple(data[:semicolon]), tuple(data[semicolon:])


def _partner(texts: list[str], opening: int) -> int:
    """Where the bracket closes, or 0."""
    depth = 0
    for place in range(opening, len(texts)):
        depth += (texts[place] in OPENING) - (texts[place] in CLOSING)
        if depth == 0:
            return place
    return 0
