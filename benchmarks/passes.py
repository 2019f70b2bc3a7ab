"""How long a function takes against the bytes that it moves: the figures of the page *What an activation costs*.

Run by ``make bench``. Each entry is the value of many numbers in float32, on one thread: how many bytes it has to move
for each number, if every step reads its inputs from memory and writes its result there, and how long it takes.
"""

from __future__ import annotations

import json
import math
import platform
from pathlib import Path

import formulario as F
import torch
import torch.nn.functional as TF
from side_by_side import device, processor, seconds
from torch import Tensor

NUMBERS = 2**24
ROUNDS = 15


def silu_as_written(x: Tensor) -> Tensor:
    return x / (1 + torch.exp(-x))


def gelu_as_written(x: Tensor) -> Tensor:
    return x * (1 + torch.erf(x / math.sqrt(2))) / 2


def steps() -> dict[str, tuple[int, object]]:
    """Each step with the bytes that it moves for a number: 4 for each tensor that it reads or writes."""
    torch.manual_seed(0)
    x = torch.randn(NUMBERS, device=device())
    target = torch.empty_like(x)
    return {
        "copy over old memory": (8, lambda: target.copy_(x)),
        "copy": (8, lambda: x.clone()),
        "ReLU": (8, lambda: TF.relu(x)),
        "SiLU, as written": (36, lambda: silu_as_written(x)),
        "SiLU, one pass": (8, lambda: TF.silu(x)),
        "SiLU, compiled": (8, lambda: compiled_silu(x)),
        "SiLU, this library": (8, lambda: F.silu(x)),
        "GELU, as written": (44, lambda: gelu_as_written(x)),
        "GELU, one pass": (8, lambda: TF.gelu(x)),
        "GELU, compiled": (8, lambda: compiled_gelu(x)),
        "GELU, this library": (8, lambda: F.gelu(x)),
    }


if __name__ == "__main__":
    torch.set_num_threads(1)
    compiled_silu, compiled_gelu = torch.compile(silu_as_written), torch.compile(gelu_as_written)
    found = steps()
    fastest = dict.fromkeys(found, math.inf)
    with torch.no_grad():
        for _ in range(ROUNDS):
            for name, (_, step) in found.items():
                fastest[name] = min(fastest[name], seconds(step))
    result = {
        "device": torch.cuda.get_device_name() if device() == "cuda" else processor(),
        "torch": torch.__version__,
        "python": platform.python_version(),
        "numbers": NUMBERS,
        "steps": {
            name: {"bytes": moved, "nanoseconds": round(1e9 * fastest[name] / NUMBERS, 4)}
            for name, (moved, _) in found.items()
        },
    }
    path = Path(__file__).parent / "results" / "passes.json"
    path.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(path.read_text("utf-8"))
