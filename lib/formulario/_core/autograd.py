r"""Functions that state their derivative beside their value.

Autograd derives the slope from the operations of the value, and there digits can get lost: a sigmoid would have the
slope y (1 − y), in which nothing is left of 1 − y as soon as y is near 1. So value and slope are two formulas here.
A slope that is made of functions with a slope of their own can be differentiated again, as often as one likes.

While a graph is made, it is the plain value that goes into it: torch.compile loses derivatives of a function with a
slope of its own, and what makes the graph can derive and fuse ordinary operations.
"""

from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any

import torch
from torch import Tensor
from torch._C._functorch import TransformType, get_interpreter_stack
from torch.nn import Parameter

from formulario import kernels
from formulario._core.dtypes import WIDER, to_compute_dtype
from formulario.kernels import Kernel

Function = Callable[[Tensor], Tensor]
Derivative = Callable[[Tensor, Tensor], Tensor]
"""Takes a vector and the point, and is linear in the vector."""
ValueAndSlope = tuple[Tensor, Callable[[], Tensor]]
"""The value, and what computes the slope from the parts that the value was made of."""
Curve = Callable[[Tensor], ValueAndSlope]


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


def pointwise(
    input: Tensor, value: Function, slope: Function, inplace: bool = False, kernel: Kernel | None = None
) -> Tensor:
    r"""Apply a function to each number, given by its value and its slope, and perhaps a kernel for GPUs.

    >>> x = torch.tensor([1.0, 2.0], requires_grad=True)
    >>> pointwise(x, value=lambda x: x * x, slope=lambda x: 2 * x).sum().backward()
    >>> x.grad
    tensor([2., 4.])
    """
    return elementwise(input, value, lambda vector, x: vector * slope(x), inplace, kernel)


def elementwise(
    input: Tensor,
    value: Function,
    derivative: Derivative,
    inplace: bool = False,
    kernel: Kernel | None = None,
    curve: Curve | None = None,
) -> Tensor:
    r"""Apply a function to each number, given by its value and its derivative as a linear map of a vector.

    Torch's functions for the way back are such maps. Where the slope is 0 a map can be 0 for an infinite vector too,
    and a product with the slope would be NaN.

    >>> x = torch.tensor([-1.0, 2.0], requires_grad=True)
    >>> y = elementwise(x, torch.relu, derivative=lambda vector, x: torch.where(x > 0, vector, 0))
    >>> y.sqrt().sum().backward()
    >>> x.grad
    tensor([0.0000, 0.3536])
    """
    # The derivative needs the old input: where the result is written over it, a copy is kept.
    x = input.clone() if inplace else input
    if traced():
        output = _computed(value, x)
    elif not differentiated(x):
        output = _value(x, value, kernel)
    elif curve and x.dtype not in WIDER and not kernels.large(x) and not _transformed():
        output = WithSlope.apply(x, curve, derivative)
    else:
        output = NumberByNumber.apply(x, value, derivative, kernel)
    return input.copy_(output) if inplace else output


def with_slope(input: Tensor, curve: Curve, inplace: bool = False, kernel: Kernel | None = None) -> Tensor:
    """Apply a function to each number, given by its value and, made from the same parts, its slope.

    On a CPU the slope is computed with the value and kept, which takes the memory of one more tensor.

    >>> def square_root(x):
    ...     root = x.sqrt()
    ...     return root, lambda: 0.5 / root
    >>> x = torch.tensor([4.0], requires_grad=True)
    >>> with_slope(x, square_root).backward()
    >>> x.grad
    tensor([0.2500])
    """
    return elementwise(
        input, lambda x: curve(x)[0], lambda vector, x: vector * curve(x)[1](), inplace, kernel, curve
    )


def differentiated(*tensors: Tensor) -> bool:
    """Whether a derivative by one of the tensors may be asked for.

    >>> differentiated(torch.zeros(2)), differentiated(torch.zeros(2, requires_grad=True))
    (False, True)
    """
    return (torch.is_grad_enabled() and any(one.requires_grad for one in tensors)) or _transformed()


def _transformed() -> bool:
    return torch._C._are_functorch_transforms_active() or torch.autograd.forward_ad._current_level >= 0


class QuickFunction(torch.autograd.Function):
    """As torch's, but the Python that is for transforms alone, ten times the rest, is left to transforms."""

    @classmethod
    def apply(cls, *arguments: Any) -> Any:
        """The output."""
        if torch._C._are_functorch_transforms_active():
            return super().apply(*arguments)  # type: ignore[no-untyped-call]
        return super(torch.autograd.Function, cls).apply(*arguments)  # type: ignore[misc]


class WithSlope(QuickFunction):
    """A function of each number alone that keeps its slope."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, curve: Curve, derivative: Derivative) -> Tensor:
        """The value."""
        if _divisible(x):
            value, slope = torch.empty_like(x), torch.empty_like(x)
            for value_part, slope_part, part in _blocks(value, slope, x):
                y, slope_of_part = curve(part)
                value_part.copy_(y)
                slope_part.copy_(slope_of_part())
        else:
            value, slope_of_x = curve(x)
            slope = slope_of_x()
        ctx.save_for_backward(x, slope)
        ctx.derivative = derivative
        return value

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        """The gradient with respect to the input; if it is to be derived again, made anew from the input."""
        x, slope = ctx.saved_tensors
        return ctx.derivative(gradient, x) if torch.is_grad_enabled() else gradient * slope, None, None


class NumberByNumber(QuickFunction):
    """A function of each number alone, in the dtype for computing. To vmap, all slices are one tensor."""

    @staticmethod
    def forward(x: Tensor, value: Function, derivative: Derivative, kernel: Kernel | None) -> Tensor:
        """The value."""
        return _value(x, value, kernel)

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Tensor) -> None:
        """Keep the input, the derivative and the kernel."""
        x, _, ctx.derivative, ctx.kernel = inputs
        ctx.save_for_backward(x)
        ctx.save_for_forward(x)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        """The gradient with respect to the input."""
        (x,) = ctx.saved_tensors
        if ctx.kernel and kernels.suit(x, gradient):
            return kernels.gradient(x, gradient, ctx.kernel), None, None, None
        return by_blocks(ctx.derivative, gradient, x), None, None, None

    @staticmethod
    def jvp(ctx: Any, tangent: Tensor, *_: None) -> Tensor:
        """The tangent of the output."""
        return by_blocks(ctx.derivative, tangent, *ctx.saved_tensors)

    @staticmethod
    def vmap(info: Any, dims: tuple[int | None, ...], x: Tensor, *functions: Any) -> tuple[Tensor, int | None]:
        """The values of all slices, and the dimension that counts them."""
        return NumberByNumber.apply(x, *functions), dims[0]


def _value(x: Tensor, value: Function, kernel: Kernel | None) -> Tensor:
    if kernel and kernels.large(x) and kernels.plain(x):
        return kernels.value(x, kernel)
    return by_blocks(value, x)


BLOCK = 2**16
"""So many numbers for each thread, with what is computed on the way, stay in the cache; torch gives it no fewer."""


def by_blocks(function: Callable[..., Tensor], *tensors: Tensor) -> Tensor:
    """A function of each number alone, in the dtype of the last tensor; on a CPU one block after the other."""
    # Blocks are of no use for a single operation of torch.
    if not isinstance(function, FunctionType) or not _divisible(*tensors):
        return _computed(function, *tensors)
    output = torch.empty_like(tensors[-1])
    for result, *parts in _blocks(output, *tensors):
        result.copy_(_computed(function, *parts))
    return output


def _computed(function: Callable[..., Tensor], *tensors: Tensor) -> Tensor:
    """A function in the dtype for computing, rounded once to that of the last tensor."""
    dtype = tensors[-1].dtype
    return function(*map(to_compute_dtype, tensors)).to(dtype) if dtype in WIDER else function(*tensors)


def _divisible(*tensors: Tensor) -> bool:
    """Whether blocks can be taken of tensors, and autograd would not record them one by one."""
    return tensors[0].numel() > BLOCK and not differentiated(*tensors) and all(
        type(one) in (Tensor, Parameter) and one.is_cpu and one.is_contiguous() for one in tensors
    )


def _blocks(*tensors: Tensor) -> Iterator[tuple[Tensor, ...]]:
    size = BLOCK * torch.get_num_threads()
    return zip(*(torch.split(one.view(-1), size) for one in tensors), strict=True)
