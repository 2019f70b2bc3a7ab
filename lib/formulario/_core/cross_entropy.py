r"""Cross-entropy on a CPU, by blocks of scores that stay in its cache.

The shares of a block are written straight into the memory of the gradient, and become the gradient there: the share
less the target. Nothing else is as large as the scores, and each exponential is taken once, where autograd takes two.
"""

from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor

from formulario._core.assertions import plain_on_cpu
from formulario._core.autograd import derived
from formulario._core.dtypes import to_compute_dtype

BLOCK = 2**16
"""Numbers in a block for each thread."""


class CrossEntropy(torch.autograd.Function):
    """The loss of each target, times how much it counts, with the gradient computed on the way."""

    @staticmethod
    def forward(ctx: Any, scores: Tensor, classes: Tensor, counts: Tensor, share: float, definition: Any) -> Tensor:
        """The losses. ``share`` is that of label smoothing; ``definition`` gives them by ordinary operations."""
        ctx.gradient = torch.empty_like(scores) if ctx.needs_input_grad[0] else None
        ctx.share, ctx.definition = share, definition
        ctx.save_for_backward(scores, classes, counts)
        return _losses(scores.detach(), classes, counts, share, ctx.gradient)

    @staticmethod
    def backward(ctx: Any, upstream: Tensor) -> tuple[Tensor, None, None, None, None]:
        """The gradient that forward has left, handed out once; each further one is computed anew."""
        scores, classes, counts = ctx.saved_tensors
        gradient, ctx.gradient = ctx.gradient, None
        if torch.is_grad_enabled() or not plain_on_cpu(upstream):
            return derived(ctx.definition, scores, upstream), None, None, None, None
        if gradient is None:
            _losses(scores, classes, counts, ctx.share, gradient := torch.empty_like(scores))
        if not (upstream == 1).all():
            gradient.mul_(upstream.unsqueeze(1))
        return gradient, None, None, None, None


def _rows(x: Tensor) -> Tensor:
    """A view of shape (N, C) where classes lie side by side, else (N, C, places)."""
    last = x.movedim(1, -1)
    return last.reshape(-1, x.shape[1]) if last.is_contiguous() else x.flatten(2)


def _losses(scores: Tensor, classes: Tensor, counts: Tensor, share: float, gradient: Tensor | None) -> Tensor:
    """The losses, and the gradient of their sum."""
    x, gradient = _rows(scores), None if gradient is None else _rows(gradient)
    one_each = (-1, 1) if x.dim() == 2 else (len(x), 1, -1)
    losses = _of_rows(x, classes.reshape(one_each), counts.reshape(one_each), share, gradient)
    return losses.reshape(counts.shape)


def _of_rows(x: Tensor, classes: Tensor, counts: Tensor, share: float, gradient: Tensor | None) -> Tensor:
    """The same for a view that is as simple as it can be."""
    of_right, others = torch.empty_like(counts), torch.empty_like(counts)
    off, shares = share / x.shape[1], counts[:0]
    whole = (x, x if gradient is None else gradient, classes, counts, of_right, others)
    for scores, memory, right, count, found, rest in _blocks(x.shape, whole):
        if gradient is not None and gradient.dtype == counts.dtype:
            shares = memory
        elif shares.shape != scores.shape:
            shares = torch.empty_like(scores, dtype=counts.dtype)  # which the next blocks use too
        torch.softmax(scores if scores.dtype == counts.dtype else shares.copy_(scores), 1, out=shares)
        torch.gather(shares, 1, right, out=found)
        torch.sum(shares.scatter_(1, right, 0), 1, keepdim=True, out=rest)
        if gradient is not None:
            if share:
                shares.sub_(off)
            shares.scatter_(1, right, torch.rsub(rest, share - off)).mul_(count)
            if shares is not memory:
                memory.copy_(shares)
    # Beside a share near 1 the others are not lost; and where it is too small for a number there still is the score.
    surprise = torch.where(of_right > 1 / 2, -torch.log1p(-others), -torch.log(of_right))
    of_scores = x.gather(1, classes).to(counts.dtype)
    if (lost := (of_right < torch.finfo(counts.dtype).tiny).squeeze(1)).any():
        rows = to_compute_dtype(x.movedim(1, -1)[lost])
        surprise.squeeze(1)[lost] = rows.logsumexp(-1) - of_scores.squeeze(1)[lost]
    if share:
        of_all = surprise + (of_scores - x.mean(1, keepdim=True, dtype=counts.dtype))
        surprise = torch.where(surprise.isinf(), surprise, (1 - share) * surprise + share * of_all)
    return surprise.mul_(counts).masked_fill_(counts == 0, 0)


def _blocks(shape: torch.Size, tensors: tuple[Tensor, ...]) -> Iterator[tuple[Tensor, ...]]:
    """Whole rows of all tensors, as many as fit; of rows of many places a part of the places."""
    numbers, places = BLOCK * torch.get_num_threads(), shape[2:].numel()
    step = max(numbers // shape[1], 1)
    for rows in zip(*(_split(one, max(step // places, 1), 0) for one in tensors), strict=True):
        parts = zip(*(_split(row, max(step, 16), -1) for row in rows), strict=True)
        yield from parts if len(shape) > 2 else [rows]


def _split(tensor: Tensor, size: int, dim: int) -> tuple[Tensor, ...]:
    parts: tuple[Tensor, ...] = torch.split(tensor, size, dim)
    return parts
