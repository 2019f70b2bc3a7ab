"""What a proof did on one piece, for those who want to see it."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flint import arb

from eqcheck.proof.pieces import Signs
from eqcheck.proof.regions import Cell
from eqcheck.proof.signs import Knowledge
from eqcheck.proof.terms import Term


@dataclass(frozen=True)
class Step:
    """How sides ``place`` and ``place + 1``, counted from 1, were seen to be in their relation on one piece.

    ``cells`` are those on which bounds settled the sign of ``gap``, the first side minus the second or the other way
    round, each with its bounds: none where rules about the normal form did.
    """

    place: int
    sides: tuple[Term, Term]
    gap: Term
    cells: Sequence[tuple[Cell, arb]]
    knowledge: Knowledge

    @property
    def facts(self) -> list[tuple[Term, Signs]]:
        """The piece: terms, and the signs that they have on it."""
        return [(self.knowledge.field.term_of(polynomial), signs) for polynomial, signs in self.knowledge.noted]

    def normal(self, term: Term) -> Term:
        """The normal form of a term.

        :raises TooLarge: if there is none to work with.
        """
        field = self.knowledge.field
        ratio = field.normal(term)
        return field.terms.divide(field.term_of(ratio.top), field.term_of(ratio.bottom))
