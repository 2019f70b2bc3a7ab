"""In which dtype a function computes, and in which one it answers.

Numbers in bfloat16 and float16 are computed in float32 and rounded once, at the end.
"""

import torch
from torch import Tensor

WIDER = {torch.bfloat16: torch.float32, torch.float16: torch.float32}


def to_compute_dtype(input: Tensor, copy: bool = False) -> Tensor:
    """The input in the dtype that it is computed in.

    >>> to_compute_dtype(torch.zeros(1, dtype=torch.bfloat16)).dtype
    torch.float32
    """
    return input.to(WIDER.get(input.dtype, input.dtype), copy=copy)


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
