"""What the experiments of the gallery share: seeds, networks trained side by side, and what is measured and claimed.

A script says by name what it measures, and states what follows as a claim. The book takes both from there.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn
from torch.func import functional_call, stack_module_state


@dataclass(frozen=True)
class Measurement:
    """A number, or the median of several runs between their quartiles, and the format in which it is shown."""

    value: float
    low: float | None
    high: float | None
    form: str

    def written(self, number: float) -> str:
        """One of its numbers in its format; what rounds to 0 has no sign.

        >>> Measurement(-0.004, None, None, ".2f").written(-0.004)
        '0.00'
        """
        text = format(number, self.form)
        return text if any(digit in text for digit in "123456789") else text.removeprefix("-")


@dataclass(frozen=True)
class Claim:
    """What the lecture says at one of its points, and for each condition whether it was found to hold."""

    sentence: str
    found: dict[str, bool]
    numbers: tuple[str, ...]


@dataclass
class Results:
    """What a script has measured and claimed so far."""

    seeds: list[int] = field(default_factory=list)
    measured: dict[str, Measurement] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)

    def forget(self) -> None:
        """Begin anew, for another script in the same process."""
        for kept in (self.seeds, self.measured, self.claims):
            kept.clear()


RESULTS = Results()
"""Those of the script that runs."""


def seeds(count: int) -> range:
    """The seeds of the runs of an experiment.

    They begin at 0, or where the environment variable ``FORMULARIO_SEED`` says: a way to see whether an outcome
    depends on them.

    >>> list(seeds(3))
    [0, 1, 2]
    """
    first = int(os.environ.get("FORMULARIO_SEED", "0"))
    RESULTS.seeds = sorted({*RESULTS.seeds, *range(first, first + count)})
    return range(first, first + count)


class SideBySide(nn.Module):
    """Networks of one shape that are run at once, each on its own part of the input.

    They share no weight, so an optimiser that treats each weight by itself (SGD, Adam) trains every one of them as if
    it were alone, and it takes hardly longer than one.

    :param networks: modules that differ in their numbers only.

    >>> networks = SideBySide([nn.Linear(4, 2) for _ in range(10)])
    >>> networks(torch.zeros(10, 32, 4)).shape  # 10 networks, 32 examples for each
    torch.Size([10, 32, 2])
    >>> networks.weights["weight"].shape
    torch.Size([10, 2, 4])
    """

    def __init__(self, networks: Sequence[nn.Module]) -> None:
        super().__init__()
        weights, buffers = stack_module_state(list(networks))
        self._names = list(weights)
        self._weights = nn.ParameterList(weights.values())
        self._buffers_by_name = buffers
        self._network = [networks[0]]  # in a list, so that its own weights are not among the parameters

    @property
    def weights(self) -> dict[str, Tensor]:
        """The weights by the names that they have in a network; their first dimension counts the networks."""
        return dict(zip(self._names, self._weights, strict=True))

    def forward(self, input: Tensor) -> Tensor:
        """The outputs of all networks; the first dimension of input and output counts the networks."""

        def one(weights: dict[str, Tensor], buffers: dict[str, Tensor], input: Tensor) -> Any:
            return functional_call(self._network[0], (weights, buffers), (input,))

        output: Tensor = torch.vmap(one, randomness="different")(self.weights, self._buffers_by_name, input)
        return output


def record(name: str, value: float | Tensor | Iterable[float], form: str = ".3g") -> None:
    """Measure something: print it, and keep it for the book under its name.

    :param name: a short phrase, which no other measurement of the script has.
    :param value: a number; or one for each run, of which the median and the quartiles are shown.
    :param form: how to show it, as in :func:`format` of a float: ``.0f`` for a count.
    :raises ValueError: if the name is taken, or there is no number.

    >>> record("error of the mean", 0.12345)
    error of the mean: 0.123
    >>> record("correct", [0.91, 0.93, 0.94, 0.95], ".0%")
    correct: 94% [92%, 94%]
    >>> record("correct", 1)
    Traceback (most recent call last):
    ValueError: the script has measured 'correct' already: give the second one a name of its own
    >>> RESULTS.forget()
    """
    if name in RESULTS.measured:
        raise ValueError(f"the script has measured {name!r} already: give the second one a name of its own")
    numbers = torch.as_tensor(value if isinstance(value, (int, float, Tensor)) else list(value), dtype=torch.float64)
    if not numbers.numel():
        raise ValueError(f"{name!r} has no number: at least one is needed")
    if numbers.dim() == 0:
        found = Measurement(numbers.item(), None, None, form)
    else:
        low, middle, high = numbers.detach().flatten().quantile(numbers.new_tensor([0.25, 0.5, 0.75])).tolist()
        found = Measurement(middle, low, high, form)
    RESULTS.measured[name] = found
    print(f"{name}: {shown(found)}")


def shown(found: Measurement) -> str:
    """A measurement as it is printed: the number, and the quartiles in brackets."""
    text = found.written(found.value)
    if found.low is None or found.high is None:
        return text
    return f"{text} [{found.written(found.low)}, {found.written(found.high)}]"


def claim(point: str, sentence: str, holds: bool | Mapping[str, bool], numbers: Sequence[str] = ()) -> None:
    """State what the lecture claims at one of its points, and whether it was found to hold.

    The rule stands in the script: ``holds`` is computed from what was measured.

    :param point: the name of the point, such as ``"A13"``.
    :param sentence: the claim, in one sentence.
    :param holds: whether it holds; or that for each of several conditions, which read well behind *when*.
    :param numbers: the names of the measurements that show it.
    :raises ValueError: if the point has a claim already, or something was not measured.

    >>> claim("A05", "A rectifier has no scale.", holds=True)
    A05: A rectifier has no scale. ✓
    >>> claim("A12", "Depth takes the gradient away.", {"the sigmoid is used": True, "ReLU is used": False})
    A12: Depth takes the gradient away. ✓ the sigmoid is used, ✗ ReLU is used
    >>> claim("A13", "Tanh learns faster.", holds=1 > 2, numbers=["steps"])
    Traceback (most recent call last):
    ValueError: 'steps' was not measured: record it before the claim
    >>> RESULTS.forget()
    """
    if point in RESULTS.claims:
        raise ValueError(f"{point} is claimed already: a point has one claim")
    for name in numbers:
        if name not in RESULTS.measured:
            raise ValueError(f"{name!r} was not measured: record it before the claim")
    conditions = holds if isinstance(holds, Mapping) else {"": holds}
    found = {condition: bool(met) for condition, met in conditions.items()}
    RESULTS.claims[point] = Claim(sentence, found, tuple(numbers))
    print(f"{point}: {sentence} {marks(found)}")


def marks(found: Mapping[str, bool]) -> str:
    """A check mark or a cross, for each condition."""
    return ", ".join(f"{'✓' if met else '✗'} {condition}".rstrip() for condition, met in found.items())
