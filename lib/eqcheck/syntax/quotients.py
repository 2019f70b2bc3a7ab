r"""``\frac``: a quotient of two operands, or a derivative where d or ∂ stands first in both halves."""
from __future__ import annotations

from dataclasses import dataclass

from eqcheck.syntax.scanner import Piece, Pieces


@dataclass(frozen=True)
class Quotient:
    r"""A ``\frac`` taken apart.

    :param above: the brace that opens the upper half.
    :param below: the brace that opens the lower half.
    :param differentials: the d or ∂ of a derivative in either half; none in an ordinary quotient.
    :param is_operator: whether it is a derivative whose body follows, as in ``\frac{d}{dx} f(x)``.
    """

    above: Piece
    below: Piece
    differentials: frozenset[Piece] = frozenset()
    is_operator: bool = False


def read_quotient(pieces: Pieces, position: int, is_d_declared: bool) -> Quotient:
    r"""The quotient whose ``\frac`` stands at this position. A declared letter d is no differential, a ∂ always is.

    :raises EquationError: if a half is not in braces.
    """
    command = pieces[position]
    above = position + 1
    below = pieces.argument_end(command, above) + 1
    end = pieces.argument_end(command, below)
    first = pieces[above + 1]
    is_derivative = is_differential(first) and is_differential(pieces[below + 1]) and (
        not is_d_declared or first.text == "\\partial")
    if not is_derivative:
        return Quotient(pieces[above], pieces[below])
    return Quotient(
        pieces[above], pieces[below],
        frozenset({first, *filter(is_differential, pieces[below:end])}),
        is_operator=_is_order(pieces, above + 2, below - 1),
    )


def is_differential(piece: Piece) -> bool:
    """Whether a piece may be the d or ∂ of a derivative."""
    return piece.text in ("d", "\\partial") and piece.kind in ("sign", "mathrm")


def _is_order(pieces: Pieces, start: int, end: int) -> bool:
    """Whether nothing stands between these positions but a power: what would be differentiated follows later."""
    if start == end:
        return True
    if pieces.text(start) != "^":
        return False
    return end == start + 2 or (pieces.text(start + 1) == "{" and pieces.group_end(start + 1) == end - 1)
