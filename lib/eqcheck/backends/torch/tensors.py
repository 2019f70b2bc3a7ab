"""Torch's own arithmetic, for identities that the library itself has to satisfy.

A scalar is a tensor of any shape and stands for as many points. Values are what the machine gives: nan where a formula
has none, infinity where it overflows.
"""
from __future__ import annotations

from fractions import Fraction

import torch
from torch import Tensor

from eqcheck.numeric.arithmetic import Arithmetic, Function, Undefined

COMPARE = {"=": torch.eq, "!=": torch.ne, "<": torch.lt, "<=": torch.le, ">": torch.gt, ">=": torch.ge}


class Machine(Arithmetic):
    """Tensors of one dtype."""

    batched = True
    negate = staticmethod(torch.neg)
    add = staticmethod(torch.add)
    multiply = staticmethod(torch.mul)
    divide = staticmethod(torch.div)
    power = staticmethod(torch.pow)
    where = staticmethod(torch.where)
    exp = staticmethod(torch.exp)
    log = staticmethod(torch.log)
    sqrt = staticmethod(torch.sqrt)
    sinh = staticmethod(torch.sinh)
    cosh = staticmethod(torch.cosh)
    tanh = staticmethod(torch.tanh)
    erf = staticmethod(torch.erf)

    def __init__(self, dtype: torch.dtype) -> None:
        self.dtype = dtype

    def number(self, value: Fraction | float) -> Tensor:
        return torch.tensor(float(value), dtype=self.dtype)

    def constant(self, name: str) -> Tensor:
        return self.number({"pi": torch.pi, "e": torch.e, "infinity": torch.inf}[name])

    def absolute(self, a: Tensor) -> Tensor:
        return torch.abs(a)

    def maximum(self, a: Tensor, b: Tensor) -> Tensor:
        return torch.maximum(a, b)

    def minimum(self, a: Tensor, b: Tensor) -> Tensor:
        return torch.minimum(a, b)

    def sign(self, a: Tensor) -> Tensor:
        return torch.sign(a)

    def Phi(self, a: Tensor) -> Tensor:
        return torch.erfc(-a / 2**0.5) / 2

    def varphi(self, a: Tensor) -> Tensor:
        return torch.exp(-a * a / 2) / (2 * torch.pi) ** 0.5

    def compare(self, operator: str, a: Tensor, b: Tensor) -> Tensor:
        return COMPARE[operator](a, b)

    def order(self, a: Tensor, b: Tensor) -> int:
        if a.numel() * b.numel() > 1:
            raise Undefined("a choice of one place for many points at once: evaluate them one by one")
        return int(a > b) - int(a < b)

    def taylor(self, function: Function, point: Tensor, order: int, side: int = 0) -> tuple[Tensor, ...]:
        """By autograd, whose slope at a kink is the library's own choice."""
        with torch.enable_grad():
            x = torch.broadcast_tensors(point, function(self, point))[0].clone()
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
