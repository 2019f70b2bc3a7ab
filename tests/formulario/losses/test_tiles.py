"""Scores by tiles, which are never whole in memory."""

import formulario as F
import pytest
import torch
from formulario.losses import _tiles as tiles

from ..memory import most_memory
from .test_many_classes import in_every_dtype, near, on_every_device


@on_every_device
@in_every_dtype
@pytest.mark.parametrize("rows", [1, 7, 40])
def test_by_tiles_it_is_the_plain_formula(dtype, device, rows, monkeypatch):
    """With more rows than features the scores are made again, with fewer they are kept; both in several tiles."""
    monkeypatch.setitem(tiles.TILE, device, 1)
    torch.manual_seed(0)
    for classes, features in ((1, 3), (150, 3), (150, 17)):
        x, weight, bias = (torch.randn(*shape) for shape in ((rows, features), (classes, features), (classes,)))
        layer = [tensor.to(device, dtype).requires_grad_() for tensor in (x, weight, bias)]
        place = torch.randint(classes, (rows,), device=device).sort()[0]
        upstream = torch.linspace(1, 2, rows, device=device, dtype=tiles.to_compute_dtype(layer[0][:0]).dtype)
        actual, expected = tiles.linear_log_probability(*layer, place), tiles._plain(*layer, place)
        assert len(tiles._tiles(*layer[:2], place)) == -(-classes // 64)
        torch.testing.assert_close(actual, expected)
        by_tiles, plainly = (torch.autograd.grad(share, layer, upstream) for share in (actual, expected))
        for found, wanted in zip(by_tiles, plainly, strict=True):
            near(found, wanted)


def test_only_what_is_needed_has_a_gradient():
    x, weight, place = torch.randn(5, 3), torch.randn(9, 3), torch.arange(5)
    for needed in ((True, False), (False, True)):
        layer = [tensor.detach().requires_grad_(wanted) for tensor, wanted in zip((x, weight), needed, strict=True)]
        tiles.linear_log_probability(*layer, None, place).sum().backward()
        assert [tensor.grad is not None for tensor in layer] == list(needed)
    assert not tiles.linear_log_probability(x, weight, None, place).requires_grad


def test_second_derivatives_of_a_layer():
    torch.manual_seed(0)
    layer = [torch.randn(*shape, dtype=torch.float64, requires_grad=True) for shape in ((4, 3), (5, 3), (5,))]
    function = lambda *layer: tiles.linear_log_probability(*layer, torch.tensor([0, 2, 2, 4]))  # noqa: E731
    assert torch.autograd.gradcheck(function, layer, check_forward_ad=True)
    assert torch.autograd.gradgradcheck(function, layer)


def test_scores_are_never_whole_in_memory():
    """512 rows of 100,000 scores would be 205 MB; the weights' gradients are 7."""
    torch.manual_seed(0)
    layer, x = F.AdaptiveLogSoftmaxWithLoss(16, 100_000, [50_000]), torch.randn(512, 16)
    assert most_memory(lambda: layer(x, torch.arange(512) * 190).loss.backward()) < 20e6
