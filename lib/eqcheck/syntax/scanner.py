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


class Pieces(list[Piece]):
    r"""The pieces of a formula, to be looked at by their positions; ``\underset`` has become a subscript."""

    def __init__(self, latex: str) -> None:
        super().__init__(pieces(latex))
        self.latex = latex
        self._underset_as_subscript()

    def error(self, piece: Piece, message: str, hint: str = "") -> EquationError:
        """The error for a piece of the formula."""
        return EquationError.at(self.latex, piece.start, message, hint)

    def text(self, position: int) -> str:
        """The text of a sign, or nothing where another kind of piece or the end stands."""
        return self[position].text if position < len(self) and self[position].kind == "sign" else ""

    def group_end(self, position: int) -> int:
        """The position of the brace that closes the one here.

        :raises EquationError: if there is none.
        """
        depth = 0
        for end in range(position, len(self)):
            depth += {"{": 1, "}": -1}.get(self.text(end), 0)
            if depth == 0:
                return end
        raise self.error(self[position], "this brace is never closed", "close it with }")

    def argument_end(self, command: Piece, position: int) -> int:
        """The position of the brace that closes the argument of a command.

        :raises EquationError: if no brace opens at this position, or none closes it.
        """
        if self.text(position) != "{":
            raise self.error(command, f"‘{command.text}’ needs its arguments in braces", "write them as {…}")
        return self.group_end(position)

    def script(self, position: int) -> tuple[list[Piece], int]:
        """What a ``^`` or ``_`` before this position raises or lowers, and where the rest begins.

        :raises EquationError: if a brace opens there that none closes.
        """
        if self.text(position) != "{":
            return self[position:position + 1], position + 1
        end = self.group_end(position)
        return self[position + 1:end], end + 1

    def _underset_as_subscript(self) -> None:
        r"""Turn ``\underset{j}{\arg\min}`` into ``\arg\min_{j}``."""
        for position in reversed(range(len(self))):
            if self.text(position) == "\\underset":
                under, over = position + 1, self.argument_end(self[position], position + 1) + 1
                end = self.argument_end(self[position], over)
                subscript = Piece("sign", "_", self[under].start, self[under].start)
                self[position:end + 1] = [*self[over + 1:end], subscript, *self[under:over]]
