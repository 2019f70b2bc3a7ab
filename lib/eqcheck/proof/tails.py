r"""Terms far out: the sign that a term has for every :math:`t \ge T`.

There a term is a sum of monomials :math:`c \, e^{q t^2 + r t} \, t^a`, the fastest growing first. Their exponents are
exact; a coefficient is an exact fraction or a ball, and a ball may vary with t. So what is too small to be of interest
is put into the coefficient of something larger, and the first monomial tells the sign.
"""
from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import factorial

from flint import arb, fmpq

from eqcheck.proof.enclosure import Undecided, as_fraction, exact, sign
from eqcheck.proof.normal_form import fraction
from eqcheck.proof.terms import Term

Growth = tuple[Fraction, Fraction, Fraction]
"""(q, r, a); one that is larger grows faster."""
Slope = fmpq | arb
Series = dict[Growth, Slope]
NONE = Fraction(0)
LEVEL: Growth = (NONE, NONE, NONE)
LONGEST = 10
"""More monomials than these are not kept apart."""
ORDER = 4
"""So many terms of a power series are kept, and then its remainder."""


def tail_sign(term: Term, letters: dict[str, Series], start: Fraction) -> int | None:
    """The sign of a term for all t ≥ start, None where it does not show."""
    try:
        tail = Tail(letters, start)
        series = tail(term)
        return sign(tail.relative(series, tail.first(series))) if series else 0
    except (Undecided, ZeroDivisionError):
        return None


def outward(direction: int, steeply: bool) -> Series:
    """The letter as t or −t; steeply, as e^t or −e^t, whose logarithm is simple."""
    return {(NONE, Fraction(int(steeply)), Fraction(int(not steeply))): fmpq(direction)}


def towards(point: Fraction, direction: int) -> Series:
    """The letter that comes near a point as the point plus or minus e^−t."""
    return nonzero({LEVEL: rational(point), (NONE, Fraction(-1), NONE): fmpq(direction)})


class Tail:
    """Terms as series for t ≥ start."""

    def __init__(self, letters: dict[str, Series], start: Fraction) -> None:
        self.letters = letters
        self.start = start
        self._kept: dict[Term, Series] = {}

    def __call__(self, term: Term) -> Series:
        if term not in self._kept:
            self._kept[term] = self.shortened(self._series(term))
        return self._kept[term]

    def _series(self, term: Term) -> Series:
        match term.op:
            case "number":
                return nonzero({LEVEL: rational(term.args[0])})
            case "letter":
                return self.letters[term.args[0]]
            case "pi":
                return {LEVEL: arb.pi()}
            case "add" | "multiply" | "divide":
                both: Callable[[Series, Series], Series] = getattr(self, term.op)
                return both(self(term.args[0]), self(term.args[1]))
            case "power":
                return self.power(self(term.args[0]), term.args[1])
        function: Callable[[Series], Series] = getattr(self, term.op)
        return function(self(term.args[0]))

    # --- sizes --------------------------------------------------------------------------------------------------------

    def first(self, series: Series) -> Growth:
        """The fastest growing monomial."""
        if not series:
            raise Undecided("a tail that is 0")
        return max(series)

    def ratio(self, small: Growth, large: Growth) -> arb:
        """A ball of small/large for t ≥ start, which has to fall there."""
        q, r, a = less(small, large)
        falls = (q, r, a) == LEVEL or 2 * q * self.start + r + max(a, NONE) / self.start < 0 or (
            q == 0 and r == 0 and a < 0)
        if q > 0 or not falls:
            raise Undecided("a tail that begins too early")
        if (q, r, a) == LEVEL:
            return arb(1)
        top = exact(q * self.start**2 + r * self.start).exp() * exact(self.start) ** exact(a)
        return arb(0).union(top)

    def relative(self, series: Series, to: Growth) -> arb:
        """A ball of the series divided by a monomial that grows at least as fast."""
        total = arb(0)
        for growth, slope in series.items():
            total += self.ratio(growth, to) * slope
        return total

    def shortened(self, series: Series) -> Series:
        if len(series) <= LONGEST:
            return series
        order = sorted(series, reverse=True)
        kept = {growth: series[growth] for growth in order[:LONGEST - 1]}
        last = order[LONGEST - 1]
        kept[last] = self.relative({growth: series[growth] for growth in order[LONGEST - 1:]}, last)
        return kept

    def split(self, series: Series) -> tuple[Growth, Slope, Series, arb]:
        """(m, c, u, U) for a series that is c m (1 + u), with U a ball of u, whose monomials all fall."""
        lead = self.first(series)
        slope = series[lead]
        if not slope != 0:
            raise Undecided("a tail whose first monomial may vanish")
        rest = {
            less(growth, lead): other / slope
            for growth, other in series.items() if growth != lead
        }
        return lead, slope, rest, self.relative(rest, LEVEL)

    # --- arithmetic ---------------------------------------------------------------------------------------------------

    def add(self, a: Series, b: Series) -> Series:
        total = dict(a)
        for growth, slope in b.items():
            total[growth] = total[growth] + slope if growth in total else slope
        return nonzero(total)

    def multiply(self, a: Series, b: Series) -> Series:
        total: Series = {}
        for growth, slope in a.items():
            for other, factor in b.items():
                both = growth[0] + other[0], growth[1] + other[1], growth[2] + other[2]
                total[both] = total[both] + slope * factor if both in total else slope * factor
        return self.shortened(nonzero(total))

    def scaled(self, series: Series, factor: Slope, by: Growth = LEVEL) -> Series:
        return self.multiply(series, {by: factor})

    def power(self, a: Series, exponent: int) -> Series:
        total: Series = {LEVEL: fmpq(1)}
        for _ in range(exponent):
            total = self.multiply(total, a)
        return total

    def expanded(self, u: Series, slopes: Callable[[int], fmpq], remainder: arb) -> Series:
        """Σ slopes(k) uᵏ for k < ORDER, and remainder · u^ORDER."""
        total: Series = nonzero({LEVEL: slopes(0)})
        power: Series = {LEVEL: fmpq(1)}
        for k in range(1, ORDER + 1):
            power = self.multiply(power, u)
            total = self.add(total, self.scaled(power, slopes(k) if k < ORDER else remainder))
        return total

    def divide(self, a: Series, b: Series) -> Series:
        (q, r, e), slope, u, ball = self.split(b)
        inverse = self.expanded(u, lambda k: fmpq((-1) ** k), 1 / self.above_zero(1 + ball))
        return self.multiply(a, self.scaled(inverse, 1 / slope, (-q, -r, -e)))

    def above_zero(self, a: arb) -> arb:
        if not a > 0:
            raise Undecided("a tail that begins too early")
        return a

    # --- functions ----------------------------------------------------------------------------------------------------

    def exp(self, a: Series) -> Series:
        growing = {growth: slope for growth, slope in a.items() if growth > LEVEL}
        falling = {growth: slope for growth, slope in a.items() if growth < LEVEL}
        level = a.get(LEVEL)
        ball = self.relative(falling, LEVEL)
        small = self.expanded(falling, lambda k: fmpq(1, factorial(k)), ball.union(arb(0)).exp() / factorial(ORDER))
        if level is not None:
            small = self.scaled(small, arb(level).exp())
        return self.multiply(small, self._exp_growing(growing))

    def _exp_growing(self, a: Series) -> Series:
        """The exponential of a polynomial in t: exactly, or from above where it falls."""
        if not a:
            return {LEVEL: fmpq(1)}
        if any(q or r for q, r, _ in a):
            raise Undecided("an exponential of an exponential")
        if all(power in (1, 2) and isinstance(slope, fmpq) for (_, _, power), slope in a.items()):
            slopes = {int(power): fraction(slope) for (_, _, power), slope in a.items() if isinstance(slope, fmpq)}
            return {(slopes.get(2, NONE), slopes.get(1, NONE), NONE): fmpq(1)}
        lead = max(a)
        fall = -self.relative(a, lead).upper()
        if not fall > 0 or lead[2] < 1:
            raise Undecided("an exponential that grows by no simple rate")
        power = 2 if lead[2] >= 2 else 1
        rate = as_fraction((fall * exact(self.start) ** exact(lead[2] - power)).lower())
        rate = Fraction(int(rate * 1024), 1024)
        return {(-rate if power == 2 else NONE, -rate if power == 1 else NONE, NONE): arb(0).union(arb(1))}

    def log(self, a: Series) -> Series:
        (q, r, e), slope, u, ball = self.split(a)
        if e or not slope > 0:
            raise Undecided("a logarithm of a power")
        inside = self.above_zero(1 + ball.union(arb(0)))
        one = expand_log(u, self, inside)
        level = fmpq(0) if slope == 1 else arb(slope).log()
        line = {(NONE, NONE, Fraction(2)): rational(q), (NONE, NONE, Fraction(1)): rational(r), LEVEL: level}
        return self.add(nonzero(line), one)

    def sqrt(self, a: Series) -> Series:
        (q, r, e), slope, u, ball = self.split(a)
        inside = self.above_zero(1 + ball.union(arb(0)))
        choose = [fmpq(1), fmpq(1, 2), fmpq(-1, 8), fmpq(1, 16)]
        root = self.expanded(u, choose.__getitem__, arb(-5) / 128 * inside ** (arb(-7) / 2))
        return self.scaled(root, arb(slope).sqrt(), (q / 2, r / 2, e / 2))

    def tanh(self, a: Series) -> Series:
        if a and self.first(a) > LEVEL:
            lead = self.first(a)
            side = sign(arb(a[lead]))
            if not side:
                raise Undecided("a tail whose first monomial may vanish")
            small = self.exp(self.scaled(a, fmpq(-2 * side)))
            gap = self.divide(self.scaled(small, fmpq(2)), self.add({LEVEL: fmpq(1)}, small))
            return self.scaled(self.add({LEVEL: fmpq(1)}, self.scaled(gap, fmpq(-1))), fmpq(side))
        power = self.exp(self.scaled(a, fmpq(2)))
        return self.divide(self.add(power, {LEVEL: fmpq(-1)}), self.add(power, {LEVEL: fmpq(1)}))

    def erf(self, a: Series) -> Series:
        if a and self.first(a) > LEVEL:
            side = sign(arb(a[self.first(a)]))
            if not side:
                raise Undecided("a tail whose first monomial may vanish")
            return self.scaled(self.add({LEVEL: fmpq(1)}, self.scaled(self._erfc(self.scaled(a, fmpq(side))),
                                                                      fmpq(-1))), fmpq(side))
        level = arb(a.get(LEVEL, 0))
        falling = {growth: slope for growth, slope in a.items() if growth < LEVEL}
        slope = 2 * (-level * level).exp() / arb.pi().sqrt()
        bend = self.scaled(self.power(falling, 2), arb(-1).union(arb(1)) / 2)
        constant: Series = {LEVEL: level.erf()} if LEVEL in a else {}
        return self.add(self.add(constant, self.scaled(falling, slope)), bend)

    def Phi(self, a: Series) -> Series:
        """Below 0 by erfc, where 1 + erf would lose what is left."""
        root = arb(2).sqrt()
        if a and self.first(a) > LEVEL and a[self.first(a)] < 0:
            square = self.scaled(self.power(a, 2), fmpq(1, 2))
            return self.scaled(self._erfc(self.scaled(a, -1 / root), square), fmpq(1, 2))
        if a and self.first(a) > LEVEL:
            square = self.scaled(self.power(a, 2), fmpq(1, 2))
            return self.add({LEVEL: fmpq(1)}, self.scaled(self._erfc(self.scaled(a, 1 / root), square), fmpq(-1, 2)))
        return self.scaled(self.add({LEVEL: fmpq(1)}, self.erf(self.scaled(a, 1 / root))), fmpq(1, 2))

    def _erfc(self, a: Series, square: Series | None = None) -> Series:
        """e^(−a²)/(a √π) is too large by less than its part 1/(2 a²), for a > 0."""
        self.above_zero(self.relative(a, self.first(a)))
        square = self.power(a, 2) if square is None else square
        bell = self.divide(self.exp(self.scaled(square, fmpq(-1))), self.scaled(a, arb.pi().sqrt()))
        less = self.divide({LEVEL: arb(-1).union(arb(0)) / 2}, square)
        return self.multiply(bell, self.add({LEVEL: fmpq(1)}, less))


def less(a: Growth, b: Growth) -> Growth:
    """The growth of the quotient."""
    return a[0] - b[0], a[1] - b[1], a[2] - b[2]


def expand_log(u: Series, tail: Tail, inside: arb) -> Series:
    """log(1 + u), with ``inside`` a ball of 1 and 1 + u."""
    return tail.expanded(
        u, lambda k: fmpq((-1) ** (k + 1), k) if k else fmpq(0), arb((-1) ** (ORDER + 1)) / ORDER / inside**ORDER
    )


def nonzero(series: Series) -> Series:
    """Without coefficients that are exactly 0."""
    return {growth: slope for growth, slope in series.items() if not slope == 0}  # noqa: SIM201 (a ball may be neither)


def rational(value: Fraction) -> fmpq:
    return fmpq(value.numerator, value.denominator)
