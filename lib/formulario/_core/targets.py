"""What a loss accepts beside the predictions. Each error states the rule, what came, and the remedy.

The values of a target are looked at too: a NaN or a class that does not exist would spoil the loss without a word, and
on a GPU end the program. A compiled graph cannot stop to look; there the same rules are asserted while it runs.
"""

import torch
from torch import Tensor

from formulario._core.arguments import require_dimension, require_floating
from formulario._core.autograd import WIDER, widened

INTEGERS = (torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8)


def result_dtype(input: Tensor, target: Tensor) -> torch.dtype:
    """The dtype of a loss: the wider of its tensors', and under autocast at least float32, as in torch.

    >>> result_dtype(torch.zeros(1, dtype=torch.bfloat16), torch.zeros(1))
    torch.float32
    """
    dtype = torch.promote_types(input.dtype, target.dtype)
    return WIDER.get(dtype, dtype) if torch.is_autocast_enabled(input.device.type) else dtype


def widened_together(input: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    """Both in the dtype that their loss is computed in."""
    dtype = torch.promote_types(input.dtype, target.dtype)
    dtype = WIDER.get(dtype, dtype)
    return input.to(dtype), target.to(dtype)


def require_numbers_like(function: str, input: Tensor, target: Tensor, name: str = "target") -> None:
    """Refuse a target that has not one number, and no NaN, for each number of the input.

    >>> require_numbers_like("mse_loss", torch.zeros(3, 1), torch.zeros(3))
    Traceback (most recent call last):
    ValueError: mse_loss needs a target of the input's shape; (3,) came with input (3, 1). Reshape one of them, ...
    """
    require_floating(function, input)
    require_floating(function, target, name)
    if target.shape != input.shape:
        raise ValueError(
            f"{function} needs a {name} of the input's shape; {tuple(target.shape)} came with input "
            f"{tuple(input.shape)}. Reshape one of them, or expand it on purpose: {name}.expand_as(input)"
        )
    require_device(function, input, target, name)
    require_no_nan(function, target, name)


def require_device(function: str, input: Tensor, other: Tensor, name: str) -> None:
    """Refuse a tensor that lies on another device than the input."""
    if other.device != input.device:
        raise ValueError(
            f"{function} needs a {name} on the input's device; {other.device} came with {input.device}. "
            f"Move it first: {name}.to(input.device)"
        )


def require_no_nan(function: str, target: Tensor, name: str = "target") -> None:
    """Refuse a target with a NaN in it, which would make the whole loss NaN.

    >>> require_no_nan("l1_loss", torch.tensor([0.0, torch.nan]))
    Traceback (most recent call last):
    ValueError: l1_loss needs a target without NaN; 1 of 2 came. Leave them out: keep = ~target.isnan(), then ...
    """
    if found := wrong(nan := target.isnan(), f"{function} needs a {name} without NaN"):
        raise ValueError(
            f"{found}; {int(plain(nan).sum())} of {plain(nan).numel()} came. Leave them out: "
            f"keep = ~{name}.isnan(), then input[keep] and {name}[keep]"
        )


def require_positive(function: str, shares: Tensor, name: str) -> None:
    """Refuse shares below 0.

    >>> require_positive("kl_div", torch.tensor([1.5, -0.5]), "target")
    Traceback (most recent call last):
    ValueError: kl_div needs a target of probabilities, 0 or more; -0.5 came. Logarithms and scores are none: take ...
    """
    if found := wrong(shares < 0, f"{function} needs a {name} of probabilities, 0 or more"):
        raise ValueError(
            f"{found}; {plain(shares).min().item():.4g} came. Logarithms and scores are none: take their exp or "
            "softmax first"
        )


def require_distribution(function: str, shares: Tensor, dim: int, name: str) -> None:
    """Refuse what is no distribution along a dimension: shares of 0 or more, with sum 1 up to rounding.

    >>> require_distribution("entropy", torch.tensor([0.5, 0.75]), -1, "p")
    Traceback (most recent call last):
    ValueError: entropy needs a p with sum 1 along dimension -1; 1.25 came. Divide by the sum, or take a softmax
    """
    require_floating(function, shares, name)
    require_no_nan(function, shares, name)
    require_positive(function, shares, name)
    require_dimension(function, dim, shares)
    total = widened(shares).sum(dim)
    # They may have been rounded on the way: in float32 before they became float64, or to bfloat16.
    far = (total - 1).abs() > max(1e-3, torch.finfo(shares.dtype).eps ** 0.5)
    if found := wrong(far, f"{function} needs a {name} with sum 1 along dimension {dim}"):
        came = plain(total)[plain(far)][0].item()
        raise ValueError(f"{found}; {came:.6g} came. Divide by the sum, or take a softmax")


def class_dimension(input: Tensor) -> int:
    """The dimension that holds the classes: 1, or 0 where there is no batch."""
    return min(input.dim() - 1, 1)


def require_classes(function: str, input: Tensor, target: Tensor, ignore_index: int) -> None:
    """Refuse a target that has not one class, or ``ignore_index``, for each place of the input.

    >>> require_classes("nll_loss", torch.zeros(2, 3), torch.tensor([0, 3]), -100)
    Traceback (most recent call last):
    ValueError: nll_loss needs classes from 0 to 2; 3 came. Correct it, or leave it out: ignore_index=3
    >>> require_classes("nll_loss", torch.zeros(2, 3), torch.tensor([[0, 1]]), -100)
    Traceback (most recent call last):
    ValueError: nll_loss needs a target of shape (2,) for input (2, 3), one class for each ...; (1, 2) came. ...
    """
    require_scores(function, input)
    require_integers(function, target)
    classes = class_dimension(input)
    wanted = input.shape[:classes] + input.shape[classes + 1 :]
    if target.shape != wanted:
        raise ValueError(
            f"{function} needs a target of shape {tuple(wanted)} for input {tuple(input.shape)}, one class for each "
            f"row of scores along dimension {classes}; {tuple(target.shape)} came. Reshape it, or move the classes "
            f"of the input to dimension {classes}"
        )
    require_device(function, input, target, "target")
    last = input.shape[classes] - 1
    outside = (target != ignore_index) & ((target < 0) | (target > last))
    if found := wrong(outside, f"{function} needs classes from 0 to {last}"):
        came = int(plain(target)[plain(outside)][0])
        raise ValueError(f"{found}; {came} came. Correct it, or leave it out: ignore_index={came}")


def require_integers(function: str, target: Tensor) -> None:
    """Refuse a target that is no tensor of integers.

    >>> require_integers("nll_loss", torch.tensor([0.0, 1.0]))
    Traceback (most recent call last):
    TypeError: nll_loss needs class indices, a tensor of integers; torch.float32 came. Convert it: target.long()
    """
    if not isinstance(target, Tensor) or target.dtype not in INTEGERS:
        came = str(target.dtype) if isinstance(target, Tensor) else type(target).__name__
        raise TypeError(f"{function} needs class indices, a tensor of integers; {came} came. Convert it: target.long()")


def require_scores(function: str, input: Tensor) -> None:
    """Refuse an input without a dimension of classes."""
    require_floating(function, input)
    if input.dim() == 0:
        raise ValueError(
            f"{function} needs an input of shape (C), (N, C) or (N, C, …), a number for each class; () came. "
            "Add the missing dimension: input.unsqueeze(0)"
        )


def class_weights(function: str, weight: Tensor | None, input: Tensor) -> Tensor:
    """The weights of the classes, in the dtype that is computed in; 1 for each where none are given.

    >>> class_weights("nll_loss", torch.ones(2), torch.zeros(5, 3))
    Traceback (most recent call last):
    ValueError: nll_loss needs one weight for each of 3 classes; shape (2,) came. ...
    """
    classes = input.shape[class_dimension(input)]
    wide = WIDER.get(input.dtype, input.dtype)
    if weight is None:
        return torch.ones(classes, dtype=wide, device=input.device)
    require_floating(function, weight, "weight")
    if weight.shape != (classes,):
        raise ValueError(
            f"{function} needs one weight for each of {classes} classes; shape {tuple(weight.shape)} came. "
            "Give a vector, with 1 for a class that needs none"
        )
    if weight.dtype != input.dtype and not torch.is_autocast_enabled(input.device.type):
        raise TypeError(
            f"{function} needs weights of the input's dtype; {weight.dtype} came with {input.dtype}. "
            "Convert them first: weight.to(input.dtype)"
        )
    require_device(function, input, weight, "weight")
    require_no_nan(function, weight, "weight")
    return weight.to(wide)


def picked(values: Tensor, target: Tensor, weights: Tensor, ignore_index: int) -> tuple[Tensor, Tensor]:
    """The value at the class of each target, times the weight of that class; and these weights.

    An ignored target has the value 0 and the weight 0.

    >>> values, target = torch.tensor([[0.5, 0.25], [0.0, 1.0]]), torch.tensor([0, -100])
    >>> picked(values, target, weights=torch.tensor([2.0, 1.0]), ignore_index=-100)
    (tensor([1., 0.]), tensor([2., 0.]))
    """
    ignored = target == ignore_index
    # An ignored target may be no class: any place will do for it, since what is found there is dropped.
    classes = target.long().masked_fill(ignored, 0)
    counted = weights.gather(0, classes.reshape(-1)).reshape(classes.shape).masked_fill(ignored, 0)
    dimension = class_dimension(values)
    found = values.gather(dimension, classes.unsqueeze(dimension)).squeeze(dimension)
    return (counted * found).masked_fill(ignored, 0), counted


def wrong(where: Tensor, rule: str) -> str:
    """The rule, if it is broken anywhere; nothing while a graph is compiled, which asserts it when it runs."""
    if torch.compiler.is_compiling():
        torch._assert_async(~where.any(), rule)
        return ""
    return rule if plain(where).any() else ""


def plain(tensor: Tensor) -> Tensor:
    """All numbers of a tensor, also of one that :func:`torch.vmap` shows only a slice of."""
    while torch._C._functorch.is_functorch_wrapped_tensor(tensor):
        tensor = torch._C._functorch.get_unwrapped(tensor)
    return tensor
