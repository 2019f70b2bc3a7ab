"""Large tensors on a CPU are computed by blocks: the same numbers, whatever the layout and the dtype."""

import pytest
import torch
from formulario._core.autograd import BLOCK, pointwise, with_slope

SIZES = []


def sine(x):
    def value(x):
        SIZES.append(x.numel())
        return torch.sin(x) + 1

    return pointwise(x, value, slope=lambda x: torch.cos(x))


@pytest.fixture(autouse=True)
def _no_sizes():
    SIZES.clear()


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("dtype", [torch.float64, torch.bfloat16], ids=str)
def test_blocks_give_the_same_numbers(dtype, threads, monkeypatch):
    monkeypatch.setattr(torch, "get_num_threads", lambda: threads)
    x = torch.randn(5 * BLOCK + 7, 2).to(dtype).requires_grad_()
    y = sine(x)
    assert len(SIZES) > 1
    assert max(SIZES) <= threads * BLOCK
    wide = x.detach().to(torch.promote_types(dtype, torch.float32))
    assert torch.equal(y, (torch.sin(wide) + 1).to(dtype))
    upstream = torch.randn_like(y)
    (slope,) = torch.autograd.grad(y, x, upstream)
    assert torch.equal(slope, (upstream.to(wide.dtype) * torch.cos(wide)).to(dtype))


def test_a_large_tensor_can_be_differentiated_again():
    x = torch.randn(2 * BLOCK, dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad(sine(x).sum(), x, create_graph=True)
    (second,) = torch.autograd.grad(slope.sum(), x)
    torch.testing.assert_close(second, -torch.sin(x))
    tangent = torch.randn_like(x)
    with torch.autograd.forward_ad.dual_level():
        dual = torch.autograd.forward_ad.make_dual(x.detach(), tangent)
        change = torch.autograd.forward_ad.unpack_dual(sine(dual)).tangent
    torch.testing.assert_close(change, tangent * torch.cos(x))


@pytest.mark.parametrize("layout", [lambda x: x.T, lambda x: x[:, ::2], lambda x: x[:1].expand(4, -1)])
def test_other_layouts_are_taken_whole(layout):
    x = layout(torch.randn(4, 2 * BLOCK))
    y = sine(x)
    assert torch.equal(y, torch.sin(x) + 1)
    assert y.stride() == torch.empty_like(x).stride()
    assert [x.numel()] == SIZES


def test_one_operation_of_torch_needs_no_blocks(monkeypatch):
    monkeypatch.setattr(torch, "split", None)
    x = torch.randn(3 * BLOCK)
    assert torch.equal(pointwise(x, torch.sin, slope=torch.cos), torch.sin(x))


def test_a_slope_made_with_the_value_is_kept():
    def exponential(x):
        SIZES.append(x.numel())
        y = torch.exp(x)
        return y, lambda: 2 * y  # so that one sees whose slope it is

    x = torch.randn(2 * BLOCK + 7, requires_grad=True)
    y = with_slope(x, exponential)
    assert len(SIZES) > 1
    assert torch.equal(y, torch.exp(x))
    computed = len(SIZES)
    upstream = torch.randn_like(x)
    (slope,) = torch.autograd.grad(y, x, upstream, retain_graph=True)
    assert torch.equal(slope, upstream * (2 * y))
    assert len(SIZES) == computed
    (again,) = torch.autograd.grad(y, x, upstream, create_graph=True)
    assert torch.equal(again, slope)
    (second,) = torch.autograd.grad(again.sum(), x)
    torch.testing.assert_close(second, upstream * (2 * y))
