"""Unbalanced classes: a sampler that reads all of them equally often."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import islice
from math import inf
from random import Random
from typing import Any

import torch
from torch import Tensor, distributed
from torch.utils.data import Sampler

from formulario._core.arguments import require_parameter

__all__ = ["BalancedSampler"]


class BalancedSampler(Sampler[int]):
    r"""Sampler for a ``DataLoader`` that gives every class the same number of draws, and leaves no sample out.

    Each class has a circular buffer. A *turn* takes the next sample of each, in random order, and an epoch has as many
    turns as the largest class has samples. A small buffer is read round and round, every time in a new order, and the
    next epoch goes on where this one stopped. So at any moment of the training, two samples of one class have come
    equally often, or one of them once more.

    From the epoch ``balanced_epochs`` on, every sample comes once in an epoch: the classes have their true frequencies.

    :param targets: the class of each sample, integers from 0 to ``num_classes`` − 1; each class has at least one.
    :param num_classes: the number of classes; None takes the largest target and adds 1.
    :param balanced_epochs: how many epochs are balanced, before those at the true frequencies; None means all.
    :param seed: an integer; the same one gives the same order again, and all processes must have the same one.
    :param num_replicas: how many processes share an epoch; None asks ``torch.distributed``. Each gets whole turns, all
        of them equally many: up to ``num_replicas`` − 1 turns are added, with samples that have come already.
    :param rank: the number of this process, from 0 on; None asks ``torch.distributed``.
    :raises TypeError: if ``targets`` are not integers.
    :raises ValueError: if a target is no class, if a class has no sample, or if another argument is out of its domain.

    Call :meth:`set_epoch` before each epoch, or all epochs are the same.

    >>> sampler = BalancedSampler([0, 0, 0, 0, 1, 1], balanced_epochs=5)
    >>> list(sampler)
    [4, 1, 3, 5, 2, 4, 0, 5]
    >>> sampler.set_epoch(5)
    >>> list(sampler)
    [1, 4, 5, 2, 3, 0]
    """

    def __init__(
        self,
        targets: Tensor | Sequence[int],
        num_classes: int | None = None,
        *,
        balanced_epochs: int | None = None,
        seed: int = 0,
        num_replicas: int | None = None,
        rank: int | None = None,
    ) -> None:
        together = distributed.is_available() and distributed.is_initialized()
        if num_replicas is None:
            num_replicas = distributed.get_world_size() if together else 1
        if rank is None:
            rank = distributed.get_rank() if together else 0
        if num_classes is not None:
            _require_integer("num_classes", num_classes, least=1)
        if balanced_epochs is not None:
            _require_integer("balanced_epochs", balanced_epochs, least=0)
        _require_integer("num_replicas", num_replicas, least=1)
        _require_integer("rank", rank, least=0, most=num_replicas - 1)
        _require_integer("seed", seed)
        self.targets = _labels(targets)
        self.buffers = _buffers(self.targets, num_classes)
        self._largest = max(map(len, self.buffers))
        self.balanced_epochs = balanced_epochs
        self.seed = seed
        self.num_replicas = num_replicas
        self.rank = rank
        self.epoch = 0
        self.used = 0

    def set_epoch(self, epoch: int) -> None:
        """Go to the beginning of an epoch, counted from 0. The one that is running keeps its place.

        :param epoch: the number of the epoch.
        :raises ValueError: if ``epoch`` is not an integer of 0 or more.
        """
        _require_integer("epoch", epoch, least=0)
        if epoch != self.epoch:
            self.epoch, self.used = epoch, 0

    def __iter__(self) -> Iterator[int]:
        """Indices of the samples for this process, from its place to the end of the epoch."""
        return islice(self._turns() if self._is_balanced(self.epoch) else self._shuffle(), self.used, None)

    def __len__(self) -> int:
        """How many draws of the epoch are left for this process."""
        return self._draws(self.epoch) - self.used

    def state_dict(self, used: int | None = None) -> dict[str, Any]:
        """What :meth:`load_state_dict` needs to go on from here.

        :param used: how many draws of this epoch the training of one process has used. A ``DataLoader`` reads ahead,
            so the sampler cannot know. None is the place where iteration begins.
        :returns: epoch, place and settings, as plain numbers and a string.
        :raises ValueError: if the epoch has fewer draws than ``used``.
        """
        used = self.used if used is None else used
        _require_integer("used", used, least=0, most=self._draws(self.epoch))
        return {"epoch": self.epoch, "used": used, **self._settings()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go to the place of a state. Data and settings must be those with which it was saved; the rank is free.

        :param state: what :meth:`state_dict` returned.
        :raises ValueError: if the state is of other data or settings, or is none.
        """
        settings = self._settings()
        if missing := [name for name in (*settings, "epoch", "used") if name not in state]:
            raise ValueError(
                f"BalancedSampler loads a state that state_dict() made; one without {', '.join(missing)} came. "
                "Look for the right entry of the checkpoint"
            )
        for name, here in settings.items():
            if state[name] != here:
                raise ValueError(
                    f"BalancedSampler loads a state of the same data and settings; one with {name}={state[name]!r} "
                    f"came, and here it is {here!r}. Use the same ones, or begin an epoch: set_epoch(epoch)"
                )
        epoch, used = state["epoch"], state["used"]
        _require_integer("epoch", epoch, least=0)
        _require_integer("used", used, least=0, most=self._draws(epoch))
        self.epoch, self.used = epoch, used

    def _settings(self) -> dict[str, Any]:
        targets = sha256(repr(self.targets).encode()).hexdigest()[:16]
        names = ("balanced_epochs", "seed", "num_replicas")
        return {"targets": targets, "num_classes": len(self.buffers)} | {name: getattr(self, name) for name in names}

    def _is_balanced(self, epoch: int) -> bool:
        return self.balanced_epochs is None or epoch < self.balanced_epochs

    def _draws(self, epoch: int) -> int:
        """Draws of an epoch for each process."""
        if self._is_balanced(epoch):
            return len(self.buffers) * self._turns_of_each()
        return -(-len(self.targets) // self.num_replicas)

    def _turns_of_each(self) -> int:
        """Turns of a balanced epoch for each process."""
        return -(-self._largest // self.num_replicas)

    def _turns(self) -> Iterator[int]:
        """A balanced epoch: turn by turn, one sample of each class."""
        count = self._turns_of_each() * self.num_replicas
        turns = range(self.rank, count, self.num_replicas)
        order = self._random(f"epoch {self.epoch}, rank {self.rank}")
        for turn in zip(*(self._read(label, turns) for label in range(len(self.buffers))), strict=True):
            yield from _shuffled(turn, order)

    def _read(self, label: int, turns: range) -> Iterator[int]:
        """What the buffer of a class gives at these turns of the epoch."""
        buffer = self.buffers[label]
        reading = -1
        begin = self.epoch * self._steps(label)
        for turn in range(begin + turns.start, begin + turns.stop, turns.step):
            if reading != turn // len(buffer):
                reading = turn // len(buffer)
                order = _shuffled(buffer, self._random(f"class {label}, reading {reading}"))
            yield order[turn % len(buffer)]

    def _steps(self, label: int) -> int:
        """How far an epoch takes the buffer of a class."""
        count, size = self._turns_of_each() * self.num_replicas, len(self.buffers[label])
        # Where turns were added, the largest buffers begin anew: in the middle of a reading, samples would be missed.
        return -(-count // size) * size if size == self._largest else count

    def _shuffle(self) -> Iterator[int]:
        """An epoch at the true frequencies: every sample once, and a few again if the processes need them."""
        order = _shuffled(range(len(self.targets)), self._random(f"epoch {self.epoch}"))
        for place in range(self.rank, self._draws(self.epoch) * self.num_replicas, self.num_replicas):
            yield order[place % len(order)]

    def _random(self, purpose: str) -> Random:
        return Random(f"seed {self.seed}, {purpose}")


def _shuffled(items: Sequence[int], random: Random) -> list[int]:
    # Unlike Random.shuffle, Random.random promises the same numbers in every version of Python.
    return sorted(items, key=lambda _: random.random())


def _labels(targets: Tensor | Sequence[int]) -> list[int]:
    """The classes as a list of integers, if that is what they are."""
    try:
        labels = torch.as_tensor(targets)
    except (TypeError, ValueError, RuntimeError) as error:
        raise TypeError(
            f"BalancedSampler takes the class of each sample, an integer; {type(targets).__name__} came, of which "
            f"no tensor can be made ({error}). Number the classes from 0 on"
        ) from None
    if labels.dim() != 1 or not len(labels):
        raise ValueError(
            f"BalancedSampler takes one class for each of one or more samples; shape {tuple(labels.shape)} came. "
            "Give it a list, or a tensor of one dimension"
        )
    if labels.is_floating_point() or labels.is_complex() or labels.dtype is torch.bool:
        raise TypeError(
            f"BalancedSampler takes classes that are integers; {labels.dtype} came. Convert them first: targets.long()"
        )
    return labels.tolist()


def _buffers(labels: list[int], num_classes: int | None) -> list[list[int]]:
    """The samples of each class."""
    classes = max(0, *labels) + 1 if num_classes is None else num_classes
    buffers: dict[int, list[int]] = {}
    for sample, label in enumerate(labels):
        if not 0 <= label < classes:
            raise ValueError(
                f"BalancedSampler takes classes from 0 to {classes - 1}; sample {sample} came with class {label}. "
                "Leave it out, or number the classes from 0 on"
            )
        buffers.setdefault(label, []).append(sample)
    if empty := list(islice((label for label in range(classes) if label not in buffers), 10)):
        named = ", ".join(map(str, empty)) + (", …" if classes - len(buffers) > 10 else "")
        raise ValueError(
            f"BalancedSampler needs a sample of each of the {classes} classes; none came of {named}. "
            "Find some, or number only the classes that have samples"
        )
    return [buffers[label] for label in range(classes)]


def _require_integer(name: str, value: int, least: float = -inf, most: float = inf) -> None:
    """Refuse a parameter that is no integer between the bounds."""
    bounds = f" from {least} to {most}" if most < inf else f", {least} or more" if least > -inf else ""
    holds = isinstance(value, int) and least <= value <= most
    require_parameter("BalancedSampler", name, value, f"an integer{bounds}", holds)
