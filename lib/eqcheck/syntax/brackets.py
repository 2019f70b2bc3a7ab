"""Matching of brackets: the stack of those that are open, and what may close each."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from eqcheck.syntax.errors import EquationError
from eqcheck.syntax.scanner import Piece
from eqcheck.syntax.symbols import BARS, CLOSING, OPENING, OPENS


@dataclass(frozen=True)
class Opening:
    r"""An open bracket.

    :param piece: where it stands: the bracket itself, its ``\left``, or its ``\begin``.
    :param type: the type of its token, which is empty for an environment that only lays out.
    :param closers: what closes it, ``\right`` together with its bracket.
    :param ends_operand: whether an operand ends where it closes, so that a following operand would multiply.
    :param is_call: whether it holds the arguments of a function.
    :param is_target: whether it holds the target of a limit, where ``0^+`` is a side and no positive part.
    """

    piece: Piece
    type: str
    closers: frozenset[str]
    ends_operand: bool = True
    is_call: bool = False
    is_target: bool = False


def closers(opening: str) -> frozenset[str]:
    r"""What closes a bracket, an ``\left`` with its bracket, or the environment ``begin …``.

    >>> sorted(closers("("))
    [')']
    >>> sorted(closers(r"\left("))
    ['\\right)', '\\right\\}', '\\right]']
    """
    if opening.startswith("\\left"):
        shape = OPENS[opening.removeprefix("\\left")]
        return frozenset(f"\\right{sign}" for sign, other in _SHAPES.items() if other == shape)
    if opening in BARS:
        return frozenset(bar for bar in BARS if BARS[bar] == BARS[opening])
    return frozenset({OPENING[opening] if opening in OPENING else opening.replace("begin ", "end ", 1)})


_SHAPES = {**{closing: OPENS[opening] for closing, opening in CLOSING.items()}, **BARS}
"""The token that begins what a closing bracket ends."""


class Brackets:
    """The open brackets of a formula. ``error(piece, message, hint)`` makes the error that is raised for a piece."""

    def __init__(self, error: Callable[[Piece, str, str], EquationError]) -> None:
        self._error = error
        self._open: list[Opening] = []

    @property
    def innermost(self) -> Opening | None:
        """The bracket that was opened last."""
        return self._open[-1] if self._open else None

    def open(self, opening: Opening) -> None:
        """Push a bracket."""
        self._open.append(opening)

    def is_closed_by(self, closer: str) -> bool:
        """Whether the innermost bracket waits for this one."""
        return bool(self._open) and closer in self._open[-1].closers

    def close(self, piece: Piece, closer: str) -> Opening:
        """Pop the innermost bracket, which has to wait for this closer.

        :raises EquationError: if none is open, or another closer is waited for.
        """
        if not self._open:
            raise self._error(piece, f"‘{piece.text}’ closes what was never opened",
                              "add what opens it, or take it away")
        if self.is_closed_by(closer):
            return self._open.pop()
        opened = self._open[-1].piece
        if opened.text == "\\left":
            raise self._error(opened, "‘\\left’ has no ‘\\right’ that fits", "close it with \\right and its partner")
        if piece.text == "\\right":
            raise self._error(piece, "‘\\right’ has no ‘\\left’", "write \\left before the opening bracket")
        raise self._error(opened, f"‘{opened.text}’ is not closed before ‘{piece.text}’",
                          "close the inner bracket first")

    def finish(self) -> None:
        """The formula ends.

        :raises EquationError: if a bracket is open.
        """
        if self._open:
            opened = self._open[-1].piece
            raise self._error(opened, f"‘{opened.text}’ is never closed", "add what closes it, or take it away")
