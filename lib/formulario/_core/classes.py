"""Scores of classes with their targets, as the losses of classes take them."""

from dataclasses import dataclass

import torch
from torch import Tensor

from formulario._core.arguments import require_floating, require_parameter
from formulario._core.dtypes import to_common_compute_dtype, to_compute_dtype
from formulario._core.targets import (
    class_dimension,
    require_classes,
    require_device,
    require_no_nan,
    require_numbers_like,
    require_scores,
)


@dataclass(frozen=True)
class LabelledScores:
    """Scores, targets and weights that fit each other, in the dtype that is computed in.

    A target is a class, or where ``soft`` is true a distribution over the classes along the same dimension as scores.
    """

    scores: Tensor
    targets: Tensor
    weights: Tensor
    soft: bool
    ignore_index: int
    dim: int

    @property
    def ignored(self) -> Tensor:
        """Which targets are left out."""
        return self.targets == self.ignore_index

    def weigh(self, values: Tensor) -> Tensor:
        """Values of all classes, each times the weight of its class."""
        return self.weights.reshape(-1, *[1] * (values.dim() - 1 - self.dim)) * values

    def gather(self, values: Tensor) -> tuple[Tensor, Tensor]:
        """The value at the class of each target, times the weight of that class; and these weights.

        An ignored target has the value 0 and the weight 0.

        >>> values, target = torch.tensor([[0.5, 0.25], [0.0, 1.0]]), torch.tensor([0, -100])
        >>> labelled_scores("nll_loss", values, target, torch.tensor([2.0, 1.0]), -100).gather(values)
        (tensor([1., 0.]), tensor([2., 0.]))
        """
        # An ignored target may be no class: any class will do for it, since what is found there is dropped.
        ignored = self.ignored
        classes = self.targets.masked_fill(ignored, 0)
        weights = self.weights.gather(0, classes.reshape(-1)).reshape(classes.shape).masked_fill(ignored, 0)
        found = values.gather(self.dim, classes.unsqueeze(self.dim)).squeeze(self.dim)
        return (weights * found).masked_fill(ignored, 0), weights


def labelled_scores(
    function: str, input: Tensor, target: Tensor, weight: Tensor | None, ignore_index: int, soft: bool = False
) -> LabelledScores:
    """Scores and targets, if they fit each other; ``soft`` allows targets that are distributions.

    >>> labelled_scores("nll_loss", torch.zeros(5, 3), torch.zeros(5).long(), torch.ones(2), -100)
    Traceback (most recent call last):
    ValueError: nll_loss needs one weight for each of 3 classes; shape (2,) came. ...
    """
    require_scores(function, input)
    soft = soft and isinstance(target, Tensor) and target.is_floating_point() and target.dim() == input.dim()
    if soft:
        require_numbers_like(function, input, target)
        rule = "negative for targets that are distributions"
        require_parameter(function, "ignore_index", ignore_index, rule, ignore_index < 0)
        scores, targets = to_common_compute_dtype(input, target)
    else:
        require_classes(function, input, target, ignore_index)
        scores, targets = to_compute_dtype(input), target.long()
    weights = _class_weights(function, weight, input, scores.dtype)
    return LabelledScores(scores, targets, weights, soft, ignore_index, class_dimension(input))


def _class_weights(function: str, weight: Tensor | None, input: Tensor, dtype: torch.dtype) -> Tensor:
    """The weights of the classes in a dtype; 1 for each where none are given."""
    classes = input.shape[class_dimension(input)]
    if weight is None:
        return torch.ones(classes, dtype=dtype, device=input.device)
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
    return weight.to(dtype)
