"""The balanced sampler: what each epoch, each buffer and each process must get."""

import os
import subprocess
import sys
from collections import Counter
from hashlib import sha256
from itertools import chain
from math import ceil
from pathlib import Path

import formulario as F
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

SIZES = st.lists(st.integers(1, 9), min_size=1, max_size=4)
SEEDS = st.integers(-5, 5)
EPOCHS = st.integers(0, 4)
TARGETS = [0, 0, 0, 1, 1, 2]


def labels(sizes, seed=0):
    """Classes of these sizes, their samples mixed."""
    ordered = torch.repeat_interleave(torch.arange(len(sizes)), torch.tensor(sizes))
    return ordered[torch.randperm(len(ordered), generator=torch.Generator().manual_seed(seed))].tolist()


def epoch_of(sampler, epoch):
    sampler.set_epoch(epoch)
    return list(sampler)


def ranks(targets, count, **settings):
    return [F.BalancedSampler(targets, num_replicas=count, rank=rank, **settings) for rank in range(count)]


@given(SIZES, SEEDS, EPOCHS, st.integers(1, 4))
def test_every_turn_has_each_class_once(sizes, seed, epoch, count):
    targets = labels(sizes)
    for sampler in ranks(targets, count, seed=seed):
        drawn = [targets[sample] for sample in epoch_of(sampler, epoch)]
        turns = [sorted(drawn[start : start + len(sizes)]) for start in range(0, len(drawn), len(sizes))]
        assert turns == [list(range(len(sizes)))] * -(-max(sizes) // count)


@given(SIZES, SEEDS, EPOCHS, st.integers(1, 4))
def test_an_epoch_has_each_sample_of_the_largest_class_once(sizes, seed, epoch, count):
    """And once more where turns were added for several processes."""
    targets = labels(sizes)
    times = Counter(chain(*(epoch_of(sampler, epoch) for sampler in ranks(targets, count, seed=seed))))
    most = ceil(ceil(max(sizes) / count) * count / max(sizes))
    assert all(1 <= times[sample] <= most for sample, label in enumerate(targets) if sizes[label] == max(sizes))


@given(SIZES, SEEDS, EPOCHS, st.integers(1, 4))
def test_two_epochs_leave_no_sample_out(sizes, seed, epoch, count):
    targets = labels(sizes)
    both = (epoch_of(sampler, turn) for sampler in ranks(targets, count, seed=seed) for turn in (epoch, epoch + 1))
    assert set(chain(*both)) == set(range(len(targets)))


@given(st.integers(2, 40), SEEDS)
def test_classes_come_in_another_order_in_each_turn_epoch_and_process(classes, seed):
    targets = list(range(classes)) * 40
    first = []
    for sampler in ranks(targets, 2, seed=seed):
        for epoch in range(2):
            drawn = [targets[sample] for sample in epoch_of(sampler, epoch)]
            first.append(tuple(drawn[start] for start in range(0, len(drawn), classes)))
            assert len(set(first[-1])) > 1
    assert len(set(first)) == len(first)


# The buffers, through all of training


def training(sampler, epochs):
    return list(chain(*(epoch_of(sampler, epoch) for epoch in range(epochs))))


@given(SIZES, SEEDS, EPOCHS)
def test_each_sample_comes_as_often_as_the_sizes_say(sizes, seed, epoch):
    targets = labels(sizes)
    times = Counter(training(F.BalancedSampler(targets, seed=seed), epoch + 1))
    for sample, label in enumerate(targets):
        draws = (epoch + 1) * max(sizes)
        assert draws // sizes[label] <= times[sample] <= -(-draws // sizes[label])


@given(SIZES, SEEDS)
def test_two_samples_of_a_class_are_never_more_than_one_draw_apart(sizes, seed):
    targets = labels(sizes)
    times = [0] * len(targets)
    for sample in training(F.BalancedSampler(targets, seed=seed), 4):
        times[sample] += 1
        of_the_class = [times[other] for other, label in enumerate(targets) if label == targets[sample]]
        assert max(of_the_class) - min(of_the_class) <= 1


def readings(sizes, label, epochs=12, **settings):
    """Each complete reading of the buffer of one class, in all of training."""
    targets = labels(sizes)
    drawn = [s for s in training(F.BalancedSampler(targets, **settings), epochs) if targets[s] == label]
    size = sizes[label]
    return [tuple(drawn[start : start + size]) for start in range(0, len(drawn) - size + 1, size)]


@given(st.integers(1, 9), st.integers(1, 9), SEEDS)
def test_each_reading_of_a_buffer_is_a_permutation(small, large, seed):
    sizes = [small, large]
    members = [sample for sample, label in enumerate(labels(sizes)) if label == 0]
    assert all(sorted(reading) == members for reading in readings(sizes, 0, seed=seed))


@given(SEEDS)
def test_each_reading_has_an_order_of_its_own(seed):
    orders = readings([10, 13], 0, seed=seed)
    assert len(orders) == 15
    assert len(set(orders)) == len(orders)


@given(SEEDS)
def test_each_buffer_has_an_order_of_its_own(seed):
    first, second = (
        [[sorted(reading).index(sample) for sample in reading] for reading in readings([10, 10], label, seed=seed)]
        for label in range(2)
    )
    assert first != second


def test_all_orders_of_a_buffer_are_equally_frequent():
    times = Counter(readings([3, 600], 0, epochs=6))
    assert len(times) == 6
    assert sum((count - 200) ** 2 / 200 for count in times.values()) < 20.5  # chi squared, 5 degrees, 1 in 1000


def test_seed_and_epoch_decide_the_order():
    targets = labels([4, 8])
    orders = {tuple(epoch_of(F.BalancedSampler(targets, seed=seed), epoch)) for seed in (0, 1) for epoch in (0, 1)}
    assert len(orders) == 4
    assert epoch_of(F.BalancedSampler(targets, seed=1), 3) == epoch_of(F.BalancedSampler(targets, seed=1), 3)


# The last epochs


@given(SIZES, SEEDS, EPOCHS)
def test_from_balanced_epochs_on_each_sample_comes_once(sizes, seed, change):
    targets = labels(sizes)
    sampler = F.BalancedSampler(targets, balanced_epochs=change, seed=seed)
    for epoch in range(change + 3):
        drawn = epoch_of(sampler, epoch)
        if epoch >= change:
            assert sorted(drawn) == list(range(len(targets)))
        else:
            assert drawn == epoch_of(F.BalancedSampler(targets, seed=seed), epoch)


def test_the_last_epochs_are_shuffled_anew_each_time():
    sampler = F.BalancedSampler(labels([10, 10]), balanced_epochs=0)
    orders = {tuple(epoch_of(sampler, epoch)) for epoch in range(5)}
    assert len(orders) == 5
    assert tuple(range(20)) not in orders


# Processes


@given(SIZES, SEEDS, EPOCHS, st.integers(1, 5))
def test_processes_share_the_turns_of_an_epoch(sizes, seed, epoch, count):
    """Their turns, dealt one by one, are those that one process would have, but for a largest class and added turns."""
    targets = labels(sizes)
    turns = []
    for sampler in ranks(targets, count, seed=seed):
        drawn = epoch_of(sampler, epoch)
        assert len(drawn) == len(sampler) == len(sizes) * -(-max(sizes) // count)
        turns.append([frozenset(drawn[start : start + len(sizes)]) for start in range(0, len(drawn), len(sizes))])
    dealt = list(chain(*zip(*turns, strict=True)))
    first = epoch * len(dealt)
    drawn = training(F.BalancedSampler(targets, seed=seed), (first + len(dealt)) // max(sizes) + 1)
    expected = [frozenset(drawn[start : start + len(sizes)]) for start in range(0, len(drawn), len(sizes))]
    largest = {sample for sample, label in enumerate(targets) if max(sizes) % count and sizes[label] == max(sizes)}
    assert [turn - largest for turn in dealt] == [turn - largest for turn in expected[first : first + len(dealt)]]


@given(SIZES, SEEDS, st.integers(1, 5))
def test_processes_share_a_last_epoch(sizes, seed, count):
    targets = labels(sizes)
    shares = [list(sampler) for sampler in ranks(targets, count, seed=seed, balanced_epochs=0)]
    assert {len(share) for share in shares} == {-(-len(targets) // count)}
    times = Counter(chain(*shares))
    assert set(times) == set(range(len(targets)))
    added = count * len(shares[0]) - len(targets)
    assert sum(times.values()) - len(times) == added
    assert max(times.values()) - min(times.values()) <= 1


PROCESS = """
import sys
import torch
import formulario as F

folder, rank = sys.argv[1], int(sys.argv[2])
torch.distributed.init_process_group("gloo", init_method=f"file://{folder}/meeting", world_size=2, rank=rank)
targets = [0] * 7 + [1] * 2
sampler = F.BalancedSampler(targets, balanced_epochs=1)
loader = torch.utils.data.DataLoader(torch.arange(9), batch_size=2, sampler=sampler)
for epoch in range(2):
    sampler.set_epoch(epoch)
    here = torch.cat(list(loader))
    everywhere = [torch.empty_like(here) for _ in range(2)]
    torch.distributed.all_gather(everywhere, here)
    print(torch.stack(everywhere).tolist())
torch.distributed.destroy_process_group()
"""


def test_two_real_processes(tmp_path):
    environment = os.environ | {"PYTHONPATH": str(Path(F.__file__).parents[1]), "GLOO_SOCKET_IFNAME": "lo"}
    commands = [[sys.executable, "-c", PROCESS, str(tmp_path), str(rank)] for rank in range(2)]
    processes = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) for command in commands
    ]
    said = [process.communicate(timeout=120)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    expected = [
        [epoch_of(sampler, epoch) for sampler in ranks([0] * 7 + [1] * 2, 2, balanced_epochs=1)] for epoch in range(2)
    ]
    assert said == ["".join(f"{epoch}\n" for epoch in expected)] * 2
    assert [len(share) for epoch in expected for share in epoch] == [8, 8, 5, 5]


# Speed and sameness


def test_the_order_is_the_same_everywhere():
    """Found once; every version of Python and torch has to find it again, or trainings could not go on."""
    targets = [0] * 700 + [1] * 200 + [2] + [3] * 30
    sampler = F.BalancedSampler(targets, seed=3, num_replicas=2, rank=1, balanced_epochs=9)
    orders = [epoch_of(sampler, epoch) for epoch in (0, 7, 9)]
    assert [(len(order), sha256(repr(order).encode()).hexdigest()[:8]) for order in orders] == [
        (1400, "d7b09757"), (1400, "f23a339d"), (466, "8d5df583")
    ]


@given(SIZES, SEEDS, EPOCHS)
def test_many_turns_are_found_block_by_block(sizes, seed, epoch):
    """As they are all at once; a training of some size has several blocks."""
    sampler = F.BalancedSampler(labels(sizes), seed=seed)
    turns = torch.arange(max(sizes))
    assert list(chain(*(sampler._turns(epoch, block) for block in turns.split(2)))) == sampler._turns(epoch, turns)


# What is refused


@pytest.mark.parametrize(
    ("targets", "num_classes", "error", "told"),
    [
        ([], None, ValueError, "one or more samples; shape (0,) came. Give it a list"),
        ([[0, 1]], None, ValueError, "one or more samples; shape (1, 2) came"),
        (torch.tensor(3), None, ValueError, "one or more samples; shape () came"),
        ([0.0, 1.0], None, TypeError, "classes that are integers; torch.float32 came. Convert them first"),
        ([True, False], None, TypeError, "classes that are integers; torch.bool came"),
        (torch.zeros(2, dtype=torch.complex64), None, TypeError, "classes that are integers; torch.complex64 came"),
        (["flu", "cold"], None, TypeError, "an integer; list came, of which no tensor can be made"),
        (None, None, TypeError, "an integer; NoneType came"),
        ([0, 1, -1], None, ValueError, "classes from 0 to 1; sample 2 came with class -1. Leave it out"),
        ([-1, -2], None, ValueError, "classes from 0 to 0; sample 0 came with class -1"),
        ([0, 1, 2], 2, ValueError, "classes from 0 to 1; sample 2 came with class 2"),
        ([0, 3], None, ValueError, "each of the 4 classes; none came of 1, 2. Find some"),
        ([0, 1], 3, ValueError, "each of the 3 classes; none came of 2. Find some"),
        ([10**12], None, ValueError, "none came of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, …. Find some"),
    ],
)
def test_targets_that_make_no_sense(targets, num_classes, error, told):
    with pytest.raises(error) as refusal:
        F.BalancedSampler(targets, num_classes)
    assert told in str(refusal.value)
    assert str(refusal.value).startswith("BalancedSampler ")


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"num_classes": 0}, "num_classes to be an integer, 1 or more; num_classes=0 came"),
        ({"num_classes": 2.0}, "num_classes to be an integer, 1 or more; num_classes=2.0 came"),
        ({"balanced_epochs": -1}, "balanced_epochs to be an integer, 0 or more; balanced_epochs=-1 came"),
        ({"seed": None}, "seed to be an integer; seed=None came"),
        ({"num_replicas": 0}, "num_replicas to be an integer, 1 or more; num_replicas=0 came"),
        ({"num_replicas": 2, "rank": 2}, "rank to be an integer from 0 to 1; rank=2 came"),
        ({"rank": 1}, "rank to be an integer from 0 to 0; rank=1 came"),
        ({"rank": -1}, "rank to be an integer from 0 to 0; rank=-1 came"),
        ({"num_classes": True}, "num_classes to be an integer, 1 or more; num_classes=True came"),
        ({"balanced_epochs": False}, "balanced_epochs to be an integer, 0 or more; balanced_epochs=False came"),
        ({"seed": np.bool_(True)}, "seed to be an integer; seed=np.True_ came"),
    ],
)
def test_settings_that_make_no_sense(settings, told):
    with pytest.raises(ValueError) as refusal:
        F.BalancedSampler([0, 1], **settings)
    assert told in str(refusal.value)


@pytest.mark.parametrize("epoch", [-1, 0.5, None, True])
def test_epochs_that_make_no_sense(epoch):
    with pytest.raises(ValueError, match=rf"epoch to be an integer, 0 or more; epoch={epoch} came"):
        F.BalancedSampler([0, 1]).set_epoch(epoch)


@pytest.mark.parametrize("dtype", [torch.uint8, torch.int16, torch.int32, torch.int64])
def test_any_integers_will_do(dtype):
    assert list(F.BalancedSampler(torch.tensor(TARGETS, dtype=dtype))) == list(F.BalancedSampler(TARGETS))
    assert list(F.BalancedSampler(torch.tensor(TARGETS).numpy())) == list(F.BalancedSampler(TARGETS))


def test_integers_of_numpy_will_do():
    one = np.int64(1)
    sampler = F.BalancedSampler(TARGETS, one + 2, balanced_epochs=one, seed=one, num_replicas=one + 1, rank=np.uint8(1))
    sampler.set_epoch(one)
    plain = F.BalancedSampler(TARGETS, 3, balanced_epochs=1, seed=1, num_replicas=2, rank=1)
    plain.load_state_dict(sampler.state_dict(one))
    assert list(plain) == list(sampler)[1:]
    assert {type(value) for value in sampler.state_dict(one).values()} <= {int, str}


class Series:
    """Like a slice of a column of pandas: what is at 0 is not its first item."""

    def __init__(self, values):
        self.values = dict(enumerate(values, 5))

    def __len__(self):
        return len(self.values)

    def __getitem__(self, label):
        return self.values[label]

    def tolist(self):
        return list(self.values.values())


def test_a_slice_of_a_series_will_do():
    assert list(F.BalancedSampler(Series(TARGETS))) == list(F.BalancedSampler(TARGETS))
    with pytest.raises(TypeError, match=r"classes that are integers; torch\.float32 came"):
        F.BalancedSampler(Series([0.0, 1.0]))
