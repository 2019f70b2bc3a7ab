"""What several devices compute, held against what one process computes."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor
from torch.distributed.device_mesh import DeviceMesh, init_device_mesh
from torch.distributed.tensor import DTensor, Placement, Replicate, Shard, distribute_tensor

from .processes import COUNT

Function = Callable[..., Tensor]
WHOLE, ROWS, COLUMNS = Replicate(), Shard(0), Shard(1)


def line() -> DeviceMesh:
    """All devices, in a line."""
    return init_device_mesh("cpu", (COUNT,))


def placed(tensor: Tensor, *placements: Placement, mesh: DeviceMesh | None = None) -> DTensor:
    """A tensor that each process has, as one that lies on all of them."""
    return distribute_tensor(tensor.detach(), mesh or line(), placements, src_data_rank=None)


def assert_same(
    function: Function, tensors: Sequence[Tensor], placements: Sequence[Placement | None], lies: Placement | None = None
) -> None:
    """Value and gradients are those of one process, and the value lies as it should.

    The first tensor has a gradient, and others may. A placement None leaves a tensor plain.
    """
    alone = [tensor.clone().requires_grad_(tensor.is_floating_point()) for tensor in tensors]
    spread = [
        (tensor.clone() if placement is None else placed(tensor, placement)).requires_grad_(tensor.is_floating_point())
        for tensor, placement in zip(tensors, placements, strict=True)
    ]
    expected, found = function(*alone), function(*spread)
    assert isinstance(found, DTensor)
    if lies is not None:
        assert found.placements == (lies,), found.placements
    assert found.dtype == expected.dtype
    assert found.shape == expected.shape
    torch.testing.assert_close(found.full_tensor(), expected, equal_nan=True)
    vector = torch.randn_like(expected)
    expected.backward(vector)
    found.backward(placed(vector, WHOLE))
    assert alone[0].grad is not None
    for one, many in zip(alone, spread, strict=True):
        if one.grad is not None:
            gradient = many.grad.full_tensor() if isinstance(many.grad, DTensor) else many.grad
            torch.testing.assert_close(gradient, one.grad, equal_nan=True)
