r"""Functions that state their derivative beside their value.

Autograd derives the slope from the operations of the value, and there digits can get lost: a sigmoid would have the
slope y (1 − y), in which nothing is left of 1 − y as soon as y is near 1. So value and slope are two formulas here.
A slope that is made of functions with a slope of their own can be differentiated again, as often as one likes.

While a graph is made, it is the plain value that goes into it: torch.compile loses derivatives of a function with a
slope of its own, and what makes the graph can derive and fuse ordinary operations.
"""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch._C._functorch import TransformType, get_interpreter_stack

from formulario._core.dtypes import to_compute_dtype

Function = Callable[[Tensor], Tensor]
DerivativeMap = Callable[[Tensor, Tensor], Tensor]
"""Takes the point and a vector, and is linear in the vector."""


def traced() -> bool:
    """Whether the operations go into a graph, of torch.compile, torch.export or torch.jit.trace, or into two jvp's.

    >>> traced()
    False
    """
    graph = torch.compiler.is_compiling() or torch.jit.is_tracing()  # type: ignore[attr-defined, no-untyped-call]
    return graph or _forward_over_forward()


def _forward_over_forward() -> bool:
    """Whether torch.func derives forward twice: there torch loses the outer tangent of a function of one's own."""
    levels = get_interpreter_stack() or ()
    return [level.key() for level in levels].count(TransformType.Jvp) > 1


def pointwise(input: Tensor, value: Function, slope: Function, inplace: bool = False) -> Tensor:
    r"""Apply a function to each number, given by its value and its slope.

    >>> x = torch.tensor([1.0, 2.0], requires_grad=True)
    >>> pointwise(x, value=lambda x: x * x, slope=lambda x: 2 * x).sum().backward()
    >>> x.grad
    tensor([2., 4.])
    """
    return elementwise(input, value, derivative_map=lambda x, vector: vector * slope(x), inplace=inplace)


def elementwise(input: Tensor, value: Function, derivative_map: DerivativeMap, inplace: bool = False) -> Tensor:
    r"""Apply a function to each number, given by its value and its derivative as a linear map.

    For functions of straight pieces: where the slope is 0 the map can be 0 for an infinite vector too, and a product
    with the slope would be NaN.

    >>> x = torch.tensor([-1.0, 2.0], requires_grad=True)
    >>> from formulario._core.masks import above
    >>> y = elementwise(x, value=lambda x: x.clamp(min=0), derivative_map=lambda x, vector: above(x, 0, vector))
    >>> y.sqrt().sum().backward()
    >>> x.grad
    tensor([0.0000, 0.3536])
    """
    # The derivative needs the old input: where the result is written over it, a copy is kept.
    x = to_compute_dtype(input, copy=inplace)
    output = _apply(NumberByNumber, x, value, vjp=derivative_map, jvp=derivative_map).to(input.dtype)
    return input.copy_(output) if inplace else output


def differentiable(x: Tensor, value: Function, vjp: DerivativeMap, jvp: DerivativeMap) -> Tensor:
    """Apply a function to a tensor, given by its value and its derivative in both directions.

    :param x: the argument.
    :param value: the function.
    :param vjp: the vector-Jacobian product: takes the gradient of a loss by the output, gives that by the input.
    :param jvp: the Jacobian-vector product: takes a tangent of the input, gives that of the output.
    """
    return _apply(BothModes, x, value, vjp, jvp)


def _apply(
    function: type[torch.autograd.Function], x: Tensor, value: Function, vjp: DerivativeMap, jvp: DerivativeMap
) -> Tensor:
    if traced():
        return value(x)
    output: Tensor = function.apply(x, value, vjp, jvp)  # type: ignore[no-untyped-call]
    return output


class BothModes(torch.autograd.Function):
    """A function with its vector-Jacobian product and its Jacobian-vector product."""

    generate_vmap_rule = True

    @staticmethod
    def forward(x: Tensor, value: Function, vjp: DerivativeMap, jvp: DerivativeMap) -> Tensor:
        """The value."""
        return value(x)

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Tensor, Function, DerivativeMap, DerivativeMap], output: Tensor) -> None:
        """Keep the input."""
        x, _, ctx.vector_jacobian, ctx.jacobian_vector = inputs
        ctx.save_for_backward(x)
        ctx.save_for_forward(x)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None, None, None]:
        """The gradient by the input."""
        (x,) = ctx.saved_tensors
        return ctx.vector_jacobian(x, gradient), None, None, None

    @staticmethod
    def jvp(ctx: Any, tangent: Tensor, *_: None) -> Tensor:
        """The tangent of the output."""
        (x,) = ctx.saved_tensors
        change: Tensor = ctx.jacobian_vector(x, tangent)
        return change


class NumberByNumber(BothModes):
    """A function of each number alone. To vmap, all slices are one tensor, which is many times as fast."""

    generate_vmap_rule = False

    @staticmethod
    def vmap(info: Any, dims: tuple[int | None, ...], x: Tensor, *functions: Function) -> tuple[Tensor, int | None]:
        """The values of all slices, and the dimension that counts them."""
        output: Tensor = NumberByNumber.apply(x, *functions)  # type: ignore[no-untyped-call]
        return output, dims[0]
