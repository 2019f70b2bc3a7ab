"""Class imbalance: a sampler that reads all classes equally often."""

import sys
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import islice
from math import inf
from operator import index
from typing import Any

import torch
from torch import Tensor, distributed
from torch.utils.data import Sampler

from formulario._core.arguments import require_parameter

__all__ = ["BalancedSampler"]


class BalancedSampler(Sampler[int]):
    r"""Sampler for a ``DataLoader`` that gives every class the same number of draws, and leaves no sample out.

    Each class has a circular buffer. A *turn* takes the next sample of each, in random order, and an epoch has as many
    turns as the largest class has samples. A small buffer is read again and again, every time in a new order, and the
    next epoch goes on where this one stopped. So at any moment of the training, two samples of one class have come
    equally often, or one of them once more.

    From the epoch ``balanced_epochs`` on, every sample comes once in an epoch: the classes have their true frequencies.

    Nothing else may divide the loader among processes: give Lightning's trainer ``use_distributed_sampler=False``, and
    do not let Accelerate prepare the loader; or set ``num_replicas=1, rank=0``, and Accelerate deals out whole batches.
    Torchdata's ``StatefulDataLoader`` keeps the place within an epoch by itself, with workers too.

    :param targets: the class of each sample, integers from 0 to ``num_classes`` − 1; each has at least one sample.
    :param num_classes: the number of classes; None takes the largest target and adds 1.
    :param balanced_epochs: how many epochs are balanced, before those at the true frequencies; None means all.
    :param seed: an integer that fixes the random order; all processes must have the same one.
    :param num_replicas: among how many processes an epoch is divided; None asks ``torch.distributed``. Each gets whole
        turns, and all get equally many: up to ``num_replicas`` − 1 turns are added, of samples that have come already.
    :param rank: the number of this process, from 0 on; None asks ``torch.distributed``.
    :raises TypeError: if ``targets`` are not integers.
    :raises ValueError: if a target is no class, if a class has no sample, or if another argument is out of its domain;
        when it is read, if another sampler divides among processes what is divided already.

    Call :meth:`set_epoch` before each epoch, or all epochs are the same.

    >>> sampler = BalancedSampler([0, 0, 0, 0, 1, 1], balanced_epochs=5)
    >>> list(sampler)
    [2, 5, 4, 1, 4, 0, 5, 3]
    >>> sampler.set_epoch(5)
    >>> list(sampler)
    [1, 5, 4, 0, 2, 3]
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
        self.num_replicas = _integer("num_replicas", num_replicas, least=1)
        self.rank = _integer("rank", rank, least=0, most=self.num_replicas - 1)
        self.seed = _integer("seed", seed)
        if balanced_epochs is not None:
            balanced_epochs = _integer("balanced_epochs", balanced_epochs, least=0)
        if num_classes is not None:
            num_classes = _integer("num_classes", num_classes, least=1)
        self.balanced_epochs = balanced_epochs
        labels = _labels(targets)
        self.sizes = _sizes(labels, num_classes)
        self.epoch = 0
        self.used = 0
        self._samples = labels.argsort(stable=True)  # class by class
        self._data = sha256(repr(labels.tolist()).encode()).hexdigest()[:16]

    def set_epoch(self, epoch: int) -> None:
        """Go to the beginning of an epoch, counted from 0. The one that is running keeps its place.

        :param epoch: the number of the epoch.
        :raises ValueError: if ``epoch`` is not an integer of 0 or more.
        """
        epoch = _integer("epoch", epoch, least=0)
        if epoch != self.epoch:
            self.epoch, self.used = epoch, 0

    def __iter__(self) -> Iterator[int]:
        """Indices of the samples for this process, from its place to the end of the epoch.

        The iterator has a ``state_dict`` of its own, of what it has given, which torchdata's loader asks for.
        """
        self._require_one_sharing()
        return _Draws(self)

    def __len__(self) -> int:
        """How many draws of the epoch are left for this process."""
        self._require_one_sharing()
        return self._draws(self.epoch) - self.used

    def state_dict(self, used: int | None = None) -> dict[str, Any]:
        """What :meth:`load_state_dict` needs to go on from here.

        :param used: how many draws of this epoch the training of one process has used, which the sampler cannot know,
            since torch's ``DataLoader`` reads ahead. None means the place where iteration begins.
        :returns: epoch, place and settings, as plain numbers and a string.
        :raises ValueError: if the epoch has fewer draws than ``used``.
        """
        return self._state(self.epoch, self.used if used is None else used)

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go to the place of a state. Data and settings must be those with which it was saved; the rank is free.

        :param state: what :meth:`state_dict` returned.
        :raises ValueError: if the state is of other data or settings, or is no state.
        """
        self.epoch, self.used = self._place(state)

    def _state(self, epoch: int, used: int) -> dict[str, Any]:
        used = _integer("used", used, least=0, most=self._draws(epoch))
        return {"epoch": epoch, "used": used, **self._settings()}

    def _place(self, state: dict[str, Any]) -> tuple[int, int]:
        """Epoch and place of a state, if it is of these data and settings."""
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
        epoch = _integer("epoch", state["epoch"], least=0)
        return epoch, _integer("used", state["used"], least=0, most=self._draws(epoch))

    def _settings(self) -> dict[str, Any]:
        names = ("balanced_epochs", "seed", "num_replicas")
        return {"targets": self._data, "num_classes": len(self.sizes)} | {name: getattr(self, name) for name in names}

    def _require_one_sharing(self) -> None:
        """Refuse to be shared out by another sampler as well: most samples would never come."""
        frame = sys._getframe(2) if self.num_replicas > 1 else None
        while frame:
            caller = frame.f_locals.get("self")
            replicas = getattr(caller, "num_replicas", getattr(caller, "num_processes", 1))
            if isinstance(caller, Sampler) and caller is not self and replicas > 1:
                raise ValueError(
                    f"BalancedSampler shares an epoch among its {self.num_replicas} processes itself; "
                    f"{type(caller).__name__} came, which shares it among {replicas} once more. Do not let it: "
                    "Trainer(use_distributed_sampler=False) in Lightning; or leave it all: num_replicas=1, rank=0"
                )
            frame = frame.f_back

    def _is_balanced(self, epoch: int) -> bool:
        return self.balanced_epochs is None or epoch < self.balanced_epochs

    def _draws(self, epoch: int) -> int:
        """Draws of an epoch for each process."""
        if self._is_balanced(epoch):
            return len(self.sizes) * self._turns_of_each()
        return -(-len(self._samples) // self.num_replicas)

    def _turns_of_each(self) -> int:
        """Turns of a balanced epoch for each process."""
        return -(-int(self.sizes.max()) // self.num_replicas)

    def _from(self, epoch: int, used: int) -> Iterator[int]:
        """The draws of an epoch from a place on."""
        if not self._is_balanced(epoch):
            yield from self._shuffle(epoch)[used:]
            return
        samples, classes, turns = len(self._samples), len(self.sizes), self._turns_of_each()
        # So many turns at a time need about as many numbers as there are samples, or enough for torch to be quick.
        step = max(samples, 2**16) // classes + 1
        begin = used // classes
        for first in range(begin, turns, step):
            drawn = self._turns(epoch, torch.arange(first, min(first + step, turns)))
            yield from drawn[used - begin * classes if first == begin else 0 :]

    def _turns(self, epoch: int, turns: Tensor) -> list[int]:
        """Some turns of a balanced epoch, one after the other: of each class one sample, in random order."""
        place = self._begin(epoch) + (self.rank + turns * self.num_replicas).unsqueeze(1)
        reading = place // self.sizes  # of each turn and class
        first, last = reading[0], reading[-1]
        # All readings of all buffers that take part, one after the other
        readings = last - first + 1
        label = _repeat(readings)
        at = _starts(readings)
        number = torch.arange(len(label)) - at[label] + first[label]
        order, start = _orders(self._random("buffers", label, number), self.sizes[label])
        within = order[start[at + reading - first] + place % self.sizes]
        drawn = self._samples[_starts(self.sizes) + within]
        seeds = self._random(f"turns of process {self.rank}", torch.tensor(epoch), turns)
        shuffled, _ = _orders(seeds, torch.full_like(turns, len(self.sizes)))
        return drawn.gather(1, shuffled.view_as(drawn)).flatten().tolist()

    def _begin(self, epoch: int) -> Tensor:
        """At which place, counted from the beginning of training, an epoch begins to read each buffer."""
        count = self._turns_of_each() * self.num_replicas
        # Where turns were added, the largest buffers begin anew: in the middle of a reading, samples would be missed.
        whole = -(-count // self.sizes) * self.sizes
        return epoch * torch.where(self.sizes == self.sizes.max(), whole, count)

    def _shuffle(self, epoch: int) -> list[int]:
        """An epoch at the true frequencies: every sample once, and a few again if the processes need them."""
        count = torch.tensor([len(self._samples)])
        order, _ = _orders(self._random("epoch", torch.tensor([epoch])), count)
        places = torch.arange(self.rank, self._draws(epoch) * self.num_replicas, self.num_replicas)
        return order[places % count].tolist()

    def _random(self, purpose: str, *numbers: Tensor) -> Tensor:
        """A random number of 64 bits for each row of numbers, always the same."""
        drawn = torch.tensor(int.from_bytes(sha256(f"seed {self.seed}, {purpose}".encode()).digest()[:8], signed=True))
        for number in numbers:
            drawn = _mixed(drawn + number)
        return drawn


class _Draws(Iterator[int]):
    """The draws of an epoch, one by one; they know their place."""

    def __init__(self, sampler: BalancedSampler) -> None:
        self.sampler = sampler
        self._go_to(sampler.epoch, sampler.used)

    def _go_to(self, epoch: int, used: int) -> None:
        self.epoch, self.used = epoch, used
        self._rest = self.sampler._from(epoch, used)

    def __next__(self) -> int:
        sample = next(self._rest)
        self.used += 1
        return sample

    def state_dict(self) -> dict[str, Any]:
        return self.sampler._state(self.epoch, self.used)

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self._go_to(*self.sampler._place(state))


# Random orders. They are computed from integers alone, so that every version of Python and of torch finds the same.


def _mixed(number: Tensor) -> Tensor:
    """Integers whose 64 bits look as if drawn by chance: the finaliser of SplitMix64."""
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB), (31, 1)):
        number = (number ^ _shifted(number, shift)) * (factor - 2**64 if factor >= 2**63 else factor)
    return number


def _shifted(number: Tensor, by: int) -> Tensor:
    """All 64 bits to the right, zeros from the left."""
    shifted: Tensor = (number >> by) & (2 ** (64 - by) - 1)
    return shifted


def _orders(seeds: Tensor, sizes: Tensor) -> tuple[Tensor, Tensor]:
    """A random order of the numbers from 0 to each size less 1, all in one tensor, and where in it each begins."""
    which, starts = _repeat(sizes), _starts(sizes)
    inside = torch.arange(len(which)) - starts[which]
    chance = _mixed(seeds[which] + inside * -0x61C8864680B583EB)
    bits = len(sizes).bit_length()
    keys = (which << (63 - bits)) | _shifted(chance, bits + 1)
    return inside[keys.argsort(stable=True)], starts


def _repeat(sizes: Tensor) -> Tensor:
    """Each number from 0 on as often as its size says."""
    return torch.repeat_interleave(sizes)


def _starts(sizes: Tensor) -> Tensor:
    return sizes.cumsum(0) - sizes


def _labels(targets: Tensor | Sequence[int]) -> Tensor:
    """The classes as a tensor of integers, if that is what they are."""
    try:
        # What numpy and pandas give becomes a list: a slice of a series has no item of its own at 0.
        whole = targets if isinstance(targets, Tensor) or not hasattr(targets, "tolist") else targets.tolist()
        labels = torch.as_tensor(whole, device="cpu")
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
    return labels.long()


def _sizes(labels: Tensor, num_classes: int | None) -> Tensor:
    """How many samples each class has."""
    classes = max(0, int(labels.max())) + 1 if num_classes is None else num_classes
    outside = ((labels < 0) | (labels >= classes)).nonzero()
    if len(outside):
        sample = int(outside[0])
        raise ValueError(
            f"BalancedSampler takes classes from 0 to {classes - 1}; sample {sample} came with class "
            f"{int(labels[sample])}. Leave it out, or number the classes from 0 on"
        )
    found = set(labels.tolist())
    if empty := list(islice((label for label in range(classes) if label not in found), 10)):
        named = ", ".join(map(str, empty)) + (", …" if classes - len(found) > 10 else "")
        raise ValueError(
            f"BalancedSampler needs a sample of each of the {classes} classes; none came of {named}. "
            "Find some, or number only the classes that have samples"
        )
    return labels.bincount()


def _integer(name: str, value: int, least: float = -inf, most: float = inf) -> int:
    """A parameter that is an integer between the bounds, of whatever type."""
    bounds = f" from {least} to {most}" if most < inf else f", {least} or more" if least > -inf else ""
    try:
        holds = not isinstance(value, bool) and least <= index(value) <= most
    except TypeError:
        holds = False
    require_parameter("BalancedSampler", name, value, f"an integer{bounds}", holds)
    return index(value)
