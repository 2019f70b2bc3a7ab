"""Rules about the values of a tensor: looked at on a CPU, asserted without waiting on other devices and in graphs."""

import torch
from torch import Tensor
from torch.func import debug_unwrap

from formulario import kernels
from formulario._core.autograd import traced


def violated(where: Tensor, rule: str) -> str:
    """The rule, if it is broken anywhere; nothing where values cannot be looked at, which is asserted when they are.

    >>> violated(torch.tensor([False, True]), "numbers must be positive")
    'numbers must be positive'
    >>> violated(torch.tensor([False, False]), "numbers must be positive")
    ''
    >>> violated(torch.zeros(2, device="meta"), "numbers must be positive")
    ''
    """
    if can_look(where):
        return rule if all_values(where).any() else ""
    # What jit.trace makes knows no assertions, nor does torch within vmap and its kin, where its own kernel will look.
    if not (torch.jit.is_tracing() or torch._C._are_functorch_transforms_active()):  # type: ignore[attr-defined, no-untyped-call]
        torch._assert_async(~where.any(), rule)  # torch has no public way to assert something of values
    return ""


def can_look(tensor: Tensor) -> bool:
    """Whether the values are there, and can be looked at without waiting: on a CPU, in a program that runs."""
    return tensor.is_cpu and not traced() and not torch._C._len_torch_dispatch_stack() and _ordinary(all_values(tensor))


def plain_on_cpu(*tensors: Tensor | None) -> bool:
    """Whether these are ordinary tensors on a CPU, in a program that runs, outside of all transforms of torch.func.

    >>> plain_on_cpu(torch.zeros(3), None), plain_on_cpu(torch.zeros(3, device="meta"))
    (True, False)
    """
    given = [tensor for tensor in tensors if tensor is not None]
    return kernels.plain(*given) and all(tensor.is_cpu for tensor in given)


def _ordinary(tensor: Tensor) -> bool:
    return type(tensor) in (Tensor, torch.nn.Parameter) and not torch._C._functorch.is_legacy_batchedtensor(tensor)


def all_values(tensor: Tensor) -> Tensor:
    """All numbers of a tensor, also of one that :func:`torch.vmap` shows only a slice of."""
    return debug_unwrap(tensor).detach()
