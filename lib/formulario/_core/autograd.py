r"""Functions that state their derivative beside their value.

Autograd derives the slope from the operations of the value, and there digits can get lost: a sigmoid would have the
slope y (1 − y), in which nothing is left of 1 − y as soon as y is near 1. So value and slope are two formulas here.
A slope that is made of functions with a slope of their own can be differentiated again, as often as one likes.

Numbers in bfloat16 and float16 are computed in float32 and rounded once, at the end.
"""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

Function = Callable[[Tensor], Tensor]
LinearFunction = Callable[[Tensor, Tensor], Tensor]

WIDER = {torch.bfloat16: torch.float32, torch.float16: torch.float32}


def widened(input: Tensor, copy: bool = False) -> Tensor:
    """The input in the dtype that it is computed in."""
    return input.to(WIDER.get(input.dtype, input.dtype), copy=copy)


def pointwise(input: Tensor, value: Function, slope: Function, inplace: bool = False) -> Tensor:
    r"""Apply a function, given by its value and its slope, to each number.

    >>> x = torch.tensor([1.0, 2.0], requires_grad=True)
    >>> pointwise(x, value=lambda x: x * x, slope=lambda x: 2 * x).sum().backward()
    >>> x.grad
    tensor([2., 4.])
    """
    return piecewise(input, value, passed=lambda x, change: change * slope(x), inplace=inplace)


def piecewise(input: Tensor, value: Function, passed: LinearFunction, inplace: bool = False) -> Tensor:
    r"""Apply a function to each number, given by its value and by how much of a change passes.

    Where a slope is 0 it can let nothing pass, not even an infinite change, of which 0 times as much would be NaN.

    >>> x = torch.tensor([-1.0, 2.0], requires_grad=True)
    >>> from formulario._core.masks import above
    >>> y = piecewise(x, value=lambda x: x.clamp(min=0), passed=lambda x, change: above(x, 0, change))
    >>> y.sqrt().sum().backward()
    >>> x.grad
    tensor([0.0000, 0.3536])
    """
    # The slope needs the old input: where the result is written over it, a copy is kept.
    x = widened(input, copy=inplace)
    output = differentiable(x, value, pull=passed, push=passed).to(input.dtype)
    return input.copy_(output) if inplace else output


def differentiable(x: Tensor, value: Function, pull: LinearFunction, push: LinearFunction) -> Tensor:
    """Apply a function to a tensor, given by its value and its derivative in both directions.

    :param x: the argument.
    :param value: the function.
    :param pull: ``pull(x, change of the loss with the output)`` is the change of the loss with the input.
    :param push: ``push(x, change of the input)`` is the change of the output.
    """
    # torch.compile refuses a Function that has a forward derivative.
    function = Backward if torch.compiler.is_compiling() else BackwardAndForward
    return function.apply(x, value, pull, push)


class Backward(torch.autograd.Function):
    """What autograd needs to send a change back from the output to the input."""

    generate_vmap_rule = True

    @staticmethod
    def forward(x: Tensor, value: Function, pull: LinearFunction, push: LinearFunction) -> Tensor:
        """The value."""
        return value(x)

    @staticmethod
    def setup_context(
        ctx: Any, inputs: tuple[Tensor, Function, LinearFunction, LinearFunction], output: Tensor
    ) -> None:
        """Keep the input."""
        x, _, ctx.pull, ctx.push = inputs
        ctx.save_for_backward(x)
        ctx.save_for_forward(x)

    @staticmethod
    def backward(ctx: Any, change: Tensor) -> tuple[Tensor, None, None, None]:
        """From the output to the input."""
        (x,) = ctx.saved_tensors
        return ctx.pull(x, change), None, None, None


class BackwardAndForward(Backward):
    """And what autograd needs to send a change forward from the input to the output."""

    @staticmethod
    def jvp(ctx: Any, change: Tensor, *_: None) -> Tensor:
        """From the input to the output."""
        (x,) = ctx.saved_tensors
        return ctx.push(x, change)
