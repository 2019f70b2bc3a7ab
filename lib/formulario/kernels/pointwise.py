"""One pair of kernels for all functions of one number: the values, and a gradient times the slopes."""

import torch
import triton
import triton.language as tl
from torch import Tensor

from formulario.kernels import device_functions as device

FUNCTIONS = {
    "gelu": (device.gelu, device.gelu_slope),
    "gelu_tanh": (device.gelu_tanh, device.gelu_tanh_slope),
    "logsigmoid": (device.logsigmoid, device.logsigmoid_slope),
    "mish": (device.mish, device.mish_slope),
    "sigmoid": (device.sigmoid, device.sigmoid_slope),
    "silu": (device.silu, device.silu_slope),
    "softplus": (device.softplus, device.softplus_slope),
    "softsign": (device.softsign, device.softsign_slope),
    "tanh": (device.tanh, device.tanh_slope),
    "tanhshrink": (device.tanhshrink, device.tanhshrink_slope),
}
"""Value and slope of each function of the library that has them."""

WIDE = {
    torch.float64: tl.float64, torch.float32: tl.float32, torch.bfloat16: tl.float32, torch.float16: tl.float32
}
"""What each dtype is computed in."""

HALF = (torch.bfloat16, torch.float16)
BLOCK = 1024


@triton.jit
def values(
    x_pointer, y_pointer, count, a: tl.float64, b: tl.float64,
    function: tl.constexpr, wide: tl.constexpr, half: tl.constexpr, block: tl.constexpr,
):
    place = tl.program_id(0).to(tl.int64) * block + tl.arange(0, block)
    inside = place < count
    x = tl.load(x_pointer + place, inside).to(wide)
    y = function(x, tl.full((), a, wide), tl.full((), b, wide), half)
    tl.store(y_pointer + place, y, inside)


@triton.jit
def products(
    x_pointer, gradient_pointer, y_pointer, count, a: tl.float64, b: tl.float64,
    slope: tl.constexpr, wide: tl.constexpr, half: tl.constexpr, block: tl.constexpr,
):
    place = tl.program_id(0).to(tl.int64) * block + tl.arange(0, block)
    inside = place < count
    x = tl.load(x_pointer + place, inside).to(wide)
    gradient = tl.load(gradient_pointer + place, inside).to(wide)
    y = gradient * slope(x, tl.full((), a, wide), tl.full((), b, wide), half)
    tl.store(y_pointer + place, y, inside)


def value(x: Tensor, function: str, a: float = 0.0, b: float = 0.0) -> Tensor:
    """The function of each number."""
    output = torch.empty_like(x)
    tensors = (_lying_like(output, x), output)
    _launch(values, tensors, a, b, FUNCTIONS[function][0])
    return output


def gradient(x: Tensor, upstream: Tensor, function: str, a: float = 0.0, b: float = 0.0) -> Tensor:
    """The gradient by each number, from that by the values."""
    output = torch.empty_like(x)
    tensors = (_lying_like(output, x), _lying_like(output, upstream), output)
    _launch(products, tensors, a, b, FUNCTIONS[function][1])
    return output


def _lying_like(output: Tensor, x: Tensor) -> Tensor:
    """The numbers of x in the order of those of the output in memory, which has no gaps."""
    return x if x.stride() == output.stride() else torch.empty_like(output).copy_(x)


def _launch(kernel, tensors: tuple[Tensor, ...], a: float, b: float, function) -> None:
    count, dtype = tensors[-1].numel(), tensors[-1].dtype
    if count:
        with torch.cuda.device_of(tensors[-1]):
            kernel[(triton.cdiv(count, BLOCK),)](
                *tensors, count, a, b, function, WIDE[dtype], dtype in HALF, BLOCK, num_warps=4
            )
