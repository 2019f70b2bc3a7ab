"""What is known on one piece of the range: the signs that a term may have there."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from math import lcm

from eqcheck.numeric import Unsettled
from eqcheck.proof.enclosure import Undecided, bounds, sign_at
from eqcheck.proof.linear import Bounds, Form
from eqcheck.proof.normal_form import Field, Polynomial, Ratio, Rescale, fraction
from eqcheck.proof.pieces import ANY, Fork, Impossible, Signs, Subdomain, times
from eqcheck.proof.terms import Term, Terms, letters_of

DEPTH = 5
"""Rules that ask for the sign of another polynomial do so at most so many times in a row."""


class Knowledge:
    """The signs on a piece.

    :raises Impossible: if the facts of the piece contradict each other.
    """

    def __init__(self, piece: Subdomain, terms: Terms, units: dict[object, Fraction]) -> None:
        self.piece = piece
        self.terms = terms
        self.field = Field(terms, units, self.signs)
        self.facts: dict[str, Signs] = {}
        self.zeros: list[Polynomial] = []
        self.noted: list[tuple[Polynomial, Signs]] = []
        self.bounds = Bounds()
        self._monomials: dict[str, int] = {}
        self._found: dict[str, Signs] = {}
        self._possible: dict[Term, Signs] = {}
        self._depth = 0
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
        kept = self.facts[str(polynomial)] = self.facts.get(str(polynomial), ANY) & signs
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

    def zero(self, term: Term) -> bool:
        """Whether a term is 0 everywhere on the piece, by its normal form."""
        top = self.field.normal(term).top
        return not top or any(not divmod(top, zero)[1] for zero in self.zeros)

    def possible(self, ratio: Ratio) -> Signs:
        """The signs that a quotient may have."""
        whole = times(self.signs(ratio.top), self.signs(ratio.bottom))  # {0} where the numerator is 0
        if len(whole) == 1:
            return whole
        found: Signs = frozenset((1,))
        for polynomial in (ratio.top, ratio.bottom):
            content, factors = self.field.factors(polynomial)
            found = times(found, {1 if content > 0 else -1})
            for factor, exponent in factors:
                found = times(found, {sign**exponent for sign in self.signs(factor)})
        return found & whole

    def decide(self, term: Term, groups: tuple[Signs, ...]) -> Signs:
        """The group of signs to which the term's belongs.

        :raises Fork: if that is not the same on all of the piece.
        """
        ratio = self.field.normal(term)
        if term not in self._possible:
            self._possible[term] = self.possible(ratio)
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
        return {}

    # --- the signs of a polynomial ------------------------------------------------------------------------------------

    def signs(self, polynomial: Polynomial) -> Signs:
        """The signs that a polynomial may have on the piece."""
        if not polynomial:
            return frozenset((0,))
        lead = polynomial.leading_coefficient()
        polynomial = polynomial / lead
        key = str(polynomial)
        if key not in self._found:
            if self._depth > DEPTH:
                return ANY
            self._depth += 1
            try:
                found = self._signs(polynomial)
            finally:
                self._depth -= 1
            if len(found) < 3 or not self._depth:
                self._found[key] = found
        found = self._found.get(key, ANY)
        return found if lead > 0 else times(found, {-1})

    def _signs(self, polynomial: Polynomial) -> Signs:
        found: Signs = self.facts.get(str(polynomial), ANY)
        for rule in (self._by_terms, self._by_generator, self._by_exponents, self._by_logarithms, self._by_root,
                     self._by_square, self._by_bounds, self._by_digits):
            if len(found) > 1:
                found &= rule(polynomial)
        if not found:
            raise Impossible
        return found

    def _by_terms(self, polynomial: Polynomial) -> Signs:
        """Terms of one sign add up to that sign."""
        total: set[int] = set()
        for exponents, slope in polynomial.terms():
            signs: Signs = frozenset((1 if slope > 0 else -1,))
            for place, exponent in enumerate(exponents):
                if exponent:
                    own = self._generator_signs(place)
                    signs = times(signs, {sign ** int(exponent) for sign in own})
            total = set(signs) if not total else {s for a in total for s in added(a, signs)}
            if len(total) == 3:
                return ANY
        return frozenset(total)

    def _generator_signs(self, place: int) -> Signs:
        generator = self.field.generators[place]
        if generator.op in ("exp", "pi"):
            return frozenset((1,))
        if generator.op == "sqrt":
            assert generator.inside is not None
            return frozenset((0, 1)) & frozenset(map(abs, self.possible(generator.inside)))
        return self.signs(self.field.context.gen(place))

    def _by_generator(self, polynomial: Polynomial) -> Signs:
        """log a has the sign of a − 1, erf a that of a."""
        place = self.field.place(polynomial)
        if place is None:
            return ANY
        generator = self.field.generators[place]
        if generator.op == "log":
            assert generator.inside is not None
            less_one = self.field.add(generator.inside, self.field.whole(-self.field.one))
            return self.possible(less_one)
        if generator.op == "erf":
            assert generator.inside is not None
            return self.possible(generator.inside)
        return ANY

    def _by_exponents(self, polynomial: Polynomial) -> Signs:
        simpler = self._exponents_compared(polynomial)
        return ANY if simpler is None else self.possible(simpler)

    def _exponents_compared(self, polynomial: Polynomial) -> Ratio | None:
        """Of a difference of exponentials, a e^f − b e^g, the difference log a + f − log b − g of the same sign."""
        terms = list(polynomial.terms())
        if len(terms) != 2 or terms[0][1] * terms[1][1] > 0:
            return None
        sides = []
        for exponents, slope in sorted(terms, key=lambda term: -term[1]):
            total = self.field.log(self.field.whole(self.field.context.constant(abs(slope))))
            for place, exponent in enumerate(exponents):
                if exponent:
                    generator = self.field.generators[place]
                    if generator.op != "exp" or generator.inside is None:
                        return None
                    inside = generator.inside
                    total = self.field.add(total, Ratio(int(exponent) * inside.top, inside.bottom))
            sides.append(total)
        return self.field.add(sides[0], Ratio(-sides[1].top, sides[1].bottom))

    def _by_logarithms(self, polynomial: Polynomial) -> Signs:
        """A sum of logarithms has the sign of its exponential less 1."""
        slopes = []
        for exponents, slope in polynomial.terms():
            logs = [place for place, exponent in enumerate(exponents)
                    if exponent and self.field.generators[place].op == "log"]
            if logs and sum(exponents) > 1:
                return ANY
            if logs:
                slopes.append(fraction(slope))
        if not slopes or not letters_of(self.field.term_of(polynomial)):
            return ANY
        scale = lcm(*(slope.denominator for slope in slopes))
        power = self.field.exp(self.field.whole(polynomial * scale))
        gap = power.top - power.bottom
        below = self.signs(power.bottom)
        return times(self._factored(gap), below) if 0 not in below else ANY

    def _factored(self, polynomial: Polynomial) -> Signs:
        return self.possible(self.field.whole(polynomial))

    def _by_root(self, polynomial: Polynomial) -> Signs:
        r"""p + q √c: where p and q differ in sign, p² − q² c tells."""
        for place in self.field.used(polynomial):
            generator = self.field.generators[place]
            if generator.op != "sqrt" or polynomial.degrees()[place] > 1:
                continue
            assert generator.inside is not None
            q = polynomial.derivative(place)
            p = polynomial - q * self.field.context.gen(place)
            if not p or not q:
                continue
            first, second = self._factored(p), self._factored(q)
            if first <= {0, 1} and second <= {-1, 0}:
                return self._factored(self.field.reduced(p**2 - q**2 * generator.inside.top))
            if first <= {-1, 0} and second <= {0, 1}:
                return self._factored(self.field.reduced(q**2 * generator.inside.top - p**2))
        return ANY

    def _by_square(self, polynomial: Polynomial) -> Signs:
        """a g² + b g + c with b² < 4 a c has the sign of a."""
        for place in self.field.used(polynomial):
            if polynomial.degrees()[place] != 2 or self.field.generators[place].op == "sqrt":
                continue
            g = self.field.context.gen(place)
            a = polynomial.derivative(place).derivative(place) / 2
            b = polynomial.derivative(place) - 2 * a * g
            c = polynomial - a * g**2 - b * g
            leading = self._factored(a)
            if len(leading) == 1 and 0 not in leading:
                spread = self._factored(b**2 - 4 * a * c)
                if spread == {-1}:
                    return leading
                if spread <= {-1, 0}:
                    return leading | {0}
        return ANY

    def _by_digits(self, polynomial: Polynomial) -> Signs:
        """The sign of a number shows when enough digits are known."""
        term = self.field.term_of(polynomial)
        if letters_of(term):
            return ANY
        with suppress(Undecided):
            if (sign := sign_at(term, {})) is not None:
                return frozenset((sign,))
        return ANY

    def _by_bounds(self, polynomial: Polynomial) -> Signs:
        """Signs that linear inequalities between the monomials rule out."""
        return self.bounds.signs(self._form(polynomial))

    def _form(self, polynomial: Polynomial) -> Form:
        """The polynomial as a linear form in its monomials, whose own bounds are noted."""
        slopes, constant = {}, Fraction(0)
        for exponents, slope in polynomial.terms():
            if not any(exponents):
                constant = fraction(slope)
                continue
            key = str(exponents)
            new = key not in self._monomials
            name = self._monomials.setdefault(key, len(self._monomials))
            slopes[name] = fraction(slope)
            if new:
                self._note_monomial(name, exponents)
        return slopes, constant

    def _note_monomial(self, name: int, exponents: tuple[int, ...]) -> None:
        """Bounds of a monomial that is a number, or positive by its kind."""
        generators = [self.field.generators[place] for place, exponent in enumerate(exponents) if exponent]
        one = {name: Fraction(1)}
        if not any(letters_of(generator.term) for generator in generators):
            low, high = bounds(self.field.term_of(self.field.context.from_dict({exponents: 1})))
            self.bounds.note((one, -low), (0, 1))
            self.bounds.note((one, -high), (0, -1))
        elif all(generator.op in ("exp", "pi", "sqrt") for generator in generators):
            signs = (0, 1) if any(generator.op == "sqrt" for generator in generators) else (1,)
            self.bounds.note((one, Fraction(0)), signs)


def added(a: int, signs: Signs) -> Signs:
    """The signs of a number of sign a plus one of these signs."""
    return frozenset().union(*({a or b} if a * b >= 0 else ANY for b in signs))


def is_zero(number: Term, terms: Terms) -> bool:
    """Whether a term without letters is 0 by its normal form; False also where it has no value."""
    units: dict[object, Fraction] = {}
    while True:
        try:
            return Knowledge(Subdomain(), terms, units).zero(number)
        except Rescale:
            continue
        except ArithmeticError:
            return False
