"""Functions that are large near 0 and small far away."""

import torch
from torch import Tensor


def hat(t: Tensor, width: float = 1.0) -> Tensor:
    r"""A tent of height 1.

    .. equation::
       :where: t real; w in 1, 1/2, 2
       :of: hat(t, width=w)

       \operatorname{Hat}(t; w) = \max\left(0, 1 - \frac{|t|}{w}\right)

    :param width: half of the tent's foot
    """
    return torch.clamp(1 - torch.abs(t) / width, min=0)


def bump(t: Tensor) -> Tensor:
    r"""Cauchy's bump.

    .. equation::
       :where: t real

       \operatorname{Bump}(t) = \frac{1}{1 + t^2}
    """
    scale = 1 / torch.hypot(t, torch.ones_like(t))  # the square of a large t would overflow, in its slope at least
    return scale * scale


def leak(t: Tensor, slope: float = 0.5) -> Tensor:
    r"""A kink at 0. No page of the book shows its equation, which is checked all the same.

    .. equation::
       :where: t real; a in 0, 1/2, -1
       :of: leak(t, slope=a)

       \operatorname{Leak}(t; a) =
       \begin{cases}
         t & \text{if } t > 0 \\
         a t & \text{otherwise}
       \end{cases}
    """
    return torch.where(t > 0, t, slope * t)
