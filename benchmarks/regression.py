"""What the losses of numbers and of shares cost beside torch's own, from a thousand numbers to a million.

``python benchmarks/regression.py`` writes ``results/regression.json``: for each loss, pass, number of threads
and size the time of torch over the time of this library, the fastest rounds of both. More than 1 is faster.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time

import formulario as F
import torch
import torch.nn.functional as TF
from side_by_side import processor
from torch import Tensor

LOSSES = ("mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss", "kl_div")
SIZES = [2**power for power in (10, 14, 18, 20)]


def ratio(theirs: Callable[[], object], ours: Callable[[], object], size: int) -> float:
    """The time of one function over that of another, which take turns."""
    clock = process_time if torch.get_num_threads() == 1 else perf_counter
    repeat, rounds = max(1, 2**14 // size), 40 if size < 2**18 else 5
    fastest = [float("inf")] * 2
    for _ in range(rounds):
        for which, function in enumerate((theirs, ours)):
            function()
            start = clock()
            for _ in range(repeat):
                function()
            fastest[which] = min(fastest[which], clock() - start)
    return round(fastest[0] / fastest[1], 2)


def passes(function: Callable[..., Tensor], x: Tensor, y: Tensor, **options: str) -> dict[str, Callable[[], object]]:
    plain = x.detach()
    return {
        "forward": lambda: function(plain, y, **options),
        "forward and backward": lambda: torch.autograd.grad(function(x, y, **options), x),
    }


def measured() -> dict[str, dict[str, dict[str, dict[int, float]]]]:
    found: dict[str, dict[str, dict[str, dict[int, float]]]] = {}
    for name in LOSSES:
        options = {"reduction": "batchmean"} if name == "kl_div" else {}
        for size in SIZES:
            x, y = torch.randn(2, size // 32, 32)
            if name == "kl_div":
                x, y = x.log_softmax(1), y.softmax(1)
            theirs, ours = (passes(getattr(one, name), x.requires_grad_(), y, **options) for one in (TF, F))
            for threads in (1, 2):
                torch.set_num_threads(threads)
                for way in theirs:
                    place = found.setdefault(name, {}).setdefault(way, {}).setdefault(f"{threads} threads", {})
                    place[size] = ratio(theirs[way], ours[way], size)
            print(name, size, {way: [one[size] for one in places.values()] for way, places in found[name].items()})
    return found


if __name__ == "__main__":
    stamp = {"device": processor(), "torch": torch.__version__, "python": platform.python_version(), "dtype": "float32"}
    result = Path(__file__).parent / "results" / "regression.json"
    result.write_text(json.dumps({**stamp, "torch / formulario": measured()}, indent=1) + "\n", "utf-8")
