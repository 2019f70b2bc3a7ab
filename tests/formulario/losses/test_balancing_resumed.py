"""The balanced sampler resumed: by its own state, with loaders, and among other samplers."""

import pickle
from itertools import islice

import formulario as F
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.utils.data import BatchSampler, DataLoader, DistributedSampler, TensorDataset
from torchdata.stateful_dataloader import StatefulDataLoader

from .test_balancing import EPOCHS, SEEDS, SIZES, TARGETS, epoch_of, labels, ranks

# Resuming


@given(SIZES, SEEDS, EPOCHS, st.integers(1, 3), st.data())
def test_training_goes_on_where_it_stopped(sizes, seed, epoch, count, data):
    targets = labels(sizes)
    settings = {"seed": seed, "balanced_epochs": 2}
    for before, after in zip(ranks(targets, count, **settings), ranks(targets, count, **settings), strict=True):
        whole = epoch_of(before, epoch)
        used = data.draw(st.integers(0, len(whole)))
        after.load_state_dict(pickle.loads(pickle.dumps(before.state_dict(used))))
        assert after.epoch == epoch
        assert len(after) == len(whole) - used
        assert list(after) == whole[used:]
        after.set_epoch(epoch)  # as the loop over epochs does
        assert list(after) == whole[used:]
        assert epoch_of(after, epoch + 1) == epoch_of(before, epoch + 1)
        assert len(after) == len(before)


def test_a_state_is_that_of_the_place_where_iteration_begins():
    sampler = F.BalancedSampler(labels([3, 5]))
    sampler.load_state_dict(sampler.state_dict(4))
    assert sampler.state_dict()["used"] == sampler.used == 4
    sampler.load_state_dict(sampler.state_dict(7))
    assert len(sampler) == 3


def test_a_state_serves_every_rank():
    targets = labels([3, 8])
    first, second = ranks(targets, 2)
    whole = list(second)
    second.load_state_dict(first.state_dict(2))
    assert list(second) == whole[2:]


@pytest.mark.parametrize(
    ("targets", "settings", "told"),
    [
        ([0, 0, 1, 0, 1, 2], {}, "targets='"),
        ([*TARGETS, 2], {}, "targets='"),
        (TARGETS, {"seed": 1}, "seed=0 came, and here it is 1"),
        (TARGETS, {"balanced_epochs": 3}, "balanced_epochs=None came, and here it is 3"),
        (TARGETS, {"num_replicas": 2, "rank": 1}, "num_replicas=1 came, and here it is 2"),
    ],
)
def test_a_state_of_other_data_or_settings_is_refused(targets, settings, told):
    sampler = F.BalancedSampler(targets, **settings)
    with pytest.raises(ValueError, match="a state of the same data and settings") as error:
        sampler.load_state_dict(F.BalancedSampler(TARGETS).state_dict(3))
    assert told in str(error.value)
    assert (sampler.epoch, sampler.used) == (0, 0)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"used": 10}, "needs used to be an integer from 0 to 9; used=10 came"),
        ({"used": -1}, "needs used to be an integer from 0 to 9; used=-1 came"),
        ({"epoch": -1}, "needs epoch to be an integer, 0 or more; epoch=-1 came"),
    ],
)
def test_a_state_of_no_place_is_refused(change, told):
    sampler = F.BalancedSampler(TARGETS)
    with pytest.raises(ValueError, match=told):
        sampler.load_state_dict(sampler.state_dict() | change)


def test_what_is_no_state_is_refused():
    with pytest.raises(ValueError, match=r"a state that state_dict\(\) made; one without targets, .*, used came"):
        F.BalancedSampler(TARGETS).load_state_dict({"model": 1})


def test_no_more_than_an_epoch_can_be_used():
    with pytest.raises(ValueError, match="used to be an integer from 0 to 9; used=10 came"):
        F.BalancedSampler(TARGETS).state_dict(10)


# With a loader


def loader(sampler, targets, **settings):
    data = TensorDataset(torch.arange(len(targets)), torch.tensor(targets))
    return DataLoader(data, batch_size=6, sampler=sampler, **settings)


def test_a_loader_with_workers_keeps_the_order_and_resumes():
    targets = labels([3, 14, 5])
    before, after = (F.BalancedSampler(targets, balanced_epochs=2) for _ in range(2))
    for epoch in range(3):
        whole = epoch_of(before, epoch)
        reading = iter(loader(before, targets, num_workers=2))
        used = 0
        for samples, classes in reading:
            used += len(samples)
            assert samples.tolist() == whole[used - len(samples) : used]
            assert epoch == 2 or classes.bincount().tolist() == [2, 2, 2]
            if used == 12:
                break  # the workers have read on
        after.load_state_dict(before.state_dict(used))
        rest = loader(after, targets, num_workers=2)
        assert len(rest) == -(-(len(whole) - 12) // 6)
        assert [sample for samples, _ in rest for sample in samples.tolist()] == whole[12:]


@pytest.mark.parametrize("workers", [0, 2])
@pytest.mark.parametrize("stop", [1, 3, 6])
def test_a_stateful_loader_goes_on_after_the_last_batch(workers, stop):
    targets = labels([3, 14, 5])
    settings = {"batch_size": 6, "num_workers": workers, "multiprocessing_context": "fork" if workers else None}
    data = TensorDataset(torch.arange(len(targets)))

    def read(loader, batches=None):
        return [sample for (samples,) in islice(loader, batches) for sample in samples.tolist()]

    before, after = (F.BalancedSampler(targets, balanced_epochs=2) for _ in range(2))
    for epoch in range(3):
        whole = epoch_of(before, epoch)
        loader = StatefulDataLoader(data, sampler=before, **settings)
        reading = iter(loader)
        used = read(reading, min(stop, len(loader) - 1))
        state = pickle.loads(pickle.dumps(loader.state_dict()))
        assert used == whole[: len(used)]
        assert used + read(reading) == whole
        again = StatefulDataLoader(data, sampler=after, **settings)
        again.load_state_dict(state)
        assert used + read(again) == whole
        for sampler in (before, after):
            sampler.set_epoch(epoch + 1)
        assert read(again) == read(loader) == list(before)


@given(SIZES, EPOCHS, st.integers(1, 3), st.data())
def test_an_iterator_knows_its_place(sizes, epoch, count, data):
    for sampler in ranks(labels(sizes), count, balanced_epochs=2):
        whole = epoch_of(sampler, epoch)
        reading = iter(sampler)
        used = list(islice(reading, data.draw(st.integers(0, len(whole)))))
        other = iter(sampler)
        other.load_state_dict(reading.state_dict())
        sampler.set_epoch(epoch + 1)  # the epoch that is running keeps its place
        assert used + list(reading) == used + list(other) == whole


# Shared out once


class BatchSamplerShard(BatchSampler):
    """Deals out batches among processes, as Accelerate's does."""

    def __init__(self, batches, num_processes):
        self.batches, self.num_processes = batches, num_processes

    def __iter__(self):
        yield from islice(self.batches, 0, None, self.num_processes)

    def __len__(self):
        return len(self.batches) // self.num_processes


class Listed:
    """A sampler as a data set, as Lightning hands it to a DistributedSampler."""

    def __init__(self, sampler):
        self.sampler = sampler

    def __len__(self):
        return len(self.sampler)

    def __getitem__(self, place):
        return list(self.sampler)[place]


class ListedSampler(DistributedSampler):
    """Deals out what a sampler gives, as Lightning does."""

    def __iter__(self):
        return (self.dataset[place] for place in super().__iter__())


def shares(sampler):
    yield lambda: list(BatchSamplerShard(BatchSampler(sampler, 2, False), 2))
    yield lambda: len(BatchSamplerShard(BatchSampler(sampler, 2, False), 2))
    yield lambda: list(ListedSampler(Listed(sampler), num_replicas=2, rank=0))


def test_what_is_shared_out_is_not_shared_out_again():
    for share in shares(ranks(TARGETS, 2)[0]):
        with pytest.raises(ValueError, match=r"its 2 processes itself; \w+ came, .* among 2 once more\. Do"):
            share()
    for share in shares(F.BalancedSampler(TARGETS, num_replicas=1, rank=0)):
        assert share()  # the remedy


def test_a_trainer_of_several_processes_may_read_it():
    class Trainer:
        num_replicas = 2

        def read(self, sampler):
            return list(BatchSampler(sampler, 3, False))

    assert Trainer().read(ranks(TARGETS, 2)[1])
