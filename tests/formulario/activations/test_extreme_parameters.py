"""Parameters at the ends of what float32 can hold, and beyond: the limit, in every dtype, and no NaN."""

from functools import partial

import formulario as F
import pytest
import torch
from mpmath import mp, mpf
from torch import Tensor

from . import exact
from .exact import Number

INF = float("inf")
DTYPES = [torch.float64, torch.float32, torch.bfloat16, torch.float16]
TINY, HUGE = (1e-300, 1e-50, 1e-40, 2e-38), (3e38, 1e39, 1e300)
EITHER_SIGN = (*TINY, *HUGE, *(-size for size in (*TINY, *HUGE)))


CASES = {
    **{f"leaky_relu, {a}": (partial(F.leaky_relu, negative_slope=a), exact.leaky(a)) for a in EITHER_SIGN},
    **{f"rrelu, {a}": (partial(F.rrelu, lower=a, upper=a), exact.leaky(a)) for a in (*TINY, 3e37, 1e39, 1e300)},
    **{f"hardtanh, {u}": (partial(F.hardtanh, min_val=-u, max_val=u), exact.hardtanh(-u, u)) for u in (*TINY, *HUGE)},
    **{f"threshold, {t}": (partial(F.threshold, threshold=t, value=t), exact.threshold(t, t)) for t in EITHER_SIGN},
    **{f"softshrink, {a}": (partial(F.softshrink, lambd=a), exact.softshrink(a)) for a in (*TINY, *HUGE)},
    **{f"hardshrink, {a}": (partial(F.hardshrink, lambd=a), exact.hardshrink(a)) for a in (*TINY, *HUGE)},
    **{f"elu, {a}": (partial(F.elu, alpha=a), exact.elu(a)) for a in EITHER_SIGN},
    **{f"celu, {a}": (partial(F.celu, alpha=a), exact.celu(a)) for a in (*TINY, 3e38, 1e39)},
    **{f"softplus, {b}": (partial(F.softplus, beta=b), exact.softplus(b)) for b in (*TINY, *HUGE)},
}


def check(actual: Tensor, truth: Number, input: Tensor) -> None:
    """Each result is the exact one of a number within a few roundings, rounded."""
    info = torch.finfo(actual.dtype)
    few = 4 * mpf(info.eps)
    with mp.workprec(1500):
        for x, y in zip(input.tolist(), actual.tolist(), strict=True):
            near = [mpf(truth(mpf(x) * factor)) for factor in (1 - few, 1, 1 + few)]
            least, greatest = min(near), max(near)
            if not mp.isinf(near[1]):
                least, greatest = least - abs(least) * few - info.tiny, greatest + abs(greatest) * few + info.tiny
            # Beyond the largest number the result may be infinite, and where all that is near is, it must be.
            least = -mp.inf if least < -info.max else min(least, mpf(info.max) * (1 + few))
            greatest = mp.inf if greatest > info.max else max(greatest, -mpf(info.max) * (1 + few))
            assert least <= y <= greatest, f"{y} instead of {mp.nstr(near[1], 5)} at {x}"


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("case", CASES)
def test_value_and_slope(case, dtype):
    function, curve = CASES[case]
    info = torch.finfo(dtype)
    sizes = torch.tensor([info.tiny, info.tiny**0.5, 0.01, 1, 3, info.max**0.5, info.max, INF], dtype=dtype)
    input = torch.cat([sizes, -sizes, torch.zeros(1, dtype=dtype)]).requires_grad_()
    output = function(input)
    check(output, curve.value, input)
    check(torch.autograd.grad(output.sum(), input)[0], curve.slope, input)
