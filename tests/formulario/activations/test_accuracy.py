"""The promise of the library: value and slope within four roundings, in every dtype, from one infinity to the other."""

import math

import pytest
import torch
from mpmath import mp, mpf
from torch import Tensor

from ..accuracy import ROUNDINGS, derivative, worst
from .exact import Number
from .records import RECORDS
from .test_every_function import INF, in_every_dtype, on_every_device, ours, theirs

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


def check(actual: Tensor, trusted: Tensor | None, function: Number, slope: Number, input: Tensor) -> None:
    """Within four roundings; and where torch has the function, not worse than torch, which may be lucky by one."""
    off, where = worst(actual, function, slope, input)
    assert off <= ROUNDINGS, where
    if off > 1 and trusted is not None:
        finite = input.isfinite() & trusted.isfinite()
        assert off <= 1 + worst(trusted[finite], function, slope, input[finite])[0], f"torch is better: {where}"


@every_curve
@on_every_device
@in_every_dtype
def test_value(record, dtype, device):
    input = numbers(record.kinks, dtype, device)
    torchs = theirs(record, input) if record.theirs else None
    check(ours(record, input), torchs, record.curve.value, record.curve.slope, input)


@every_curve
@on_every_device
@in_every_dtype
def test_slope(record, dtype, device):
    input = numbers(record.kinks, dtype, device).requires_grad_()
    (slope,) = torch.autograd.grad(ours(record, input).sum(), input)
    (torchs,) = torch.autograd.grad(theirs(record, input).sum(), input) if record.theirs else (None,)
    check(slope, torchs, record.curve.slope, derivative(record.curve.slope), input.detach())


@every_curve
def test_second_and_third_derivative_are_finite_numbers(record):
    input = numbers(record.kinks, torch.float64, "cpu")
    once = torch.func.grad(lambda x: ours(record, x))
    twice = torch.func.grad(once)
    for higher in (twice, torch.func.grad(twice)):
        values = torch.vmap(higher)(input)
        assert not values.isnan().any(), input[values.isnan()]


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32], ids=str)
def test_a_wrong_digit_is_found(dtype):
    input = torch.tensor([1.0, 2.0], dtype=dtype)
    right = torch.exp(input)
    assert worst(right, mp.exp, mp.exp, input)[0] <= 1
    assert worst(right * (1 + 16 * torch.finfo(dtype).eps), mp.exp, mp.exp, input)[0] > ROUNDINGS
    assert worst(torch.tensor([math.nan, 0.0], dtype=dtype), mp.exp, mp.exp, input)[0] == INF


def test_narrow_numbers_are_rounded_once():
    input = torch.tensor([1.0, 2.0], dtype=torch.bfloat16)
    right = torch.exp(input.float()).bfloat16()
    assert worst(right, mp.exp, mp.exp, input)[0] <= 1
    assert worst(torch.nextafter(right, torch.zeros_like(right)), mp.exp, mp.exp, input)[0] > ROUNDINGS


def test_the_derivative_is_that_of_the_piece_with_the_point():
    def slope(x: mpf) -> mpf:
        return x * x if x > 3 else 2 * x

    with mp.workprec(256):
        at_the_kink, beyond = (derivative(slope)(mpf(x)) for x in (3, 4))
    assert abs(at_the_kink - 2) < 1e-9
    assert abs(beyond - 8) < 1e-9
