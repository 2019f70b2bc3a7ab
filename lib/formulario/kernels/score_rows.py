"""Kernels for the cross-entropy of rows of scores, each with the number of its class.

A row costs log(1 + Σ exp(xⱼ − x_c)), summed over all classes but its own, c. So no digits are lost where that one is
nearly sure. The largest score and the sum relative to it are kept for the gradient, exp(xⱼ − largest) / sum, and for
the row's own class exp(−loss) − 1.
"""

from collections.abc import Sequence

import torch
import triton
import triton.language as tl
from torch import Tensor
from triton.language.extra import libdevice

from formulario.kernels.pointwise import WIDE

TILE = 4096
"""How many scores a program holds at once: several short rows, or a part of a long one."""
LANES = 1024
"""In so many lanes a long row is summed; they become one at its end."""


@triton.jit
def exp_below(x, largest):
    """exp(x − largest), and 0 for −∞ also if nothing is larger."""
    return tl.exp(x - tl.where(largest == float("-inf"), 0, largest))


@triton.jit
def store(rows, inside, counted, own, rest, total, loss_pointer, largest_pointer, sum_pointer):
    """What is kept of rows, from the scores of their own classes, and the largest and the sum of the others."""
    largest = tl.where(own > rest, own, rest)
    total = total * exp_below(rest, largest)
    power = tl.exp(own - largest)  # where it is the largest, 1; or NaN, if it is infinite
    loss = tl.where(own > rest, libdevice.log1p(total) * power, largest - own + tl.log(total + power))
    tl.store(loss_pointer + rows, tl.where(counted, loss, 0), inside)
    tl.store(largest_pointer + rows, largest, inside)
    tl.store(sum_pointer + rows, total + power, inside)


@triton.jit
def long_rows(
    x_pointer, stride, class_pointer, loss_pointer, largest_pointer, sum_pointer, count, classes, ignored,
    wide: tl.constexpr, tile: tl.constexpr, lanes: tl.constexpr,
):
    row = tl.program_id(0).to(tl.int64)
    own_class = tl.load(class_pointer + row)
    counted = own_class != ignored
    x_pointer += row * stride
    own = tl.load(x_pointer + own_class, counted, 0).to(wide)
    columns = tl.arange(0, tile // lanes)[:, None] * lanes + tl.arange(0, lanes)[None, :]
    rest = tl.full((lanes,), float("-inf"), wide)
    total = tl.zeros((lanes,), wide)
    for start in range(0, classes, tile):
        x = tl.load(x_pointer + start + columns, start + columns < classes, float("-inf")).to(wide)
        x = tl.where(start + columns == own_class, float("-inf"), x)
        largest = tl.maximum(rest, tl.max(x, 0))
        total = total * exp_below(rest, largest) + tl.sum(exp_below(x, largest[None, :]), 0)
        rest = largest
    largest = tl.max(rest, 0)
    total = tl.sum(total * exp_below(rest, largest), 0)
    store(row, True, counted, own, largest, total, loss_pointer, largest_pointer, sum_pointer)


@triton.jit
def short_rows(
    x_pointer, stride, class_pointer, loss_pointer, largest_pointer, sum_pointer, count, classes, ignored,
    wide: tl.constexpr, rows: tl.constexpr, columns: tl.constexpr,
):
    row = tl.program_id(0).to(tl.int64) * rows + tl.arange(0, rows)
    column = tl.arange(0, columns)
    own_class = tl.load(class_pointer + row, row < count, ignored)
    counted = own_class != ignored
    own = tl.load(x_pointer + row * stride + own_class, counted, 0).to(wide)
    inside = (row < count)[:, None] & (column < classes)[None, :]
    x = tl.load(x_pointer + row[:, None] * stride + column[None, :], inside, float("-inf")).to(wide)
    x = tl.where(column[None, :] == own_class[:, None], float("-inf"), x)
    largest = tl.max(x, 1)
    total = tl.sum(exp_below(x, largest[:, None]), 1)
    store(row, row < count, counted, own, largest, total, loss_pointer, largest_pointer, sum_pointer)


@triton.jit
def gradients(
    x_pointer, stride, class_pointer, loss_pointer, largest_pointer, sum_pointer, upstream_pointer, y_pointer,
    count, classes, ignored, wide: tl.constexpr, rows: tl.constexpr, columns: tl.constexpr,
):
    parts = tl.cdiv(classes, columns)
    row = (tl.program_id(0) // parts).to(tl.int64) * rows + tl.arange(0, rows)
    column = (tl.program_id(0) % parts) * columns + tl.arange(0, columns)
    own_class = tl.load(class_pointer + row, row < count, ignored)
    own = libdevice.expm1(-tl.load(loss_pointer + row, row < count, 0))
    largest = tl.load(largest_pointer + row, row < count, 0)
    over_sum = 1 / tl.load(sum_pointer + row, row < count, 1)
    upstream = tl.load(upstream_pointer + row, row < count, 0).to(wide)
    inside = (row < count)[:, None] & (column < classes)[None, :]
    x = tl.load(x_pointer + row[:, None] * stride + column[None, :], inside, 0).to(wide)
    y = tl.exp(x - largest[:, None]) * over_sum[:, None]
    y = tl.where(column[None, :] == own_class[:, None], own[:, None], y) * upstream[:, None]
    y = tl.where((own_class != ignored)[:, None], y, 0)
    tl.store(y_pointer + row[:, None] * classes + column[None, :], y, inside)


def losses(x: Tensor, target: Tensor, ignore_index: int) -> tuple[Tensor, Tensor, Tensor]:
    """The loss of each row, 0 where its class is ignored; and its largest score and its sum, for the gradient."""
    x = x if x.stride(1) == 1 else x.contiguous()
    count, classes = x.shape
    dtype = torch.promote_types(x.dtype, torch.float32)
    kept = tuple(torch.empty(count, dtype=dtype, device=x.device) for _ in range(3))
    arguments = (x, x.stride(0), target, *kept, count, classes, ignore_index, WIDE[x.dtype])
    with torch.cuda.device_of(x):
        if classes > TILE:
            long_rows[(count,)](*arguments, TILE, LANES, num_warps=4)
        else:
            rows, columns = _tile(classes)
            short_rows[(triton.cdiv(count, rows),)](*arguments, rows, columns, num_warps=8)
    return kept


def gradient(x: Tensor, target: Tensor, ignore_index: int, kept: Sequence[Tensor], upstream: Tensor) -> Tensor:
    """The gradient with respect to the scores, from that by the losses."""
    x = x if x.stride(1) == 1 else x.contiguous()
    count, classes = x.shape
    rows, columns = _tile(classes)
    output = torch.empty(count, classes, dtype=x.dtype, device=x.device)
    with torch.cuda.device_of(x):
        gradients[(triton.cdiv(count, rows) * triton.cdiv(classes, columns),)](
            x, x.stride(0), target, *kept, upstream.contiguous(), output,
            count, classes, ignore_index, WIDE[x.dtype], rows, columns, num_warps=8,
        )
    return output


def _tile(classes: int) -> tuple[int, int]:
    columns = min(triton.next_power_of_2(classes), TILE)
    return TILE // columns, columns
