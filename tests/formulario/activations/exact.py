"""The curves once more, in mpmath: the truth that test_accuracy.py holds value and slope against."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mpmath import mp, mpf, workprec

Number = Callable[[mpf], mpf]


@dataclass(frozen=True)
class Curve:
    """Value and slope."""

    value: Number
    slope: Number


# --- building blocks: each keeps its relative accuracy at both ends


FAR = 10_000
"""Beyond, exp(-|x|) is nothing in every dtype; mpmath's exponents end too."""


def logistic(x: mpf) -> mpf:
    x = min(max(x, mpf(-FAR)), mpf(FAR))
    return mp.exp(x) / (1 + mp.exp(x)) if x < 0 else 1 / (1 + mp.exp(-x))


def logistic_slope(x: mpf) -> mpf:
    return logistic(x) * logistic(-x)


def log_of_one_plus_exp(x: mpf) -> mpf:
    return mp.log1p(mp.exp(x)) if x < 0 else x + mp.log1p(mp.exp(-x))


def normal_density(x: mpf) -> mpf:
    return mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)


def normal_distribution(x: mpf) -> mpf:
    return mp.erfc(-min(max(x, mpf(-FAR)), mpf(FAR)) / mp.sqrt(2)) / 2


def gated(gate: Number, gate_slope: Number) -> Curve:
    def value(x: mpf) -> mpf:
        return x * gate(x) if mp.isfinite(x) else max(x, mpf(0))

    def slope(x: mpf) -> mpf:
        return gate(x) + x * gate_slope(x) if mp.isfinite(x) else mpf(x > 0)

    return Curve(value, slope)


def lines(value: Number, slope: Callable[[mpf], float]) -> Curve:
    return Curve(value, lambda x: mpf(slope(x)))


# --- smooth rectifiers


def softplus(beta: float = 1) -> Curve:
    return Curve(lambda x: log_of_one_plus_exp(beta * x) / beta, lambda x: logistic(beta * x))


def elu(alpha: float = 1) -> Curve:
    return Curve(lambda x: x if x > 0 else alpha * mp.expm1(x), lambda x: 1 if x > 0 else alpha * mp.exp(x))


def celu(alpha: float = 1) -> Curve:
    return Curve(
        lambda x: x if x > 0 else alpha * mp.expm1(x / alpha), lambda x: 1 if x > 0 else mp.exp(x / alpha)
    )


def selu() -> Curve:
    scale, alpha = mpf("1.0507009873554804934193349852946"), mpf("1.6732632423543772848170429916717")
    return Curve(
        lambda x: scale * (x if x > 0 else alpha * mp.expm1(x)),
        lambda x: scale * (1 if x > 0 else alpha * mp.exp(x)),
    )


# --- gates


def gelu() -> Curve:
    return gated(normal_distribution, normal_density)


def tanh_gelu() -> Curve:
    c, k = 2 * mp.sqrt(2 / mp.pi), mpf("0.044715")
    return gated(
        lambda x: logistic(c * (x + k * x**3)),
        lambda x: c * (1 + 3 * k * x * x) * logistic_slope(c * (x + k * x**3)),
    )


def silu() -> Curve:
    return gated(logistic, logistic_slope)


def mish() -> Curve:
    def gate_slope(x: mpf) -> mpf:
        return mp.sech(log_of_one_plus_exp(x)) ** 2 * logistic(x)

    return gated(lambda x: mp.tanh(log_of_one_plus_exp(x)), gate_slope)


def hardswish() -> Curve:
    return Curve(
        lambda x: mpf(0) if x <= -3 else x if x >= 3 else x * (x + 3) / 6,
        lambda x: mpf(0) if x <= -3 else mpf(1) if x >= 3 else (2 * x + 3) / 6,
    )


# --- saturating functions


def relu6() -> Curve:
    return lines(lambda x: min(max(x, mpf(0)), mpf(6)), lambda x: 0 < x < 6)


def sigmoid() -> Curve:
    return Curve(logistic, logistic_slope)


def tanh() -> Curve:
    return Curve(mp.tanh, lambda x: mp.sech(x) ** 2)


def bipolar() -> Curve:
    return Curve(lambda x: mp.tanh(x / 2), lambda x: 2 * logistic_slope(x))


def softsign() -> Curve:
    return Curve(lambda x: x / (1 + abs(x)) if mp.isfinite(x) else mp.sign(x), lambda x: (1 + abs(x)) ** -2)


def hardtanh(lower: float = -1, upper: float = 1) -> Curve:
    return lines(lambda x: min(max(x, mpf(lower)), mpf(upper)), lambda x: lower < x < upper)


def threshold(threshold: float, value: float) -> Curve:
    return lines(lambda x: x if x > threshold else mpf(value), lambda x: x > threshold)


def hardsigmoid() -> Curve:
    return Curve(lambda x: min(max((x + 3) / 6, mpf(0)), mpf(1)), lambda x: mpf(-3 < x < 3) / 6)


# --- shrinkage


def tanhshrink() -> Curve:
    def value(x: mpf) -> mpf:
        # Its leading term is x³ / 3: three times as many bits are lost as x lies below 1.
        with workprec(mp.prec + 3 * max(0, -mp.frexp(x)[1]) if mp.isfinite(x) else mp.prec):
            return x - mp.tanh(x)

    return Curve(value, lambda x: mp.tanh(x) ** 2)


def softshrink(lambd: float = 0.5) -> Curve:
    return lines(lambda x: x - lambd * mp.sign(x) if abs(x) > lambd else mpf(0), lambda x: abs(x) > lambd)


def hardshrink(lambd: float = 0.5) -> Curve:
    return lines(lambda x: x if abs(x) > lambd else mpf(0), lambda x: abs(x) > lambd)


# --- a relative of softmax


def logsigmoid() -> Curve:
    return Curve(lambda x: -log_of_one_plus_exp(-x), lambda x: logistic(-x))


# --- learned shapes, as they are learned to be a rectifier


def leaky(slope: float) -> Curve:
    return Curve(lambda x: x if x > 0 else slope * x, lambda x: mpf(1 if x > 0 else slope))
