"""What each activation function costs: its time against ReLU's, measured side by side in one run.

Run by ``make bench``. The book takes the result from ``benchmarks/results/activations.json``; no test and no build
measures anything.

A cost is that of a step of training through the function alone: the value of a quarter of a million numbers in
float32, and the gradient back. The unit is torch's ReLU.

The ratios are torch's time over this library's, from a thousand numbers to four millions, of the value alone and
of a step, on a CPU with one thread and with two: 1 is as fast, 2 is twice as fast.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from math import inf
from pathlib import Path

import formulario as F
import torch
import torch.nn.functional as TF
from eqcheck.analysis.curves import curve, scalar_functions
from eqcheck.project.load import load_library
from side_by_side import Contestants, Step, device, record, seconds
from torch import Tensor

NUMBERS = 2**18
EXPONENTS = (10, 14, 18, 22)
RESULT = Path(__file__).parent / "results" / "activations.json"

Functions = dict[str, dict[str, Callable[[Tensor], Tensor]]]


def functions() -> Functions:
    """Each function of one number, by torch if it has it and by this library, with the parameters of the book."""
    library = load_library("formulario")
    found: Functions = {}
    for name in scalar_functions(library):
        arguments = {key: float(value) for key, value in curve(library, name).parameters.items()}
        if name == "prelu":
            arguments["weight"] = torch.tensor([arguments["weight"]], device=device())
        sources = {"torch": getattr(TF, name, None) or getattr(torch, name, None), "formulario": getattr(F, name)}
        found[name] = {
            source: lambda x, function=function, given=arguments: function(x, **given)
            for source, function in sources.items()
            if function
        }
    return found


def steps(function: Callable[[Tensor], Tensor], numbers: int) -> dict[str, Step]:
    """The value alone, and with the gradient back."""
    torch.manual_seed(0)
    x, upstream = torch.randn(2, numbers, device=device())
    trained = x.clone().requires_grad_()
    return {
        "value": lambda: function(x),
        "value and gradient": lambda: torch.autograd.grad(function(trained), trained, upstream),
    }


def contestants() -> Contestants:
    """The steps of training with a quarter of a million numbers."""
    return {
        name: {source: steps(function, NUMBERS)["value and gradient"] for source, function in sources.items()}
        for name, sources in functions().items()
    }


def ratio(theirs: Step, ours: Step, rounds: int) -> float:
    """The time of one step over that of another. They take turns, and the fastest round counts."""
    fastest = {theirs: inf, ours: inf}
    for step in [theirs, ours] * rounds:
        step()
        fastest[step] = min(fastest[step], seconds(step))
    return round(fastest[theirs] / fastest[ours], 2)


def ratios() -> dict[str, dict[str, dict[str, list[float]]]]:
    """By threads, function, and what is measured: torch's time over ours for each number of numbers."""
    found = {}
    for threads in (1, 2) if device() == "cpu" else (1,):
        torch.set_num_threads(threads)
        of_threads = found[f"{threads} threads"] = {}
        for name, sources in functions().items():
            if "torch" not in sources:
                continue
            of_name = of_threads[name] = {"value": [], "value and gradient": []}
            for exponent in EXPONENTS:
                theirs, ours = (steps(sources[source], 2**exponent) for source in ("torch", "formulario"))
                for what in of_name:
                    of_name[what].append(ratio(theirs[what], ours[what], rounds=max(8, 400 >> exponent - 10)))
    return found


if __name__ == "__main__":
    record("activations", contestants(), unit="relu", numbers=NUMBERS)
    measured = json.loads(RESULT.read_text("utf-8"))
    measured |= {"exponents": EXPONENTS, "ratios": ratios()}
    RESULT.write_text(json.dumps(measured, indent=1, ensure_ascii=False) + "\n", "utf-8")
