"""What the benchmarks share: functions of torch and of this library measured side by side in one run.

The functions take turns, and of each the fastest round counts: the others tell what else the computer was doing. For
the same reason a CPU's own time is taken. Every cost is a multiple of that of one function of torch, the unit.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Callable, Mapping
from itertools import accumulate
from math import inf
from pathlib import Path
from time import perf_counter, process_time

import torch
from torch.profiler import profile

ROUNDS = 60

Step = Callable[[], object]
"""What is measured: a function that has its numbers already."""
Contestants = Mapping[str, Mapping[str, Step]]
"""The steps of each function, by who wrote it: ``torch`` or ``formulario``."""


def device() -> str:
    return "cuda" if torch.cuda.is_available() else "cpu"


def seconds(step: Step) -> float:
    if device() == "cpu":
        start = process_time()
        step()
        return process_time() - start
    torch.cuda.synchronize()
    start = perf_counter()
    step()
    torch.cuda.synchronize()
    return perf_counter() - start


def peak(step: Step) -> int:
    """The most bytes that a step holds at once, beyond what there was before."""
    if device() == "cuda":
        torch.cuda.reset_peak_memory_stats()
        before = torch.cuda.memory_allocated()
        step()
        return torch.cuda.max_memory_allocated() - before
    with profile(profile_memory=True) as profiler:
        step()
    events = profiler.profiler.kineto_results.events()
    return max(accumulate(event.nbytes() for event in events if event.name() == "[memory]"))


def measure(contestants: Contestants, unit: str) -> dict[str, dict[str, float]]:
    """The cost of each contestant. ``unit`` is the function whose cost by torch is 1."""
    fastest = {name: dict.fromkeys(sources, inf) for name, sources in contestants.items()}
    for _ in range(ROUNDS):
        for name, sources in contestants.items():
            for source, step in sources.items():
                step()  # so that the next one does not find its numbers thrown out by others
                fastest[name][source] = min(fastest[name][source], seconds(step))
    one = fastest[unit]["torch"]
    return {name: {source: round(time / one, 2) for source, time in times.items()} for name, times in fastest.items()}


def processor() -> str:
    """The name of the CPU, where Linux tells it."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text("utf-8").splitlines() if cpuinfo.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if "model name" in line), platform.processor())


def stamp() -> dict[str, str]:
    """Where something is measured."""
    return {
        "device": torch.cuda.get_device_name() if device() == "cuda" else processor(),
        "torch": torch.__version__,
        "python": platform.python_version(),
    }


def record(benchmark: str, contestants: Contestants, unit: str, **sizes: int) -> None:
    """Measure, and write the result beside this file for the book, with how and where it was measured."""
    torch.set_num_threads(1)
    result = Path(__file__).parent / "results" / f"{benchmark}.json"
    costs = measure(contestants, unit)
    found = {**stamp(), **sizes, "dtype": "float32", "cost": costs}
    result.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")
