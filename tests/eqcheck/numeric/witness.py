"""mpmath as a witness: another library's values, at four times the digits, have to lie in the balls."""
from __future__ import annotations

from collections.abc import Callable

import mpmath
from eqcheck.numeric import Ball
from mpmath import inf, mp, mpf

FUNCTIONS: dict[str, Callable[[mpf], mpf]] = {
    "exp": mpmath.exp, "tanh": mpmath.tanh, "sinh": mpmath.sinh, "cosh": mpmath.cosh, "erf": mpmath.erf,
    "sin": mpmath.sin, "cos": mpmath.cos,
    "Phi": mpmath.ncdf, "varphi": mpmath.npdf, "log": mpmath.log, "sqrt": mpmath.sqrt, "absolute": abs,
    "negate": lambda a: -a,
}
OPERATIONS: dict[str, Callable[[mpf, mpf], mpf]] = {
    "add": lambda a, b: a + b, "subtract": lambda a, b: a - b, "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b, "power": lambda a, b: a**b, "maximum": max, "minimum": min,
}


def exact(ball: Ball) -> mpf:
    """The midpoint, digit for digit."""
    return mp.make_mpf(ball._mpf_) if ball.is_finite() else inf if ball > 0 else -inf


def holds(ball: Ball, bits: int, truth: Callable[[], mpf]) -> bool:
    """Whether the truth, worked out with four times the bits of the ball, lies within its radius."""
    with mp.workprec(4 * bits):
        value = truth()
        doubt = abs(value) * mpf(2) ** (-3 * bits)
    with mp.workprec(16 * bits + 4000):  # the comparison itself is exact
        return bool(abs(exact(ball) - value) <= exact(ball.rad()) + doubt)
