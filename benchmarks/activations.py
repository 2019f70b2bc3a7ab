"""What each activation function costs: its time against ReLU's, measured side by side in one run.

Run by ``make bench``. The book takes the result from ``benchmarks/results/activations.json``; no test and no build
measures anything.

One measurement is a step of training through the function alone: the value of a quarter of a million numbers in
float32, and the gradient back. The functions take turns, and of each the fastest round counts: the others tell what
else the computer was doing. For the same reason a CPU's own time is taken. The unit is torch's ReLU.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Callable
from functools import partial
from math import inf
from pathlib import Path
from time import perf_counter, process_time

import formulario as F
import torch
import torch.nn.functional as TF
from formulario.equations.curves import curve, scalar_functions
from formulario.equations.library import Library
from torch import Tensor

RESULT = Path(__file__).parent / "results" / "activations.json"
NUMBERS = 2**18
ROUNDS = 60

Function = Callable[[Tensor], Tensor]


def contestants(device: str) -> dict[str, dict[str, Function]]:
    """Each function of one number, by torch and by this library, with the parameters of the book."""
    library = Library.load("formulario")
    found: dict[str, dict[str, Function]] = {}
    for name in scalar_functions(library):
        arguments = {key: float(value) for key, value in curve(library, name).parameters.items()}
        if name == "prelu":
            arguments["weight"] = torch.tensor([arguments["weight"]], device=device)
        theirs = getattr(TF, name, None) or getattr(torch, name)
        found[name] = {"torch": partial(theirs, **arguments), "formulario": partial(getattr(F, name), **arguments)}
    return found


def step(function: Function, x: Tensor, upstream: Tensor) -> float:
    """Seconds for the value and the gradient."""
    if not x.is_cuda:
        start = process_time()
        torch.autograd.grad(function(x), x, upstream)
        return process_time() - start
    torch.cuda.synchronize()
    start = perf_counter()
    torch.autograd.grad(function(x), x, upstream)
    torch.cuda.synchronize()
    return perf_counter() - start


def measure(device: str) -> dict[str, dict[str, float]]:
    functions = contestants(device)
    torch.manual_seed(0)
    x = torch.randn(NUMBERS, device=device, requires_grad=True)
    upstream = torch.randn(NUMBERS, device=device)
    fastest = {name: dict.fromkeys(sources, inf) for name, sources in functions.items()}
    for _ in range(ROUNDS):
        for name, sources in functions.items():
            for source, function in sources.items():
                step(function, x, upstream)  # so that the next one does not find its numbers thrown out by others
                fastest[name][source] = min(fastest[name][source], step(function, x, upstream))
    unit = fastest["relu"]["torch"]
    return {name: {source: round(time / unit, 2) for source, time in times.items()} for name, times in fastest.items()}


def processor() -> str:
    """The name of the CPU, where Linux tells it."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text("utf-8").splitlines() if cpuinfo.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if "model name" in line), platform.processor())


def main() -> None:
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.set_num_threads(1)
    stamp = {
        "device": torch.cuda.get_device_name() if device == "cuda" else processor(),
        "torch": torch.__version__,
        "python": platform.python_version(),
        "numbers": NUMBERS,
        "dtype": "float32",
    }
    RESULT.write_text(json.dumps({**stamp, "cost": measure(device)}, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
