r"""Cross-entropy on a CPU, by blocks of scores that stay in its cache.

The shares of a block are written straight into the memory of the gradient, and become the gradient there: the share
less the target. Nothing else is as large as the scores, and each exponential is taken once, where autograd takes two.
"""

from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor

from formulario._core.assertions import plain
from formulario._core.dtypes import to_compute_dtype

BLOCK = 2**16
"""Numbers in a block for each thread."""


class CrossEntropy(torch.autograd.Function):
    """The loss of each target, times how much it counts, with the gradient computed on the way."""

    @staticmethod
    def forward(ctx: Any, scores: Tensor, classes: Tensor, counts: Tensor, share: float, slopes: Any) -> Tensor:
        """The losses. ``share`` is that of label smoothing; ``slopes`` derives once more, by ordinary operations."""
        x, y, n = _rows(scores.detach()), classes.reshape(len(scores), 1, -1), counts.reshape(len(scores), 1, -1)
        if x.dim() == 2:
            y, n = y.reshape(-1, 1), n.reshape(-1, 1)
        ctx.slopes, ctx.gradient = slopes, torch.empty_like(scores) if ctx.needs_input_grad[0] else None
        ctx.save_for_backward(scores)
        gradient = None if ctx.gradient is None else _rows(ctx.gradient)
        return _losses(x, y, n, share, gradient).reshape(counts.shape)

    @staticmethod
    def backward(ctx: Any, upstream: Tensor) -> tuple[Tensor, None, None, None, None]:
        """The gradient that forward has left, handed out once; each further one is computed anew."""
        gradient, ctx.gradient = ctx.gradient, None
        again = torch.is_grad_enabled()
        if gradient is None or again or not plain(upstream):
            (scores,) = ctx.saved_tensors
            with torch.enable_grad():
                x = scores if again else scores.detach().requires_grad_()
                (gradient,) = torch.autograd.grad(ctx.slopes(x), x, upstream, create_graph=again)
        elif not (upstream == 1).all():
            gradient.mul_(upstream.unsqueeze(1))
        return gradient, None, None, None, None


def _rows(x: Tensor) -> Tensor:
    """A view of shape (N, C) where classes lie side by side, else (N, C, places)."""
    last = x.movedim(1, -1)
    return last.reshape(-1, x.shape[1]) if last.is_contiguous() else x.flatten(2)


def _losses(x: Tensor, classes: Tensor, counts: Tensor, share: float, gradient: Tensor | None) -> Tensor:
    """The losses, and the gradient of their sum."""
    losses = torch.empty_like(counts)
    off = share / x.shape[1]
    for block in _blocks(x.shape):
        scores, right, count = to_compute_dtype(x[block]), classes[block], counts[block]
        direct = gradient is not None and gradient.dtype == scores.dtype
        shares = torch.softmax(scores, 1, out=gradient[block] if direct else None)
        of_right = shares.gather(1, right)
        others = shares.scatter_(1, right, 0).sum(1, keepdim=True)
        # Beside a share near 1 the others are not lost; one that is no number any more has its score still.
        surprise = torch.where(of_right > 1 / 2, -torch.log1p(-others), -torch.log(of_right))
        if share or of_right.amin() < torch.finfo(of_right.dtype).tiny:
            everywhere = scores.logsumexp(1, keepdim=True)
            surprise = torch.where(of_right > 1e-4, surprise, everywhere - scores.gather(1, right))
            surprise = (1 - share) * surprise + (share * (everywhere - scores.mean(1, keepdim=True)) if share else 0)
        losses[block] = surprise.mul_(count).masked_fill_(count == 0, 0)
        if gradient is not None:
            if share:
                shares.sub_(off)
            shares.mul_(count).scatter_(1, right, (share - off - others) * count)
            if not direct:
                gradient[block] = shares
    return losses


def _blocks(shape: torch.Size) -> Iterator[tuple[slice, ...]]:
    """Whole rows, as many as fit; of rows of many places a part of the places."""
    numbers, places = BLOCK * torch.get_num_threads(), shape[2:].numel()
    step = max(numbers // shape[1], 1)
    inner, outer = max(step, 16), max(step // places, 1)
    for first in range(0, shape[0], outer):
        for place in range(0, places, inner):
            yield (slice(first, first + outer), slice(None), slice(place, place + inner))[: len(shape)]
