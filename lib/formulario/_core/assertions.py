"""Rules about the values of a tensor, checked in a program that runs and asserted in a graph that is compiled."""

import torch
from torch import Tensor
from torch.func import debug_unwrap


def violated(where: Tensor, rule: str) -> str:
    """The rule, if it is broken anywhere; nothing while a graph is compiled, which asserts it when it runs.

    >>> violated(torch.tensor([False, True]), "numbers must be positive")
    'numbers must be positive'
    >>> violated(torch.tensor([False, False]), "numbers must be positive")
    ''
    """
    if torch.compiler.is_compiling():
        # A compiled graph cannot stop to look, and torch has no public way to assert something of its values.
        torch._assert_async(~where.any(), rule)
        return ""
    return rule if all_values(where).any() else ""


def all_values(tensor: Tensor) -> Tensor:
    """All numbers of a tensor, also of one that :func:`torch.vmap` shows only a slice of."""
    return debug_unwrap(tensor)
