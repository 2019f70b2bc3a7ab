"""One record for each activation function. Every test in test_every_function.py runs over all of them.

A new function adds its record, and only what is peculiar to it gets a test of its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import formulario as F
import torch
import torch.nn.functional as TF
from torch import Tensor, nn


@dataclass(frozen=True)
class Record:
    """A function, its module, and torch's function and module for the same arguments."""

    ours: Callable[..., Tensor]
    theirs: Callable[..., Tensor]
    module: type[nn.Module]
    torch_module: type[nn.Module]
    arguments: Mapping[str, Any] = field(default_factory=dict)
    module_arguments: Mapping[str, Any] | None = None
    inplace: bool = True
    integers: bool = False
    kinks: tuple[float, ...] = (0.0,)

    @property
    def name(self) -> str:
        shown = ",".join(f"{name}={value}" for name, value in self.arguments.items())
        return f"{self.ours.__name__}({shown})" if shown else self.ours.__name__

    def modules(self, **more: Any) -> tuple[nn.Module, nn.Module]:
        arguments = self.arguments if self.module_arguments is None else self.module_arguments
        return self.module(**arguments, **more), self.torch_module(**arguments, **more)


def prelu(function: Callable[[Tensor, Tensor], Tensor], slope: float) -> Callable[[Tensor], Tensor]:
    def with_slope(input: Tensor) -> Tensor:
        return function(input, torch.tensor(slope, dtype=input.dtype, device=input.device))

    with_slope.__name__ = f"prelu, slope {slope}"
    return with_slope


relu = partial(Record, F.relu, TF.relu, F.ReLU, nn.ReLU, integers=True)
leaky_relu = partial(Record, F.leaky_relu, TF.leaky_relu, F.LeakyReLU, nn.LeakyReLU)
rrelu = partial(Record, F.rrelu, TF.rrelu, F.RReLU, nn.RReLU)

RECORDS = [
    relu(),
    leaky_relu(),
    *(leaky_relu({"negative_slope": slope}) for slope in (0.25, 3.0, -1.0)),
    *(
        Record(prelu(F.prelu, slope), prelu(TF.prelu, slope), F.PReLU, nn.PReLU, {}, {"init": slope}, inplace=False)
        for slope in (0.25, 0.0, -1.0)
    ),
    rrelu(),
    *(rrelu({"lower": lower, "upper": upper}) for lower, upper in ((-1.0, 0.5), (0.5, 0.5))),
]
