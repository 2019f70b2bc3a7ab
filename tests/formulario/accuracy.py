"""The measure of accuracy: a result is exact for an input within four roundings, and rounded once more.

So much an input that was rounded forces upon any function: |x f′(x)| u, with u the unit roundoff. An error that an
input within k roundings and k more roundings of the result explain counts k.
"""

import math
from collections.abc import Callable

import torch
from mpmath import mp, mpf
from torch import Tensor

from .activations.exact import Number

ROUNDINGS = 4
WIDER = {torch.bfloat16: torch.float32, torch.float16: torch.float32}
"""What is narrower than float32 is computed in it, with its roundings, and rounded once at the end."""


def derivative(function: Number) -> Number:
    """The derivative by a small difference, from the side on which the function goes on as it is at the point."""

    def slope(x: mpf) -> mpf:
        h = abs(x) * mpf(2) ** -60
        if not h or not mp.isfinite(x):
            return mpf(0)
        here = function(x)
        return min((function(x + h) - here) / h, (here - function(x - h)) / h, key=abs)

    return slope


def worst(actual: Tensor, function: Number, slope: Number, input: Tensor) -> tuple[float, str]:
    """The largest error, in roundings, and where it is."""
    found = (0.0, "nowhere")
    with mp.workprec(256):
        for x, y in zip(input.tolist(), actual.tolist(), strict=True):
            exact, steepness = mpf(function(mpf(x))), mpf(slope(mpf(x)))
            off = roundings(y, exact, abs(mpf(x) * steepness) if math.isfinite(x) else mpf(0), actual.dtype)
            if not off <= found[0]:
                found = off, f"{off:.4g} roundings at x = {x!r}: {y!r} instead of {mp.nstr(exact, 17)}"
    return found


def roundings(actual: float, exact: mpf, conditioning: mpf, dtype: torch.dtype) -> float:
    """How many roundings of the input and the result explain an error; ``conditioning`` is |x f′(x)|.

    What is smaller than the smallest normal number is not counted: devices and compilers may flush it to 0.
    """
    info = torch.finfo(dtype)
    least, greatest = mpf(info.tiny), mpf(info.max) * (1 + mpf(info.eps) / 4)
    if math.isnan(actual) or not mp.isfinite(exact):
        return 0.0 if actual == float(exact) else math.inf
    one = mpf(torch.finfo(WIDER.get(dtype, dtype)).eps) / 2 * (abs(exact) + conditioning)
    if math.isinf(actual):
        # It may overflow where the exact value, with what is allowed, does.
        return 0.0 if abs(exact) + ROUNDINGS * one > greatest and exact * actual > 0 else math.inf
    half = mpf(2) ** (mp.frexp(max(abs(exact), least))[1] - 2) * info.eps * mpf(dtype in WIDER)
    off = max(mpf(0), abs(mpf(actual) - exact) - least - half)
    return float(off / one) if off else 0.0


def roundings_of_slopes(
    function: Callable[[Tensor], Tensor], x: Tensor, definition: Callable[[Tensor], Tensor]
) -> float:
    """The largest error of the slopes in float32, in roundings, against those of the definition in float64."""
    wide = x.double().requires_grad_()
    (exact,) = torch.autograd.grad(definition(wide).sum(), wide, create_graph=True)
    bend = torch.zeros_like(wide)
    if exact.requires_grad:
        (bend,) = torch.autograd.grad(exact.sum(), wide, materialize_grads=True)
    x = x.detach().requires_grad_()
    (actual,) = torch.autograd.grad(function(x).sum(), x)
    off = (actual - exact).abs() - torch.finfo(torch.float32).tiny
    one = torch.finfo(torch.float32).eps / 2 * (exact.abs() + (wide * bend).abs())
    return float((off / one)[off > 0].max()) if (off > 0).any() else 0.0
