r"""Terms as quotients of polynomials over ℚ, so that equal ones can be seen to be equal.

The unknowns of the polynomials are *generators*: letters, :math:`\pi`, and functions that no rule takes apart, such
as :math:`e^{x/2}`, :math:`\log 2`, :math:`\sqrt{1 + x^2}`, :math:`\operatorname{erf}(x)`. A numerator of 0 proves a
term to be 0; another one proves nothing by itself, since generators may be related in ways that no rule knows.
"""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly_ctx, fmpz

from eqcheck.numeric import Unsettled
from eqcheck.proof.terms import Term, Terms

Polynomial = Any
"""FLINT's ``fmpq_mpoly``."""
FEW, MANY = 8, 8
"""How many generators there is room for at first besides the letters, and how many at most for each letter."""
LONGEST, HIGHEST = 600, 200
"""Polynomials of more terms, or of a higher degree, are not worked with."""
HUGEST = 10**5
"""Nor are numbers taken to a higher power."""
FINEST = 64
"""No exponential is taken as a higher power of another."""
HUGE = 2**40
"""Roots and logarithms of larger whole numbers are not taken apart into primes."""


class Rescale(Exception):
    """A generator turned up for which there is no room, or of which another is a power: begin again with what it takes.
    """


class TooLarge(Unsettled):
    """There is a normal form, but not one to work with."""


@dataclass(frozen=True, slots=True)
class Ratio:
    top: Polynomial
    bottom: Polynomial


@dataclass(frozen=True, slots=True)
class Generator:
    """``term`` is what the generator stands for; ``inside`` is the logarithm of an exponential, the square of a root
    and what any other function is applied to."""

    op: str
    term: Term
    inside: Ratio | None = None


class Field:
    """Quotients of polynomials. ``signs(polynomial)`` is asked for the signs that a polynomial may have."""

    def __init__(
        self, terms: Terms, units: dict[object, Fraction], signs: Callable[[Polynomial], frozenset[int]]
    ) -> None:
        self.terms = terms
        self.units = units
        self.signs = signs
        terms.functions = max(terms.functions, FEW)
        slots = len(terms.letters) + terms.functions
        self.context = fmpq_mpoly_ctx.get([f"g{k}" for k in range(slots)], Ordering.degrevlex)
        self.generators: list[Generator] = []
        self.one = self.context.constant(1)
        self.zero = self.context.constant(0)
        self._places: dict[object, int] = {}
        self._kept: dict[Term, Ratio] = {}
        self._factors_kept: dict[str, tuple[fmpq, list[tuple[Polynomial, int]]]] = {}
        self._roots: list[int] = []

    # --- generators and terms -----------------------------------------------------------------------------------------

    def generator(self, op: str, key: object, term: Term, inside: Ratio | None = None) -> Polynomial:
        place = self._places.get((op, key))
        if place is None:
            place = len(self.generators)
            if place == self.context.nvars():
                self.terms.functions *= 2
                if self.terms.functions > MANY * (2 + len(self.terms.letters)):
                    raise TooLarge("more functions of different arguments than are looked at")
                raise Rescale
            self._places[op, key] = place
            self.generators.append(Generator(op, term, inside))
            if op == "sqrt":
                self._roots.append(place)
        return self.context.gen(place)

    def place(self, polynomial: Polynomial) -> int | None:
        """Which generator a polynomial is, if it is one."""
        terms = list(polynomial.terms())
        if len(terms) != 1 or terms[0][1] != 1 or sum(terms[0][0]) != 1:
            return None
        return list(map(int, terms[0][0])).index(1)

    def used(self, polynomial: Polynomial) -> list[int]:
        return [place for place, degree in enumerate(polynomial.degrees()) if degree > 0]

    def factors(self, polynomial: Polynomial) -> tuple[fmpq, list[tuple[Polynomial, int]]]:
        """A number and irreducible polynomials with their exponents."""
        if polynomial.total_degree() == 1:
            return fmpq(1), [(polynomial, 1)]
        key = str(polynomial)
        if key not in self._factors_kept:
            content, factors = polynomial.factor()
            self._factors_kept[key] = content, [(factor, int(exponent)) for factor, exponent in factors]
        return self._factors_kept[key]

    def term_of(self, polynomial: Polynomial) -> Term:
        """The polynomial as a term."""
        terms, total = self.terms, self.terms.zero
        for exponents, slope in polynomial.terms():
            product = terms.one
            for generator, exponent in zip(self.generators, exponents, strict=False):
                if exponent:
                    product = terms.multiply(product, terms.power(generator.term, int(exponent)))
            total = terms.add(total, terms.multiply(terms.number(fraction(slope)), product))
        return total

    # --- quotients ----------------------------------------------------------------------------------------------------

    def ratio(self, top: Polynomial, bottom: Polynomial) -> Ratio:
        """The quotient in lowest terms, the leading slope of its denominator 1."""
        if max(len(top), len(bottom)) > LONGEST or max(top.total_degree(), bottom.total_degree()) > HIGHEST:
            raise TooLarge("polynomials of too many terms, or too high a degree")
        top, bottom = self.reduced(top), self.reduced(bottom)
        if not bottom.is_constant():
            common = top.gcd(bottom)
            if not common.is_one():
                top, bottom = top / common, bottom / common
        lead = bottom.leading_coefficient() if bottom else fmpq(1)
        if not bottom:
            raise Unsettled("a quotient whose denominator vanishes by a rule that was not known when it was formed")
        return Ratio(top, bottom) if lead == 1 else Ratio(top / lead, bottom / lead)

    def reduced(self, polynomial: Polynomial) -> Polynomial:
        """Without squares of roots."""
        for place in reversed(self._roots):
            if polynomial.degrees()[place] < 2:
                continue
            square = self.generators[place].inside
            assert square is not None
            parts: dict[int, dict[tuple[int, ...], Any]] = {}
            for exponents, slope in polynomial.terms():
                pairs, rest = divmod(int(exponents[place]), 2)
                kept = (*exponents[:place], rest, *exponents[place + 1:])
                parts.setdefault(pairs, {})[kept] = slope
            polynomial = sum(
                (self.context.from_dict(part) * square.top**pairs for pairs, part in parts.items()), self.zero
            )
        return polynomial

    def add(self, a: Ratio, b: Ratio) -> Ratio:
        if a.bottom == b.bottom:
            top = a.top + b.top
            return Ratio(top, a.bottom) if a.bottom.is_one() else self.ratio(top, a.bottom)
        return self.ratio(a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom)

    def multiply(self, a: Ratio, b: Ratio) -> Ratio:
        return self.ratio(a.top * b.top, a.bottom * b.bottom)

    def inverse(self, a: Ratio) -> Ratio:
        return self.ratio(a.bottom, a.top)

    def power(self, a: Ratio, exponent: int) -> Ratio:
        if exponent < 0:
            return self.power(self.inverse(a), -exponent)
        if exponent * max(a.top.total_degree(), a.bottom.total_degree()) > HIGHEST or exponent > HUGEST:
            raise TooLarge("a power of too high a degree")
        return self.ratio(a.top**exponent, a.bottom**exponent)

    def product(self, factors: list[Ratio]) -> Ratio:
        total = self.whole(self.one)
        for factor in factors:
            total = self.multiply(total, factor)
        return total

    def whole(self, polynomial: Polynomial) -> Ratio:
        return Ratio(polynomial, self.one)

    # --- normal forms -------------------------------------------------------------------------------------------------

    def normal(self, term: Term) -> Ratio:
        """The quotient that a term is."""
        if term not in self._kept:
            self._kept[term] = self._normal(term)
        return self._kept[term]

    def _normal(self, term: Term) -> Ratio:
        match term.op:
            case "number":
                value = term.args[0]
                return self.whole(self.context.constant(fmpq(value.numerator, value.denominator)))
            case "letter" | "pi":
                return self.whole(self.generator(term.op, term.args, term))
            case "add" | "multiply":
                both: Callable[[Ratio, Ratio], Ratio] = getattr(self, term.op)
                return both(*map(self.normal, term.args))
            case "divide":
                return self.multiply(self.normal(term.args[0]), self.inverse(self.normal(term.args[1])))
            case "power":
                return self.power(self.normal(term.args[0]), term.args[1])
            case "Phi":
                scaled = self.terms.divide(term.args[0], self.terms.apply("sqrt", self.terms.number(2)))
                error = self.terms.apply("erf", scaled)
                return self.normal(self.terms.divide(self.terms.add(self.terms.one, error), self.terms.number(2)))
            case "tanh":
                square = self.exp(self.add(*2 * (self.normal(term.args[0]),)))
                return self.ratio(square.top - square.bottom, square.top + square.bottom)
        function: Callable[[Ratio], Ratio] = getattr(self, term.op)
        return function(self.normal(term.args[0]))

    def exp(self, a: Ratio) -> Ratio:
        if not a.bottom.is_one():
            return self._exp_of(a, Fraction(1))
        factors = []
        for exponents, slope in a.top.terms():
            monomial = self.context.from_dict({exponents: 1})
            logarithm = self.place(monomial)
            if logarithm is not None and self.generators[logarithm].op == "log":
                inside = self.generators[logarithm].inside
                assert inside is not None
                if slope.denominator == 1:
                    factors.append(self.power(inside, int(slope.numerator)))
                    continue
                if slope.denominator == 2:
                    factors.append(self.power(self.sqrt(inside), int(slope.numerator)))
                    continue
            factors.append(self._exp_of(self.whole(monomial), fraction(slope)))
        return self.product(factors)

    def _exp_of(self, a: Ratio, slope: Fraction) -> Ratio:
        """exp(slope · a), by a generator."""
        lead = a.top.leading_coefficient()
        a, slope = Ratio(a.top / lead, a.bottom), slope * fraction(lead)
        key = self.key(a)
        unit = self.units.setdefault(key, abs(slope))
        smaller = common(unit, slope)
        if max(unit, abs(slope)) > FINEST * smaller:  # not related, as far as this form can tell
            key, unit = (*key, slope), abs(slope)
        elif unit != smaller:
            self.units[key] = smaller
            raise Rescale
        inside = Ratio(a.top * fmpq(unit.numerator, unit.denominator), a.bottom)
        logarithm = self.terms.divide(self.term_of(inside.top), self.term_of(inside.bottom))
        generator = self.generator("exp", key, self.terms.apply("exp", logarithm), inside)
        return self.power(self.whole(generator), int(slope / unit))

    def log(self, a: Ratio) -> Ratio:
        numbers, factors, rest = self._factors(a)
        total = self.zero
        for prime, exponent in numbers:
            number = self.terms.number(prime)
            inside = self.whole(self.context.constant(prime))
            total += exponent * self.generator("log", prime, self.terms.apply("log", number), inside)
        whole = self.whole(total)
        for factor, exponent in factors:
            place = self.place(factor)
            if place is not None and self.generators[place].op == "exp":
                exponent_of = self.generators[place].inside
                assert exponent_of is not None
                logarithm = exponent_of
            elif place is not None and self.generators[place].op == "sqrt":
                square = self.generators[place].inside
                assert square is not None
                logarithm = self.multiply(self.log(square), self.whole(self.context.constant(fmpq(1, 2))))
            else:
                logarithm = self._opaque("log", self.whole(factor))
            whole = self.add(whole, Ratio(exponent * logarithm.top, logarithm.bottom))
        return whole if rest is None else self.add(whole, self._opaque("log", rest))

    def sqrt(self, a: Ratio) -> Ratio:
        if not a.top:
            return a
        numbers, factors, rest = self._factors(a)
        parts = []
        for prime, exponent in numbers:
            half, odd = divmod(exponent, 2)
            parts.append(self.power(self.whole(self.context.constant(prime)), half))
            if odd:
                parts.append(self._opaque("sqrt", self.whole(self.context.constant(prime))))
        for factor, exponent in factors:
            half, odd = divmod(exponent, 2)
            parts.append(self.power(self.whole(factor), half))
            place = self.place(factor)
            if odd and place is not None and self.generators[place].op == "exp":
                inside = self.generators[place].inside
                assert inside is not None
                parts.append(self.exp(Ratio(inside.top / 2, inside.bottom)))
            elif odd:
                parts.append(self._opaque("sqrt", self.whole(factor)))
        if rest is not None:
            parts += [self._opaque("sqrt", self.whole(rest.top * rest.bottom)), self.whole(rest.bottom)]
            if self.signs(rest.bottom) != {1}:
                raise Unsettled("a root of a quotient whose denominator may be negative")
            parts[-1] = self.inverse(parts[-1])
        return self.product(parts)

    def erf(self, a: Ratio) -> Ratio:
        if not a.top:
            return a
        if a.top.leading_coefficient() < 0:
            odd = self._opaque("erf", Ratio(-a.top, a.bottom))
            return Ratio(-odd.top, odd.bottom)
        return self._opaque("erf", a)

    def _opaque(self, op: str, a: Ratio) -> Ratio:
        """A function that is a generator of its own."""
        inside = self.terms.divide(self.term_of(a.top), self.term_of(a.bottom))
        return self.whole(self.generator(op, self.key(a), self.terms.apply(op, inside), a))

    def key(self, a: Ratio) -> tuple[object, ...]:
        return str(a.top), str(a.bottom)

    def _factors(
        self, a: Ratio
    ) -> tuple[list[tuple[int, int]], list[tuple[Polynomial, int]], Ratio | None]:
        """A positive quotient as primes and positive polynomials with exponents, and what is left of unknown sign."""
        top, bottom = self.factors(a.top), self.factors(a.bottom)
        content = top[0] / bottom[0]
        known, rest = [], [self.one, self.one]
        for polynomial, exponent in (*top[1], *((factor, -exponent) for factor, exponent in bottom[1])):
            lead = polynomial.leading_coefficient()
            power = lead ** abs(exponent)
            polynomial, content = polynomial / lead, content * power if exponent > 0 else content / power
            signs = self.signs(polynomial)
            if signs == {1}:
                known.append((polynomial, exponent))
            elif signs == {-1}:
                known.append((-polynomial, exponent))
                content *= (-1) ** abs(exponent)
            else:
                rest[exponent < 0] *= polynomial ** abs(exponent)
        if content < 0:
            content, rest[0] = -content, -rest[0]
        numbers = [(int(p), int(e)) for p, e in primes(content.numerator)]
        numbers += [(int(p), -int(e)) for p, e in primes(content.denominator)]
        left = None if rest[0].is_one() and rest[1].is_one() else self.ratio(rest[0], rest[1])
        return numbers, known, left


def common(a: Fraction, b: Fraction) -> Fraction:
    """The largest fraction of which both are whole multiples."""
    return Fraction(gcd(a.numerator * b.denominator, b.numerator * a.denominator), a.denominator * b.denominator)


def primes(number: fmpz) -> list[tuple[int, int]]:
    """A whole number as a product of powers: of primes, unless it is huge."""
    if number > HUGE:
        return [(int(number), 1)]
    return [(int(prime), int(exponent)) for prime, exponent in number.factor()]


def fraction(value: fmpq) -> Fraction:
    return Fraction(int(value.numerator), int(value.denominator))
