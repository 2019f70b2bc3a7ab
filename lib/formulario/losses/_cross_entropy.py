"""The ways to a cross-entropy: the formula, by blocks of rows on a CPU, by kernels on a GPU."""

from dataclasses import dataclass

import torch
from torch import Tensor

from formulario import kernels
from formulario._core.classes import counted, pick
from formulario._core.computed import Needed, computed
from formulario._core.cross_entropy import losses_and_gradient
from formulario._core.dtypes import WIDER, to_compute_dtype
from formulario._core.reductions import reduce
from formulario._core.targets import class_dimension
from formulario.activations.softargmax import log_softmax


def by_formula(
    input: Tensor, classes: Tensor, weight: Tensor | None, ignore_index: int, reduction: str, smoothing: float
) -> Tensor:
    """The formula in ordinary operations."""
    scores, dim = to_compute_dtype(input), class_dimension(input)
    logarithms = log_softmax(scores, dim)
    if not isinstance(smoothing, Tensor) and not smoothing:  # a tensor may be derived by
        return pick(logarithms, classes, weight, ignore_index, reduction)
    right = pick(logarithms, classes, weight, ignore_index, "none")
    weighed = logarithms if weight is None else weigh(logarithms, weight, dim)
    everywhere = (0 - weighed.mean(dim)).masked_fill(classes == ignore_index, 0)
    counts = counted(classes, weight, ignore_index, scores.dtype)
    return reduce("cross_entropy", (1 - smoothing) * right + smoothing * everywhere, reduction, counts.sum())


def by_blocks(
    input: Tensor, classes: Tensor, weight: Tensor | None, ignore_index: int, reduction: str, smoothing: float,
    all_count: bool,
) -> Tensor:
    """The same on a CPU, in the memory of the gradient alone. ``all_count`` says that no target is left out."""
    scores, classes = (input, classes) if input.dim() > 1 else (input[None], classes[None])
    counts: Tensor | float
    if weight is None and all_count:
        counts = 1 / classes.numel() if reduction == "mean" else 1.0
    else:
        counts = counted(classes, weight, ignore_index, WIDER.get(scores.dtype, scores.dtype))
        counts = counts / counts.sum() if reduction == "mean" else counts
    losses = computed(_Blocks(counts, ignore_index, smoothing, reduction != "none"), scores, classes)
    return losses if input.dim() > 1 or reduction != "none" else losses[0]


@dataclass
class _Blocks:
    counts: Tensor | float
    ignore_index: int
    smoothing: float
    summed: bool
    gradient: Tensor | None = None

    def definition(self, scores: Tensor, classes: Tensor) -> Tensor:
        losses = self.counts * by_formula(scores, classes, None, self.ignore_index, "none", self.smoothing)
        return losses.sum() if self.summed else losses

    def value(self, needed: Needed, scores: Tensor, classes: Tensor) -> tuple[Tensor]:
        """The losses, with the gradient computed on the way."""
        self.gradient = torch.empty_like(scores) if needed[0] else None
        losses = self._losses(scores, classes, self.counts, self.gradient)
        if isinstance(self.counts, Tensor) or self.counts == 1:
            return (losses.sum() if self.summed else losses,)
        return (losses.sum() * self.counts,)

    def gradients(self, upstream: Tensor, needed: Needed, scores: Tensor, classes: Tensor) -> tuple[Tensor, None]:
        """The gradient that the value has left, handed out once; each further one is computed anew."""
        gradient, self.gradient = self.gradient, None
        factor = upstream.item() if self.summed else upstream
        scaled = factor != 1 if self.summed else bool((upstream != 1).any())
        if gradient is None or (scaled and scores.dtype in WIDER):  # what is rounded is rounded once
            self._losses(scores, classes, self.counts * factor, gradient := torch.empty_like(scores))
        elif scaled:
            gradient.mul_(factor if self.summed else upstream.unsqueeze(1))
        return gradient, None

    def _losses(self, scores: Tensor, classes: Tensor, counts: Tensor | float, gradient: Tensor | None) -> Tensor:
        if isinstance(self.counts, Tensor):
            classes = classes.masked_fill(classes == self.ignore_index, 0)
        return losses_and_gradient(scores.detach(), classes, counts, self.smoothing, gradient)


def by_rows(
    input: Tensor, classes: Tensor, weight: Tensor | None, ignore_index: int, reduction: str
) -> Tensor:
    """The same on a GPU, by kernels, in the memory of the gradient alone."""
    losses = computed(_Rows(ignore_index), input, classes)
    counts = counted(classes, weight, ignore_index, losses.dtype)
    return reduce("cross_entropy", losses if weight is None else losses * counts, reduction, counts.sum())


@dataclass
class _Rows:
    ignore_index: int

    def definition(self, scores: Tensor, classes: Tensor) -> Tensor:
        return by_formula(scores, classes, None, self.ignore_index, "none", 0)

    def value(self, needed: Needed, scores: Tensor, classes: Tensor) -> tuple[Tensor, ...]:
        losses, *kept = kernels.row_losses(scores, classes, self.ignore_index)
        return losses, losses, *kept

    def gradients(
        self, upstream: Tensor, needed: Needed, scores: Tensor, classes: Tensor, *kept: Tensor
    ) -> tuple[Tensor, None]:
        return kernels.row_gradient(scores, classes, self.ignore_index, kept, upstream), None


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
