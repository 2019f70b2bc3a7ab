"""What a loss accepts beside the predictions. Each error states the rule, what came, and the remedy.

Of the values only a class that does not exist is refused, as by torch; NaN spreads. Where values cannot be looked at,
in a graph or on another device, the rule is asserted while it runs.
"""

import torch
from torch import Tensor

from formulario._core.arguments import require_dimension, require_floating, require_tensor
from formulario._core.assertions import all_values, can_look, violated
from formulario._core.dtypes import to_compute_dtype

INTEGERS = (torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8)


def require_numbers_like(function: str, input: Tensor, target: Tensor, name: str = "target") -> None:
    """Refuse a target that has not one floating-point number for each number of the input."""
    require_floating(function, input)
    require_floating(function, target, name)
    require_like(function, input, target, name)


def require_like(function: str, input: Tensor, target: Tensor, name: str = "target") -> None:
    """Refuse a target that is not a tensor of the input's shape on its device.

    >>> require_like("mse_loss", torch.zeros(3, 1), torch.zeros(3))
    Traceback (most recent call last):
    ValueError: mse_loss needs a target of the input's shape; (3,) came with input (3, 1). Reshape one of them, ...
    """
    require_tensor(function, input)
    require_tensor(function, target, name)
    if target.shape != input.shape:
        raise ValueError(
            f"{function} needs a {name} of the input's shape; {tuple(target.shape)} came with input "
            f"{tuple(input.shape)}. Reshape one of them, or expand it on purpose: {name}.expand_as(input)"
        )
    require_device(function, input, target, name)


def require_device(function: str, input: Tensor, other: Tensor, name: str) -> None:
    """Refuse a tensor that lies on another device than the input."""
    if other.device != input.device:
        raise ValueError(
            f"{function} needs a {name} on the input's device; {other.device} came with {input.device}. "
            f"Move it first: {name}.to(input.device)"
        )


def require_factors(function: str, input: Tensor, factors: Tensor | None, name: str) -> None:
    """Refuse factors that are not of the input's shape, nor of one that can be expanded to it.

    >>> require_factors("binary_cross_entropy", torch.zeros(5, 3), torch.ones(2), "weight")
    Traceback (most recent call last):
    ValueError: binary_cross_entropy needs a weight of a shape that expands to the input's; (2,) came with input (5, ...
    """
    if factors is None:
        return
    require_floating(function, factors, name)
    sizes = zip(factors.shape[::-1], input.shape[::-1], strict=False)
    if factors.dim() > input.dim() or any(size not in (1, whole) for size, whole in sizes):
        raise ValueError(
            f"{function} needs a {name} of a shape that expands to the input's; {tuple(factors.shape)} came with input "
            f"{tuple(input.shape)}. Reshape it"
        )
    require_device(function, input, factors, name)


def require_probabilities(function: str, given: Tensor, name: str) -> None:
    """Refuse what is no probability, NaN too, as torch does.

    >>> require_probabilities("binary_cross_entropy", torch.tensor([0.5, 1.5]), "input")
    Traceback (most recent call last):
    ValueError: binary_cross_entropy needs an input of probabilities, from 0 to 1; 1.5 came. Scores (logits) go to ...
    """
    if given.numel() and can_look(given):
        least, most = torch.aminmax(all_values(given))
        if least.item() >= 0 and most.item() <= 1:
            return
    article, remedy = "a", "Number the two classes 0 and 1"
    if name == "input":
        article, remedy = "an", f"Scores (logits) go to {function}_with_logits as they are"
    outside = ~((given >= 0) & (given <= 1))
    if broken := violated(outside, f"{function} needs {article} {name} of probabilities, from 0 to 1"):
        raise ValueError(f"{broken}; {all_values(given)[all_values(outside)][0].item():.4g} came. {remedy}")


def require_positive(function: str, probabilities: Tensor, name: str) -> None:
    """Refuse probabilities below 0.

    >>> require_positive("kl_div", torch.tensor([1.5, -0.5]), "target")
    Traceback (most recent call last):
    ValueError: kl_div needs a target of probabilities, 0 or more; -0.5 came. Logarithms and scores are none: take ...
    """
    if broken := violated(probabilities < 0, f"{function} needs a {name} of probabilities, 0 or more"):
        raise ValueError(
            f"{broken}; {all_values(probabilities).min().item():.4g} came. Logarithms and scores are none: take their "
            "exp or softmax first"
        )


def require_distribution(function: str, probabilities: Tensor, dim: int, name: str) -> None:
    """Refuse what is no distribution along a dimension: probabilities of 0 or more, with sum 1 up to rounding.

    >>> require_distribution("entropy", torch.tensor([0.5, 0.75]), -1, "p")
    Traceback (most recent call last):
    ValueError: entropy needs a p with sum 1 along dimension -1; 1.25 came. Divide by the sum, or take a softmax
    """
    require_floating(function, probabilities, name)
    require_positive(function, probabilities, name)
    require_dimension(function, dim, probabilities)
    total = to_compute_dtype(probabilities).sum(dim)
    # They may have been rounded on the way: in float32 before they became float64, or to bfloat16.
    far = (total - 1).abs() > max(1e-3, torch.finfo(probabilities.dtype).eps ** 0.5)
    if broken := violated(far, f"{function} needs a {name} with sum 1 along dimension {dim}"):
        came = all_values(total)[all_values(far)][0].item()
        raise ValueError(f"{broken}; {came:.6g} came. Divide by the sum, or take a softmax")


def class_dimension(input: Tensor) -> int:
    """The dimension that holds the classes: 1, or 0 where there is no batch."""
    return min(input.dim() - 1, 1)


def require_classes(function: str, input: Tensor, target: Tensor, ignore_index: int, values: bool = True) -> bool:
    """Refuse a target that has not one class, or ``ignore_index``, for each row of scores.

    :returns: whether it is known that none is ``ignore_index``.

    >>> require_classes("nll_loss", torch.zeros(2, 3), torch.tensor([0, 3]), -100)
    Traceback (most recent call last):
    ValueError: nll_loss needs classes from 0 to 2; 3 came. Correct it, or leave it out: ignore_index=3
    >>> require_classes("nll_loss", torch.zeros(2, 3), torch.tensor([[0, 1]]), -100)
    Traceback (most recent call last):
    ValueError: nll_loss needs a target of shape (2,) for input (2, 3), one class for each ...; (1, 2) came. ...
    """
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
    remedy = "Correct it, or leave it out: ignore_index={came}"
    inside = values and require_range(function, target, input.shape[classes], remedy, ignore_index)
    return inside and not 0 <= ignore_index < input.shape[classes]


def require_range(function: str, target: Tensor, classes: int, remedy: str, ignore_index: int | None = None) -> bool:
    """Refuse a class that does not exist. The remedy may quote it as ``{came}``.

    :returns: whether it is known that all exist, without ``ignore_index``.
    """
    if target.numel() and can_look(target):
        least, most = torch.aminmax(all_values(target))
        if least.item() >= 0 and most.item() < classes:
            return True
    target = target.long()  # the number of classes may be too large for a narrow dtype
    outside = (target < 0) | (target >= classes)
    if ignore_index is not None:
        outside = outside & (target != ignore_index)
    if broken := violated(outside, f"{function} needs classes from 0 to {classes - 1}"):
        came = int(all_values(target)[all_values(outside)][0])
        raise ValueError(f"{broken}; {came} came. {remedy.format(came=came)}")
    return False


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
