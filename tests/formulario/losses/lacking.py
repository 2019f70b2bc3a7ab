"""A loss that torch lacks, written as the library's own are, and its plain formula."""

from math import log

import formulario as F
import torch
from formulario._core.autograd import pointwise
from formulario._core.dtypes import result_dtype, to_common_compute_dtype
from formulario._core.modules import Loss
from formulario._core.overridable import overridable
from formulario._core.reductions import reduce
from formulario._core.targets import require_numbers_like
from torch import Tensor


@overridable
def log_cosh(input: Tensor, target: Tensor, *, reduction: str = "mean") -> Tensor:
    r"""Logarithm of the hyperbolic cosine: ``\operatorname{LogCosh}`` is its title.

    :raises TypeError: if ``input`` or ``target`` is not a tensor of floating-point numbers.
    :raises ValueError: if they differ in shape or device, if ``target`` holds a NaN, or if ``reduction`` is another
        word.
    """
    require_numbers_like("log_cosh", input, target)
    x, y = to_common_compute_dtype(input, target)
    losses = pointwise(
        x - y,
        value=lambda d: d.abs() + torch.log1p(torch.exp(-2 * d.abs())) - log(2),
        slope=F.tanh,
    )
    return reduce("log_cosh", losses, reduction).to(result_dtype(input, target))


class LogCosh(Loss, function=log_cosh):
    """Module of :func:`log_cosh`."""


def log_cosh_formula(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    losses = torch.logaddexp(input - target, target - input) - log(2)
    return losses if reduction == "none" else getattr(losses, reduction)()
