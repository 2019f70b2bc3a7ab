"""The pieces into which the comparisons of a statement divide its range."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from eqcheck.proof.normal_form import Rescale
from eqcheck.proof.terms import Term, Terms

Signs = frozenset[int]
ANY: Signs = frozenset((-1, 0, 1))


def times(a: Signs | set[int], b: Signs | set[int]) -> Signs:
    """The signs of a product."""
    return frozenset(x * y for x in a for y in b)


class Impossible(Exception):
    """No point of the range lies on this piece."""


@dataclass(frozen=True)
class Subdomain:
    """The points at which terms have given signs; some letters may be replaced by terms in the others."""

    facts: tuple[tuple[Term, Signs], ...] = ()
    letters: Mapping[str, Term] = field(default_factory=dict)

    def where(self, term: Term, signs: Signs) -> Subdomain:
        return Subdomain((*self.facts, (term, signs)), self.letters)

    def replacing(self, letter: str, by: Term, terms: Terms) -> Subdomain:
        """The points at which a letter equals a term in the others."""
        new = {letter: by}
        facts = tuple((terms.replaced(term, new), signs) for term, signs in self.facts)
        letters = {name: terms.replaced(term, new) for name, term in self.letters.items()}
        return Subdomain(facts, {**letters, **new})


class Fork(Exception):
    """The sign of a term differs from point to point: the piece falls into these."""

    def __init__(self, pieces: list[Subdomain]) -> None:
        super().__init__(f"{len(pieces)} pieces")
        self.pieces = pieces


class TooMuchWork(Exception):
    """The effort is spent."""


class Effort:
    """How much work is left, in steps whose number is the same on every machine.

    A step is a piece, an entry, a cell, or a question for the sign of a polynomial.
    """

    def __init__(self, most: int) -> None:
        self.left = most

    def spend(self) -> None:
        """Count one.

        :raises TooMuchWork: if none is left.
        """
        self.left -= 1
        if self.left < 0:
            raise TooMuchWork


def pieces(start: Subdomain, visit: Callable[[Subdomain], None], effort: Effort) -> Iterator[Subdomain]:
    """``visit(piece)``, and where that forks, on the pieces into which the piece falls instead.

    :raises TooMuchWork: if there are too many.
    """
    todo = [start]
    while todo:
        effort.spend()
        piece = todo.pop()
        try:
            visit(piece)
        except Fork as fork:
            todo += reversed(fork.pieces)
        except Rescale:
            todo.append(piece)
        except Impossible:
            continue
        else:
            yield piece
