"""What functions and cross-entropy cost on a GPU, against torch's and against the least that memory allows.

Run by ``make bench-gpu``, with torch alone: the checker of equations is not needed. One measurement is a step of
training through the function alone, its value and the gradient back.

The limit is that of a copy. A function of one number reads its input and writes its value; for the gradient it reads
the input and another gradient, and writes one: five passes. Cross-entropy reads its scores twice and writes their
gradient: three.
"""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Callable, Iterator
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median

import formulario as F
import torch
import torch.nn.functional as TF
from torch import Tensor

Step = Callable[[], object]

RESULT = Path(__file__).parent / "results" / "gpu.json"
DTYPES = (torch.float32, torch.bfloat16)
NUMBERS = (2**12, 2**24, 2**27)
SCORES = ((8192, 32_000), (8192, 128_256), (8192, 256_000), (65_536, 1000))
COPIED = 2**29
ROUNDS = 30

ARGUMENTS = {"threshold": (0.5, -1.0)}
"""What a function cannot be called without."""
FUNCTIONS = (
    "celu", "elu", "gelu", "hardshrink", "hardsigmoid", "hardswish", "hardtanh", "leaky_relu", "logsigmoid", "mish",
    "relu", "relu6", "selu", "sigmoid", "silu", "softplus", "softshrink", "softsign", "tanh", "tanhshrink", "threshold",
)


def milliseconds(step: Step) -> float:
    """The median time of a step on the GPU, with nothing of its numbers left in the cache."""
    cache = torch.empty(2**28, dtype=torch.int8, device="cuda")
    events = [[torch.cuda.Event(enable_timing=True) for _ in range(2)] for _ in range(ROUNDS)]
    for _ in range(5):  # the first ones compile
        step()
    torch.cuda.synchronize()
    for start, end in events:
        cache.zero_()  # while it does, Python goes ahead, as it does in a network
        start.record()
        step()
        end.record()
    torch.cuda.synchronize()
    return median(start.elapsed_time(end) for start, end in events)


def peak(step: Step) -> int:
    """How many bytes a step needs beside what lies there already."""
    torch.cuda.reset_peak_memory_stats()
    before = torch.cuda.memory_allocated()
    step()
    torch.cuda.synchronize()
    return torch.cuda.max_memory_allocated() - before


def bandwidth(device: str, count: int) -> float:
    """Bytes in a millisecond that a large copy reads and writes."""
    given = torch.ones(count, device=device)
    taken = torch.empty_like(given)
    return 2 * given.nbytes / milliseconds(lambda: taken.copy_(given))


def functions_of_a_number(device: str, sizes: tuple[int, ...], speed: float) -> Iterator[dict[str, object]]:
    """A row for each function, dtype and size: the times of both, their ratio, and how near ours is to a copy."""
    for name in FUNCTIONS:
        arguments = ARGUMENTS.get(name, ())
        for dtype in DTYPES:
            for size in sizes:
                torch.manual_seed(0)
                x = torch.randn(size, device=device).to(dtype).requires_grad_()
                upstream = torch.randn(size, device=device).to(dtype)
                times = {
                    source: milliseconds(partial(forth_and_back, partial(function, x, *arguments), x, upstream))
                    for source, function in {"torch": torchs(name), "formulario": getattr(F, name)}.items()
                }
                yield {
                    "function": name, "dtype": str(dtype)[6:], "numbers": size, **compared(times),
                    "share of a copy": round(5 * x.nbytes / speed / times["formulario"], 2),
                }


def cross_entropies(device: str, shapes: tuple[tuple[int, int], ...], speed: float) -> Iterator[dict[str, object]]:
    """A row for each dtype and shape: times, memory as a multiple of the scores', and how near ours is to a copy."""
    losses = {"torch": TF.cross_entropy, "torch.compile": torch.compile(TF.cross_entropy), **ligers()}
    losses["formulario"] = F.cross_entropy
    for dtype in DTYPES:
        for rows, classes in shapes:
            torch.manual_seed(0)
            x = torch.randn(rows, classes, device=device, dtype=dtype).requires_grad_()
            target = torch.randint(classes, (rows,), device=device)
            steps = {name: partial(forth_and_back, partial(loss, x, target), x) for name, loss in losses.items()}
            times = {name: milliseconds(step) for name, step in steps.items()}
            yield {
                "dtype": str(dtype)[6:], "rows": rows, "classes": classes, **compared(times),
                "share of a copy": round(3 * x.nbytes / speed / times["formulario"], 2),
                "memory": {name: round(peak(step) / x.nbytes, 2) for name, step in steps.items()},
            }


def forth_and_back(function: Callable[[], Tensor], x: Tensor, upstream: Tensor | None = None) -> None:
    torch.autograd.grad(function(), x, upstream)


def torchs(name: str) -> Callable[..., Tensor]:
    return getattr(torch, name) if name in ("sigmoid", "tanh") else getattr(TF, name)


def ligers() -> dict[str, Callable[..., Tensor]]:
    """The cross-entropy of liger-kernel, if that is installed."""
    try:
        from liger_kernel.transformers.functional import liger_cross_entropy
    except ImportError:
        return {}
    # It writes the gradient over the scores, which the next step needs.
    return {"Liger": lambda x, target: liger_cross_entropy(x.clone(), target)}


def compared(times: dict[str, float]) -> dict[str, object]:
    """Times in milliseconds, and how often ours fits into each of the others."""
    others = {name: round(time / times["formulario"], 2) for name, time in times.items() if name != "formulario"}
    return {"milliseconds": {name: round(time, 4) for name, time in times.items()}, "times as fast": others}


def versions() -> dict[str, str]:
    found = {"python": platform.python_version(), "torch": torch.__version__}
    for package in ("triton", "liger-kernel"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "none"
    return found


Shapes = tuple[tuple[int, int], ...]


def measured(device: str, sizes: tuple[int, ...], shapes: Shapes, copied: int) -> dict[str, object]:
    """All that is measured."""
    speed = bandwidth(device, copied)
    return {
        **versions(),
        "copy, TB/s": round(speed / 1e9, 2),
        "functions": list(functions_of_a_number(device, sizes, speed)),
        "cross_entropy": list(cross_entropies(device, shapes, speed)),
    }


if __name__ == "__main__":
    if not torch.cuda.is_available():
        sys.exit("no GPU that torch can use: nothing was measured")
    found = {"device": torch.cuda.get_device_name(), **measured("cuda", NUMBERS, SCORES, COPIED)}
    RESULT.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(f"written to {RESULT}")
