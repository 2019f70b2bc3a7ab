r"""The standard normal distribution, with relative accuracy far into its tails.

What is new is written over what is not needed any more: fresh memory would cost more than the arithmetic.
"""

from math import pi, sqrt

import torch
from torch import Tensor

from formulario._core.autograd import pointwise

# √(1/2) in two parts, of which the first has few digits.
ROOT_OF_HALF = 181 / 256
REST_OF_ROOT = 0.00007553118654752440084436210485


def density(x: Tensor) -> Tensor:
    r""":math:`\varphi(x) = \exp(-x^2 / 2) / \sqrt{2 \pi}`, with the slope :math:`-x \varphi(x)`."""

    def value(x: Tensor) -> Tensor:
        # Rounding x² would cost all digits that its integer part needs. So it is split: the square of a multiple of
        # 1/16 is exact, and what remains, x² − near² = (x − near)(x + near), is small. Beyond 40 nothing is left.
        x = x.clamp(-40, 40)
        near = (16 * x).round_().div_(16)
        rest = (near - x).mul_(near + x)
        return torch.exp(near.square() / -2) * torch.exp(rest / 2) / sqrt(2 * pi)

    return pointwise(x, value, slope=lambda x: -x.clamp(-40, 40) * density(x))


def distribution(x: Tensor) -> Tensor:
    r""":math:`\Phi(x)`, the chance of a number below x, with the slope :math:`\varphi(x)`."""

    def value(x: Tensor) -> Tensor:
        # Far below zero erfc feels the rounding of z = x/√2. What it lost comes back by the slope: the parts of x/√2
        # are products of so few digits that they are exact, or so small that it does not matter.
        x = x.clamp(-40, 40)
        z = x * sqrt(1 / 2)
        near = (16 * x).round_().div_(16)
        lost = (near * ROOT_OF_HALF).sub_(z).add_(near, alpha=REST_OF_ROOT).add_(x - near, alpha=sqrt(1 / 2))
        return torch.erfc(-z) / 2 + torch.exp(-z.square()) / sqrt(pi) * lost

    return pointwise(x, value, slope=density)
