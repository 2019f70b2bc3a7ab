"""The cutoffs that cost least, against those that are tried one by one."""

from itertools import combinations, pairwise, product

import formulario as F
import pytest
import torch


def cost(frequencies, cutoffs, features, batch=128, least=1e6, div_value=4.0):
    """The model, written out."""
    shares = [frequency / sum(frequencies) for frequency in frequencies]
    ends = [*cutoffs, len(shares)]
    work = [batch * features * (ends[0] + len(cutoffs))]
    for number, (start, end) in enumerate(pairwise(ends), start=1):
        width = int(features // div_value**number)
        work.append(sum(shares[start:end]) * batch * width * (features + end - start))
    return sum(least + max(least, m) for m in work)


@pytest.mark.parametrize("least", [0, 1000, 3000, 10_000])
@pytest.mark.parametrize("div_value", [1.0, 2.0, 4.0])
@pytest.mark.parametrize("power", [0.0, 1.0, 2.5])
def test_no_cutoffs_cost_less(power, div_value, least):
    frequencies, features = [rank**-power for rank in range(1, 15)], 16
    options = {"batch_size": 8, "least": least, "div_value": div_value}
    most = 2 if div_value == 4 else 4
    least_of_all = {}
    for clusters in range(1, most + 1):
        found = F.best_cutoffs(frequencies, features, clusters, **options)
        assert len(found) == clusters and F.AdaptiveLogSoftmaxWithLoss(features, 14, found, div_value)
        every = [cost(frequencies, c, features, 8, least, div_value) for c in combinations(range(1, 14), clusters)]
        assert cost(frequencies, found, features, 8, least, div_value) == pytest.approx(min(every))
        least_of_all[clusters] = min(every)
    best = F.best_cutoffs(frequencies, features, **options)
    assert cost(frequencies, best, features, 8, least, div_value) <= min(least_of_all.values()) * (1 + 1e-9)


def test_with_many_classes_no_neighbour_costs_much_less():
    frequencies = [1 / rank for rank in range(1, 3001)]
    found = F.best_cutoffs(frequencies, 64, 2, least=1e4)
    around = product(*[range(int(c * 0.9), int(c * 1.1), max(int(c * 0.02), 1)) for c in found])
    assert cost(frequencies, found, 64, least=1e4) < 1.001 * min(cost(frequencies, c, 64, least=1e4) for c in around)


def test_what_counts_is_the_order():
    counts = torch.tensor([9, 9, 5, 1, 0, 0])
    found = F.best_cutoffs(counts, 8, 1, batch_size=4, least=1)
    assert found == F.best_cutoffs(counts.float() / 24, 8, 1, batch_size=4, least=1)
    assert found == F.best_cutoffs(counts.tolist(), 8, 1, batch_size=4, least=1)
    assert F.best_cutoffs([3, 2], 8) == [1]


@pytest.mark.parametrize(
    ("frequencies", "error", "message"),
    [
        ([1, 2], ValueError, r"most frequent class first; 1 came before 2\. Number the classes by frequency"),
        ([1], ValueError, r"two classes or more, .*; 1 came, with sum 1\. Count"),
        ([0, 0], ValueError, r"not all of them 0; 2 came, with sum 0\. Count"),
        ([1, float("nan")], ValueError, r"finite.* with sum nan"),
        ([float("inf"), 1], ValueError, r"finite.* with sum inf"),
        ([1, -0.5], ValueError, r"0 or more"),
        ([[1, 1]], TypeError, r"a vector of numbers.* of shape \(1, 2\) came\. Count the targets"),
        ([True, False], TypeError, r"torch.bool of shape \(2,\) came"),
    ],
)
def test_refuses_frequencies(frequencies, error, message):
    with pytest.raises(error, match=message):
        F.best_cutoffs(frequencies, 8)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"in_features": 0}, "in_features to be a whole number, 1 or more; in_features=0 came"),
        ({"clusters": 0}, "clusters to be None or a whole number from 1 to 1, .*; clusters=0 came"),
        ({"clusters": 2}, "clusters to be None or a whole number from 1 to 1, .*; clusters=2 came"),
        ({"div_value": 9.0}, "div_value to be a positive number, at most in_features=8; div_value=9.0 came"),
        ({"div_value": 0.0}, "div_value=0.0 came"),
        ({"batch_size": 0}, "batch_size to be a whole number, 1 or more; batch_size=0 came"),
        ({"least": -1.0}, "least to be a finite number, 0 or more; least=-1.0 came"),
        ({"least": float("nan")}, "least=nan came"),
    ],
)
def test_refuses_costs(options, message):
    with pytest.raises(ValueError, match=message):
        F.best_cutoffs([3, 2, 1], **{"in_features": 8, **options})
