"""The memory that tensors take."""

from collections.abc import Callable
from itertools import accumulate

import torch


def most_memory(step: Callable[[], object]) -> int:
    """The most bytes that a step's tensors on the CPU hold at once. Counted by torch, so the same on every machine."""
    with torch.profiler.profile(profile_memory=True) as profiler:
        step()
    events = profiler.profiler.kineto_results.events()
    return max(accumulate(event.nbytes() for event in events if event.name() == "[memory]"))
