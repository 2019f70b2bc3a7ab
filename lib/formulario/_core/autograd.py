r"""Functions that state their derivative beside their value.

Autograd derives the slope from the operations of the value, and there digits can get lost: a sigmoid would have the
slope y (1 − y), in which nothing is left of 1 − y as soon as y is near 1. So value and slope are two formulas here.
A slope that is made of functions with a slope of their own can be differentiated again, as often as one likes.

While a graph is made, it is the plain value that goes into it: torch.compile loses derivatives of a function with a
slope of its own, and what makes the graph can derive and fuse ordinary operations.
"""

from collections.abc import Callable
from types import BuiltinFunctionType
from typing import Any

import torch
from torch import Tensor
from torch._C._functorch import TransformType, get_interpreter_stack

from formulario import kernels
from formulario._core.dtypes import WIDER, to_compute_dtype
from formulario.kernels import Kernel

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
    >>> y = elementwise(x, torch.relu, derivative_map=lambda x, vector: torch.where(x > 0, vector, 0))
    >>> y.sqrt().sum().backward()
    >>> x.grad
    tensor([0.0000, 0.3536])
    """
    # The derivative needs the old input: where the result is written over it, a copy is kept.
    x = input.clone() if inplace else input
    if traced():
        output = _computed(value, x)
    elif differentiated(x):
        output = NumberByNumber.apply(x, value, derivative_map, derivative_map, kernel)
    else:
        output = _value(x, value, kernel)
    return input.copy_(output) if inplace else output


def differentiated(*tensors: Tensor) -> bool:
    """Whether a derivative by one of the tensors may be asked for.

    >>> differentiated(torch.zeros(2)), differentiated(torch.zeros(2, requires_grad=True))
    (False, True)
    """
    return (
        (torch.is_grad_enabled() and any(one.requires_grad for one in tensors))
        or torch._C._are_functorch_transforms_active()
        or torch.autograd.forward_ad._current_level >= 0
    )


def differentiable(x: Tensor, value: Function, vjp: DerivativeMap, jvp: DerivativeMap) -> Tensor:
    """Apply a function to a tensor, given by its value and its derivative in both directions.

    :param x: the argument.
    :param value: the function.
    :param vjp: the vector-Jacobian product: takes the gradient of a loss by the output, gives that by the input.
    :param jvp: the Jacobian-vector product: takes a tangent of the input, gives that of the output.
    """
    if traced():
        return value(x)
    output: Tensor = BothModes.apply(x, value, vjp, jvp)
    return output


class BothModes(torch.autograd.Function):
    """A function with its vector-Jacobian product and its Jacobian-vector product."""

    generate_vmap_rule = True

    @classmethod
    def apply(cls, *arguments: Any) -> Any:
        """As torch's, but the Python that is for transforms alone, ten times the rest, is left to transforms."""
        if torch._C._are_functorch_transforms_active():
            return super().apply(*arguments)  # type: ignore[no-untyped-call]
        return super(torch.autograd.Function, cls).apply(*arguments)  # type: ignore[misc]

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
    def forward(  # type: ignore[override]
        x: Tensor, value: Function, vjp: DerivativeMap, jvp: DerivativeMap, kernel: Kernel | None
    ) -> Tensor:
        """The value."""
        return _value(x, value, kernel)

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Tensor) -> None:
        """Keep the input, and the kernel."""
        BothModes.setup_context(ctx, inputs[:4], output)
        ctx.kernel = inputs[4]

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        """The gradient by the input."""
        (x,) = ctx.saved_tensors
        if ctx.kernel and kernels.suit(x, gradient):
            return kernels.gradient(x, gradient, ctx.kernel), None, None, None, None
        return by_blocks(ctx.vector_jacobian, x, gradient), None, None, None, None

    @staticmethod
    def jvp(ctx: Any, tangent: Tensor, *_: None) -> Tensor:
        """The tangent of the output."""
        return by_blocks(ctx.jacobian_vector, *ctx.saved_tensors, tangent)

    @staticmethod
    def vmap(info: Any, dims: tuple[int | None, ...], x: Tensor, *functions: Any) -> tuple[Tensor, int | None]:
        """The values of all slices, and the dimension that counts them."""
        return NumberByNumber.apply(x, *functions), dims[0]


def _value(x: Tensor, value: Function, kernel: Kernel | None) -> Tensor:
    if kernel and kernels.large(x) and kernels.plain(x):
        return kernels.value(x, kernel)
    return by_blocks(value, x)


BLOCK = 2**14
"""So many numbers, with what is computed on the way, stay in the cache of one core."""
BLOCK_OF_A_THREAD = 2**15
"""The same, where there are more threads: torch gives a thread so many numbers, and no fewer."""


def by_blocks(function: Callable[..., Tensor], x: Tensor, *vectors: Tensor) -> Tensor:
    """A function of each number alone, in the dtype of ``x``; on a CPU one block of numbers after the other."""
    tensors = (x, *vectors)
    if x.numel() <= BLOCK or not _divisible(function, *tensors):
        return _computed(function, x, *vectors)
    threads = torch.get_num_threads()
    size = BLOCK if threads == 1 else BLOCK_OF_A_THREAD * threads
    output = torch.empty_like(x)
    for result, *parts in zip(*(torch.split(one.view(-1), size) for one in (output, *tensors)), strict=True):
        result.copy_(_computed(function, *parts))
    return output


def _computed(function: Callable[..., Tensor], x: Tensor, *vectors: Tensor) -> Tensor:
    """A function in the dtype for computing, rounded once to that of ``x``."""
    if x.dtype not in WIDER:
        return function(x, *vectors)
    return function(*map(to_compute_dtype, (x, *vectors))).to(x.dtype)


def _divisible(function: Callable[..., Tensor], *tensors: Tensor) -> bool:
    """Whether blocks can be taken of the tensors, and are of use.

    They are not for a single operation of torch, nor where autograd would record them one by one.
    """
    return not isinstance(function, BuiltinFunctionType) and not differentiated(*tensors) and all(
        type(one) is Tensor and one.is_cpu and one.is_contiguous() for one in tensors
    )
