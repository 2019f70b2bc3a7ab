"""What each loss costs: its time against that of the squared error, measured side by side in one run.

Run by ``make bench``. The book takes the result from ``benchmarks/results/losses.json``; no test and no build measures
anything.

One measurement is the loss of a quarter of a million predicted numbers in float32, in the mean, and the gradient back.
Losses of classes take the same numbers as examples with a few classes each. The unit is torch's mse_loss.

Losses of classes are then held against torch's own for 10 to 128,256 classes: ``benchmarks/results/classes.json`` has
the time and the peak of memory beyond the scores as ratios, torch's time over ours and our memory over torch's.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from itertools import product
from math import inf
from pathlib import Path

import formulario as F
import torch
import torch.nn.functional as TF
from eqcheck.analysis.loss_curves import loss, loss_functions
from eqcheck.project.load import load_library
from side_by_side import Contestants, device, peak, record, seconds, stamp
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


SHAPES = [(8192, 10), (8192, 32), (2048, 128), (512, 1000), (128, 5000), (32, 32000), (16, 128256), (4, 20, 64, 64)]
WAYS = {
    "cross_entropy": {},
    "cross_entropy, weights": {"weight": True},
    "cross_entropy, label smoothing": {"label_smoothing": 0.1},
    "nll_loss": {},
}
TURNS = 12


def of_classes(name: str, shape: tuple[int, ...], dtype: torch.dtype) -> dict[str, float]:
    """How many times as fast as torch's a loss is here, with its gradient; and its memory as a share of torch's."""
    torch.manual_seed(0)
    scores = torch.randn(shape, device=device()).to(dtype).requires_grad_()
    classes = torch.randint(shape[1], (shape[0], *shape[2:]), device=device())
    options = dict(WAYS[name])
    if options.pop("weight", False):
        options["weight"] = torch.rand(shape[1], device=device()).to(dtype)
    function = name.partition(",")[0]

    def step(of: Callable[..., Tensor]) -> None:
        torch.autograd.grad(of(scores, classes, **options), scores)

    theirs, ours = (partial(step, getattr(one, function)) for one in (TF, F))
    fastest = {theirs: inf, ours: inf}
    for one in [theirs, ours] * TURNS:
        one()
        fastest[one] = min(fastest[one], seconds(one))
    ratios = {"time, torch / ours": round(fastest[theirs] / fastest[ours], 2)}
    if torch.get_num_threads() == 1:  # with more threads it is the same
        ratios["memory, ours / torch"] = round(peak(ours) / peak(theirs), 2)
    return ratios


def record_classes() -> None:
    """All losses of classes in two dtypes, with one thread and with two."""
    found = {}
    for threads, dtype, name in product((1, 2), (torch.float32, torch.bfloat16), WAYS):
        torch.set_num_threads(threads)
        key = f"{name}, {str(dtype).removeprefix('torch.')}, {threads} thread{'s' * (threads > 1)}"
        found[key] = {" × ".join(map(str, shape)): of_classes(name, shape, dtype) for shape in SHAPES}
    result = Path(__file__).parent / "results/classes.json"
    result.write_text(json.dumps({**stamp(), "ratios": found}, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    record_classes()
    record("losses", contestants(), unit="mse_loss", numbers=EXAMPLES * CLASSES, examples=EXAMPLES, classes=CLASSES)
