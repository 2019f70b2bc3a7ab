"""Tensors that lie on several devices: torch's DTensors, their parts and where these lie."""

import sys
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from inspect import BoundArguments
from math import prod
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from formulario._core.dtypes import to_compute_dtype

if TYPE_CHECKING:
    from torch.distributed.device_mesh import DeviceMesh
    from torch.distributed.tensor.placement_types import Placement

Placements = Sequence["Placement"]
Lies = Mapping[str, Placements]
"""How each tensor among the arguments has to lie, by name."""

def sharded(*values: object) -> bool:
    """Whether one of the values is a tensor that lies on several devices.

    >>> sharded(torch.zeros(3), None)
    False
    """
    distributed = sys.modules.get("torch.distributed.tensor")  # it is heavy, and without it there are none
    return distributed is not None and any(isinstance(value, distributed.DTensor) for value in values)


def along_shards(input: Any, dim: int) -> bool:
    """Whether a dimension of a tensor is cut, so that each device holds a piece of it.

    >>> along_shards(torch.zeros(3), 0)
    False
    """
    return sharded(input) and any(p.is_shard(dim % max(input.dim(), 1)) for p in input.placements)


def summed(function: Callable[..., Tensor], call: BoundArguments, mesh: "DeviceMesh", lies: Lies) -> Tensor:
    """The sum of a loss over all devices, in the dtype that is computed in, for any reduction that there is."""
    options = call.arguments
    floating = [name for name in lies if options[name].is_floating_point()]
    wide: dict[str, Any] = {name: to_compute_dtype(options[name]) for name in floating}
    if options["reduction"] == "mean" or (options["reduction"] == "batchmean" and "log_target" in options):
        wide["reduction"] = "sum"
    return whole(on_each_device(function, call, mesh, lies, wide), mesh, moved(lies["input"], None), ())


def layout(*tensors: Any) -> tuple["DeviceMesh", Placements]:
    """Where the first tensor that lies on several devices does, and how: each a part, or each the whole."""
    first = next(tensor for tensor in tensors if sharded(tensor))
    return first.device_mesh, [p if p.is_shard() else replicated() for p in first.placements]


def replicated() -> "Placement":
    """Each device holds the whole."""
    from torch.distributed.tensor import Replicate

    return Replicate()


def in_parts(of: str = "sum") -> "Placement":
    """Each device holds a part of a sum, or what its part has to say to another reduction."""
    from torch.distributed.tensor import Partial

    return Partial(of)


def moved(placements: Placements, dims: Mapping[int, int] | None) -> Placements:
    """Placements of a tensor with other dimensions; those that are left out are whole, or, for None, summed up."""
    from torch.distributed.tensor import Shard

    if dims is None:
        return [in_parts() if p.is_shard() else p for p in placements]
    lies: list[Any] = list(placements)
    return [
        p if not p.is_shard() or dims.get(p.dim) == p.dim else Shard(dims[p.dim]) if p.dim in dims else replicated()
        for p in lies
    ]


def without(dim: int, input: Tensor, placements: Placements) -> tuple[Placements, Sequence[int]]:
    """How a tensor lies without one of its dimensions, which is whole; and its shape."""
    dims = {d: d - (d > dim) for d in range(input.dim()) if d != dim}
    return moved(placements, dims), [*input.shape[:dim], *input.shape[dim + 1 :]]


def on_each_device(
    function: Callable[..., Tensor], call: BoundArguments, mesh: "DeviceMesh", lies: Lies,
    instead: Mapping[str, Any] | None = None,
) -> Tensor:
    """What each device makes of its parts, with other arguments where they are given."""
    options = {**call.arguments, **(instead or {})}
    call = BoundArguments(call.signature, OrderedDict({**options, **parts(options, mesh, lies)}))
    return function(*call.args, **call.kwargs)


def parts(values: Mapping[str, Any], mesh: "DeviceMesh", lies: Lies) -> dict[str, Any]:
    """What each device holds of the tensors named, once they lie as they have to."""
    from torch.distributed.tensor import DTensor

    cut = [any(p.is_shard() for p in of_all) for of_all in zip(*lies.values(), strict=True)]

    def part(tensor: Any, placements: Placements) -> Any:
        if not sharded(tensor):
            tensor = DTensor.from_local(tensor, mesh, [replicated()] * mesh.ndim, run_check=False)
        # What each device holds as a whole, and uses for its part of the work, has a gradient in parts.
        gradient = [in_parts() if p.is_replicate() and c else p for p, c in zip(placements, cut, strict=True)]
        return tensor.redistribute(mesh, placements).to_local(grad_placements=gradient)

    return {
        name: tuple(part(v, placements) for v in values[name])
        if isinstance(values[name], tuple) else part(values[name], placements)
        for name, placements in lies.items()
    }


def whole(part: Tensor, mesh: "DeviceMesh", placements: Placements, shape: Sequence[int]) -> Tensor:
    """The tensor of a shape that the devices hold the parts of."""
    from torch.distributed.tensor import DTensor

    stride = [prod(shape[d + 1 :]) for d in range(len(shape))]
    return DTensor.from_local(
        part.contiguous(), mesh, placements, run_check=False, shape=torch.Size(shape), stride=tuple(stride)
    )
