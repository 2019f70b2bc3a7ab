"""Every number in half precision: the exact result of the exact parameters, rounded once."""

from functools import partial

import formulario as F
import pytest
import torch

FUNCTIONS = {
    "relu": F.relu, "relu6": F.relu6, "hardsigmoid": F.hardsigmoid, "hardswish": F.hardswish,
    "leaky_relu": partial(F.leaky_relu, negative_slope=0.3),
    "rrelu": partial(F.rrelu, lower=0.1, upper=0.7),
    "prelu": lambda x: F.prelu(x, torch.tensor(0.3, dtype=torch.bfloat16).to(x.dtype)),
    "hardtanh": partial(F.hardtanh, min_val=-0.7, max_val=0.3),
    "threshold": partial(F.threshold, threshold=0.7, value=0.3),
    "softshrink": partial(F.softshrink, lambd=0.3),
    "hardshrink": partial(F.hardshrink, lambd=0.3),
    "elu": partial(F.elu, alpha=0.3), "celu": partial(F.celu, alpha=0.3), "softplus": partial(F.softplus, beta=0.3),
}


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16], ids=str)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_rounded_once(name, dtype):
    bits = torch.arange(-(2**15), 2**15, dtype=torch.int32).to(torch.int16)
    input = bits.view(dtype)[bits.view(dtype).isfinite()]
    exact = FUNCTIONS[name](input.double())
    rounded, actual = exact.to(dtype), FUNCTIONS[name](input)
    # Computed in float32, what lies halfway between two numbers to seven digits may go to either.
    halfway = torch.stack([(exact * factor).to(dtype) for factor in (1 - 2e-6, 1 + 2e-6)])
    assert ((actual == rounded) | (actual == halfway).any(0)).all()


def test_leaky_relu_does_not_round_its_slope():
    assert F.leaky_relu(torch.tensor(-3.0, dtype=torch.bfloat16), 0.3).item() == -0.8984375
