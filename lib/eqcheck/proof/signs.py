"""What is known on one piece of the range: the signs that a term may have there."""
from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from eqcheck.numeric import Unsettled
from eqcheck.proof.normal_form import Polynomial, Ratio, Rescale, fraction
from eqcheck.proof.pieces import ANY, Effort, Fork, Impossible, Signs, Subdomain, times
from eqcheck.proof.sign_rules import DEPTH, SignRules
from eqcheck.proof.terms import Term, Terms, letters_of

NUMBERS = 1000
"""The effort to see whether a number is 0."""


class Knowledge(SignRules):
    """The signs on a piece.

    :raises Impossible: if the facts of the piece contradict each other.
    """

    def __init__(self, piece: Subdomain, terms: Terms, units: dict[object, Fraction], effort: Effort) -> None:
        super().__init__(terms, units, effort)
        self.piece = piece
        self.terms = terms
        for term, signs in piece.facts:
            self._learn(term, signs)

    def _learn(self, term: Term, signs: Signs) -> None:
        ratio = self.field.normal(term)
        if not self.possible(ratio) & signs:
            raise Impossible
        factor, rest = self._unknown(ratio)
        if factor is None or rest == frozenset((0,)):
            return
        if rest is None:
            self._note(ratio.top, times(signs, self.signs(ratio.bottom)))
        elif self._odd(ratio, factor):
            self._note(factor, times(signs, rest))
        elif 0 not in signs:
            self._note(factor, frozenset((-1, 1)))
        elif signs == {0}:
            self._note(factor, signs)

    def _note(self, polynomial: Polynomial, signs: Signs) -> None:
        lead = polynomial.leading_coefficient()
        polynomial, signs = polynomial / lead, times(signs, {1} if lead > 0 else {-1})
        kept = self.facts[str(polynomial)] = self.facts.get(str(polynomial), signs) & signs
        self.noted.append((polynomial, kept))
        if kept == {0}:
            self.zeros.append(polynomial)
        self._found.clear()
        if not kept or not self.bounds.note(self._form(polynomial), kept):
            raise Impossible

    def _unknown(self, ratio: Ratio) -> tuple[Polynomial | None, Signs | None]:
        """The only factor of unknown sign and the sign of the others; no sign where several are unknown."""
        open_factors, rest = [], frozenset((1,))
        for polynomial in (ratio.top, ratio.bottom):
            content, factors = self.field.factors(polynomial)
            rest = times(rest, {1 if content > 0 else -1})
            for factor, exponent in factors:
                signs = self.signs(factor)
                if len(signs) > 1 and exponent % 2:
                    open_factors.append(factor)
                elif len(signs) > 1:
                    if 0 in signs:
                        open_factors.append(factor)
                else:
                    rest = times(rest, {next(iter(signs)) ** exponent})
        if not open_factors:
            return None, rest
        return open_factors[0], rest if len(open_factors) == 1 else None

    # --- questions ----------------------------------------------------------------------------------------------------

    def decide(self, term: Term, groups: tuple[Signs, ...]) -> Signs:
        """The group of signs to which the term's belongs.

        :raises Fork: if that is not the same on all of the piece.
        """
        ratio = self.field.normal(term)
        if term not in self._possible:
            self._possible[term] = self.possible(ratio)
            if self._possible[term] == ANY:
                self._possible[term] &= self.combined(ratio, 1)
        possible = self._possible[term]
        for group in groups:
            if possible <= group:
                return group
        factor, rest = self._unknown(ratio)
        if factor is None or not letters_of(self.field.term_of(factor)):
            raise Unsettled("the sign of a number that no digits tell apart from 0")
        target, direction = self.target(factor)
        if rest is None or not self._odd(ratio, factor):
            options = [frozenset((sign,)) for sign in self.signs(factor)]
        else:
            options = [times(group & possible, times(rest, direction)) for group in groups if group & possible]
            target_signs = times(self.signs(factor), direction)
            options = [option & target_signs for option in options if option & target_signs]
        raise Fork(list(self._pieces(target, options)))

    def split(self, term: Term) -> None:
        """Fall into pieces on which each factor of a term has one sign, if several factors have none.

        :raises Fork: then.
        """
        factor, rest = self._unknown(self.field.normal(term))
        if factor is not None and rest is None:
            raise Fork(list(self._pieces(factor, [frozenset((sign,)) for sign in self.signs(factor)])))

    def split_borders(self) -> None:
        """Fall into a piece on which a fact is 0 and one on which it is not, if one is known to be 0 or of one sign.

        :raises Fork: then.
        """
        for polynomial, signs in self.noted:
            if 0 in signs and len(found := self.signs(polynomial) & signs) == 2:
                raise Fork(list(self._pieces(polynomial, [frozenset((0,)), found - {0}])))

    def _odd(self, ratio: Ratio, factor: Polynomial) -> bool:
        """Whether the sign of the quotient turns with that of the factor."""
        return any(
            other == factor and exponent % 2
            for polynomial in (ratio.top, ratio.bottom) for other, exponent in self.field.factors(polynomial)[1]
        )

    def target(self, factor: Polynomial) -> tuple[Polynomial, Signs]:
        """A simpler polynomial of the same sign, or of the opposite one."""
        direction: Signs = frozenset((1,))
        for _ in range(DEPTH):
            simpler = self._exponents_compared(factor)
            if simpler is None:
                break
            unknown, rest = self._unknown(simpler)
            if unknown is None or rest is None:
                break
            factor, direction = unknown, times(direction, rest)
        return factor, direction

    def _pieces(self, factor: Polynomial, options: list[Signs]) -> Iterator[Subdomain]:
        for signs in options:
            if signs == {0} and (solved := self._solved(factor)):
                piece = self.piece
                for letter, term in solved.items():
                    piece = piece.replacing(letter, term, self.terms)
                yield piece
                continue
            for part in ((frozenset((-1,)), frozenset((1,))) if signs == {-1, 1} else (signs,)):
                yield self.piece.where(self.field.term_of(factor), part)

    def _solved(self, polynomial: Polynomial) -> dict[str, Term]:
        """Letters for which ``polynomial = 0`` can be solved, and what they equal."""
        for place in self.field.used(polynomial):
            generator = self.field.generators[place]
            if generator.op != "letter" or polynomial.degrees()[place] != 1:
                continue
            slope = polynomial.derivative(place)
            rest = self.field.term_of(polynomial - slope * self.field.context.gen(place))
            factor = self.field.term_of(slope)
            name = generator.term.args[0]
            if name not in letters_of(rest) and not letters_of(factor) and 0 not in self.signs(slope):
                return {name: self.terms.divide(self.terms.negate(rest), factor)}
        monomials = [self.field.context.from_dict({exponents: slope}) for exponents, slope in polynomial.terms()]
        signs = frozenset().union(*map(self.signs, monomials))
        powers = [self.field.used(monomial) for monomial in monomials]
        if signs <= {0, 1} and all(len(places) == 1 for places in powers):  # a sum of squares
            letters = [self.field.generators[place].term for (place,) in powers]
            if all(letter.op == "letter" for letter in letters):
                return {letter.args[0]: self.terms.zero for letter in letters}
        for place in self.field.used(polynomial):  # a g² + b g + c with b² ≤ 4 a c
            generator = self.field.generators[place]
            a, b, _ = coefficients = self._quadratic(polynomial, place)
            if generator.op == "letter" and a and a.total_degree() == 0 and self._spread(coefficients) <= {-1, 0}:
                half = self.terms.number(-1 / (2 * fraction(a.leading_coefficient())))
                return {generator.term.args[0]: self.terms.multiply(half, self.field.term_of(b))}
        return {}

def is_zero(number: Term, terms: Terms) -> bool:
    """Whether a term without letters is 0 by its normal form; False also where it has no value."""
    units: dict[object, Fraction] = {}
    while True:
        try:
            return Knowledge(Subdomain(), terms, units, Effort(NUMBERS)).zero(number)
        except Rescale:
            continue
        except ArithmeticError:
            return False
