"""Functions of tensors that lie on several devices: torch's DTensors.

Each device calls the function with the part that it holds, so what is true of one tensor is true here: the same formula
and the same kernels. What a function needs as a whole torch's own redistribution puts together first: a sum of parts,
and the dimension that it works along. Losses are summed where they are, and a mean divides by what all devices count.
Only classes stay where they are, see :mod:`formulario._core.sharded_classes`.
"""

from collections.abc import Callable
from inspect import BoundArguments, Signature
from typing import Any

from torch import Tensor

from formulario._core.arguments import default_dimension
from formulario._core.dtypes import result_dtype
from formulario._core.sharded import (
    along_shards,
    layout,
    moved,
    on_each_device,
    summed,
    whole,
    without,
)
from formulario._core.sharded_classes import loss_of_classes

ALONG_SHARDS = ("softmax", "softmin", "log_softmax")
"""Functions along a dimension that need not have all of it on one device."""

DIVIDED_BY_WEIGHTS = ("mse_loss", "l1_loss")
"""Losses whose mean is divided by the sum of the weights, and not by the number of losses."""


def call_sharded(function: Callable[..., Any], signature: Signature, args: tuple[Any, ...], kwargs: Any) -> Any:
    """Call a function with tensors of which some lie on several devices.

    What its arguments are called says what it does with them: ``dim`` is the dimension that it works along, and
    ``reduction`` is what a loss has. All others take each number alone.
    """
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
        dim = default_dimension(input)
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
    """A loss of each number, perhaps with factors for each, or for each place along the last dimensions."""
    input, weight, reduction = call.arguments["input"], call.arguments.get("weight"), call.arguments["reduction"]
    mesh, placements = layout(input)
    lies = {"input": placements, "target": placements}
    for name in ("weight", "pos_weight"):
        if (factors := call.arguments.get(name)) is not None:
            missing = input.dim() - factors.dim()
            cut = {missing + d: d for d, size in enumerate(factors.shape) if size == input.shape[missing + d]}
            lies[name] = moved(placements, cut)
    if reduction == "none":
        return whole(on_each_device(function, call, mesh, lies), mesh, placements, input.shape)
    dtype = result_dtype(input, call.arguments["target"])
    total = summed(function, call, mesh, lies)
    if reduction == "batchmean":
        total = total / [*input.shape, 1][0]
    elif reduction == "mean":
        weights = weight if function.__name__ in DIVIDED_BY_WEIGHTS else None
        total = total / (input.numel() if weights is None else weights.sum())
    return total.to(dtype)


def _listed(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)
