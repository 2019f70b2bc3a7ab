"""What the search for the best cutoffs takes: frequencies, places to cut, and what a step costs."""

from collections.abc import Sequence
from math import inf

import torch
from torch import Tensor

from formulario._core.arguments import require_parameter


def fractions_of_the_first(frequencies: Tensor | Sequence[float]) -> Tensor:
    """The fraction of the first classes, for each number of them from 0 on."""
    counts = torch.as_tensor(frequencies, device="cpu")
    if counts.dim() != 1 or counts.dtype == torch.bool or counts.is_complex():
        raise TypeError(
            "best_cutoffs needs a vector of numbers, the frequency of each class; "
            f"{counts.dtype} of shape {tuple(counts.shape)} came. Count the targets: torch.bincount(target)"
        )
    counts = counts.double()
    total = counts.sum()
    if len(counts) < 2 or not 0 < total < inf or counts.min() < 0:
        raise ValueError(
            "best_cutoffs needs frequencies of two classes or more, finite, 0 or more, and not all of them 0; "
            f"{len(counts)} came, with sum {total.item():g}. Count the targets: torch.bincount(target)"
        )
    if (rises := counts.diff() > 0).any():
        rank = int(rises.nonzero()[0])
        raise ValueError(
            f"best_cutoffs needs the most frequent class first; {counts[rank].item():g} came before "
            f"{counts[rank + 1].item():g}. Number the classes by frequency: frequencies.argsort(descending=True)"
        )
    return torch.cat([counts.new_zeros(1), counts.cumsum(0) / total])


def places_to_cut(classes: int) -> Tensor:
    """Where cutoffs may lie, from 0 to the number of classes."""
    places = {0, classes}
    place = 0.0
    while place < classes:
        places.add(int(place))
        place = max(place + 1, place * 1.01)
    return torch.tensor(sorted(places))


def most_clusters(classes: int, in_features: int, div_value: float) -> int:
    """How many clusters have a class and a feature at least."""
    require_parameter("best_cutoffs", "in_features", in_features, "a whole number, 1 or more", in_features >= 1)
    require_parameter(
        "best_cutoffs", "div_value", div_value, f"a positive number, at most in_features={in_features}",
        0 < div_value <= in_features,
    )
    most = 1
    while most < classes - 1 and in_features // div_value ** (most + 1) >= 1:
        most += 1
    return most


def require_cost(clusters: int | None, most: int, batch_size: int, least: float) -> None:
    rule = f"None or a whole number from 1 to {most}, which leaves each cluster a class and a feature"
    require_parameter("best_cutoffs", "clusters", clusters, rule, clusters is None or 1 <= clusters <= most)
    require_parameter("best_cutoffs", "batch_size", batch_size, "a whole number, 1 or more", batch_size >= 1)
    require_parameter("best_cutoffs", "least", least, "a finite number, 0 or more", 0 <= least < inf)
