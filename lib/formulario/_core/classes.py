"""Scores of classes with their targets, as the losses of classes take them."""

import torch
from torch import Tensor
from torch.nn.functional import nll_loss

from formulario._core.arguments import require_floating, require_parameter
from formulario._core.dtypes import WIDER, to_compute_dtype, under_autocast
from formulario._core.targets import (
    class_dimension,
    require_classes,
    require_device,
    require_numbers_like,
    require_scores,
)


def require_labels(
    function: str, input: Tensor, target: Tensor, weight: Tensor | None, ignore_index: int, soft: bool = False,
    values: bool = True,
) -> tuple[bool, bool]:
    """Refuse scores, targets and weights that do not fit; without ``values``, by their shapes and dtypes alone.

    :returns: whether targets are distributions, which ``soft`` allows; and whether it is known that all of them count.

    >>> require_labels("nll_loss", torch.zeros(5, 3), torch.zeros(5).long(), torch.ones(2), -100)
    Traceback (most recent call last):
    ValueError: nll_loss needs one weight for each of 3 classes; shape (2,) came. ...
    """
    require_scores(function, input)
    soft = soft and isinstance(target, Tensor) and target.is_floating_point() and target.dim() == input.dim()
    if soft:
        require_numbers_like(function, input, target)
        rule = "negative for targets that are distributions"
        require_parameter(function, "ignore_index", ignore_index, rule, ignore_index < 0)
    all_count = not soft and require_classes(function, input, target, ignore_index, values)
    if weight is not None:
        _require_weights(function, input, weight)
    return soft, all_count


def pick(logarithms: Tensor, classes: Tensor, weight: Tensor | None, ignore_index: int, reduction: str) -> Tensor:
    """The negative log-likelihood by torch, where it is computed in the dtype of the logarithms."""
    weight = None if weight is None else weight.to(logarithms.dtype)
    if logarithms.is_cpu and logarithms.dtype not in WIDER:
        return nll_loss(logarithms, classes, weight, ignore_index=ignore_index, reduction=reduction)
    # What is only picked needs no wider copy of the rest; and the mean of no target is 0 on some devices, NaN on a CPU.
    picked = to_compute_dtype(nll_loss(logarithms, classes, ignore_index=ignore_index, reduction="none"))
    counts = counted(classes, weight, ignore_index, picked.dtype)
    losses = picked if weight is None else picked * counts
    if reduction == "none":
        return losses
    return losses.sum() if reduction == "sum" else losses.sum() / counts.sum()


def counted(classes: Tensor, weight: Tensor | None, ignore_index: int, dtype: torch.dtype) -> Tensor:
    """How much each target counts: with the weight of its class, or not at all.

    >>> counted(torch.tensor([1, 0, -100]), torch.tensor([2.0, 3.0]), -100, torch.float32)
    tensor([3., 2., 0.])
    """
    ignored = classes == ignore_index
    if weight is None:
        return (~ignored).to(dtype)
    found = weight.to(dtype).gather(0, classes.masked_fill(ignored, 0).reshape(-1)).reshape(classes.shape)
    return found.masked_fill(ignored, 0)


def _require_weights(function: str, input: Tensor, weight: Tensor) -> None:
    """Refuse weights that are not one for each class."""
    classes = input.shape[class_dimension(input)]
    require_floating(function, weight, "weight")
    if weight.shape != (classes,):
        raise ValueError(
            f"{function} needs one weight for each of {classes} classes; shape {tuple(weight.shape)} came. "
            "Give a vector, with 1 for a class that needs none"
        )
    if weight.dtype != input.dtype and not under_autocast(input):
        raise TypeError(
            f"{function} needs weights of the input's dtype; {weight.dtype} came with {input.dtype}. "
            "Convert them first: weight.to(input.dtype)"
        )
    require_device(function, input, weight, "weight")
