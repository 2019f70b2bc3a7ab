"""In which dtype a function computes, and in which one it answers.

Numbers in bfloat16 and float16 are computed in float32 and rounded once, at the end. Where float32 cannot hold a
parameter, such as 1e-50, they and those in float32 are computed in float64.
"""

from collections.abc import Callable

import torch
from torch import Tensor

WIDER = {torch.bfloat16: torch.float32, torch.float16: torch.float32}
SMALLEST, LARGEST = torch.finfo(torch.float32).tiny, torch.finfo(torch.float32).max


def fit_float32(*parameters: float) -> bool:
    """Whether float32 holds all these numbers; it does hold infinity.

    >>> fit_float32(0, -0.5, 3e38, float("inf")), fit_float32(0.5, 1e39), fit_float32(1e-50)
    (True, False, False)
    """
    return all(SMALLEST <= abs(one) <= LARGEST or one == 0 or abs(one) == float("inf") for one in parameters)


def to_compute_dtype(input: Tensor, *parameters: float, copy: bool = False) -> Tensor:
    """The input in the dtype that it is computed in, with these parameters.

    >>> to_compute_dtype(torch.zeros(1, dtype=torch.bfloat16)).dtype
    torch.float32
    >>> to_compute_dtype(torch.zeros(1), 1e-50).dtype
    torch.float64
    """
    dtype = WIDER.get(input.dtype, input.dtype) if fit_float32(*parameters) else torch.float64
    return input.to(dtype, copy=copy)


def apply(function: Callable[..., Tensor], input: Tensor, *parameters: float, **inplace: bool) -> Tensor:
    """Torch's ``function(input, *parameters, inplace)``, which refuses parameters that float32 cannot hold.

    >>> apply(torch.nn.functional.celu, torch.tensor([-1.0, 1.0]), 1e-50)
    tensor([-0., 1.])
    """
    if fit_float32(*parameters):
        return function(input, *parameters, **inplace)
    output = function(input.double(), *parameters).to(input.dtype)
    return input.copy_(output) if inplace.get("inplace") else output


def to_common_compute_dtype(input: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    """Both tensors in the dtype that their loss is computed in.

    >>> [x.dtype for x in to_common_compute_dtype(torch.zeros(1, dtype=torch.bfloat16), torch.zeros(1).double())]
    [torch.float64, torch.float64]
    """
    dtype = torch.promote_types(input.dtype, target.dtype)
    dtype = WIDER.get(dtype, dtype)
    return input.to(dtype), target.to(dtype)


def result_dtype(input: Tensor, target: Tensor) -> torch.dtype:
    """The dtype of a loss: the wider of its tensors', and under autocast at least float32, as in torch.

    >>> result_dtype(torch.zeros(1, dtype=torch.bfloat16), torch.zeros(1))
    torch.float32
    >>> result_dtype(torch.zeros(1, dtype=torch.bfloat16), torch.tensor([0]))
    torch.bfloat16
    """
    dtype = torch.promote_types(input.dtype, target.dtype)
    return WIDER.get(dtype, dtype) if (not input.is_meta and torch.is_autocast_enabled(input.device.type)) else dtype
