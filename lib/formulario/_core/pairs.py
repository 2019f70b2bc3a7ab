"""Functions of two tensors, number by number, that state their derivatives beside their value."""

from collections.abc import Callable
from typing import Any

import torch  # noqa: F401  (for the examples)
from torch import Tensor

from formulario._core.autograd import QuickFunction, by_blocks, differentiated, traced

Function = Callable[[Tensor, Tensor], Tensor]


def pairwise(x: Tensor, y: Tensor, value: Function, by_x: Function, by_y: Function) -> Tensor:
    """Apply a function to each pair of numbers, given by its value and its two slopes.

    >>> x, y = torch.tensor(3.0, requires_grad=True), torch.tensor(2.0, requires_grad=True)
    >>> product = pairwise(x, y, value=lambda x, y: x * y, by_x=lambda x, y: y, by_y=lambda x, y: x)
    >>> torch.autograd.grad(product, (x, y))
    (tensor(2.), tensor(3.))
    """
    if traced() or not differentiated(x, y):
        return by_blocks(value, x, y)
    pairs: Tensor = Pairwise.apply(x, y, value, by_x, by_y)
    return pairs


class Pairwise(QuickFunction):
    """A function of two tensors with its derivative in both directions."""

    generate_vmap_rule = True

    @staticmethod
    def forward(x: Tensor, y: Tensor, value: Function, by_x: Function, by_y: Function) -> Tensor:
        """The value."""
        return by_blocks(value, x, y)

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Tensor, Tensor, Function, Function, Function], output: Tensor) -> None:
        """Keep both tensors."""
        x, y, _, ctx.by_x, ctx.by_y = inputs
        ctx.save_for_backward(x, y)
        ctx.save_for_forward(x, y)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, Tensor | None, None, None, None]:
        """The gradients that are asked for."""
        wanted = zip(ctx.needs_input_grad, (ctx.by_x, ctx.by_y), strict=False)
        by_x, by_y = (gradient * by_blocks(slope, *ctx.saved_tensors) if needed else None for needed, slope in wanted)
        return by_x, by_y, None, None, None

    @staticmethod
    def jvp(ctx: Any, of_x: Tensor | None, of_y: Tensor | None, *_: None) -> Tensor | None:
        """The tangent of the output."""
        changes = [
            tangent * slope(*ctx.saved_tensors)
            for tangent, slope in ((of_x, ctx.by_x), (of_y, ctx.by_y)) if tangent is not None
        ]
        return sum(changes[1:], changes[0]) if changes else None
