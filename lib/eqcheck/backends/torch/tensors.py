"""Torch's own arithmetic, for identities that the library itself has to satisfy.

A scalar is a tensor of any shape and stands for as many points. Values are what the machine gives: nan where a formula
has none, infinity where it overflows.
"""
from __future__ import annotations

import torch
from torch import Tensor

from eqcheck.backends.arrays import ArrayMachine
from eqcheck.numeric.arithmetic import Function


class TorchMachine(ArrayMachine):
    """Tensors of one dtype."""

    def __init__(self, dtype: torch.dtype) -> None:
        super().__init__(torch, dtype)
        self.erf, self.erfc = torch.erf, torch.erfc

    def floats(self, value: Tensor, count: int = 1) -> list[float]:
        found: list[float] = value.detach().double().expand(count).tolist()
        return found

    def taylor(self, function: Function, point: Tensor, order: int, side: int = 0) -> tuple[Tensor, ...]:
        """By autograd, whose slope at a kink is the library's own choice."""
        with torch.enable_grad():
            x = self.module.broadcast_tensors(point, function(self, point))[0].clone()
            if not x.requires_grad:
                x.requires_grad_()
            values = [function(self, x)]
            for _ in range(order):
                values.append(slope(values[-1], x))
        return tuple(values)


def slope(value: Tensor, x: Tensor) -> Tensor:
    """The derivative of each entry by the entry of x at the same place."""
    if not value.requires_grad:
        return torch.zeros_like(x)
    (gradient,) = torch.autograd.grad(value.sum(), x, create_graph=True, allow_unused=True)
    return torch.zeros_like(x) if gradient is None else gradient
