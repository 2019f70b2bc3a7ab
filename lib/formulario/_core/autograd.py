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

from formulario import kernels
from formulario._core.dtypes import to_compute_dtype
from formulario.kernels import Kernel

Function = Callable[[Tensor], Tensor]
DerivativeMap = Callable[[Tensor, Tensor], Tensor]
"""Takes the point and a vector, and is linear in the vector."""


def traced() -> bool:
    """Whether the operations go into a graph: of torch.compile, torch.export or torch.jit.trace.

    >>> traced()
    False
    """
    return torch.compiler.is_compiling() or torch.jit.is_tracing()  # type: ignore[attr-defined, no-untyped-call]


def pointwise(
    input: Tensor, value: Function, slope: Function, inplace: bool = False, kernel: Kernel | None = None
) -> Tensor:
    r"""Apply a function to each number, given by its value and its slope, and perhaps a kernel for GPUs.

    >>> x = torch.tensor([1.0, 2.0], requires_grad=True)
    >>> pointwise(x, value=lambda x: x * x, slope=lambda x: 2 * x).sum().backward()
    >>> x.grad
    tensor([2., 4.])
    """
    return elementwise(input, value, lambda x, vector: vector * slope(x), inplace, kernel)


def elementwise(
    input: Tensor,
    value: Function,
    derivative_map: DerivativeMap,
    inplace: bool = False,
    kernel: Kernel | None = None,
) -> Tensor:
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
    x = input.clone() if inplace else input
    if traced():
        output = value(to_compute_dtype(x)).to(x.dtype)
    else:
        output = NumberByNumber.apply(x, value, derivative_map, derivative_map, kernel)  # type: ignore[no-untyped-call]
    return input.copy_(output) if inplace else output


def differentiable(x: Tensor, value: Function, vjp: DerivativeMap, jvp: DerivativeMap) -> Tensor:
    """Apply a function to a tensor, given by its value and its derivative in both directions.

    :param x: the argument.
    :param value: the function.
    :param vjp: the vector-Jacobian product: takes the gradient of a loss by the output, gives that by the input.
    :param jvp: the Jacobian-vector product: takes a tangent of the input, gives that of the output.
    """
    if traced():
        return value(x)
    output: Tensor = BothModes.apply(x, value, vjp, jvp)  # type: ignore[no-untyped-call]
    return output


class BothModes(torch.autograd.Function):
    """A function with its vector-Jacobian product and its Jacobian-vector product."""

    generate_vmap_rule = True

    @staticmethod
    def forward(x: Tensor, value: Function, vjp: DerivativeMap, jvp: DerivativeMap) -> Tensor:
        """The value."""
        return value(x)

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Tensor) -> None:
        """Keep the input."""
        x, _, ctx.vector_jacobian, ctx.jacobian_vector = inputs
        ctx.save_for_backward(x)
        ctx.save_for_forward(x)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
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
    """A function of each number alone.

    It is computed in the dtype for computing. To vmap, all slices are one tensor, which is many times as fast.
    """

    generate_vmap_rule = False

    @staticmethod
    def forward(
        x: Tensor, value: Function, vjp: DerivativeMap, jvp: DerivativeMap, kernel: Kernel | None
    ) -> Tensor:
        """The value."""
        if kernel and kernels.fit(x):
            return kernels.value(x, kernel)
        return _by_blocks(value, x)

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Tensor) -> None:
        """Keep the input, and the kernel."""
        BothModes.setup_context(ctx, inputs[:4], output)
        ctx.kernel = inputs[4]

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        """The gradient by the input."""
        (x,) = ctx.saved_tensors
        if ctx.kernel and kernels.fit(x, gradient):
            return kernels.gradient(x, gradient, ctx.kernel), None, None, None, None
        return _by_blocks(ctx.vector_jacobian, x, gradient), None, None, None, None

    @staticmethod
    def jvp(ctx: Any, tangent: Tensor, *_: None) -> Tensor:
        """The tangent of the output."""
        return _by_blocks(ctx.jacobian_vector, *ctx.saved_tensors, tangent)

    @staticmethod
    def vmap(info: Any, dims: tuple[int | None, ...], x: Tensor, *functions: Any) -> tuple[Tensor, int | None]:
        """The values of all slices, and the dimension that counts them."""
        output: Tensor = NumberByNumber.apply(x, *functions)  # type: ignore[no-untyped-call]
        return output, dims[0]


BLOCK = 2**14
"""So many numbers, with what is computed on the way, stay in the cache of one core."""


def _by_blocks(function: Callable[..., Tensor], x: Tensor, *vectors: Tensor) -> Tensor:
    """A function of each number alone, in the dtype of ``x``; on a CPU one block of numbers after the other."""
    tensors = (x, *vectors)
    size = BLOCK
    if (
        x.numel() <= size
        or torch.is_grad_enabled()  # the blocks would be recorded one by one
        or not all(type(one) is Tensor and one.is_cpu and one.is_contiguous() for one in tensors)
    ):
        return function(*map(to_compute_dtype, tensors)).to(x.dtype)
    threads = torch.get_num_threads()
    if threads > 1:
        size = GRAIN * threads
    output = torch.empty_like(x)
    for part, *parts in zip(*(one.view(-1).split(size) for one in (output, *tensors)), strict=True):
        part.copy_(function(*map(to_compute_dtype, parts)))
    return output


GRAIN = 2**15
"""So many numbers torch gives to one core, and no fewer."""
