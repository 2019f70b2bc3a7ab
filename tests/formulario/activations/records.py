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

from . import exact
from .lacking import Bipolar, bipolar


@dataclass(frozen=True)
class Record:
    """A function, its module, and torch's function and module for the same arguments, if torch has them.

    Functions that are more accurate than torch's, or that torch lacks, have their curve in mpmath; the others give
    torch's numbers.
    """

    ours: Callable[..., Tensor]
    theirs: Callable[..., Tensor] | None
    module: type[nn.Module]
    torch_module: type[nn.Module] | None
    arguments: Mapping[str, Any] = field(default_factory=dict)
    module_arguments: Mapping[str, Any] | None = None
    inplace: bool = True
    integers: bool = False
    kinks: tuple[float, ...] = (0.0,)
    curve: exact.Curve | None = None

    def __post_init__(self) -> None:
        assert self.theirs or self.curve, f"{self.name}: nothing to hold it against"

    @property
    def name(self) -> str:
        shown = ",".join(f"{name}={value}" for name, value in self.arguments.items())
        return f"{self.ours.__name__}({shown})" if shown else self.ours.__name__

    def made(self, module: type[nn.Module] | None = None, **more: Any) -> nn.Module:
        """Our module, or another one with the same arguments."""
        arguments = self.arguments if self.module_arguments is None else self.module_arguments
        return (module or self.module)(**arguments, **more)


def learned(function: Callable[..., Tensor], *weight: float) -> Callable[[Tensor], Tensor]:
    def with_weight(input: Tensor) -> Tensor:
        return function(input, torch.tensor(weight, dtype=input.dtype, device=input.device))

    with_weight.__name__ = f"{function.__name__}, weight {weight}"
    return with_weight


relu = partial(Record, F.relu, TF.relu, F.ReLU, nn.ReLU, integers=True)
leaky_relu = partial(Record, F.leaky_relu, TF.leaky_relu, F.LeakyReLU, nn.LeakyReLU)
rrelu = partial(Record, F.rrelu, TF.rrelu, F.RReLU, nn.RReLU)

RECTIFIERS = [
    relu(),
    leaky_relu(),
    *(leaky_relu({"negative_slope": slope}) for slope in (0.25, 3.0, -1.0)),
    *(
        Record(learned(F.prelu, slope), learned(TF.prelu, slope), F.PReLU, nn.PReLU, {}, {"init": slope}, inplace=False)
        for slope in (0.25, 0.0, -1.0)
    ),
    rrelu(),
    *(rrelu({"lower": lower, "upper": upper}) for lower, upper in ((-1.0, 0.5), (0.5, 0.5))),
]

softplus = partial(Record, F.softplus, TF.softplus, F.Softplus, nn.Softplus, inplace=False)
elu = partial(Record, F.elu, TF.elu, F.ELU, nn.ELU)
celu = partial(Record, F.celu, TF.celu, F.CELU, nn.CELU)

SMOOTH_RECTIFIERS = [
    softplus(curve=exact.softplus()),
    *(softplus({"beta": beta}, curve=exact.softplus(beta)) for beta in (0.5, 4.0)),
    elu(curve=exact.elu()),
    *(elu({"alpha": alpha}, curve=exact.elu(alpha)) for alpha in (0.0, 2.0, -1.0)),
    celu(curve=exact.celu()),
    *(celu({"alpha": alpha}, curve=exact.celu(alpha)) for alpha in (0.5, 2.0, -1.0)),
    Record(F.selu, TF.selu, F.SELU, nn.SELU, curve=exact.selu()),
]

gelu = partial(Record, F.gelu, TF.gelu, F.GELU, nn.GELU, inplace=False)

GATES = [
    gelu(curve=exact.gelu()),
    gelu({"approximate": "tanh"}, curve=exact.tanh_gelu()),
    Record(F.silu, TF.silu, F.SiLU, nn.SiLU, curve=exact.silu()),
    Record(F.mish, TF.mish, F.Mish, nn.Mish, curve=exact.mish()),
    Record(F.hardswish, TF.hardswish, F.Hardswish, nn.Hardswish, kinks=(-3.0, 3.0), curve=exact.hardswish()),
]

hardtanh = partial(Record, F.hardtanh, TF.hardtanh, F.Hardtanh, nn.Hardtanh, integers=True)
threshold = partial(Record, F.threshold, TF.threshold, F.Threshold, nn.Threshold, integers=True)

SATURATING = [
    Record(F.relu6, TF.relu6, F.ReLU6, nn.ReLU6, integers=True, kinks=(0.0, 6.0), curve=exact.relu6()),
    Record(F.sigmoid, torch.sigmoid, F.Sigmoid, nn.Sigmoid, inplace=False, curve=exact.sigmoid()),
    Record(F.tanh, torch.tanh, F.Tanh, nn.Tanh, inplace=False, curve=exact.tanh()),
    Record(F.softsign, TF.softsign, F.Softsign, nn.Softsign, inplace=False, curve=exact.softsign()),
    hardtanh(kinks=(-1.0, 1.0), curve=exact.hardtanh()),
    hardtanh({"min_val": -0.5, "max_val": 2.0}, kinks=(-0.5, 2.0), curve=exact.hardtanh(-0.5, 2.0)),
    hardtanh({"min_val": 0.0, "max_val": float("inf")}, curve=exact.hardtanh(0.0, float("inf"))),
    *(
        threshold({"threshold": t, "value": v}, kinks=(t,), curve=exact.threshold(t, v))
        for t, v in ((0.25, -3.0), (-2.0, -2.0), (0.0, 1.0))
    ),
    Record(F.hardsigmoid, TF.hardsigmoid, F.Hardsigmoid, nn.Hardsigmoid, kinks=(-3.0, 3.0), curve=exact.hardsigmoid()),
]

softshrink = partial(Record, F.softshrink, TF.softshrink, F.Softshrink, nn.Softshrink, inplace=False)
hardshrink = partial(Record, F.hardshrink, TF.hardshrink, F.Hardshrink, nn.Hardshrink, inplace=False)

SHRINKAGE = [
    Record(F.tanhshrink, TF.tanhshrink, F.Tanhshrink, nn.Tanhshrink, inplace=False, curve=exact.tanhshrink()),
    *(
        record({"lambd": lambd}, kinks=(-lambd, lambd), curve=curve(lambd))
        for record, curve in ((softshrink, exact.softshrink), (hardshrink, exact.hardshrink))
        for lambd in (0.5, 0.0, 2.0)
    ),
]

LOGSIGMOID = Record(F.logsigmoid, TF.logsigmoid, F.LogSigmoid, nn.LogSigmoid, inplace=False, curve=exact.logsigmoid())

quarter = partial(F.leaky_relu, negative_slope=0.25)

SHAPES_AND_SCALE = [
    Record(
        learned(F.chebyshev, 0, 1, 0, 0), None, F.Chebyshev, None, {}, {"degree": 3}, inplace=False,
        kinks=(-1.0, 1.0), curve=exact.hardtanh(),
    ),
    Record(
        learned(F.spline, *quarter(torch.linspace(-3, 3, 9)).tolist()), None, F.Spline, None, {}, {"init": quarter},
        inplace=False, curve=exact.leaky(0.25),
    ),
]

LACKING_IN_TORCH = [Record(bipolar, None, Bipolar, None, curve=exact.bipolar())]
"""One that the library has no need of: it shows that a function without a twin is tested like all others."""

RECORDS = [
    *RECTIFIERS, *SMOOTH_RECTIFIERS, *GATES, *SATURATING, *SHRINKAGE, LOGSIGMOID, *SHAPES_AND_SCALE, *LACKING_IN_TORCH
]

ALONG_A_DIMENSION = {"Softmin", "Softmax", "Softmax2d", "LogSoftmax", "GLU"}
"""Modules that do not treat each number alone: test_along_a_dimension.py is about them."""
