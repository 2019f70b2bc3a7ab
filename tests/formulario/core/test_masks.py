"""The masks call torch's private operators because these are fast. They say what torch.where says, to the last bit."""

import pytest
import torch
from formulario._core.masks import above, between, step
from torch import Tensor

INF, NAN = torch.inf, torch.nan

X = torch.tensor([-INF, -2, -1, -0.5, -0.0, 0.0, 0.5, torch.finfo(torch.float16).tiny, 1, 2, INF, NAN])
Y = torch.tensor([3, -INF, 0.5, NAN, -0.0, INF, -1, 2, 7, -INF, 1, 4])

MASKS = {
    "above 0": (lambda x, y: above(x, 0, y), lambda x: ~(x <= 0)),
    "above 1/2": (lambda x, y: above(x, 0.5, y), lambda x: ~(x <= 0.5)),
    "above −1": (lambda x, y: above(x, -1, y), lambda x: ~(x <= -1)),
    "between −1 and 1": (lambda x, y: between(x, -1, 1, y), lambda x: ~((x <= -1) | (x >= 1))),
    "between −1/2 and ∞": (lambda x, y: between(x, -0.5, INF, y), lambda x: ~((x <= -0.5) | (x >= INF))),
}

every_mask = pytest.mark.parametrize(("mask", "inside"), MASKS.values(), ids=MASKS.keys())
DTYPES = [torch.float64, torch.float32, torch.bfloat16, torch.float16]
in_every_dtype = pytest.mark.parametrize("dtype", DTYPES, ids=str)


def plain(inside: Tensor, y: Tensor) -> Tensor:
    return torch.where(inside, y, torch.zeros_like(y))


def same(actual: Tensor, expected: Tensor) -> None:
    torch.testing.assert_close(actual, expected, rtol=0, atol=0, equal_nan=True)


@every_mask
@in_every_dtype
def test_value(mask, inside, dtype):
    x, y = X.to(dtype), Y.to(dtype)
    same(mask(x, y), plain(inside(x), y))


@every_mask
def test_derivative_passes_through_y_alone_in_both_directions(mask, inside):
    x, y = X[:-1].requires_grad_(), Y[:-1].requires_grad_()  # at NaN torch's masks have no derivative to speak of
    upstream = torch.linspace(1, 2, len(x)).index_fill(0, torch.tensor([0, 9]), INF)
    by_x, by_y = torch.autograd.grad(mask(x, y), [x, y], upstream, allow_unused=True)
    assert by_x is None
    same(by_y, plain(inside(x), upstream))
    _, tangent = torch.func.jvp(lambda y: mask(X[:-1], y), (Y[:-1],), (upstream,))
    same(tangent, plain(inside(x), upstream))


@every_mask
def test_vmap(mask, inside):
    same(torch.vmap(mask)(X, Y), plain(inside(X), Y))


@in_every_dtype
def test_step(dtype):
    x = X[:-1].to(dtype).requires_grad_()
    assert not step(x).requires_grad
    same(step(x), (x.detach() > 0).to(dtype))
