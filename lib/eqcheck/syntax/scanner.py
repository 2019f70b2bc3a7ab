"""A formula cut into the smallest parts that mean something."""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from eqcheck.syntax.errors import EquationError

PIECE = re.compile(
    r"""(?P<space>\s+|~|\\[,;:!>\ ]|\\(?:displaystyle|limits|nolimits|nonumber|[bB]igg?[lrm]?)(?![a-zA-Z]))
      | (?P<gap>\\q?quad(?![a-zA-Z])|\\\\(?:\[[^\]]*\])?)
      | (?P<number>\d+(?:\.\d+)?)
      | \\(?P<font>operatorname\*?|mathrm|text|textrm|mathcal|mathbb|mathbf|begin|end)(?![a-zA-Z])\s*
          (?:\{(?P<content>[^{}]*)\}|(?P<character>[A-Za-z0-9]))
      | (?P<relation>\\not\s*=)
      | (?P<command>\\(?:[a-zA-Z]+|.|$))
      | (?P<sign>.)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class Piece:
    """The smallest part of a formula that means something: ``kind`` is *number*, *sign*, *gap* or a font's name."""

    kind: str
    text: str
    start: int
    end: int


def pieces(latex: str) -> Iterator[Piece]:
    """The formula cut up, spaces left out."""
    position = 0
    script = False
    while position < len(latex):
        match = PIECE.match(latex, position)
        assert match is not None, "the last alternative takes any character"
        kind = match.lastgroup or "sign"
        if kind in ("content", "character"):
            kind = match["font"].rstrip("*")
            text = match["content"] if match["content"] is not None else match["character"]
        else:
            text = match.group()
        if kind == "number" and script:  # TeX raises a single digit: x^10 prints as x¹0
            text = text[0]
        position = match.end() if kind != "number" else match.start() + len(text)
        if kind == "relation":
            kind, text = "command", "\\not="
        script = text in ("^", "_") or (script and kind == "space")
        if kind != "space":
            kind = "sign" if kind == "command" else {"textrm": "text", "operatorname": "mathrm"}.get(kind, kind)
            yield Piece(kind, text, match.start(), position)


class Pieces:
    """The pieces of a formula, to be looked at by their places."""

    def __init__(self, latex: str) -> None:
        self.latex = latex
        self.pieces = list(pieces(latex))
        self.underset_as_subscript()

    def error(self, piece: Piece, message: str, hint: str = "") -> EquationError:
        return EquationError.at(self.latex, piece.start, message, hint)

    def text(self, position: int) -> str:
        """The text of a sign, or nothing where another kind of piece or the end stands."""
        known = 0 <= position < len(self.pieces) and self.pieces[position].kind == "sign"
        return self.pieces[position].text if known else ""

    def group_end(self, position: int) -> int:
        """The position of the brace that closes the one here."""
        depth = 0
        for end in range(position, len(self.pieces)):
            depth += {"{": 1, "}": -1}.get(self.text(end), 0)
            if depth == 0:
                return end
        raise self.error(self.pieces[position], "this brace is never closed", "close it with }")

    def underset_as_subscript(self) -> None:
        r"""``\underset{j}{\arg\min}`` turned into ``\arg\min_{j}``."""
        found = self.pieces
        for position in reversed(range(len(found))):
            if self.text(position) == "\\underset":
                under, over = position + 1, self.argument(found[position], position + 1) + 1
                end = self.argument(found[position], over)
                subscript = Piece("sign", "_", found[under].start, found[under].start)
                found[position:end + 1] = [*found[over + 1:end], subscript, *found[under:over]]

    def argument(self, command: Piece, position: int) -> int:
        """The end of the argument in braces that a command needs here."""
        if self.text(position) != "{":
            raise self.error(command, f"‘{command.text}’ needs its arguments in braces", "write them as {…}")
        return self.group_end(position)

    def is_differential(self, position: int) -> bool:
        piece = self.pieces[position]
        return piece.text in ("d", "\\partial") and piece.kind in ("sign", "mathrm")
