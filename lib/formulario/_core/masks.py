r"""Numbers of one piece of a function, 0 in place of the others: the pieces that a function is put together from.

They say what torch.where could say as well, but on a CPU that takes thirty times as long. Which piece a number belongs
to does not depend on it smoothly: the derivative passes through ``y`` alone. What is left out may be infinite.
"""

import torch
from torch import Tensor


def above(x: Tensor, threshold: float, y: Tensor) -> Tensor:
    """``y`` where x > threshold (or x is NaN), otherwise 0.

    >>> above(torch.tensor([-1.0, 0.0, 1.0]), 0, torch.tensor([torch.inf, 5.0, 6.0]))
    tensor([0., 0., 6.])
    """
    kept: Tensor = torch.ops.aten.threshold_backward(y, x.detach(), threshold)
    return kept


def between(x: Tensor, lower: float, upper: float, y: Tensor) -> Tensor:
    """``y`` where lower < x < upper (or x is NaN), otherwise 0.

    >>> between(torch.tensor([-1.0, 0.0, 1.0]), -1, 1, torch.tensor([torch.inf, 5.0, 6.0]))
    tensor([0., 5., 0.])
    """
    kept: Tensor = torch.ops.aten.hardtanh_backward(y, x.detach(), lower, upper)
    return kept


def step(x: Tensor) -> Tensor:
    """1 where x > 0, otherwise 0; of slope 0.

    >>> step(torch.tensor([-2.0, 0.0, 2.0]))
    tensor([0., 0., 1.])
    """
    return x.detach().sign().clamp(min=0)
