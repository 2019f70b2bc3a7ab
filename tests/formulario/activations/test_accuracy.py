"""The promise of the library: value and slope within a few ulps, in every dtype, from one infinity to the other."""

import math

import pytest
import torch
from mpmath import mp, mpf
from torch import Tensor

from .exact import Budget, Number
from .records import RECORDS
from .test_every_function import INF, in_every_dtype, on_every_device, ours

BITS = {torch.float64: 53, torch.float32: 24, torch.bfloat16: 8, torch.float16: 11}
ROUNDED_ONCE = 0.51
"""What bfloat16 and float16 may be off: they are computed in float32."""

every_curve = pytest.mark.parametrize(
    "record", [record for record in RECORDS if record.curve], ids=lambda record: record.name
)


def numbers(kinks: tuple[float, ...], dtype: torch.dtype, device: str) -> Tensor:
    """Ordinary numbers, the tails up to where exp underflows, every binade, kinks and their neighbours, both ends."""
    info = torch.finfo(dtype)
    generator = torch.Generator().manual_seed(0)

    def uniform(count: int, lower: float, upper: float) -> Tensor:
        return lower + (upper - lower) * torch.rand(count, dtype=torch.float64, generator=generator)

    tail = uniform(120, 0, -1.1 * math.log(info.tiny))
    binades = uniform(80, math.log2(info.tiny * info.eps), math.log2(info.max)).exp2()
    ends = torch.tensor([0, info.tiny, info.tiny / 2, info.tiny * info.eps, info.max, INF], dtype=torch.float64)
    whole = torch.cat([uniform(250, -6, 6), tail, -tail, binades, -binades, ends, -ends]).to(dtype)
    bends = torch.tensor([*kinks, 0.0, 1.0, -1.0], dtype=dtype)
    beside = [torch.nextafter(bends, torch.tensor(end, dtype=dtype)) for end in (-INF, INF)]
    return torch.cat([whole, bends, *beside]).to(device)


def worst(actual: Tensor, truth: Number, input: Tensor, flat: float | None = None) -> tuple[float, str]:
    """The largest error in ulps, and where it is."""
    found = (0.0, "")
    for x, y in zip(input.tolist(), actual.tolist(), strict=True):
        exact = mpf(truth(mpf(x)))
        least = mpf(1) / 4 if flat is not None and abs(x - flat) < 0.25 else mpf(0)
        off = ulps(y, exact, actual.dtype, least)
        if not off <= found[0]:
            found = off, f"{off:.4g} ulps at x = {x!r}: {y!r} instead of {mp.nstr(exact, 17)}"
    return found


def ulps(actual: float, exact: mpf, dtype: torch.dtype, least: mpf) -> float:
    """How far off a result is, in units in the last place of the truth.

    What is smaller than the smallest normal number is not counted: devices and compilers may flush it to 0.
    """
    info = torch.finfo(dtype)
    if math.isnan(actual) or mp.isinf(exact) or abs(exact) > mpf(info.max) * (1 + mpf(info.eps) / 4):
        return 0.0 if actual == float(mp.sign(exact)) * INF else INF
    if math.isinf(actual):
        return INF
    off = max(mpf(0), abs(mpf(actual) - exact) - mpf(info.tiny))
    binade = mp.frexp(max(abs(exact), least, mpf(info.tiny)))[1]
    return float(off / mpf(2) ** (binade - BITS[dtype]))


def check(actual: Tensor, truth: Number, input: Tensor, budget: Budget, flat: float | None = None) -> None:
    off, where = worst(actual, truth, input, flat)
    if isinstance(budget, tuple):
        budget = budget[0] if input.dtype == torch.float64 else budget[1]
    if BITS[input.dtype] < 24:
        budget = min(budget, ROUNDED_ONCE)
    assert off <= budget, f"{where}; the budget is {budget}"


@every_curve
@on_every_device
@in_every_dtype
def test_value(record, dtype, device):
    input = numbers(record.kinks, dtype, device)
    with mp.workprec(128):
        check(ours(record, input), record.curve.value, input, record.curve.value_ulps)


@every_curve
@on_every_device
@in_every_dtype
def test_slope(record, dtype, device):
    input = numbers(record.kinks, dtype, device).requires_grad_()
    (slope,) = torch.autograd.grad(ours(record, input).sum(), input)
    with mp.workprec(128):
        check(slope, record.curve.slope, input.detach(), record.curve.slope_ulps, record.curve.flat)


@every_curve
def test_second_and_third_derivative_are_finite_numbers(record):
    input = numbers(record.kinks, torch.float64, "cpu")
    once = torch.func.grad(lambda x: ours(record, x))
    twice = torch.func.grad(once)
    for derivative in (twice, torch.func.grad(twice)):
        values = torch.vmap(derivative)(input)
        assert not values.isnan().any(), input[values.isnan()]


def test_a_wrong_digit_is_found():
    input = torch.tensor([1.0, 2.0], dtype=torch.float64)
    right = torch.exp(input)
    assert worst(right, mp.exp, input)[0] <= 1
    assert worst(right * (1 + 2**-50), mp.exp, input)[0] >= 3
    assert worst(torch.tensor([math.nan, 0.0], dtype=torch.float64), mp.exp, input)[0] == INF
