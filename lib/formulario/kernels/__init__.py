"""Kernels for a GPU: a function in one pass through memory, where its definition takes several.

They are written in Triton's language, and Triton comes with torch for Linux. Where it is missing, for small tensors, on
a CPU and in a graph that is made, the definitions run; so they do for all that is derived from a derivative. Triton is
loaded, and a kernel compiled, when the first large tensor on a GPU needs it.
"""

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec

import torch
from torch import Tensor
from torch.autograd import forward_ad
from torch.utils._python_dispatch import _get_current_dispatch_mode

LEAST = 2**20
"""For fewer numbers the passes of the definition cost less than the Python that starts a kernel."""

Kernel = tuple[str, *tuple[float, ...]]
"""The name of a function in :data:`formulario.kernels.pointwise.FUNCTIONS`, and its parameters, 2 at most."""


@cache
def available() -> bool:
    """Whether Triton is there.

    >>> available() == (find_spec("triton") is not None)
    True
    """
    return find_spec("triton") is not None


def large(input: Tensor) -> bool:
    """Whether a kernel is worth while: for many numbers on a GPU.

    >>> large(torch.zeros(LEAST))
    False
    """
    return input.is_cuda and input.numel() >= LEAST and available()


def plain(*tensors: Tensor) -> bool:
    """Whether these are numbers on one device and no more: no slices of vmap, no tangents, nothing to be recorded.

    >>> plain(torch.zeros(3)), torch.vmap(lambda x: x + plain(x))(torch.zeros(3))
    (True, tensor([0., 0., 0.]))
    """
    if (
        torch.compiler.is_compiling()  # first: a graph cannot take in the questions below
        or torch.jit.is_tracing()  # type: ignore[attr-defined, no-untyped-call]
        or torch._C._functorch.peek_interpreter_stack() is not None
        or forward_ad._current_level >= 0
        or _get_current_dispatch_mode() is not None
    ):
        return False
    for one in tensors:
        ordinary = type(one) in (Tensor, torch.nn.Parameter) and one.device == tensors[0].device
        if not ordinary or torch._C._functorch.is_legacy_batchedtensor(one):
            return False
    return True


def suit(*tensors: Tensor) -> bool:
    """Whether a kernel will do: for large and plain tensors, if nobody derives the result again.

    >>> suit(torch.zeros(LEAST))
    False
    """
    return large(tensors[0]) and not torch.is_grad_enabled() and plain(*tensors)


def value(x: Tensor, kernel: Kernel) -> Tensor:
    """A function of each number."""
    from formulario.kernels import pointwise

    return pointwise.value(x, *kernel)


def gradient(x: Tensor, upstream: Tensor, kernel: Kernel) -> Tensor:
    """The gradient by each number, from that by its value."""
    from formulario.kernels import pointwise

    return pointwise.gradient(x, upstream, *kernel)


def row_losses(scores: Tensor, classes: Tensor, ignore_index: int) -> tuple[Tensor, ...]:
    """The cross-entropy of each row, and what its gradient needs beside it."""
    from formulario.kernels import score_rows

    return score_rows.losses(scores, classes, ignore_index)


def row_gradient(
    scores: Tensor, classes: Tensor, ignore_index: int, kept: Sequence[Tensor], upstream: Tensor
) -> Tensor:
    """The gradient with respect to the scores, from that by the losses and what came with these."""
    from formulario.kernels import score_rows

    return score_rows.gradient(scores, classes, ignore_index, kept, upstream)
