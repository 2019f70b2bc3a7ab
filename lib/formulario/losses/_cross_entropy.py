"""The ways to a cross-entropy: the formula, by blocks of rows on a CPU, by kernels on a GPU."""

import torch
from torch import Tensor

from formulario._core.classes import counted, pick
from formulario._core.cross_entropy import CrossEntropy
from formulario._core.cross_entropy_of_rows import CrossEntropyOfRows
from formulario._core.dtypes import WIDER, to_compute_dtype
from formulario._core.reductions import reduce
from formulario._core.targets import class_dimension
from formulario.activations.softargmax import log_softmax


def by_formula(
    input: Tensor, classes: Tensor, weight: Tensor | None, ignore_index: int, reduction: str, share: float
) -> Tensor:
    """The formula in ordinary operations."""
    scores, dim = to_compute_dtype(input), class_dimension(input)
    logarithms = log_softmax(scores, dim)
    if not isinstance(share, Tensor) and not share:  # a tensor may be derived by
        return pick(logarithms, classes, weight, ignore_index, reduction)
    right = pick(logarithms, classes, weight, ignore_index, "none")
    weighed = logarithms if weight is None else weigh(logarithms, weight, dim)
    everywhere = (0 - weighed.mean(dim)).masked_fill(classes == ignore_index, 0)
    counts = counted(classes, weight, ignore_index, scores.dtype)
    return reduce("cross_entropy", (1 - share) * right + share * everywhere, reduction, counts.sum())


def by_blocks(
    input: Tensor, classes: Tensor, weight: Tensor | None, ignore_index: int, reduction: str, share: float
) -> Tensor:
    """The same on a CPU, in the memory of the gradient alone."""
    scores, classes = (input, classes) if input.dim() > 1 else (input[None], classes[None])
    counts = counted(classes, weight, ignore_index, WIDER.get(scores.dtype, scores.dtype))
    if reduction == "mean":
        counts = counts / counts.sum()

    def definition(x: Tensor) -> Tensor:
        return counts * by_formula(x, classes, None, ignore_index, "none", share)

    right = classes.masked_fill(classes == ignore_index, 0)
    losses: Tensor = CrossEntropy.apply(scores, right, counts, share, definition)  # type: ignore[no-untyped-call]
    return losses.sum() if reduction != "none" else losses if input.dim() > 1 else losses[0]


def by_rows(
    input: Tensor, classes: Tensor, weight: Tensor | None, ignore_index: int, reduction: str
) -> Tensor:
    """The same on a GPU, by kernels, in the memory of the gradient alone."""

    def definition(x: Tensor) -> Tensor:
        return by_formula(x, classes, None, ignore_index, "none", 0)

    losses: Tensor = CrossEntropyOfRows.apply(input, classes, ignore_index, definition)  # type: ignore[no-untyped-call]
    counts = counted(classes, weight, ignore_index, losses.dtype)
    return reduce("cross_entropy", losses if weight is None else losses * counts, reduction, counts.sum())


def weigh(values: Tensor, weight: Tensor, dim: int) -> Tensor:
    """The values of all classes, times their weights; a factor of 0 leaves 0, whatever the other one."""
    weight = weight.to(values.dtype).reshape(-1, *[1] * (values.dim() - 1 - dim)).expand_as(values)
    return torch.where((values == 0) | (weight == 0), 0, values * weight)


def for_distributions(scores: Tensor, truth: Tensor, weight: Tensor | None, dim: int) -> Tensor:
    """The formula where targets are distributions."""
    if weight is not None:
        truth = weigh(truth, weight, dim)
    logarithms = log_softmax(scores, dim)
    # What the truth rules out costs nothing, however impossible the scores call it.
    return 0 - (truth * logarithms.masked_fill((truth == 0) & logarithms.isinf(), 0)).sum(dim)
