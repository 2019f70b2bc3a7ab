"""Brackets that wait for their partners."""
from __future__ import annotations

from dataclasses import dataclass

from eqcheck.syntax.scanner import Piece
from eqcheck.syntax.symbols import BARS, OPENING


@dataclass(frozen=True)
class Opening:
    r"""An opened bracket: whether what it holds is an operand once it closes, and whether ``\left`` opened it.

    In the target of a limit, ``0^+`` is a side and no positive part.
    """

    piece: Piece
    type: str
    ends_operand: bool = True
    left: bool = False
    target: bool = False


def partners(opening: str, closing: str) -> bool:
    return OPENING.get(opening) == closing or (opening in BARS and BARS.get(closing) == BARS[opening])


def unmatched(waiting: list[Opening], piece: Piece) -> tuple[Piece, str, str]:
    """The bracket at fault, the fault and its remedy, when a piece closes what does not wait for it."""
    if not waiting:
        return piece, f"‘{piece.text}’ closes what was never opened", "add what opens it, or take it away"
    opened = waiting[-1]
    if opened.left:
        return opened.piece, "‘\\left’ has no ‘\\right’ that fits", "close it with \\right and its partner"
    if piece.text == "\\right":
        return piece, "‘\\right’ has no ‘\\left’", "write \\left before the opening bracket"
    return opened.piece, f"‘{opened.piece.text}’ is not closed before ‘{piece.text}’", "close the inner bracket first"
