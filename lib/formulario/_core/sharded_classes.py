"""Classes that lie on several devices: neither scores nor gradients are ever put together.

For each row the devices agree on the largest number and on the sum of the exponentials, one number each. A target's
score is added by the device that has it.
"""

from collections.abc import Callable, Mapping
from inspect import BoundArguments
from math import inf, prod
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn
from torch.func import functional_call

from formulario._core.dtypes import result_dtype, to_compute_dtype
from formulario._core.sharded import (
    Lies,
    Placements,
    along_shards,
    in_parts,
    layout,
    moved,
    on_each_device,
    parts,
    summed,
    whole,
    without,
)
from formulario._core.targets import require_range

if TYPE_CHECKING:
    from torch.distributed.device_mesh import DeviceMesh


def softmax(x: Tensor, dim: int) -> Tensor:
    """Softmax along a dimension that is cut."""
    exponentials = _below_the_largest(x, dim).exp()
    return exponentials / exponentials.sum(dim, keepdim=True)


def log_softmax(x: Tensor, dim: int) -> Tensor:
    """Its logarithm."""
    below = _below_the_largest(x, dim)
    return below - below.exp().sum(dim, keepdim=True).log()


def _below_the_largest(x: Tensor, dim: int) -> Tensor:
    mesh, placements = layout(x)
    dim %= x.dim()
    shape = [*x.shape[:dim], 1, *x.shape[dim + 1 :]]
    held = parts({"x": x.detach()}, mesh, {"x": placements})["x"]
    # A device without a class has nothing to say, which amax would not like.
    largest = held.amax(dim, keepdim=True) if held.shape[dim] else held.sum(dim, keepdim=True) - inf
    return x - whole(largest, mesh, [in_parts("max") if p.is_shard(dim) else p for p in placements], shape)


def loss_of_classes(function: Callable[..., Tensor], call: BoundArguments) -> Tensor:
    """A loss of scores or logarithms of classes, wherever these lie."""
    options = call.arguments
    input, target, weight, reduction = (options[name] for name in ("input", "target", "weight", "reduction"))
    mesh, placements = layout(input)
    dim = min(input.dim() - 1, 1)
    of_target, shape = without(dim, input, placements)
    soft = target.is_floating_point() and target.dim() == input.dim()
    lies = {"input": placements, "target": placements if soft else of_target}
    if weight is not None:
        lies["weight"] = moved(placements, {dim: 0})
    if reduction == "none" and not along_shards(input, dim):
        return whole(on_each_device(function, call, mesh, lies), mesh, of_target, shape)
    dtype = result_dtype(input, target)
    if not along_shards(input, dim):
        total = summed(function, call, mesh, lies)
    else:
        function(**{name: _nowhere(value) for name, value in options.items()})  # which refuses what it always refuses
        losses = _of_own_classes(function.__name__, options, mesh, lies, dim)
        if reduction == "none":
            # Where the classes are cut, each device has a part of each loss.
            each = [in_parts() if p.is_shard(dim) else q for p, q in zip(placements, of_target, strict=True)]
            return whole(losses, mesh, each, shape).to(dtype)
        total = whole(losses.sum(), mesh, moved(placements, None), ())
    if reduction == "mean":
        total = total / (prod(shape) if soft else _count(options, mesh, of_target))
    return total.to(dtype)


def _count(options: Mapping[str, Any], mesh: "DeviceMesh", placements: Placements) -> Tensor:
    """What a mean divides by: the sum of the weights of all classes that count."""
    weight = options["weight"]
    held = parts(options, mesh, {"target": placements} | ({} if weight is None else {"weight": moved(placements, {})}))
    target = held["target"].long()
    counts = target != options["ignore_index"]
    if weight is not None:
        counts = torch.where(counts, to_compute_dtype(held["weight"])[target.masked_fill(~counts, 0)], 0)
    return whole(counts.sum(), mesh, moved(placements, None), ())


def _of_own_classes(
    function: str, options: Mapping[str, Any], mesh: "DeviceMesh", lies: Lies, dim: int
) -> Tensor:
    """What the classes of each device have to do with each loss."""
    from torch.distributed.tensor import distribute_tensor

    scores = to_compute_dtype(options["input"])
    smoothing: float = options.get("label_smoothing", 0)
    if function == "cross_entropy":
        scores = log_softmax(scores, dim)
    numbers = torch.arange(classes := scores.shape[dim], device=scores.device)
    numbers = distribute_tensor(numbers, mesh, moved(lies["input"], {dim: 0}), src_data_rank=None).to_local()
    held = parts({**options, "input": scores}, mesh, lies)
    logarithms: Tensor = held["input"]
    target: Tensor = held["target"]
    if "weight" in held:
        logarithms = logarithms * held["weight"].reshape(-1, *[1] * (logarithms.dim() - 1 - dim))
    if target.dim() == logarithms.dim():
        truth = target * (1 - smoothing) + smoothing / classes
        # What the truth rules out costs nothing, however impossible the scores call it.
        return 0 - (truth * logarithms.masked_fill((truth == 0) & logarithms.isinf(), 0)).sum(dim)
    ignored = options["ignore_index"]
    require_range(function, target, classes, "Correct it, or leave it out: ignore_index={came}", ignored)
    if not len(numbers):
        return logarithms.sum(dim)  # 0: there are fewer classes than devices
    place = target.long() - numbers[0]
    elsewhere = (place < 0) | (place >= len(numbers))
    found = logarithms.gather(dim, place.masked_fill(elsewhere, 0).unsqueeze(dim)).squeeze(dim)
    losses = 0 - (1 - smoothing) * found.masked_fill(elsewhere, 0)
    if smoothing:
        losses = losses - smoothing / classes * logarithms.sum(dim)
    return losses.masked_fill(target.long() == ignored, 0)


def _nowhere(value: Any) -> Any:
    """A tensor without numbers."""
    return torch.empty(value.shape, dtype=value.dtype, device="meta") if isinstance(value, Tensor) else value


def output_and_mean(layer: nn.Module, input: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    """The first output of a layer for each row, on the device that has the row; and the mean over all rows.

    The parameters are whole on each device, or each device has those of its classes and scores all rows.
    """
    mesh, placements = layout(input, target)
    parameters = dict(layer.named_parameters())
    apart = any(along_shards(parameter, 0) for parameter in parameters.values())
    rows = moved(placements, {0: 0} if input.dim() == 2 and not apart else {})
    lies = {"input": rows, "target": rows} | dict.fromkeys(parameters if not apart else (), moved(rows, {}))
    held = parts({"input": input, "target": target, **parameters}, mesh, lies)
    examples = held.pop("input"), held.pop("target")
    output = whole(functional_call(layer, held, examples)[0], mesh, rows, target.shape)
    return output, output.sum() / output.numel()


def put_together(tensor: Any) -> Tensor:
    """A tensor that lies on several devices, as each has it as a whole."""
    result: Tensor = tensor.full_tensor()
    return result
