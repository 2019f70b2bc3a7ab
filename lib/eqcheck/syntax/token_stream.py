"""The tokens that the lexer has written, with the brackets that are still open."""
from __future__ import annotations

from lark import Token

from eqcheck.syntax.brackets import Brackets, Opening, closers
from eqcheck.syntax.scanner import Piece, Pieces
from eqcheck.syntax.symbols import CLOSES, OPENS, OPERAND_BEGINS, OPERAND_ENDS


class TokenStream:
    """The tokens so far. It refuses brackets that do not match, and products across a wide space or a new line."""

    def __init__(self, pieces: Pieces) -> None:
        self.error = pieces.error
        self.tokens: list[Token] = []
        self.brackets = Brackets(self.error)
        self.after_operand = False
        """Whether an operand that came next would multiply."""
        self.gap: Piece | None = None
        """The wide space or line break since the last token."""

    def emit(self, type_: str, piece: Piece, value: str | None = None) -> None:
        """Write a token for a piece; its value is the piece's text where no other is given.

        :raises EquationError: if it would multiply what stands before a gap.
        """
        if self.gap is not None and self.after_operand and type_ in OPERAND_BEGINS:
            raise self.error(self.gap, "a gap between two parts that would multiply",
                             "put a comma before it, or begin the new line with a relation or a sign")
        self.gap = None
        self.tokens.append(Token(type_, piece.text if value is None else value, start_pos=piece.start))
        self.after_operand = type_ in OPERAND_ENDS

    def last_is(self, *types: str) -> bool:
        """Whether the last token is of one of these types."""
        return bool(self.tokens) and self.tokens[-1].type in types

    def open(self, piece: Piece, mark: str, *, ends_operand: bool = True, is_target: bool = False) -> None:
        r"""Write an opening bracket: ``mark`` is its text, ``\left`` and its text, or ``begin`` and an environment."""
        if mark.startswith("begin ") and piece.text != "cases":
            self.brackets.open(Opening(piece, "", closers(mark)))
            return
        type_ = OPENS.get(mark.removeprefix("\\left"), "_CASES")
        is_call = type_ == "_LPAR" and self.last_is("FUNCTION", "PRIME")
        self.emit(type_, piece)
        self.brackets.open(Opening(piece, type_, closers(mark), ends_operand, is_call, is_target))

    def close(self, piece: Piece, mark: str) -> None:
        r"""Write a closing bracket: ``mark`` is its text, ``\right`` and its text, or ``end`` and an environment.

        :raises EquationError: if the innermost open bracket is no partner of it.
        """
        opened = self.brackets.close(piece, mark)
        if opened.type:
            self.emit(CLOSES[opened.type], piece)
            self.after_operand = opened.ends_operand
