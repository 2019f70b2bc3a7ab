"""Cross-entropy on a GPU, by kernels that take whole rows of scores: no memory is needed but the gradient's."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from formulario import kernels
from formulario._core.autograd import derived


class CrossEntropyOfRows(torch.autograd.Function):
    """The loss of each row, 0 where its class is ignored."""

    @staticmethod
    def forward(
        ctx: Any, scores: Tensor, classes: Tensor, ignore_index: int, definition: Callable[[Tensor], Tensor]
    ) -> Tensor:
        """The losses. ``definition`` gives them once more, by ordinary operations, for what is derived again."""
        losses, *kept = kernels.row_losses(scores, classes, ignore_index)
        ctx.ignore_index, ctx.definition = ignore_index, definition
        ctx.save_for_backward(scores, classes, losses, *kept)
        return losses

    @staticmethod
    def backward(ctx: Any, upstream: Tensor) -> tuple[Tensor, None, None, None]:
        """The gradient by the scores."""
        scores, classes, *kept = ctx.saved_tensors
        if kernels.suit(scores, upstream):
            return kernels.row_gradient(scores, classes, ctx.ignore_index, kept, upstream), None, None, None
        return derived(ctx.definition, scores, upstream), None, None, None
