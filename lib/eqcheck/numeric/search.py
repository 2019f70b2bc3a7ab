"""Limits and minimisers, searched numerically with the reference."""
from __future__ import annotations

from collections.abc import Callable

from eqcheck.numeric.arithmetic import Function, Undefined, Unsettled
from eqcheck.numeric.reference import INFINITY, MINUS_INFINITY, Ball, Reference

STEPS = (1200, 2400, 4800)
"""A limit is read off at distances 2^-k from its target, or at 2^k: beyond the range of a float64."""
NEAR = (9, 10, 11)
"""The distances where no number of digits suffices farther out, as for exp(2x)(1 − tanh x)."""
MANY = 1600
"""So many bits are tried before that."""
SAME = Ball((1, -200))
"""Values are the same when they differ by less than this, absolutely below 1 and relatively above."""
LEAST = Ball((1, -20_000))
"""What a limit is known to at best."""
FAR = Ball((1, 1000))
"""Nothing is looked for beyond this: what still falls there falls for ever."""
ALMOST = 0.99


def limit(arithmetic: Reference, function: Callable[[Ball], Ball], target: Ball, side: str) -> Ball:
    """What the function tends to: from one side, or from both where ``side`` is empty.

    :raises Undefined: where it tends to nothing, or to two numbers.
    :raises Unsettled: where the digits at hand do not tell.
    """
    if not target.is_finite():
        sign = 1 if target > 0 else -1
        return approached(arithmetic, lambda k: function(Ball((sign, k))))

    def beside(sign: int) -> Ball:
        return approached(arithmetic, lambda k: function(arithmetic.add(target, Ball((sign, -k)))))

    found = [beside(sign) for sign in {"+": (1,), "-": (-1,)}.get(side, (1, -1))]
    if len(found) == 2 and not _same(*found):
        left, right = map(arithmetic.shown, reversed(found))
        raise Undefined(f"the limit is {left} from the left and {right} from the right")
    return found[0]


def approached(arithmetic: Reference, step: Callable[[int], Ball]) -> Ball:
    """What the values tend to that the function has at each step; they count nearer by if they are the same there."""
    try:
        return tendency(arithmetic, list(map(step, STEPS)))
    except Unsettled:
        if arithmetic.bits < MANY:
            raise
        values = list(map(step, NEAR))
        if not _same(values[1], values[2]):
            raise
        return tendency(arithmetic, values)


def tendency(arithmetic: Reference, values: list[Ball]) -> Ball:
    """What three values tend to whose distance from the target is squared at each step."""
    first, second, third = values
    if all(value == third for value in values):
        return third
    if any(value.rad() > _within(value) for value in values):
        raise Unsettled("a limit read off with too few digits")
    if not third.is_finite():
        raise Undefined("infinite before the limit is reached")
    step, last = arithmetic.subtract(second, first).mid(), arithmetic.subtract(third, second).mid()
    if _same(second, third):
        width = 4 * max(abs(last), LEAST)
        if abs(third.mid()) <= width:
            return Ball(0)
        return Ball(third.mid(), max(width, 2 * third.rad()).upper())
    if abs(last) >= ALMOST * abs(step) and (last > 0) == (step > 0):
        return INFINITY if last > 0 else MINUS_INFINITY
    raise Undefined("no limit: the values settle nowhere")


def _same(a: Ball, b: Ball) -> bool:
    return a == b or (a.is_finite() and b.is_finite() and abs(a.mid() - b.mid()) <= _within(b))


def _within(value: Ball) -> Ball:
    return SAME * max(abs(value.mid()), Ball(1))


def minimiser(arithmetic: Reference, function: Function) -> Ball:
    """Where a convex function is smallest: its slope is at most 0 on the left and at least 0 on the right.

    Newton's step where it stays between the bounds known so far, otherwise their middle; a kink or the minimum of a
    parabola is met exactly.

    :raises Undefined: where the function is not convex, or falls for ever.
    """
    low: Ball | None = None
    high: Ball | None = None
    here = Ball(0)
    for _ in range(4 * arithmetic.bits):
        _, slope, bend = arithmetic.taylor(function, here, 2, 1)
        if bend < 0:
            raise Undefined("no smallest value was found: the function is not convex")
        if (slope != 0 and (here - slope / bend).mid() == here) or (slope.contains(0) and not slope.is_exact()):
            # Newton's step is too small for the digits at hand.
            return Ball(here, 4 * arithmetic.divide(slope, bend).abs_upper())
        if arithmetic.order(slope, Ball(0)) >= 0:
            _, slope, bend = arithmetic.taylor(function, here, 2, -1)
            if arithmetic.order(slope, Ball(0)) <= 0:
                return here
            high = here
        else:
            low = here
        here = _next(here, slope, bend, low, high).mid()
    raise Undefined("no smallest value was found: is the function convex?")


def _next(here: Ball, slope: Ball, bend: Ball, low: Ball | None, high: Ball | None) -> Ball:
    """Newton's step, a bisection, or a leap where one of the bounds is missing."""
    if bend > 0:
        newton = (here - slope / bend).mid()
        if (low is None or newton > low) and (high is None or newton < high):
            return newton
    if low is not None and high is not None:
        return (low + high) / 2
    if abs(here) > FAR:
        raise Undefined("no smallest value: the function falls for ever")
    leap = max(4 * here * here, Ball(1))
    return here + leap if low is not None else here - leap
