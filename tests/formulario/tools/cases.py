"""Every function of the library as torch's tools meet it: called with tensors alone, beside torch's twin.

Activations and losses come from their records, so a new one is here by itself. Where torch lacks a function, its twin
is the plain formula in torch's operations.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import formulario as F
import torch
import torch.nn.functional as TF
from torch import Tensor, nn

from ..activations import records as activations
from ..losses import records as losses

Function = Callable[..., Tensor]


@dataclass(frozen=True)
class Case:
    """A function of tensors, its twin, and tensors in float64 at which both have every derivative."""

    name: str
    ours: Function
    theirs: Function
    tensors: tuple[Tensor, ...]
    constants: int = 0
    """How many of the last tensors have no derivative in torch."""

    @property
    def function(self) -> str:
        return self.name.partition("(")[0]

    @property
    def real(self) -> tuple[int, ...]:
        """The places of what can be differentiated."""
        last = len(self.tensors) - self.constants
        return tuple(place for place, tensor in enumerate(self.tensors[:last]) if tensor.is_floating_point())

    def to(self, dtype: torch.dtype) -> tuple[Tensor, ...]:
        return tuple(tensor.to(dtype) if tensor.is_floating_point() else tensor for tensor in self.tensors)


@dataclass(frozen=True)
class Module:
    """A module, torch's twin if there is one, and tensors in float32 that it takes."""

    name: str
    ours: nn.Module
    theirs: nn.Module | None
    tensors: tuple[Tensor, ...]


POINTS = torch.linspace(-3.83, 3.41, 6, dtype=torch.float64).reshape(2, 3)
"""Between the kinks of all activations, and so is twice as much."""


def bipolar(x: Tensor) -> Tensor:
    return 2 * torch.sigmoid(x) - 1


def rrelu(x: Tensor, lower: float = 1 / 8, upper: float = 1 / 3) -> Tensor:
    return TF.leaky_relu(x, (lower + upper) / 2)


def hardsigmoid(x: Tensor) -> Tensor:
    return TF.relu6(x + 3) / 6


def glu(x: Tensor) -> Tensor:
    return x[:1] * torch.sigmoid(x[1:])


def chebyshev(x: Tensor, weight: Tensor) -> Tensor:
    t = x.clamp(-1, 1)
    return weight[0] + weight[1] * t + weight[2] * (2 * t**2 - 1) + weight[3] * (4 * t**3 - 3 * t)


def spline(x: Tensor, weight: Tensor) -> Tensor:
    width = 6 / (len(weight) - 1)
    slopes = (weight[1:] - weight[:-1]) / width
    bends = (slopes[k] - slopes[k - 1] for k in range(1, len(slopes)))
    return weight[0] + slopes[0] * (x + 3) + sum(bend * TF.relu(x + 3 - width * k) for k, bend in enumerate(bends, 1))


def tree(head: Tensor, *tails: Tensor) -> Tensor:
    first, shortlist = torch.log_softmax(head, -1), head.shape[-1] - len(tails)
    below = [first[..., place, None] + torch.log_softmax(tail, -1) for place, tail in enumerate(tails, start=shortlist)]
    return torch.cat([first[..., :shortlist], *below], -1)


def of_shares(function: Function) -> Function:
    """The function of distributions, as one of any scores."""
    return lambda *scores: function(*(torch.softmax(x, -1) for x in scores))


TWINS = {"bipolar": bipolar, "rrelu": rrelu, "hardsigmoid": hardsigmoid}
"""Of functions that torch lacks, or does not derive twice or map."""

LEARNED = [
    Case("prelu", F.prelu, TF.prelu, (POINTS, torch.tensor([0.25, -0.5, 1.5], dtype=torch.float64))),
    Case("prelu(one weight)", F.prelu, TF.prelu, (POINTS, torch.tensor([0.25], dtype=torch.float64))),
    Case("chebyshev", F.chebyshev, chebyshev, (POINTS, torch.tensor([0.5, 1, -0.25, 0.125], dtype=torch.float64))),
    Case("spline", F.spline, spline, (POINTS, torch.tensor([0.5, 0, -1, 2, 1], dtype=torch.float64))),
]

WITH_A_DIMENSION = [
    Case(f"{name}(dim={dim})", partial(getattr(F, name), dim=dim), partial(getattr(TF, name), dim=dim), (POINTS,))
    for name in ("softmax", "softmin", "log_softmax") for dim in (-1, 0)
] + [Case("glu", partial(F.glu, dim=0), glu, (POINTS,))]

OF_DISTRIBUTIONS = [
    Case("entropy", of_shares(F.entropy), of_shares(lambda p: -(p * p.log()).sum(-1)), (POINTS,)),
    Case(
        "categorical_cross_entropy", of_shares(F.categorical_cross_entropy),
        of_shares(lambda p, q: -(p * q.log()).sum(-1)), (POINTS, POINTS.flip(1) / 2),
    ),
    Case(
        "relative_entropy", of_shares(F.relative_entropy),
        of_shares(lambda p, q: (p * (p / q).log()).sum(-1)), (POINTS, POINTS.flip(1) / 2),
    ),
    Case("adaptive_log_softmax", F.adaptive_log_softmax, tree, (POINTS, POINTS[:, :2].cos(), POINTS.sin())),
]


def of_activation(record: activations.Record) -> Case:
    theirs = TWINS.get(record.ours.__name__, record.theirs)
    return Case(record.name, partial(record.ours, **record.arguments), partial(theirs, **record.arguments), (POINTS,))


def of_loss(record: losses.Record, reduction: str) -> Case:
    input, target = record.example((2, 3))
    input = input + 0.011 * (1 + torch.arange(input.numel())).reshape(input.shape)  # off the kinks
    target = target.where(target != 0, 0.125) if target.is_floating_point() else target  # torch has NaN at a share of 0
    factors = {name: value for name, value in record.arguments(input).items() if name not in record.options}
    names = list(factors)

    def called(function: Function) -> Function:
        return lambda input, target, *more: function(
            input, target, reduction=reduction, **record.options, **dict(zip(names, more, strict=True))
        )

    return Case(
        f"{record.ours.__name__}({record.name}, {reduction})", called(record.ours), called(record.theirs),
        (input, target, *factors.values()), constants=0 if record.factors == "weight for each" else len(factors),
    )


FIXED = [record for record in activations.RECORDS if record.ours.__name__.isidentifier()]
"""The activations whose weights are no tensors."""

CASES = [
    *map(of_activation, FIXED),
    *LEARNED, *WITH_A_DIMENSION, *OF_DISTRIBUTIONS,
    *(of_loss(record, reduction) for record in losses.RECORDS for reduction in ("mean", "none")),
]


def one_each(cases: list[Case]) -> list[Case]:
    """The first case of each function."""
    return list({case.function: case for case in reversed(cases)}.values())[::-1]


def of_activation_module(record: activations.Record) -> Module:
    theirs = record.torch_module and record.made(record.torch_module).eval()
    return Module(record.name, record.made().eval(), theirs, (POINTS.float(),))


def of_loss_module(record: losses.Record) -> Module:
    input, target = record.example((2, 3))
    options = record.arguments(input.float())
    theirs = record.torch_module and record.torch_module(**options)
    target = target.float() if target.is_floating_point() else target
    return Module(record.name, record.module(**options), theirs, (input.float(), target))


MODULES = [
    *map(of_activation_module, {record.module: record for record in reversed(activations.RECORDS)}.values()),
    *(
        Module(name, getattr(F, name)(dim=0), getattr(nn, name)(dim=0), (POINTS.float(),))
        for name in ("Softmax", "Softmin", "LogSoftmax", "GLU")
    ),
    Module("Softmax2d", F.Softmax2d(), nn.Softmax2d(), (POINTS.float().reshape(2, 1, 3),)),
    *(of_loss_module(record) for record in losses.RECORDS if record.of_module),
]
