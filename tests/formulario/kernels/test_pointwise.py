"""The kernels of functions of one number: their digits, every layout, and who takes them."""

import math
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import formulario as F
import pytest
import torch
from formulario import kernels
from formulario.kernels.pointwise import BLOCK, FUNCTIONS, gradient, value
from mpmath import mp, mpf
from torch import Tensor

from ..activations import exact

pytestmark = pytest.mark.gpu
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
DTYPES = [torch.float64, torch.float32, torch.bfloat16, torch.float16]
INF, NAN = float("inf"), float("nan")

CASES = {
    "gelu": (F.gelu, exact.gelu()),
    "gelu_tanh": (partial(F.gelu, approximate="tanh"), exact.tanh_gelu()),
    "logsigmoid": (F.logsigmoid, exact.logsigmoid()),
    "mish": (F.mish, exact.mish()),
    "sigmoid": (F.sigmoid, exact.sigmoid()),
    "silu": (F.silu, exact.silu()),
    "softplus": (partial(F.softplus, beta=0.5), exact.softplus(0.5), 0.5),
    "softsign": (F.softsign, exact.softsign()),
    "tanh": (F.tanh, exact.tanh()),
    "tanhshrink": (F.tanhshrink, exact.tanhshrink()),
}
"""Of each kernel the library's function, the exact curve, and the parameters."""

ROUNDINGS = {"gelu_tanh": 8, "mish": 6}
"""How many an error in a slope may amount to, where it is not 4: here two terms of opposite signs, each rounded, make
a slope that hardly feels a rounding of the input. The definition's is no more accurate there."""

every_kernel = pytest.mark.parametrize("name", FUNCTIONS)
in_every_dtype = pytest.mark.parametrize("dtype", DTYPES, ids=str)


def numbers(dtype: torch.dtype) -> Tensor:
    """Ordinary numbers, tails to where the exponential ends, every binade, and where slopes vanish or bend."""
    info = torch.finfo(dtype)
    generator = torch.Generator().manual_seed(0)

    def uniform(count: int, lower: float, upper: float) -> Tensor:
        return lower + (upper - lower) * torch.rand(count, dtype=torch.float64, generator=generator)

    tail = uniform(40, 0, -1.1 * math.log(info.tiny))
    binades = uniform(30, math.log2(info.tiny), math.log2(info.max)).exp2()
    parts = [uniform(60, -6, 6), uniform(30, -1.6, -0.6), uniform(30, -15, -12), tail, -tail, binades, -binades]
    return torch.cat(parts).to(dtype).to(DEVICE)


def roundings(actual: Tensor, x: Tensor, function: exact.Number, slope: exact.Number) -> float:
    """How many roundings of the input and of the result would explain the largest error."""
    info = torch.finfo(x.dtype)
    found = 0.0
    for one, y in zip(x.tolist(), actual.tolist(), strict=True):
        truth = mpf(function(mpf(one)))
        one_rounding = mpf(info.eps) / 2 * (abs(truth) + abs(one * mpf(slope(mpf(one)))))
        unexplained = max(mpf(0), abs(y - truth) - mpf(info.tiny)) if math.isfinite(y) else INF
        found = max(found, float(unexplained / one_rounding) if unexplained else 0.0)
    return found


def derivative(function: exact.Number) -> exact.Number:
    def slope(x: mpf) -> mpf:
        step = mpf(2) ** -50 * max(abs(x), mpf(2) ** -50)
        return (mpf(function(x + step)) - mpf(function(x - step))) / (2 * step)

    return slope


@every_kernel
@in_every_dtype
def test_digits(name, dtype):
    _, curve, *parameters = CASES[name]
    x = numbers(dtype)
    slopes = gradient(x, torch.ones_like(x), name, *parameters)
    with mp.workprec(160):
        assert roundings(value(x, name, *parameters), x, curve.value, curve.slope) <= 4
        assert roundings(slopes, x, curve.slope, derivative(curve.slope)) <= ROUNDINGS.get(name, 4)


def test_a_wrong_digit_is_found():
    x = torch.tensor([1.0, 2.0], dtype=torch.float64)
    with mp.workprec(160):
        assert roundings(x.exp(), x, mp.exp, mp.exp) < 1
        assert roundings(x.exp() * (1 + 2**-49), x, mp.exp, mp.exp) > 4
        assert roundings(x * NAN, x, mp.exp, mp.exp) == INF


@every_kernel
@in_every_dtype
def test_ends_are_the_definitions(name, dtype):
    function, _, *parameters = CASES[name]
    x = torch.tensor([INF, -INF, NAN, 0.0, torch.finfo(dtype).max, -torch.finfo(dtype).max], dtype=dtype)
    x.requires_grad_()
    expected = function(x)
    (slopes,) = torch.autograd.grad(expected.sum(), x)
    given = x.detach().to(DEVICE)
    close = partial(torch.testing.assert_close, equal_nan=True)
    close(value(given, name, *parameters).cpu(), expected.detach())
    close(gradient(given, torch.ones_like(given), name, *parameters).cpu(), slopes)


@pytest.mark.parametrize("count", [0, 1, BLOCK - 1, BLOCK + 1])
@in_every_dtype
def test_every_length(count, dtype):
    x = torch.linspace(-3, 3, 2 * BLOCK, device=DEVICE).to(dtype)
    upstream = x.flip(0)
    assert torch.equal(value(x[:count], "silu"), value(x, "silu")[:count])
    assert torch.equal(gradient(x[:count], upstream[:count], "silu"), gradient(x, upstream, "silu")[:count])


LAYOUTS = {
    "transposed": lambda: torch.randn(5, 7).T,
    "every second": lambda: torch.randn(2 * BLOCK + 10)[::2],
    "channels last": lambda: torch.randn(2, 3, 4, 5).to(memory_format=torch.channels_last),
    "expanded": lambda: torch.randn(3, 1).expand(3, 5),
    "a single number": lambda: torch.randn(()),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout(layout):
    torch.manual_seed(0)
    x = LAYOUTS[layout]().to(DEVICE)
    plain, upstream = x.contiguous(), torch.randn(x.shape, device=DEVICE)
    output = value(x, "silu")
    assert output.stride() == torch.empty_like(x).stride()
    assert torch.equal(output, value(plain, "silu"))
    expected = gradient(plain, upstream, "silu")
    assert torch.equal(gradient(x, upstream, "silu"), expected)
    assert torch.equal(gradient(x, upstream.to(memory_format=torch.preserve_format), "silu"), expected)


@pytest.mark.parametrize("beta", [0.1, 3.0])
def test_parameters_keep_their_digits(beta):
    """A Python number comes to a kernel as float32, unless it says that it wants float64."""
    x = numbers(torch.float64)
    curve = exact.softplus(beta)
    with mp.workprec(160):
        assert roundings(value(x, "softplus", beta), x, curve.value, curve.slope) <= 4


# --- who takes them


@pytest.fixture
def taken(monkeypatch) -> list[str]:
    """The kernels that run, where every tensor is large enough for them."""
    names = []

    def noted(function, *given):
        names.append(given[-1][0])
        return function(*given)

    monkeypatch.setattr(kernels, "large", lambda input: True)
    for function in (kernels.value, kernels.gradient):
        monkeypatch.setattr(kernels, function.__name__, partial(noted, function))
    return names


@every_kernel
def test_the_function_takes_it_both_ways(name, monkeypatch, taken):
    function = CASES[name][0]
    x = torch.linspace(-4, 4, 33, device=DEVICE, requires_grad=True)
    y = function(x)
    (slopes,) = torch.autograd.grad(y, x, torch.ones_like(y))
    assert taken == [name, name]
    monkeypatch.setattr(kernels, "large", lambda input: False)
    expected = function(x)
    torch.testing.assert_close(y, expected)
    torch.testing.assert_close(slopes, torch.autograd.grad(expected.sum(), x)[0])
    assert taken == [name, name]


@every_kernel
def test_what_is_derived_again_is_the_definitions(name, monkeypatch, taken):
    function = CASES[name][0]
    x = torch.tensor([-1.5, 0.25, 2.0], dtype=torch.float64, device=DEVICE)

    def everything() -> list[Tensor]:
        given = x.clone().requires_grad_()
        (once,) = torch.autograd.grad(function(given).sum(), given, create_graph=True)
        (twice,) = torch.autograd.grad(once.sum(), given)
        many = torch.eye(3, dtype=x.dtype, device=DEVICE)
        (batched,) = torch.autograd.grad(function(given), given, many, is_grads_batched=True)
        each = torch.vmap(torch.func.grad(torch.func.grad(function)))(x)
        changed = torch.func.jvp(torch.func.grad(lambda x: function(x).sum()), (x,), (torch.ones_like(x),))
        return [once, twice, batched, each, *changed, torch.func.hessian(lambda x: function(x).sum())(x)]

    actual = everything()
    monkeypatch.setattr(kernels, "large", lambda input: False)
    torch.testing.assert_close(actual, everything())


def test_what_only_stands_for_numbers_gets_the_definition(taken):
    from torch.fx.experimental.proxy_tensor import make_fx

    x = torch.randn(3, device=DEVICE)
    graph = make_fx(lambda x: F.gelu(x))(x)
    assert "erfc" in graph.code
    torch.testing.assert_close(graph(x), F.gelu(x))
    assert F.gelu(x.to("meta")).is_meta if DEVICE == "cuda" else True
    compiled = torch.compile(lambda x: F.gelu(x), backend="eager", fullgraph=True)
    torch.testing.assert_close(compiled(x), F.gelu(x))
    assert taken == ["gelu", "gelu"]


def test_small_tensors_and_a_machine_without_triton_do_without(monkeypatch):
    x = torch.empty(kernels.LEAST, device=DEVICE)
    assert kernels.large(x) == x.is_cuda
    assert not kernels.large(x[1:])
    monkeypatch.setattr(kernels, "available", lambda: False)
    assert not kernels.large(x)


def test_triton_is_not_loaded_for_nothing():
    code = "import sys, torch, formulario as F; F.gelu(torch.zeros(3)); sys.exit('triton' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_every_kernel_compiles(tmp_path):
    environment = {name: value for name, value in os.environ.items() if name != "TRITON_INTERPRET"}
    environment |= {"TRITON_CACHE_DIR": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
    script = Path(__file__).with_name("compiling.py")
    done = subprocess.run([sys.executable, script], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.split()[::2] == 2 * list(FUNCTIONS)
