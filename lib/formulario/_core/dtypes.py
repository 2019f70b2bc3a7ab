"""In which dtype a function computes, and in which one it answers.

Numbers in bfloat16 and float16 are computed in float32 and rounded once, at the end. Where the dtype cannot hold a
parameter, such as 1e-50 or 1e39, float64 can.
"""

from collections.abc import Callable, Sequence
from math import inf

import torch
from torch import Tensor

WIDER = {torch.bfloat16: torch.float32, torch.float16: torch.float32}
SMALLEST, LARGEST = torch.finfo(torch.float32).tiny, torch.finfo(torch.float32).max
LARGEST_HALF = torch.finfo(torch.float16).max


def fit(dtype: torch.dtype, parameters: Sequence[float]) -> bool:
    """Whether all these numbers keep their digits in what a dtype is computed in; infinity has none.

    >>> fit(torch.float32, (0, -0.5, 3e38, inf)), fit(torch.float32, (0.5, 1e39)), fit(torch.float32, (1e-50,))
    (True, False, False)
    """
    largest = LARGEST_HALF if dtype is torch.float16 else LARGEST
    for parameter in parameters:
        size = abs(parameter)
        if not (SMALLEST <= size <= largest or size == 0 or size == inf):
            return False
    return True


def to_compute_dtype(input: Tensor, *parameters: float, copy: bool = False) -> Tensor:
    """The input in the dtype that it is computed in, with these parameters.

    >>> to_compute_dtype(torch.zeros(1, dtype=torch.bfloat16)).dtype
    torch.float32
    >>> to_compute_dtype(torch.zeros(1), 1e-50).dtype
    torch.float64
    """
    dtype = WIDER.get(input.dtype, input.dtype) if fit(input.dtype, parameters) else torch.float64
    return input if dtype == input.dtype and not copy else input.to(dtype, copy=copy)


def apply(function: Callable[..., Tensor], input: Tensor, *parameters: float, inplace: bool = False) -> Tensor:
    """A function of torch, which alone refuses parameters that the input's dtype cannot hold.

    >>> apply(torch.nn.functional.celu, torch.tensor([-1.0, 1.0]), 1e-50, inplace=True)
    tensor([-0., 1.])
    """
    if fit(input.dtype, parameters):
        return function(input, *parameters, inplace) if inplace else function(input, *parameters)
    output = function(input.double(), *parameters).to(input.dtype)
    return input.copy_(output) if inplace else output


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
    return WIDER.get(dtype, dtype) if under_autocast(input) else dtype


def under_autocast(input: Tensor) -> bool:
    """Whether torch chooses dtypes on the input's device; on ``meta``, torch does not answer the question.

    >>> under_autocast(torch.zeros(1, device="meta"))
    False
    """
    return not input.is_meta and torch.is_autocast_enabled(input.device.type)
