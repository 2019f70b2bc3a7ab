"""Functions for the lecture's formulas: torch's own, and better ones where torch loses digits or gives NaN."""
from types import SimpleNamespace

import torch
import torch.nn.functional as F
from eqcheck import Library, Source
from eqcheck.backends import load_backend
from eqcheck.syntax.statement import Statement
from torch import Tensor


def prelu(input: Tensor, weight: Tensor) -> Tensor:
    return F.prelu(input, weight)


def softplus(input: Tensor, beta: float = 1) -> Tensor:
    """Without torch's switch to a straight line at βx = 20, which costs digits."""
    scaled = beta * input
    return torch.logaddexp(scaled, torch.zeros_like(scaled)) / beta


def gelu(input: Tensor) -> Tensor:
    """With digits in the negative tail, and 0 at −∞."""
    wide = input.double()
    return torch.where(wide == -torch.inf, 0, wide / 2 * torch.erfc(-wide.clamp(min=-1e3) / 2**0.5)).to(input.dtype)


def sigmoid(input: Tensor) -> Tensor:
    """With digits in the slope for large numbers."""
    return torch.exp(F.logsigmoid(input))


def softsign(input: Tensor) -> Tensor:
    """With ±1 at ±∞."""
    return torch.where(input.isinf(), input.sign(), input / (1 + input.abs()))


def softshrink(input: Tensor, lambd: float = 0.5) -> Tensor:
    """With slope 1 at 0 where λ = 0."""
    return F.softshrink(input, lambd) if lambd else input * 1


def hardshrink(input: Tensor, lambd: float = 0.5) -> Tensor:
    return F.hardshrink(input, lambd) if lambd else input * 1


BETTER = (prelu, softplus, gelu, sigmoid, softsign, softshrink, hardshrink)
FUNCTIONS = SimpleNamespace(**{**vars(F), **{function.__name__: function for function in BETTER}})


def library(
    statements: tuple[Statement, ...] | list[Statement], functions: object = FUNCTIONS, backend: str = "torch"
) -> Library:
    """A library of these definitions."""
    return Library(lambda: functions, Source(statements=list(statements)), backend=lambda: load_backend(backend))
