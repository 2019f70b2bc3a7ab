r"""The reference: multiprecision numbers that carry a bound of their own error.

A :class:`Ball` is a value and an exponent e; the truth lies within :math:`2^e` of the value, or is the value itself
where there is no e. So a single run tells whether its digits suffice, a comparison is never decided by rounding, and
a kink at an exact number is met exactly. The range is unlimited: :math:`\exp(10^{300})` does not overflow.
"""
from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import Any

from mpmath import libmp, mp, mpf

from eqcheck.numeric.arithmetic import Arithmetic, Undefined, Unsettled
from eqcheck.numeric.jets import ByJets

START = 100
"""Bits of the first attempt, about 30 digits."""
CAP = 13_000
"""Bits after which ``settled`` gives up."""
GOOD = 70
"""Correct bits that ``settled`` asks for: 53 of a float64, and some to measure its last place with."""
NOTHING = -1300
"""What is known within 2^NOTHING is known: the smallest float64 is 2^-1074."""
REACH = 20_000
"""exp is refused where its argument has more than so many bits before the point."""

ZERO, ONE, HALF = libmp.fzero, libmp.fone, libmp.fhalf
INFINITY, MINUS_INFINITY = libmp.finf, libmp.fninf
NEAREST = libmp.round_nearest


class Ball:
    """``value`` (mpmath's raw number) within 2^``error``; exact where error is None."""

    __slots__ = ("error", "value")

    def __init__(self, value: tuple, error: int | None = None) -> None:
        self.value = value
        self.error = error

    @property
    def mpf(self) -> mpf:
        return mp.make_mpf(self.value)

    def __float__(self) -> float:
        return libmp.to_float(self.value, rnd=NEAREST)

    def __repr__(self) -> str:
        bound = "" if self.error is None else f" ± 2^{self.error}"
        return f"Ball({libmp.to_str(self.value, 20)}{bound})"

    @property
    def good(self) -> bool:
        """Whether enough digits are known for a comparison with any machine number."""
        return self.error is None or self.error <= max(magnitude(self.value) - GOOD, NOTHING)


def magnitude(value: tuple) -> int:
    """The m with 2^(m−1) ≤ |value| < 2^m, for a finite value other than 0."""
    return value[2] + value[3] if value[1] else NOTHING * 1000


def size(ball: Ball) -> int:
    """The exponent of a bound of the truth."""
    m = magnitude(ball.value)
    return m if ball.error is None else max(m, ball.error) + 1


def either(first: int | None, second: int | None) -> int | None:
    """The exponent of the sum of two errors."""
    if first is None:
        return second
    if second is None:
        return first
    return max(first, second) + 1


def settled(function: Callable[[Arithmetic], Any]) -> Any:
    """What ``function(arithmetic)`` tends to as the precision doubles, the balls as :class:`mpmath.mpf`.

    Raises :class:`Undefined` where it has no value, or not enough digits at the cap.
    """
    bits = START
    while bits <= CAP:
        try:
            result = function(Reference(bits))
            if all(ball.good for ball in _balls(result)):
                return _plain(result)
            trouble = "too few digits"
        except Unsettled as unsettled:
            trouble = str(unsettled)
        bits *= 2
    raise Undefined(f"not settled with {bits // 2} bits: {trouble}")


def _balls(value: Any) -> list[Ball]:
    if isinstance(value, tuple):
        return [ball for entry in value for ball in _balls(entry)]
    return [value] if isinstance(value, Ball) else []


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    return value.mpf if isinstance(value, Ball) else value


class Reference(ByJets, Arithmetic):
    """Balls, computed with ``bits`` bits."""

    def __init__(self, bits: int = START) -> None:
        self.bits = bits
        self._constants: dict[str, Ball] = {}

    # --- numbers in -------------------------------------------------------------------------------------------------

    def number(self, value: Fraction | int | float) -> Ball:
        if isinstance(value, float):
            if value != value:
                raise Undefined("not a number")
            return Ball(libmp.from_float(value))
        if isinstance(value, int):
            return Ball(libmp.from_int(value))
        top, bottom = libmp.from_int(value.numerator), value.denominator
        if bottom & (bottom - 1) == 0:
            return Ball(libmp.mpf_shift(top, 1 - bottom.bit_length()))
        return self._rounded(libmp.mpf_div(top, libmp.from_int(bottom), self.bits, NEAREST))

    def constant(self, name: str) -> Ball:
        if name == "infinity":
            return Ball(INFINITY)
        if name not in self._constants:
            value = {"pi": libmp.mpf_pi, "e": libmp.mpf_e}[name](self.bits, NEAREST)
            self._constants[name] = self._rounded(value)
        return self._constants[name]

    def _rounded(self, value: tuple, error: int | None = None) -> Ball:
        """A value that was rounded to the bits at hand (by at most one unit), and ``error`` before that."""
        if not value[1]:
            return Ball(value, error)
        rounding = value[2] + value[3] - self.bits
        return Ball(value, rounding if error is None else max(error, rounding) + 1)

    # --- arithmetic -------------------------------------------------------------------------------------------------

    def add(self, a: Ball, b: Ball) -> Ball:
        x, y = a.value, b.value
        if not (x[1] and y[1]):
            return self._add_special(a, b)
        value = libmp.mpf_add(x, y, self.bits, NEAREST)
        error = either(a.error, b.error)
        exact = max(x[2] + x[3], y[2] + y[3]) + 1 - min(x[2], y[2]) <= self.bits
        return Ball(value, error) if exact else self._rounded(value, error)

    def _add_special(self, a: Ball, b: Ball) -> Ball:
        x, y = a.value, b.value
        if x in (INFINITY, MINUS_INFINITY):
            if y in (INFINITY, MINUS_INFINITY) and x != y:
                raise Undefined("∞ − ∞")
            return a
        if y in (INFINITY, MINUS_INFINITY):
            return b
        return Ball(y if x == ZERO else x, either(a.error, b.error))

    def negate(self, a: Ball) -> Ball:
        return Ball(libmp.mpf_neg(a.value), a.error)

    def multiply(self, a: Ball, b: Ball) -> Ball:
        x, y = a.value, b.value
        if not (x[1] and y[1]):
            return self._multiply_special(a, b)
        value = libmp.mpf_mul(x, y, self.bits, NEAREST)
        error = None
        if a.error is not None:
            error = a.error + size(b)
        if b.error is not None:
            error = either(error, b.error + magnitude(x))
        return Ball(value, error) if x[3] + y[3] <= self.bits else self._rounded(value, error)

    def _multiply_special(self, a: Ball, b: Ball) -> Ball:
        for factor, other in ((a, b), (b, a)):
            if factor.value in (INFINITY, MINUS_INFINITY):
                if other.value == ZERO and other.error is None:
                    raise Undefined("0 · ∞")
                sign = self.order(other, Ball(ZERO))
                return Ball(libmp.mpf_mul(factor.value, libmp.from_int(sign)))
        if (a.value == ZERO and a.error is None) or (b.value == ZERO and b.error is None):
            return Ball(ZERO)
        return Ball(ZERO, size(a) + size(b))

    def divide(self, a: Ball, b: Ball) -> Ball:
        x, y = a.value, b.value
        if y in (INFINITY, MINUS_INFINITY):
            if x in (INFINITY, MINUS_INFINITY):
                raise Undefined("∞ / ∞")
            return Ball(ZERO)
        self._off_zero(b, "a division by 0")
        if not x[1]:
            if x == ZERO:
                return Ball(ZERO, None if a.error is None else a.error - magnitude(y) + 2)
            return Ball(x if y[0] == 0 else libmp.mpf_neg(x))
        value = libmp.mpf_div(x, y, self.bits, NEAREST)
        error = either(a.error, None if b.error is None else magnitude(value) + b.error)
        if error is not None:
            return self._rounded(value, error - magnitude(y) + 2)
        exact = value[3] + y[3] <= x[3] + 1 and libmp.mpf_mul(value, y) == x
        return Ball(value) if exact else self._rounded(value)

    def _off_zero(self, a: Ball, complaint: str) -> None:
        """Refuse a ball that holds 0, and one within a factor of 2 of holding it."""
        if a.error is None:
            if a.value == ZERO:
                raise Undefined(complaint)
        elif a.error > magnitude(a.value) - 2:
            raise Unsettled(complaint)

    def power(self, base: Ball, exponent: Ball) -> Ball:
        if exponent.error is None and exponent.value[1] and exponent.value[2] >= 0 and magnitude(exponent.value) <= 16:
            return self._integer_power(base, libmp.to_int(exponent.value))
        if exponent.error is None and exponent.value == ZERO:
            return Ball(ONE)
        if exponent.error is None and exponent.value == HALF:
            return self.sqrt(base)
        sign = self.order(base, Ball(ZERO))
        if sign < 0:
            raise Undefined("a negative number to a power that is not whole")
        if sign == 0:
            if self.order(exponent, Ball(ZERO)) < 0:
                raise Undefined("a division by 0")
            return Ball(ZERO)
        return self.exp(self.multiply(exponent, self.log(base)))

    def _integer_power(self, base: Ball, exponent: int) -> Ball:
        if exponent < 0:
            return self.divide(Ball(ONE), self._integer_power(base, -exponent))
        if exponent == 1:
            return base
        root = self._integer_power(base, exponent // 2)
        square = self.multiply(root, root)
        return self.multiply(square, base) if exponent % 2 else square

    # --- order ------------------------------------------------------------------------------------------------------

    def order(self, a: Ball, b: Ball) -> int:
        if a.error is None and b.error is None:
            return libmp.mpf_cmp(a.value, b.value)
        if a is b:
            return 0
        gap = self.subtract(a, b)
        if (gap.value[1] and gap.error is not None and gap.error >= magnitude(gap.value) - 1) or gap.value == ZERO:
            raise Unsettled("a comparison of two numbers that cannot be told apart")
        return libmp.mpf_sign(gap.value)

    def maximum(self, a: Ball, b: Ball) -> Ball:
        return self._extreme(a, b, 1)

    def minimum(self, a: Ball, b: Ball) -> Ball:
        return self._extreme(a, b, -1)

    def _extreme(self, a: Ball, b: Ball, sign: int) -> Ball:
        """Continuous, so that it need not know which of the two it is."""
        chosen = a if libmp.mpf_cmp(a.value, b.value) in (0, sign) else b
        if a.error is None and b.error is None:
            return chosen
        try:
            return chosen if self.order(a, b) else a
        except Unsettled:
            return Ball(chosen.value, either(a.error, b.error))

    def absolute(self, a: Ball) -> Ball:
        return Ball(libmp.mpf_abs(a.value), a.error)

    def distinct(self, a: Ball, b: Ball) -> bool:
        """Whether the two are certainly different."""
        try:
            return self.order(a, b) != 0
        except Unsettled:
            return False

    # --- functions --------------------------------------------------------------------------------------------------

    def exp(self, a: Ball) -> Ball:
        if not a.value[1] and a.error is None:
            return Ball({ZERO: ONE, INFINITY: INFINITY, MINUS_INFINITY: ZERO}[a.value])
        self._within_reach(a)
        value = exponential(a.value, self.bits)
        if a.error is None:
            return self._rounded(value)
        if a.error > 0:
            raise Unsettled("the exponential of a number known too roughly")
        return self._rounded(value, magnitude(value) + a.error + 1)

    def log(self, a: Ball) -> Ball:
        if a.value == INFINITY:
            return a
        if a.value == ZERO and a.error is None:
            return Ball(MINUS_INFINITY)
        self._off_zero(a, "the logarithm of a number that may be 0")
        if a.value[0]:
            raise Undefined("the logarithm of a negative number")
        if a.error is None and a.value == ONE:
            return Ball(ZERO)
        error = None if a.error is None else a.error - magnitude(a.value) + 2
        return self._rounded(logarithm(a.value, self.bits), error)

    def sqrt(self, a: Ball) -> Ball:
        if a.error is None and a.value in (ZERO, INFINITY):
            return a
        self._off_zero(a, "the root of a number that may be 0")
        if a.value[0]:
            raise Undefined("the root of a negative number")
        value = libmp.mpf_sqrt(a.value, self.bits, NEAREST)
        if a.error is not None:
            return self._rounded(value, a.error - magnitude(value) + 2)
        exact = 2 * value[3] <= a.value[3] + 1 and libmp.mpf_mul(value, value) == a.value
        return Ball(value) if exact else self._rounded(value)

    def sinh(self, a: Ball) -> Ball:
        return self._hyperbolic(hyperbolic_sine, a, {ZERO: ZERO, INFINITY: INFINITY, MINUS_INFINITY: MINUS_INFINITY})

    def cosh(self, a: Ball) -> Ball:
        return self._hyperbolic(hyperbolic_cosine, a, {ZERO: ONE, INFINITY: INFINITY, MINUS_INFINITY: INFINITY})

    def _hyperbolic(self, function: Callable, a: Ball, special: dict) -> Ball:
        if not a.value[1] and a.error is None:
            return Ball(special[a.value])
        self._within_reach(a)
        value = function(a.value, self.bits)
        if a.error is None:
            return self._rounded(value)
        if a.error > 0:
            raise Unsettled("the hyperbolic function of a number known too roughly")
        return self._rounded(value, max(magnitude(value), 0) + a.error + 3)

    def tanh(self, a: Ball) -> Ball:
        return self._bounded(hyperbolic_tangent, a, {ZERO: ZERO, INFINITY: ONE, MINUS_INFINITY: libmp.fnone}, slope=0)

    def erf(self, a: Ball) -> Ball:
        return self._bounded(error_function, a, {ZERO: ZERO, INFINITY: ONE, MINUS_INFINITY: libmp.fnone}, slope=1)

    def Phi(self, a: Ball) -> Ball:
        return self._bounded(normal_cdf, a, {ZERO: HALF, INFINITY: ONE, MINUS_INFINITY: ZERO}, slope=-1)

    def _bounded(self, function: Callable, a: Ball, special: dict, slope: int) -> Ball:
        """A function whose slope is at most 2^slope."""
        if not a.value[1] and a.error is None:
            return Ball(special[a.value])
        self._within_reach(a)
        error = None if a.error is None else a.error + slope
        return self._rounded(function(a.value, self.bits), error)

    def varphi(self, a: Ball) -> Ball:
        square = self.negate(self.divide(self.multiply(a, a), self.number(2)))
        return self.divide(self.exp(square), self.sqrt(self.multiply(self.number(2), self.constant("pi"))))

    @staticmethod
    def _within_reach(a: Ball) -> None:
        if magnitude(a.value) > REACH:
            raise Undefined("the exponential of a number beyond reach")


# --- functions of raw numbers: an equation meets the same numbers again and again ------------------------------------


def kept(function: Callable) -> Callable[[tuple, int], tuple]:
    """``function(x, bits, rounding)`` to the nearest number, with its latest values remembered."""
    return lru_cache(maxsize=50_000)(lambda x, bits: function(x, bits, NEAREST))


logarithm = kept(libmp.mpf_log)
hyperbolic_sine = kept(libmp.mpf_sinh)
hyperbolic_cosine = kept(libmp.mpf_cosh)
hyperbolic_tangent = kept(libmp.mpf_tanh)
error_function = kept(libmp.mpf_erf)


@kept
def exponential(x: tuple, bits: int, rounding: str) -> tuple:
    """exp(x) as 2ⁿ exp(x − n log 2): mpmath takes powers of e where x is whole, which lasts seconds for large ones."""
    if magnitude(x) < 12:
        return libmp.mpf_exp(x, bits, rounding)
    work = bits + magnitude(x) + 20
    log2 = libmp.mpf_ln2(work, rounding)
    n = int(libmp.to_int(libmp.mpf_div(x, log2, work, rounding)))
    rest = libmp.mpf_sub(x, libmp.mpf_mul(libmp.from_int(n), log2, work, rounding), work, rounding)
    return libmp.mpf_shift(libmp.mpf_exp(rest, bits, rounding), n)


@kept
def normal_cdf(x: tuple, bits: int, rounding: str) -> tuple:
    """Φ(x) = erfc(−x/√2)/2; its relative error grows with x², hence the spare bits."""
    work = bits + 2 * max(magnitude(x), 0) + 10
    scaled = libmp.mpf_div(libmp.mpf_neg(x), libmp.mpf_sqrt(libmp.from_int(2), work, rounding), work, rounding)
    return libmp.mpf_shift(libmp.mpf_erfc(scaled, work, rounding), -1)
