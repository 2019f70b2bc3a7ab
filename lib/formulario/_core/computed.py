"""Functions of plain tensors that compute their gradients themselves, and have a definition for all else."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import torch
from torch import Tensor

from formulario import kernels

Needed = Sequence[bool]
"""Of each tensor, whether its gradient is asked for."""


class Rule(Protocol):
    """How a function is computed, and its gradients."""

    def definition(self, *tensors: Any) -> Tensor:
        """The function by ordinary operations, for what is derived again."""

    def value(self, needed: Needed, *tensors: Any) -> Sequence[Tensor]:
        """The function, and behind it the tensors that the gradients want besides."""

    def gradients(self, upstream: Tensor, needed: Needed, *tensors: Any) -> Sequence[Tensor | None]:
        """The gradient by each tensor, of these and what the value left."""


def computed(rule: Rule, *tensors: Tensor | None) -> Tensor:
    """Apply a function to plain tensors, of which some may be None.

    >>> class Square:
    ...     def definition(self, x):
    ...         return x * x
    ...     def value(self, needed, x):
    ...         return (x * x,)
    ...     def gradients(self, upstream, needed, x):
    ...         return [2 * x * upstream]
    >>> x = torch.tensor(3.0, requires_grad=True)
    >>> (slope,) = torch.autograd.grad(computed(Square(), x), x, create_graph=True)
    >>> slope.item(), torch.autograd.grad(slope, x)
    (6.0, (tensor(2.),))
    """
    if not (torch.is_grad_enabled() and any(one is not None and one.requires_grad for one in tensors)):
        return rule.value([False] * len(tensors), *tensors)[0]
    # Torch's own apply is for transforms as well, and its Python costs more than a small loss.
    output: Tensor = super(torch.autograd.Function, _Computed).apply(rule, *tensors)  # type: ignore[no-untyped-call]
    return output


class _Computed(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, rule: Rule, *tensors: Tensor | None) -> Tensor:
        """The value."""
        ctx.rule = rule
        output, *kept = rule.value(ctx.needs_input_grad[1:], *tensors)
        ctx.save_for_backward(*tensors, *kept)
        return output

    @staticmethod
    def backward(ctx: Any, upstream: Tensor) -> tuple[Tensor | None, ...]:
        """The gradients; by the definition where they are derived again, and for whole batches of gradients."""
        needed, tensors = ctx.needs_input_grad[1:], ctx.saved_tensors
        if torch.is_grad_enabled() or not kernels.plain(upstream):
            return None, *_derived(ctx.rule.definition, tensors[: len(needed)], needed, upstream)
        return None, *ctx.rule.gradients(upstream, needed, *tensors)


def _derived(
    function: Callable[..., Tensor], tensors: Sequence[Tensor], needed: Needed, upstream: Tensor
) -> list[Tensor | None]:
    """The gradients, by autograd, to be derived again where it records."""
    again = torch.is_grad_enabled()
    with torch.enable_grad():
        if not again:
            pairs = zip(tensors, needed, strict=True)
            tensors = [one.detach().requires_grad_() if wanted else one for one, wanted in pairs]
        asked = [one for one, wanted in zip(tensors, needed, strict=True) if wanted]
        found = iter(torch.autograd.grad(function(*tensors), asked, upstream, create_graph=again))
    return [next(found) if wanted else None for wanted in needed]
