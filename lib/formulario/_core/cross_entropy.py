r"""Cross-entropy on a CPU, by blocks of scores that stay in its cache.

The exponentials of a block are written straight into the memory of the gradient, and become the gradient there:
probability less target. Nothing else is as large as the scores, and each exponential is taken once, where autograd
takes two.
"""

from collections.abc import Iterator

import torch
from torch import Tensor

from formulario._core.dtypes import WIDER, to_compute_dtype

BLOCK = 2**17
"""Numbers in a block for each thread."""


def losses_and_gradient(
    scores: Tensor, classes: Tensor, counts: Tensor | float, smoothing: float, gradient: Tensor | None
) -> Tensor:
    """The loss of each target, times how much it counts, and into ``gradient`` that of their sum.

    :param scores: of shape (N, C) or (N, C, …).
    :param classes: of shape (N) or (N, …).
    :param counts: of the same shape, or one number for all.
    :param smoothing: of label smoothing.
    """
    x, memory = _rows(scores), None if gradient is None else _rows(gradient)
    one_each = (-1, 1) if x.dim() == 2 else (len(x), 1, -1)
    counts = counts.reshape(one_each) if isinstance(counts, Tensor) else counts
    return _of_rows(x, classes.reshape(one_each), counts, smoothing, memory).reshape(classes.shape)


def _rows(x: Tensor) -> Tensor:
    """A view of shape (N, C) where classes lie side by side, else (N, C, places)."""
    if x.dim() == 2:
        return x
    last = x.movedim(1, -1)
    return last.reshape(-1, x.shape[1]) if last.is_contiguous() else x.flatten(2)


def _of_rows(x: Tensor, classes: Tensor, counts: Tensor | float, smoothing: float, gradient: Tensor | None) -> Tensor:
    """The same for a view that is as simple as it can be."""
    dtype = WIDER.get(x.dtype, x.dtype)
    of_right, others = (torch.empty_like(classes, dtype=dtype) for _ in range(2))
    off, exponentials = smoothing / x.shape[1], of_right[:0]
    of_each = (counts,) if isinstance(counts, Tensor) else ()
    whole = (x, x if gradient is None else gradient, classes, of_right, others, *of_each)
    for scores, memory, right, own, rest, *count in _blocks(x.shape, whole):
        if gradient is not None and gradient.dtype == dtype:
            exponentials = memory
        elif exponentials.shape != scores.shape:
            exponentials = torch.empty_like(scores, dtype=dtype)  # which the next blocks use too
        scores = scores if scores.dtype == dtype else exponentials.copy_(scores)
        torch.sub(scores, scores.amax(1, keepdim=True), out=exponentials).exp_()
        torch.gather(exponentials, 1, right, out=own)
        torch.sum(exponentials.scatter_(1, right, 0.0), 1, keepdim=True, out=rest)
        if gradient is not None:
            total = own + rest
            if smoothing:
                exponentials.sub_(off * total)
            exponentials.scatter_(1, right, (smoothing - off) * total - rest)
            exponentials.mul_((count[0] if count else counts) / total)
            if exponentials is not memory:
                memory.copy_(exponentials)
    surprise = (others / of_right).log1p_()  # beside a probability near 1 the others are not lost
    least = torch.finfo(dtype).tiny * x.shape[1]
    if not of_right.amin().item() >= least:  # what is too small for a number still has a score
        lost = ((of_right < least) & (others >= 0)).squeeze(1)  # NaN is to stay
        rows = to_compute_dtype(x.movedim(1, -1)[lost])
        surprise.squeeze(1)[lost] = rows.logsumexp(-1) - rows.gather(-1, classes.squeeze(1)[lost].unsqueeze(-1))[..., 0]
    if smoothing:
        of_all = surprise + (x.gather(1, classes).to(dtype) - x.mean(1, keepdim=True, dtype=dtype))
        surprise = torch.where(surprise.isinf(), surprise, (1 - smoothing) * surprise + smoothing * of_all)
    return surprise.mul_(counts).masked_fill_(counts == 0, 0) if isinstance(counts, Tensor) else surprise


def _blocks(shape: torch.Size, tensors: tuple[Tensor, ...]) -> Iterator[tuple[Tensor, ...]]:
    """Whole rows of all tensors, as many as fit; of rows of many places a part of the places."""
    numbers, places = BLOCK * torch.get_num_threads(), shape[2:].numel()
    if shape.numel() <= numbers:
        yield tensors
        return
    step = max(numbers // shape[1], 1)
    for rows in zip(*(torch.split(one, max(step // places, 1)) for one in tensors), strict=True):
        if len(shape) == 2:
            yield rows
        else:
            yield from zip(*(torch.split(row, max(step, 16), -1) for row in rows), strict=True)
