"""What each activation function costs: its time against ReLU's, measured side by side in one run.

Run by ``make bench``. The book takes the result from ``benchmarks/results/activations.json``; no test and no build
measures anything.

One measurement is a step of training through the function alone: the value of a quarter of a million numbers in
float32, and the gradient back. The unit is torch's ReLU.
"""

from __future__ import annotations

import formulario as F
import torch
import torch.nn.functional as TF
from eqcheck.analysis.curves import curve, scalar_functions
from eqcheck.project.load import load_library
from side_by_side import Contestants, device, record

NUMBERS = 2**18


def contestants() -> Contestants:
    """Each function of one number, by torch if it has it and by this library, with the parameters of the book."""
    torch.manual_seed(0)
    x = torch.randn(NUMBERS, device=device(), requires_grad=True)
    upstream = torch.randn(NUMBERS, device=device())
    library = load_library("formulario")
    found = {}
    for name in scalar_functions(library):
        arguments = {key: float(value) for key, value in curve(library, name).parameters.items()}
        if name == "prelu":
            arguments["weight"] = torch.tensor([arguments["weight"]], device=device())
        functions = {"torch": getattr(TF, name, None) or getattr(torch, name, None), "formulario": getattr(F, name)}
        found[name] = {
            source: lambda function=function, given=arguments: torch.autograd.grad(function(x, **given), x, upstream)
            for source, function in functions.items()
            if function
        }
    return found


if __name__ == "__main__":
    record("activations", contestants(), unit="relu", numbers=NUMBERS)
