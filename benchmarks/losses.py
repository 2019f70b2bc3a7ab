"""What each loss costs: its time against that of the squared error, measured side by side in one run.

Run by ``make bench``. The book takes the result from ``benchmarks/results/losses.json``; no test and no build measures
anything.

One measurement is the loss of a quarter of a million predicted numbers in float32, in the mean, and the gradient back.
Losses of classes take the same numbers as examples with a few classes each. The unit is torch's mse_loss.
"""

from __future__ import annotations

from functools import partial

import formulario as F
import torch
import torch.nn.functional as TF
from eqcheck.analysis.loss_curves import loss, loss_functions
from eqcheck.project.load import load_library
from side_by_side import Contestants, device, record
from torch import Tensor

EXAMPLES, CLASSES = 2**13, 2**5
OPTIONS = {"kl_div": {"reduction": "batchmean"}}
"""What torch wants to be called with."""


def prediction_and_target(name: str) -> tuple[Tensor, Tensor]:
    """Scores, and numbers to predict; or logarithms of shares where a loss asks for them, and classes or shares."""
    torch.manual_seed(0)
    scores = torch.randn(EXAMPLES, CLASSES, device=device())
    others = torch.randn(EXAMPLES, CLASSES, device=device())
    classes = torch.randint(CLASSES, (EXAMPLES,), device=device())
    if name in ("nll_loss", "kl_div"):
        scores = scores.log_softmax(dim=1)
    fixed = loss(load_library("formulario"), name).fixed
    target = classes if fixed.shape else others.softmax(dim=1) if name == "kl_div" else others
    return scores.requires_grad_(), target


def contestants() -> Contestants:
    """Each loss that has a curve, by torch if it has it and by this library, at its defaults."""
    found = {}
    for name in loss_functions(load_library("formulario")):
        x, y = prediction_and_target(name)
        functions = {
            source: partial(getattr(one, name), x, y, **OPTIONS.get(name, {}))
            for source, one in (("torch", TF), ("formulario", F))
            if hasattr(one, name)
        }
        found[name] = {
            source: lambda function=function, x=x: torch.autograd.grad(function(), x)
            for source, function in functions.items()
        }
    return found


if __name__ == "__main__":
    record("losses", contestants(), unit="mse_loss", numbers=EXAMPLES * CLASSES, examples=EXAMPLES, classes=CLASSES)
