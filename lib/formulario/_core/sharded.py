"""Functions of tensors that lie on several devices: torch's DTensors.

Each device calls the function with the part that it holds, so what is true of one tensor is true here: the same formula
and the same kernels. What a function needs as a whole torch's own redistribution puts together first: a sum of parts,
and the dimension that it works along. Losses are summed where they are, and a mean divides by what all devices count.
Only classes stay where they are, see :mod:`formulario._core.sharded_classes`.
"""

import sys
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from inspect import BoundArguments, Signature
from math import prod
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from formulario._core.dtypes import result_dtype, to_compute_dtype

if TYPE_CHECKING:
    from torch.distributed.device_mesh import DeviceMesh
    from torch.distributed.tensor.placement_types import Placement

Placements = Sequence["Placement"]
Lies = Mapping[str, Placements]
"""How each tensor among the arguments has to lie, by name."""

ALONG_SHARDS = ("softmax", "softmin", "log_softmax")
"""Functions along a dimension that need not have all of it on one device."""


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


def call_sharded(function: Callable[..., Any], signature: Signature, args: tuple[Any, ...], kwargs: Any) -> Any:
    """Call a function with tensors of which some lie on several devices.

    What its arguments are called says what it does with them: ``dim`` is the dimension that it works along, and
    ``reduction`` is what a loss has. All others take each number alone.
    """
    from formulario._core.sharded_classes import loss_of_classes

    call = signature.bind(*args, **kwargs)
    call.apply_defaults()
    options = call.arguments
    if options.get("inplace"):
        return options["input"].copy_(call_sharded(function, signature, (), {**options, "inplace": False}))
    if options.get("training") or "function" in options:
        return function(*args, **kwargs)  # torch draws random numbers for all devices, and a measure may do anything
    if "ignore_index" in options:
        return loss_of_classes(function, call)
    if "reduction" in options:
        return _loss_of_numbers(function, call)
    if "dim" in options or "tails" in options:
        return _along_a_dimension(function, call)
    return _number_by_number(function, call)


def _number_by_number(function: Callable[..., Tensor], call: BoundArguments) -> Tensor:
    """A function of each number, perhaps with a weight for each channel."""
    input, weight = call.arguments["input"], call.arguments.get("weight")
    mesh, placements = layout(input, weight)
    lies = {"input": placements}
    if weight is not None:
        # Channels are dimension 1 of the input, and 0 of a weight that has a number or a row for each.
        for_each = weight.dim() == (1 if function.__name__ == "prelu" else 2) and len(weight) > 1
        lies["weight"] = moved(placements, {1: 0} if for_each else {})
    return whole(on_each_device(function, call, mesh, lies), mesh, placements, input.shape)


def _along_a_dimension(function: Callable[..., Tensor], call: BoundArguments) -> Tensor:
    """A function of all numbers along one dimension."""
    names = [name for name in ("input", "p", "q", "head", "tails") if name in call.arguments]
    input, dim = call.arguments[names[0]], call.arguments.get("dim", -1)
    if dim is None:
        dim = 0 if input.dim() in (0, 1, 3) else 1  # as torch chooses
    if not -input.dim() <= dim < input.dim() or (function.__name__ in ALONG_SHARDS and along_shards(input, dim)):
        result: Tensor = function(*call.args, **call.kwargs)  # it refuses the one and knows how to do the other
        return result
    dim %= input.dim()
    mesh, placements = layout(*(value for name in names for value in _listed(call.arguments[name])))
    placements = moved(placements, {d: d for d in range(input.dim()) if d != dim})
    part = on_each_device(function, call, mesh, dict.fromkeys(names, placements))
    if part.dim() < input.dim():
        return whole(part, mesh, *without(dim, input, placements))
    return whole(part, mesh, placements, [*input.shape[:dim], part.shape[dim], *input.shape[dim + 1 :]])


def _loss_of_numbers(function: Callable[..., Tensor], call: BoundArguments) -> Tensor:
    """A loss of each number, perhaps with a factor for each."""
    input, weight, reduction = call.arguments["input"], call.arguments.get("weight"), call.arguments["reduction"]
    mesh, placements = layout(input)
    lies = {name: placements for name in ("input", "target", "weight") if call.arguments.get(name) is not None}
    if reduction == "none":
        return whole(on_each_device(function, call, mesh, lies), mesh, placements, input.shape)
    dtype = result_dtype(input, call.arguments["target"])
    total = summed(function, call, mesh, lies)
    if reduction == "batchmean":
        total = total / [*input.shape, 1][0]
    elif reduction == "mean":
        total = total / (input.numel() if weight is None or function.__name__ == "huber_loss" else weight.sum())
    return total.to(dtype)


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


def _listed(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)
