"""Limits and minimisers, searched numerically with the reference."""
from __future__ import annotations

from collections.abc import Callable

from mpmath import libmp

from eqcheck.numeric.arithmetic import Function, Undefined, Unsettled
from eqcheck.numeric.reference import INFINITY, MINUS_INFINITY, ZERO, Ball, Reference, magnitude

STEPS = (1200, 2400, 4800)
"""A limit is read off at distances 2^-k from its target, or at 2^k: beyond the range of a float64."""
NEAR = (9, 10, 11)
"""The distances where no number of digits suffices farther out, as for exp(2x)(1 − tanh x)."""
MANY = 1600
"""So many bits are tried before that."""
SAME = -200
"""Values are the same when they differ by less than 2^SAME, absolutely below 1 and relatively above."""

FAR = 1000
"""Nothing is looked for beyond 2^FAR: what still falls there falls for ever."""

ALMOST = libmp.from_float(0.99)


def limit(arithmetic: Reference, function: Callable[[Ball], Ball], target: Ball, side: str) -> Ball:
    """What the function tends to: from one side, or from both where ``side`` is empty."""
    if target.value in (INFINITY, MINUS_INFINITY):
        sign = libmp.mpf_sign(target.value)
        return approached(arithmetic, lambda k: function(Ball(libmp.from_man_exp(sign, k))))

    def beside(sign: int) -> Ball:
        return approached(arithmetic, lambda k: function(arithmetic.add(target, Ball(libmp.from_man_exp(sign, -k)))))

    found = [beside(sign) for sign in {"+": (1,), "-": (-1,)}.get(side, (1, -1))]
    if len(found) == 2 and not _same(arithmetic, *found):
        raise Undefined(f"the limit is {found[1]} from the left and {found[0]} from the right")
    return found[0]


def approached(arithmetic: Reference, step: Callable[[int], Ball]) -> Ball:
    """What the values tend to that the function has at each step; they count nearer by if they are the same there."""
    try:
        return tendency(arithmetic, list(map(step, STEPS)))
    except Unsettled:
        if arithmetic.bits < MANY:
            raise
        values = list(map(step, NEAR))
        if not _same(arithmetic, values[1], values[2]):
            raise
        return tendency(arithmetic, values)


def tendency(arithmetic: Reference, values: list[Ball]) -> Ball:
    """What three values tend to whose distance from the target is squared at each step."""
    first, second, third = values
    if all(value.value == third.value and value.error is None for value in values):
        return third
    if any(value.error is not None and value.error > max(magnitude(value.value), 0) + SAME for value in values):
        raise Unsettled("a limit read off with too few digits")
    if third.value in (INFINITY, MINUS_INFINITY):
        raise Undefined("infinite before the limit is reached")
    step, last = arithmetic.subtract(second, first), arithmetic.subtract(third, second)
    if _same(arithmetic, second, third):
        width = max(magnitude(last.value), SAME * 100) + 1
        if magnitude(third.value) <= width:
            return Ball(ZERO)
        return Ball(third.value, max(width, SAME * 100 if third.error is None else third.error + 1))
    growing = libmp.mpf_cmp(libmp.mpf_abs(last.value), libmp.mpf_mul(libmp.mpf_abs(step.value), ALMOST)) >= 0
    if growing and libmp.mpf_sign(step.value) == libmp.mpf_sign(last.value):
        return Ball(INFINITY if libmp.mpf_sign(last.value) > 0 else MINUS_INFINITY)
    raise Undefined("no limit: the values settle nowhere")


def _same(arithmetic: Reference, a: Ball, b: Ball) -> bool:
    if a.value == b.value:
        return True
    if INFINITY in (a.value, b.value) or MINUS_INFINITY in (a.value, b.value):
        return False
    return magnitude(arithmetic.subtract(a, b).value) <= max(magnitude(b.value), 0) + SAME


def minimiser(arithmetic: Reference, function: Function) -> Ball:
    """Where a convex function is smallest: its slope is at most 0 on the left and at least 0 on the right.

    Newton's step where it stays between the bounds known so far, otherwise their middle; a kink or the minimum of a
    parabola is met exactly.
    """
    low: Ball | None = None
    high: Ball | None = None
    here = Ball(ZERO)
    for _ in range(4 * arithmetic.bits):
        _, slope, bend = arithmetic.taylor(function, here, 2, 1)
        if bend.value != ZERO and not _is_flat(bend) and libmp.mpf_sign(bend.value) < 0:
            raise Undefined("no smallest value was found: the function is not convex")
        if _is_flat(slope):
            return Ball(here.value, slope.error - magnitude(bend.value) + 2)
        if arithmetic.order(slope, Ball(ZERO)) >= 0:
            _, slope, bend = arithmetic.taylor(function, here, 2, -1)
            if arithmetic.order(slope, Ball(ZERO)) <= 0:
                return here
            high = here
        else:
            low = here
        here = _next(arithmetic, here, slope, bend, low, high)
    raise Undefined("no smallest value was found: is the function convex?")


def _is_flat(slope: Ball) -> bool:
    """Whether the slope may be 0 or not, as far as the digits tell."""
    return slope.error is not None and slope.error >= magnitude(slope.value) - 1


def _next(
    arithmetic: Reference, here: Ball, slope: Ball, bend: Ball, low: Ball | None, high: Ball | None
) -> Ball:
    """Newton's step, a bisection, or a leap where one of the bounds is missing."""
    if bend.value != ZERO and not _is_flat(bend):
        newton = Ball(arithmetic.subtract(here, arithmetic.divide(slope, bend)).value)
        above = low is None or arithmetic.order(newton, low) > 0
        below = high is None or arithmetic.order(newton, high) < 0
        if above and below:
            return newton
    if low and high:
        return Ball(arithmetic.divide(arithmetic.add(low, high), arithmetic.number(2)).value)
    if magnitude(here.value) > FAR:
        raise Undefined("no smallest value: the function falls for ever")
    sign = 1 if low else -1
    leap = Ball(libmp.from_man_exp(sign, max(2 * magnitude(here.value), 0)))
    return Ball(arithmetic.add(here, leap).value)
