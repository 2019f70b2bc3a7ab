"""Softmax and its logarithm, with slopes that keep their digits."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from formulario._core.autograd import QuickFunction, differentiated, traced


def softmax(x: Tensor, dim: int) -> Tensor:
    """The probabilities.

    >>> softmax(torch.tensor([0.0, 1000.0, 1000.0]), 0)
    tensor([0.0000, 0.5000, 0.5000])
    """
    return _probabilities(torch.softmax, _Softmax, x, dim)


def log_softmax(x: Tensor, dim: int) -> Tensor:
    """Their logarithms."""
    return _probabilities(torch.log_softmax, _LogSoftmax, x, dim)


def _probabilities(torchs: Callable[[Tensor, int], Tensor], ours: "type[_Softmax]", x: Tensor, dim: int) -> Tensor:
    if traced() or x.numel() == 0:
        return torchs(x, dim)
    output: Tensor = ours.apply(x, dim) if differentiated(x) else ours.forward(x, dim)
    return output


class _Softmax(QuickFunction):
    """Softmax by torch, with slopes that keep their digits."""

    generate_vmap_rule = True

    torchs_slopes = torch.ops.aten._softmax_backward_data

    @staticmethod
    def forward(x: Tensor, dim: int) -> Tensor:
        """The probabilities."""
        return torch.softmax(x, dim)

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Tensor) -> None:
        """Keep the output, or for a tangent the input."""
        x, ctx.dim = inputs
        ctx.save_for_backward(output)
        ctx.save_for_forward(x)

    @classmethod
    def backward(cls, ctx: Any, gradient: Tensor) -> tuple[Tensor, None]:
        """The gradient with respect to the input."""
        (y,) = ctx.saved_tensors
        return cls._slopes(ctx.dim, y, gradient), None

    @classmethod
    def _slopes(cls, dim: int, y: Tensor, gradient: Tensor) -> Tensor:
        """Torch's, but that of the largest probability is what the others leave."""
        slopes = cls.torchs_slopes(gradient, y, dim, y.dtype)
        largest = cls._largest(y.detach())
        others = torch.addcmul(slopes, slopes, largest, value=-1)
        return torch.addcmul(others, largest, others.sum(dim, keepdim=True), value=-1)

    @staticmethod
    def _largest(y: Tensor) -> Tensor:
        """1 for a probability above 1/2, of which there is one, and else 0; comparisons cost more than all the rest."""
        return y.round()

    @staticmethod
    def jvp(ctx: Any, tangent: Tensor, *_: None) -> Tensor:
        """The same in the other direction, where a number may be added to all: 0 is made of that at the largest."""
        (x,) = ctx.saved_tensors
        y, tangent = softmax(x, ctx.dim), tangent - tangent.gather(ctx.dim, x.argmax(ctx.dim, keepdim=True))
        return y * (tangent - (y * tangent).sum(ctx.dim, keepdim=True))


class _LogSoftmax(_Softmax):
    """Its logarithm, that of the largest probability too."""

    torchs_slopes = torch.ops.aten._log_softmax_backward_data

    @staticmethod
    def forward(x: Tensor, dim: int) -> Tensor:
        """The logarithms."""
        return _logarithms(dim, x)

    @staticmethod
    def _largest(y: Tensor) -> Tensor:
        """1 for a logarithm above −1/2."""
        return (y.round() + 1).relu()

    @staticmethod
    def jvp(ctx: Any, tangent: Tensor, *_: None) -> Tensor:
        """The same for the logarithms."""
        (x,) = ctx.saved_tensors
        tangent = tangent - tangent.gather(ctx.dim, x.argmax(ctx.dim, keepdim=True))
        return tangent - (softmax(x, ctx.dim) * tangent).sum(ctx.dim, keepdim=True)


def _logarithms(dim: int, x: Tensor) -> Tensor:
    # The rest would be lost beside the 1 of the largest number, of which there may be several.
    below = x - x.amax(dim, keepdim=True)
    powers = below.exp()
    ones = powers.floor()
    count, rest = ones.sum(dim, keepdim=True), powers.sub_(ones).sum(dim, keepdim=True)
    return below.sub_(rest.add_(count - 1).log1p_())
