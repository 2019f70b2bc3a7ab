"""Rules that tell the sign of a polynomial from what is known about its generators and about other polynomials."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from fractions import Fraction
from math import lcm

from flint import fmpq, fmpz_poly

from eqcheck.numeric.arithmetic import OutOfReach
from eqcheck.proof.enclosure import Undecided, bounds, sign_at
from eqcheck.proof.linear import Bounds, Form, Range
from eqcheck.proof.normal_form import Field, Polynomial, Ratio, fraction
from eqcheck.proof.pieces import ANY, Effort, Impossible, Signs, times
from eqcheck.proof.terms import Term, Terms, letters_of

DEPTH = 5
"""Rules that ask for the sign of another polynomial do so at most so many times in a row."""
FEW = 6
"""Of more exponentials and logarithms no tangents are noted."""
MANY_TERMS = 20
"""Longer polynomials are not looked at as combinations of facts."""


class SignRules:
    """The signs that polynomials may have where some are known: ``facts`` by their text, ``noted`` in order."""

    def __init__(self, terms: Terms, units: dict[object, Fraction], effort: Effort) -> None:
        self.effort = effort
        self.field = Field(terms, units, self.signs)
        self.facts: dict[str, Signs] = {}
        self.zeros: list[Polynomial] = []
        self.noted: list[tuple[Polynomial, Signs]] = []
        self.bounds = Bounds()
        self._monomials: dict[str, int] = {}
        self._found: dict[str, Signs] = {}
        self._possible: dict[Term, Signs] = {}
        self._depth = 0

    def zero(self, term: Term) -> bool:
        """Whether a term is 0 everywhere on the piece, by its normal form."""
        top = self.field.normal(term).top
        return not top or any(not divmod(top, zero)[1] for zero in self.zeros)

    def possible(self, ratio: Ratio) -> Signs:
        """The signs that a quotient may have."""
        found = self._product(ratio, self.signs)
        if len(found) > 1:
            found &= times(self.signs(ratio.top), self.signs(ratio.bottom))
        return found

    def combined(self, ratio: Ratio, facts: int) -> Signs:
        """The signs that a quotient may have, when so many facts are combined."""
        return self._product(ratio, lambda factor: self.signs(factor) & self._by_facts(factor, facts))

    def _product(self, ratio: Ratio, signs: Callable[[Polynomial], Signs]) -> Signs:
        """The signs of a quotient by those of its factors."""
        if not ratio.top:
            return frozenset((0,))
        found: Signs = frozenset((1,))
        for polynomial in (ratio.top, ratio.bottom):
            content, factors = self.field.factors(polynomial)
            found = times(found, {1 if content > 0 else -1})
            for factor, exponent in factors:
                found = times(found, {sign**exponent for sign in signs(factor)})
        return found

    def note_tangents(self, polynomial: Polynomial) -> None:
        """Note what the tangents of exp and of x log x say of the exponentials and logarithms in a polynomial."""
        one, used = self.field.one, self.field.used(polynomial)
        generators = [self.field.generators[place] for place in used]
        if sum(generator.op in ("exp", "log") for generator in generators) > FEW:
            return
        logs = [(one, 0 * one)]  # numbers with their logarithms
        for place, generator in zip(used, generators, strict=True):
            if generator.op == "log" and generator.inside is not None and generator.inside.bottom == one:
                logs.append((generator.inside.top, self.field.context.gen(place)))
                if generator.inside.top.is_constant():
                    logs.append((one / generator.inside.top.leading_coefficient(), -logs[-1][1]))
        for place, generator in zip(used, generators, strict=True):
            if generator.op == "exp" and generator.inside is not None and generator.inside.top.is_constant():
                logs += [(p * self.field.context.gen(place), log_p + generator.inside.top) for p, log_p in logs]
        for p, log_p in logs:
            for place, generator in zip(used, generators, strict=True):
                if generator.op == "exp" and generator.inside is not None and generator.inside.bottom == one:
                    self._note_line(self.field.context.gen(place) - p * (1 + generator.inside.top - log_p))
            for q, log_q in logs:
                if p != q:
                    self._note_line(p * (log_p - log_q) - p + q)
        self._found.clear()
        self._possible.clear()

    def _note_line(self, polynomial: Polynomial) -> None:
        """Note that a polynomial is not negative."""
        self.bounds.note(self._form(polynomial), (0, 1))

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
            self.effort.spend()
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
        used = [self.field.generators[place] for place in self.field.used(polynomial)]
        for rule, helps in (
            (self._by_terms, True),
            (self._by_generator, len(used) == 1),
            (self._by_exponents, any(generator.op == "exp" for generator in used)),
            (self._by_largest, all(generator.op == "exp" for generator in used)),
            (self._by_logarithms, any(generator.op == "log" for generator in used)),
            (self._by_root, any(generator.op == "sqrt" for generator in used)),
            (self._by_square, polynomial.total_degree() > 1),
            (self._by_real_roots, len(used) == 1 and polynomial.total_degree() > 1),
            (self._by_bounds, True),
            (self._by_digits, all(generator.op != "letter" for generator in used)),
        ):
            if helps and len(found) > 1:
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

    def _by_largest(self, polynomial: Polynomial) -> Signs:
        """Of exponentials that are no larger than one of them, each counts at most as much as that one."""
        terms = sorted(polynomial.terms(), key=lambda term: -abs(term[1]))
        (largest, slope), *others = terms
        direction = 1 if slope > 0 else -1
        total, attained = fraction(slope), True
        for exponents, other in others:
            if other * direction > 0:
                attained = False
                continue
            pair = self.field.context.from_dict({largest: 1, exponents: -1})
            order = self._by_exponents(pair) if len(others) > 1 else ANY
            if -1 in order:
                return ANY
            total += fraction(other)
            attained &= 0 in order
        if total * direction < 0:
            return ANY
        return frozenset((direction, 0)) if total == 0 and attained else frozenset((direction,))

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
            coefficients = self._quadratic(polynomial, place)
            leading = self._factored(coefficients[0]) if coefficients[0] else ANY
            if len(leading) == 1:
                spread = self._spread(coefficients)
                if spread == {-1}:
                    return leading
                if spread <= {-1, 0}:
                    return leading | {0}
        return ANY

    def _quadratic(self, polynomial: Polynomial, place: int) -> tuple[Polynomial, Polynomial, Polynomial]:
        """a, b, c of a g² + b g + c; a is 0 if the polynomial is no such one in this generator."""
        g = self.field.context.gen(place)
        if polynomial.degrees()[place] != 2 or self.field.generators[place].op == "sqrt":
            return 0 * g, 0 * g, polynomial
        a = polynomial.derivative(place).derivative(place) / 2
        b = polynomial.derivative(place) - 2 * a * g
        return a, b, polynomial - a * g**2 - b * g

    def _spread(self, coefficients: tuple[Polynomial, Polynomial, Polynomial]) -> Signs:
        a, b, c = coefficients
        return self._factored(b**2 - 4 * a * c)

    def _by_real_roots(self, polynomial: Polynomial) -> Signs:
        """A polynomial in one generator has one sign where that lies beside the real roots."""
        places = self.field.used(polynomial)
        power = [int(place == places[0]) for place in range(len(polynomial.degrees()))]
        known = self.bounds.ranges.get(self._monomials.get(str(tuple(power)), -1), Range())
        low = known.low if self.field.generators[places[0]].op != "exp" else max(known.low or 0, Fraction(0))
        slopes = [Fraction(0)] * (polynomial.total_degree() + 1)
        for exponents, slope in polynomial.terms():
            slopes[sum(exponents)] = fraction(slope)
        whole = fmpz_poly([int(slope * lcm(*(one.denominator for one in slopes))) for slope in slopes])
        roots = [root.real for root, _ in whole.complex_roots() if root.imag == 0]  # type: ignore[misc, has-type]
        below = None if low is None else fmpq(low.numerator, low.denominator)
        above = None if known.high is None else fmpq(known.high.numerator, known.high.denominator)
        if any(not (below is not None and root < below) and not (above is not None and root > above)
               for root in roots):
            return ANY
        at = low if low is not None else known.high if known.high is not None else Fraction(0)
        value = sum(slope * at**exponent for exponent, slope in enumerate(slopes))
        return frozenset(((value > 0) - (value < 0),))

    def _by_facts(self, polynomial: Polynomial, facts: int) -> Signs:
        """q f + r, where f is a fact and the signs of q and r are known."""
        found: Signs = ANY
        if len(polynomial) > MANY_TERMS or polynomial.total_degree() < 2:
            return found
        for fact, signs in self.noted:
            for quotient in self._quotients(polynomial, fact) if not {-1, 1} <= signs else ():
                rest = polynomial - quotient * fact
                if len(rest) < len(polynomial):
                    first, second = times(self._factored(quotient), signs), self._factored(rest)
                    if facts > 1 and len(first) < 3 and len(second) == 3:
                        second = self._by_facts(rest, facts - 1)
                    found &= frozenset().union(*(added(a, second) for a in first))
                if len(found) == 1:
                    return found
        return found

    def _quotients(self, polynomial: Polynomial, fact: Polynomial) -> Iterator[Polynomial]:
        """What to multiply a fact by, so that terms of the polynomial cancel: one of them, or all that can."""
        for divisor, slope in fact.terms():
            left = [(tuple(a - b for a, b in zip(exponents, divisor, strict=True)), factor / slope)
                    for exponents, factor in polynomial.terms()]
            terms = [self.field.context.from_dict({exponents: factor})
                     for exponents, factor in left if min(exponents) >= 0]
            yield from terms
            if len(terms) > 1 and any(divisor):
                yield sum(terms[1:], terms[0])

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
        for _ in range(len(self.bounds.lines) // 6):
            self.effort.spend()
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
            with suppress(OutOfReach):
                low, high = bounds(self.field.term_of(self.field.context.from_dict({exponents: 1})))
                self.bounds.note((one, -low), (0, 1))
                self.bounds.note((one, -high), (0, -1))
        elif all(generator.op in ("exp", "pi", "sqrt") for generator in generators):
            signs = (0, 1) if any(generator.op == "sqrt" for generator in generators) else (1,)
            self.bounds.note((one, Fraction(0)), signs)


def added(a: int, signs: Signs) -> Signs:
    """The signs of a number of sign a plus one of these signs."""
    return frozenset().union(*({a or b} if a * b >= 0 else ANY for b in signs))
