"""Kernels for a GPU: a function in one pass through memory, where its definition takes several.

They are written in Triton's language, and Triton comes with torch for Linux. Where it is missing, for small tensors, on
a CPU and in a graph that is made, the definitions run; so they do for all that is derived from a derivative. Triton is
loaded, and a kernel compiled, when the first large tensor on a GPU needs it.
"""

from functools import cache
from importlib.util import find_spec

import torch
from torch import Tensor
from torch.autograd import forward_ad
from torch.utils._python_dispatch import _get_current_dispatch_mode

LEAST = 2**20
"""For fewer numbers the passes of the definition cost less than the Python that starts a kernel."""

Kernel = tuple[str, *tuple[float, ...]]
"""The name of a function in Triton, and its parameters."""


@cache
def available() -> bool:
    """Whether Triton is there.

    >>> available() == (find_spec("triton") is not None)
    True
    """
    return find_spec("triton") is not None


def fit(*tensors: Tensor) -> bool:
    """Whether these are plain large tensors on a GPU, of which nobody but autograd wants to know what becomes of them.

    >>> fit(torch.zeros(LEAST))
    False
    """
    return (
        all(one.is_cuda and type(one) in (Tensor, torch.nn.Parameter) for one in tensors)
        and tensors[0].numel() >= LEAST
        and not torch.is_grad_enabled()  # a kernel leaves no record from which a second derivative could be made
        and forward_ad._current_level < 0
        and torch._C._functorch.peek_interpreter_stack() is None
        and _get_current_dispatch_mode() is None
        and not torch.compiler.is_compiling()
        and available()
    )
