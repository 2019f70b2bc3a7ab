"""The pieces into which the comparisons of a statement divide its range."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from time import monotonic

from eqcheck.numeric import Unsettled
from eqcheck.proof.normal_form import Rescale
from eqcheck.proof.signs import Fork, Impossible, Knowledge, Piece
from eqcheck.proof.terms import Terms


class OutOfTime(Exception):
    """The budget is spent."""


def pieces(start: Piece, terms: Terms, visit: Callable[[Knowledge], int], deadline: float) -> Iterator[int]:
    """``visit(knowledge)`` on each piece; where it forks, on the pieces that it falls into instead.

    :raises OutOfTime: at the deadline.
    """
    todo = [start]
    units: dict[object, Fraction] = {}
    while todo:
        if monotonic() > deadline:
            raise OutOfTime
        piece = todo.pop()
        try:
            yield visit(Knowledge(piece, terms, units))
        except Fork as fork:
            todo += reversed(fork.pieces)
        except Rescale:
            todo.append(piece)
        except Impossible:
            continue
        except RecursionError:
            raise Unsettled("a formula nested too deeply") from None
