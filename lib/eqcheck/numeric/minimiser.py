"""Minimisers, searched numerically with the reference."""
from __future__ import annotations

from eqcheck.numeric.arithmetic import Function, Undefined
from eqcheck.numeric.reference import Ball, Reference

FAR = Ball((1, 1000))
"""Nothing is looked for beyond this: what still falls there falls for ever."""


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
