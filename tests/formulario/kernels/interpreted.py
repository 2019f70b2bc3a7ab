"""The functions of NVIDIA's library in Triton's interpreter, which has none of its own, by torch's on a CPU.

They are as strict as a GPU may be: a result below the smallest normal number becomes 0.
"""

from collections.abc import Callable

import numpy as np
import torch
import triton.language as tl
from torch import Tensor
from triton.language.extra import libdevice
from triton.runtime.interpreter import TensorHandle

FUNCTIONS = {"erfc": torch.erfc, "exp": torch.exp, "expm1": torch.expm1, "log1p": torch.log1p, "tanh": torch.tanh}


def interpreted(function: Callable[[Tensor], Tensor]) -> Callable[[tl.tensor], tl.tensor]:
    def apply(x: tl.tensor) -> tl.tensor:
        y = function(torch.from_numpy(np.atleast_1d(x.handle.data)))
        y = y.where(y.abs() >= torch.finfo(y.dtype).tiny, y * 0).where(~y.isnan(), torch.nan)
        return tl.tensor(TensorHandle(y.numpy(), x.handle.dtype), x.type)

    return apply


def install() -> None:
    for name, function in FUNCTIONS.items():
        setattr(libdevice, name, interpreted(function))
