r"""The standard normal distribution, with relative accuracy far into its tails."""

from math import pi, sqrt

import torch
from torch import Tensor

from formulario.derivatives import pointwise


def density(x: Tensor) -> Tensor:
    r""":math:`\varphi(x) = \exp(-x^2 / 2) / \sqrt{2 \pi}`, with the slope :math:`-x \varphi(x)`."""

    def value(x: Tensor) -> Tensor:
        # Rounding x² would cost all digits that its integer part needs. So it is split: the square of a multiple of
        # 1/16 is exact, and what remains, x² − near² = (x − near)(x + near), is small. Beyond 40 nothing is left.
        x = x.clamp(-40, 40)
        near = (16 * x).round() / 16
        return torch.exp(-near * near / 2) * torch.exp(-(x - near) * (x + near) / 2) / sqrt(2 * pi)

    return pointwise(x, value, slope=lambda x: -x.clamp(-40, 40) * density(x))


def distribution(x: Tensor) -> Tensor:
    r""":math:`\Phi(x)`, the chance of a number below x, with the slope :math:`\varphi(x)`."""

    def value(x: Tensor) -> Tensor:
        # erfc would feel the rounding of x/√2 far below zero; the scaled erfcx does not. It is slow, save at 0.
        tail = density(x) * sqrt(pi / 2) * torch.special.erfcx(-x.masked_fill(x > -1, 0) * sqrt(1 / 2))
        return torch.where(x > -1, torch.erfc(-x * sqrt(1 / 2)) / 2, tail)

    return pointwise(x, value, slope=density)
