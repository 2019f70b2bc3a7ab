"""The set on which a piece lies, as boxes and points see it."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from eqcheck.proof.enclosure import Enclosures, Undecided, bounds, sign, sign_at
from eqcheck.proof.signs import Knowledge
from eqcheck.proof.terms import Term, letters_of

Cell = Mapping[str, tuple[Fraction, Fraction]]
Point = Mapping[str, Fraction]


@dataclass(frozen=True)
class Endpoint:
    """Where an interval ends: at the number that the term is; ``outer`` lies there, or a hair outside."""

    term: Term
    outer: Fraction
    included: bool

    @property
    def exact(self) -> bool:
        return self.term.value is not None


class Region:
    """The free letters of a piece, the ends of each, and the facts that hold."""

    def __init__(self, knowledge: Knowledge, letters: list[str]) -> None:
        self.knowledge = knowledge
        self.letters = letters
        self.facts = [
            (knowledge.field.term_of(polynomial), signs) for polynomial, signs in knowledge.noted
        ]
        self.ends = {name: self._ends(name) for name in letters}

    def _ends(self, letter: str) -> tuple[Endpoint | None, Endpoint | None]:
        """The bounds that facts about this letter alone give it."""
        low: Endpoint | None = None
        high: Endpoint | None = None
        terms, field = self.knowledge.terms, self.knowledge.field
        for polynomial, signs in self.knowledge.noted:
            place = next((place for place in field.used(polynomial) if field.generators[place].term.args == (letter,)
                          and field.generators[place].op == "letter"), None)
            if place is None or polynomial.degrees()[place] > 1 or {-1, 1} <= signs:
                continue
            slope = polynomial.derivative(place)
            rest = field.term_of(polynomial - slope * field.context.gen(place))
            rise, factor = self.knowledge.signs(slope), field.term_of(slope)
            if letters_of(rest) or letters_of(factor) or len(rise) > 1:
                continue
            term = terms.divide(terms.negate(rest), factor)
            below, above = (term.value, term.value) if term.value is not None else bounds(term)
            assert below is not None and above is not None
            if (1 in signs) == (1 in rise):
                if low is None or below > low.outer or (below == low.outer and 0 not in signs):
                    low = Endpoint(term, below, 0 in signs)
            elif high is None or above < high.outer or (above == high.outer and 0 not in signs):
                high = Endpoint(term, above, 0 in signs)
        return low, high

    def misses(self, box: Enclosures) -> bool:
        """Whether no point of the box lies in the region."""
        for fact, signs in self.facts:
            try:
                found = sign(box(fact))
            except Undecided:
                continue
            if found is not None and found not in signs:
                return True
        return False

    def holds(self, point: Point) -> bool:
        """Whether a point certainly lies in the region."""
        try:
            return all(sign_at(fact, point) in signs for fact, signs in self.facts)
        except Undecided:
            return False


def shortest(low: Fraction, high: Fraction) -> Fraction:
    """The fraction of the smallest denominator in an interval: 1/3 in [0.33, 0.34].

    >>> shortest(Fraction(33, 100), Fraction(34, 100))
    Fraction(1, 3)
    """
    if low <= 0 <= high:
        return Fraction(0)
    if high < 0:
        return -shortest(-high, -low)
    whole = -(-low.numerator // low.denominator)
    if whole <= high:
        return Fraction(whole)
    whole -= 1
    return whole + 1 / shortest(1 / (high - whole), 1 / (low - whole))


def shorter(point: Point, places: int = 24) -> Iterator[Point]:
    """The point rounded to 0, 1, 2, … decimals, and at last the point itself."""
    for digits in range(places):
        yield {name: Fraction(round(value * 10**digits), 10**digits) for name, value in point.items()}
    yield point
