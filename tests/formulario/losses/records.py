"""One record for each loss and each way to call it. Every test in test_every_loss.py runs over all of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import formulario as F
import torch
import torch.nn.functional as TF
from torch import Tensor, nn

from .lacking import LogCosh, log_cosh, log_cosh_formula

Options = Mapping[str, Any]
Example = Callable[[tuple[int, ...]], tuple[Tensor, Tensor]]
"""Makes predictions and targets in float64 for a shape."""


FACTORS = {"weight of positives": "pos_weight"}
"""The options that are tensors, where they are not called ``weight``."""


@dataclass(frozen=True)
class Record:
    """A loss with some options, torch's function and both modules.

    Where torch lacks the loss, ``theirs`` is the plain formula and ``torch_module`` is None. ``factors`` names the
    option that is a tensor: as long as there are classes, or of the predictions' shape, or as long as its last
    dimension.
    """

    ours: Callable[..., Tensor]
    theirs: Callable[..., Tensor]
    module: type[nn.Module]
    torch_module: type[nn.Module] | None
    example: Example
    shapes: tuple[tuple[int, ...], ...]
    options: Options = field(default_factory=dict)
    factors: str = ""
    reductions: tuple[str, ...] = ("mean", "sum", "none")
    of_module: bool = True

    @property
    def name(self) -> str:
        shown = [f"{name}={value}" for name, value in self.options.items()] + [self.factors] * bool(self.factors)
        kind = self.example.__name__
        return f"{self.ours.__name__}-{kind}({','.join(shown)})"

    def arguments(self, input: Tensor) -> dict[str, Any]:
        """The options, with the factors that fit the input."""
        found = dict(self.options)
        if self.factors == "class weights":
            classes = input.shape[min(input.dim() - 1, 1)]
            found["weight"] = torch.linspace(0.5, 2, classes, dtype=input.dtype, device=input.device)
        if self.factors in ("weight for each", "constant for each"):
            count = torch.linspace(0.5, 2, input.numel(), dtype=input.dtype, device=input.device)
            found["weight"] = count.reshape(input.shape)
        if self.factors in ("weight of the last", "weight of positives"):
            last = torch.linspace(0.5, 2, input.shape[-1] if input.dim() else 1, dtype=input.dtype, device=input.device)
            found[FACTORS.get(self.factors, "weight")] = last if input.dim() else last[0]
        return found


def numbers(shape: tuple[int, ...]) -> tuple[Tensor, Tensor]:
    """Ordinary differences, and some of 0, 1 and −2, where pieces meet."""
    generator = torch.Generator().manual_seed(0)
    target = torch.randint(-8, 8, shape, generator=generator, dtype=torch.float64) / 4
    difference = torch.randn(shape, generator=generator, dtype=torch.float64)
    places = torch.arange(difference.numel()).reshape(shape) % 5
    for place, there in ((0, 0.0), (1, 1.0), (2, -2.0)):
        difference = difference.masked_fill(places == place, there)
    return target + difference, target


def scores(shape: tuple[int, ...]) -> tuple[Tensor, Tensor]:
    """Scores and classes."""
    generator = torch.Generator().manual_seed(0)
    classes = min(len(shape) - 1, 1)
    input = 3 * torch.randn(shape, generator=generator, dtype=torch.float64)
    return input, torch.randint(shape[classes], shape[:classes] + shape[classes + 1 :], generator=generator)


def ignored(shape: tuple[int, ...]) -> tuple[Tensor, Tensor]:
    """Scores and classes, the first target left out by −100."""
    input, target = scores(shape)
    target = target.clone()
    if target.dim():
        target.view(-1)[0] = -100
    return input, target


def logarithms(shape: tuple[int, ...]) -> tuple[Tensor, Tensor]:
    """Log-probabilities and classes."""
    input, target = scores(shape)
    return torch.log_softmax(input, min(len(shape) - 1, 1)), target


def ignored_logarithms(shape: tuple[int, ...]) -> tuple[Tensor, Tensor]:
    """Log-probabilities and classes, the first target left out by −100."""
    return logarithms(shape)[0], ignored(shape)[1]


def distributions(shape: tuple[int, ...]) -> tuple[Tensor, Tensor]:
    """Scores and distributions over the classes."""
    input, _ = scores(shape)
    return input, torch.softmax(input.flip(0) / 2, min(len(shape) - 1, 1))


def two_distributions(shape: tuple[int, ...]) -> tuple[Tensor, Tensor]:
    """Logarithms of probabilities, and probabilities with a 0 among them."""
    input, target = distributions(shape)
    target.view(-1)[0] = 0
    return torch.log_softmax(input, min(len(shape) - 1, 1)), target


def two_logarithms(shape: tuple[int, ...]) -> tuple[Tensor, Tensor]:
    input, target = distributions(shape)
    return torch.log_softmax(input, min(len(shape) - 1, 1)), target.log()


def probabilities(shape: tuple[int, ...]) -> tuple[Tensor, Tensor]:
    """Probabilities and targets, of which some are 0, so far below 1 that tests may add a little, or a quarter."""
    input, target = logits(shape)
    return 0.05 + 0.65 * torch.sigmoid(input), 0.75 * target


def logits(shape: tuple[int, ...]) -> tuple[Tensor, Tensor]:
    """Scores, and targets from 0 to 1, of which some are 0 and 1."""
    generator = torch.Generator().manual_seed(0)
    input = 3 * torch.randn(shape, generator=generator, dtype=torch.float64)
    target = torch.rand(shape, generator=generator, dtype=torch.float64)
    places = torch.arange(target.numel()).reshape(shape) % 4
    return input, target.masked_fill(places == 0, 1).masked_fill(places == 3, 0)


def regression(ours: Callable, theirs: Callable, module: type, torch_module: type, *ways: Options) -> list[Record]:
    shapes = ((7,), (2, 5), (), (3, 1, 4))
    return [Record(ours, theirs, module, torch_module, numbers, shapes, options) for options in ({}, *ways)]


def weighted(record: Record, factors: str) -> Record:
    return Record(**{**vars(record), "factors": factors, "of_module": factors != "weight for each"})


CLASSES = ((4,), (3, 4), (3, 4, 2), (2, 4, 2, 3))

MSE = regression(F.mse_loss, TF.mse_loss, F.MSELoss, nn.MSELoss)
L1 = regression(F.l1_loss, TF.l1_loss, F.L1Loss, nn.L1Loss)
SMOOTH = regression(
    F.smooth_l1_loss, TF.smooth_l1_loss, F.SmoothL1Loss, nn.SmoothL1Loss, {"beta": 0.5}, {"beta": 2.0}, {"beta": 0.0}
)
HUBER = regression(F.huber_loss, TF.huber_loss, F.HuberLoss, nn.HuberLoss, {"delta": 0.5}, {"delta": 2.0})
NLL = [
    Record(F.nll_loss, TF.nll_loss, F.NLLLoss, nn.NLLLoss, example, CLASSES, options)
    for example, options in ((logarithms, {}), (ignored_logarithms, {}), (logarithms, {"ignore_index": 1}))
]
CROSS_ENTROPY = [
    Record(F.cross_entropy, TF.cross_entropy, F.CrossEntropyLoss, nn.CrossEntropyLoss, example, CLASSES, options)
    for example, options in (
        (scores, {}),
        (ignored, {}),
        (scores, {"ignore_index": 2}),
        (ignored, {"label_smoothing": 0.25}),
        (distributions, {}),
        (distributions, {"label_smoothing": 0.25}),
    )
]
KL_DIV = [
    Record(
        F.kl_div, TF.kl_div, F.KLDivLoss, nn.KLDivLoss, example, ((7,), (2, 5), (3, 1, 4)), options,
        reductions=("mean", "sum", "none", "batchmean"),
    )
    for example, options in ((two_distributions, {}), (two_logarithms, {"log_target": True}))
]

BCE = Record(F.binary_cross_entropy, TF.binary_cross_entropy, F.BCELoss, nn.BCELoss, probabilities, MSE[0].shapes)
BCE_WITH_LOGITS = Record(
    F.binary_cross_entropy_with_logits, TF.binary_cross_entropy_with_logits, F.BCEWithLogitsLoss, nn.BCEWithLogitsLoss,
    logits, MSE[0].shapes,
)

LACKING_IN_TORCH = [Record(log_cosh, log_cosh_formula, LogCosh, None, numbers, MSE[0].shapes)]
"""One that the library has no need of: it shows that a loss without a twin is tested like all others."""

RECORDS = [
    *LACKING_IN_TORCH,
    *MSE, *L1, *SMOOTH, *HUBER, *NLL, *CROSS_ENTROPY, *KL_DIV, BCE, BCE_WITH_LOGITS,
    *(weighted(record, "weight for each") for record in (*MSE, *L1, *HUBER)),
    *(weighted(record, "class weights") for record in (*NLL, *CROSS_ENTROPY)),
    *(weighted(record, "constant for each") for record in (BCE, BCE_WITH_LOGITS)),
    *(weighted(record, "weight of the last") for record in (BCE, BCE_WITH_LOGITS)),
    weighted(BCE_WITH_LOGITS, "weight of positives"),
]
