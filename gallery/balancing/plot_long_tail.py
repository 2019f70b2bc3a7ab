"""
A long tail: weights or equal frequencies?
==========================================

One class has 120 samples, another one 3. We train on the samples as they come, with
weights, at equal frequencies, and at equal frequencies followed by a few epochs at the
true ones.
"""

# %%
# Ten classes, from frequent to rare
# ----------------------------------
#
# The samples are handwritten digits. There are five runs, and in each of them every
# digit has another place between frequent and rare. Whenever a picture is read, noise
# is added to it. Without noise the networks would soon overfit the few samples, and
# would have no doubts that a frequency could decide.
#
# The test set has 50 more samples of each class. Where a result depends on the
# frequencies, each class gets its true frequency as a weight.

from copy import deepcopy
from itertools import count, islice

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from sklearn.datasets import load_digits
from torch import nn

plt.style.use("formulario.book")

digits = load_digits()
pixels = torch.tensor(digits.data, dtype=torch.float32)
pixels = (pixels - pixels.mean()) / pixels.std()
noise = 1.2

sizes = (120 * (3 / 120) ** (torch.arange(10) / 9)).round().long()
classes = torch.repeat_interleave(torch.arange(10), sizes)
frequencies = sizes / sizes.sum()
print(sizes)

seeds = experiments.seeds(5)
training, testing = [], []
for seed in seeds:
    torch.manual_seed(seed)
    for place, size in enumerate(sizes):
        samples = pixels[torch.tensor(digits.target == (seed + place) % 10)]
        samples = samples[torch.randperm(len(samples))]
        training.append(samples[:size])
        testing.append(samples[120:170] + noise * torch.randn(50, 64))
training = torch.cat(training).view(5, len(classes), 64)  # run, sample, pixel
testing = torch.cat(testing).view(5, 500, 64)

# %%
# A network and its batches
# -------------------------
#
# The network has one hidden layer of 32 units. There are five runs and four learning
# rates, so 20 networks, and to save time they are trained side by side, as one model.

rates = torch.tensor([0.03, 0.1, 0.3, 1])


def networks():
    made = []
    for seed in seeds:
        for _ in rates:
            torch.manual_seed(seed)
            made.append(nn.Sequential(nn.Linear(64, 32), F.ReLU(), nn.Linear(32, 10)))
    return experiments.SideBySide(made)


# %%
# The sampler is that of the chapter: the first ``balanced_epochs`` epochs have equal
# frequencies, and those after them the true ones. A batch has 30 samples for each of
# the five runs. It holds their indices, which ``read`` replaces by noisy pictures and
# their classes; the four networks of a run see the same ones.


def batches(balanced_epochs):
    samplers = [
        F.BalancedSampler(classes, balanced_epochs=balanced_epochs, seed=seed)
        for seed in seeds
    ]
    for epoch in count():
        for sampler in samplers:
            sampler.set_epoch(epoch)
        order = torch.tensor([list(sampler) for sampler in samplers])
        yield from order.split(30, dim=1)


def read(batch):
    x = training.gather(1, batch[:, :, None].expand(-1, -1, 64))
    x = x + noise * torch.randn(x.shape)
    y = classes[batch]
    return x.repeat_interleave(len(rates), 0), y.repeat_interleave(len(rates), 0)


# %%
# The loop is the usual one: scores, loss, gradient, step. Each network has a loss of
# its own, the weighted mean over its batch, as in PyTorch. A step of gradient descent
# is the learning rate times the gradient of the loss, so a network gets a learning rate
# of its own if its loss is multiplied by the rate. The sum of all these losses can then
# be given to one optimiser with the rate 1, because no network depends on the weights
# of another.


def train(model, batches, weights=None, parameters=None):
    weights = torch.ones(10) if weights is None else weights
    optimiser = torch.optim.SGD(parameters or model.parameters(), lr=1)
    torch.manual_seed(seeds[0])
    for batch in batches:
        x, y = read(batch)
        scores = model(x).movedim(2, 1)
        losses = F.cross_entropy(scores, y, weights, reduction="none")
        of_each_network = losses.sum(dim=1) / weights[y].sum(dim=1)
        loss = (rates.repeat(5) * of_each_network).sum()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %%
# Two things are measured on the test set. The *recall* of a class is the fraction of
# its samples that are recognised. And the network gives each class a probability, whose
# mean, with the classes at their true frequencies, should be the frequency of the
# class.


def test(model, shift=0):
    """Recall and mean probability, for each run, rate and class."""
    with torch.no_grad():
        scores = model(testing.repeat_interleave(len(rates), dim=0)) + shift
    probabilities = F.softmax(scores, dim=-1).view(5, len(rates), 10, 50, 10)
    recognised = probabilities.argmax(-1) == torch.arange(10)[:, None]
    expected = torch.einsum("rlcsk,c->rlk", probabilities, frequencies) / 50
    return recognised.float().mean(-1), expected


# %%
# Three ways, four rates
# ----------------------
#
# Each way has 240 steps. For later we keep a copy of the balanced networks as they are
# before their last 60 steps. The lines are medians over the runs, the bands hold the
# middle half.

plain = train(networks(), islice(batches(0), 240))
weighted = train(networks(), islice(batches(0), 240), weights=1 / frequencies)
at_equal_frequencies = batches(None)
early = train(networks(), islice(at_equal_frequencies, 180))
balanced = train(deepcopy(early), islice(at_equal_frequencies, 60))
results = {"plain": test(plain), "weighted": test(weighted), "balanced": test(balanced)}

looks = {
    "plain": {"color": "C0", "linestyle": "-", "marker": "o"},
    "weighted": {"color": "C1", "linestyle": "--", "marker": "s"},
    "balanced": {"color": "C2", "linestyle": "-.", "marker": "^"},
    "balanced, then true": {"color": "C3", "linestyle": ":", "marker": "D"},
}


def draw(axes, x, values, name):
    low, middle, high = values.quantile(torch.tensor([0.25, 0.5, 0.75]), dim=0)
    axes.plot(x, middle, label=name, **looks[name])
    axes.fill_between(x, low, high, color=looks[name]["color"], alpha=0.12, linewidth=0)


figure, axes = plt.subplots()
for name, (recall, _) in results.items():
    draw(axes, rates, recall.mean(2), name)
    for place in (0, 2, 3):
        of_rate = f"recall at the rate {rates[place]:.2g}, {name}"
        experiments.record(of_rate, recall.mean(2)[:, place], ".0%")
axes.set(xscale="log", xlabel="learning rate", ylabel="mean recall of the classes")
axes.set(ylim=(0, 1))
axes.set_xticks(rates, [f"{rate:.2g}" for rate in rates])
axes.minorticks_off()
axes.legend(loc="lower left")
figures.describe(
    figure,
    "Mean recall against the learning rate, from 0.03 to 1. Balanced networks begin "
    "at {recall at the rate 0.03, balanced}, stay there, and lose a little at the "
    "rate 1. With weights the line begins a little lower and falls to "
    "{recall at the rate 1, weighted} at the rate 1. Plain networks are worse than "
    "balanced ones at every rate.",
)
plt.show()

# %%
# At small learning rates, weights do nearly as well as equal frequencies. At 0.3 they
# have lost their lead over plain training, or most of it, and at 1 they have ruined the
# networks, while equal frequencies have not. Most batches have no sample of the rarest
# class, and when one comes, it weighs as much as 40 of the most frequent class. The
# chapter has a formula for the noise that this makes. It says by how much the weights
# multiply the mean square of a sample's contribution, and so how small a balanced batch
# would be as noisy as one of 30 with weights.

without_rarest = 1.0
for drawn in range(30):
    without_rarest *= 1 - 3 / (len(classes) - drawn)
noise_of_weights = (1 / (10 * frequencies)).mean()
experiments.record("batches without the rarest class", without_rarest, ".0%")
experiments.record("noise of the weights", noise_of_weights, ".2f")
experiments.record("size that the batch is worth", 30 / noise_of_weights, ".0f")

# %%
# From here on the learning rate is 0.1, where all three ways do well.
#
# Practice after the textbook
# ---------------------------
#
# Now the balanced networks take their last 60 steps at the true frequencies, which are
# five epochs. Two cheaper ways are tried as well: *only biases* trains nothing but the
# ten biases of the output layer in these epochs, and *balanced, shifted* adds the
# logarithms of the true frequencies to the scores, without any training. For
# comparison, *plain, shifted* subtracts them from the scores of the plain networks, as
# if all classes were equally frequent.


def practice(only_biases):
    model = deepcopy(early)
    parameters = list(model.parameters())[3:] if only_biases else None
    return test(train(model, islice(batches(0), 60), parameters=parameters))


results["balanced, then true"] = practice(only_biases=False)
results["only biases"] = practice(only_biases=True)
results["balanced, shifted"] = test(balanced, shift=frequencies.log())
results["plain, shifted"] = test(plain, shift=-frequencies.log())

tail = {}
for name, (recall, expected) in results.items():
    tail[name] = recall[:, :, -3:].mean(2)
    recall, expected = recall[:, 1], expected[:, 1]
    experiments.record(f"recall, {name}", recall.mean(1), ".0%")
    experiments.record(f"recall of the tail, {name}", tail[name][:, 1], ".0%")
    experiments.record(f"expected tail, {name}", expected[:, -3:].sum(1), ".0%")
    experiments.record(f"accuracy, {name}", recall @ frequencies, ".0%")
experiments.record("true frequency of the tail", frequencies[-3:].sum(), ".1%")

for name in ("plain", "balanced, then true"):
    of_rate = f"recall of the tail at the rate 0.3, {name}"
    experiments.record(of_rate, tail[name][:, 2], ".0%")
gained = (tail["balanced, then true"] > tail["plain"])[:, 1].sum()
experiments.record("runs in which the tail gains", gained, ".0f")

# %%
# *Recall* is the mean over all classes, and the *tail* is the three rarest ones.
# *Expected tail* is the probability that they get on average, which should be their
# true frequency. *Accuracy* is measured with the classes at their true
# frequencies.
#
# Equal frequencies raise the recall of the tail from :value:`recall of the tail, plain`
# to :value:`recall of the tail, balanced`, but the probabilities are wrong then: the
# tail gets :value:`expected tail, balanced`. After five epochs at the true frequencies
# it gets :value:`expected tail, balanced, then true`, which is nearly right, and its
# recall has fallen to :value:`recall of the tail, balanced, then true`. The accuracy at
# the true frequencies is no higher than with plain training.
#
# Five epochs are not enough for the biases alone, while adding the logarithms does
# in no time what the five epochs do. Subtracted from the scores of plain networks, the
# logarithms bring the recall of the tail to
# :value:`recall of the tail, plain, shifted`. So these networks had learned more about
# its classes than their answers showed.
#
# From head to tail
# -----------------

figure, axes = plt.subplots()
for name in looks:
    recall = results[name][0][:, 1]
    draw(axes, sizes, recall, name)
    experiments.record(f"recall of the rarest class, {name}", recall[:, -1], ".0%")
axes.set(xscale="log", ylim=(0, 1))
axes.set(xlabel="samples of the class in training", ylabel="recall of the class")
axes.set_xticks(sizes[::3], [f"{size}" for size in sizes[::3]])
axes.minorticks_off()
axes.legend(loc="lower right")
figures.describe(
    figure,
    "Recall against the number of samples, from 3 to 120. Plain networks rise from "
    "{recall of the rarest class, plain} far up. Balanced and weighted ones stay more "
    "level; balanced they begin at {recall of the rarest class, balanced}. Balanced "
    "and then true, the line runs between them in the tail, and with the plain one in "
    "the head.",
)
plt.show()

# %%
# The lines cross in the middle. Plain networks favour the large classes at the expense
# of the small ones. Of the rarest class, with its three samples, they recognise next to
# nothing.
#
# Are the probabilities right?
# ----------------------------
#
# Where a line lies on the thin diagonal, the mean probability of a class is equal to
# its frequency.

figure, axes = plt.subplots(figsize=(6, 5.2))
ends = frequencies[[0, -1]]
axes.plot(ends, ends, "-", color="0.5", linewidth=0.8)
for name in ("plain", "balanced", "balanced, then true"):
    draw(axes, frequencies, results[name][1][:, 1], name)
axes.set(xscale="log", yscale="log", aspect="equal")
axes.set(xlabel="true frequency of the class", ylabel="mean probability of the class")
axes.legend()
rarest = results["balanced"][1][:, 1, -1] / frequencies[-1]
experiments.record("rarest class, expected over true", rarest, ".1f")
figures.describe(
    figure,
    "The mean probability of a class against its true frequency, on logarithmic "
    "scales. Plain, and balanced then true, lie near the diagonal. Balanced networks "
    "give the rare classes too much, the rarest one "
    "{rarest class, expected over true} times its frequency.",
)
plt.show()

# %%
# A balanced network takes the rarest class for
# :value:`rarest class, expected over true` times as frequent as it is, since training
# has not shown it the true frequencies.
#
# What holds
# ----------
#
# Rare classes are *learned better* if the mean recall is higher by more than five
# percentage points in every run. This is asked at the smallest and at the largest
# learning rate. The last epochs *set the probabilities right* if the mean probabilities
# come nearer to the frequencies, so clearly that the middle halves of the runs, with
# and without such epochs, do not overlap. The distance is half the sum of the absolute
# differences, at the rate 0.1.

before, after = (
    (results[name][1][:, 1] - frequencies).abs().sum(1) / 2
    for name in ("balanced", "balanced, then true")
)
experiments.record("distance from the frequencies, balanced", before, ".2f")
experiments.record("distance from the frequencies, balanced, then true", after, ".2f")
set_right = after.quantile(0.75) < before.quantile(0.25)

holds = {}
for place, size in ((0, "small"), (3, "large")):
    equal, weights = (
        results[name][0][:, place].mean(1) for name in ("balanced", "weighted")
    )
    better = (equal > weights + 0.05).all()
    holds[f"the learning rate is {size}"] = bool(better and set_right)
experiments.claim(
    "L06",
    "Rare classes are learned better at equal frequencies than with weights, and a few "
    "last epochs at the true frequencies set the probabilities right.",
    holds,
    [
        "recall at the rate 0.03, weighted",
        "recall at the rate 0.03, balanced",
        "recall at the rate 1, weighted",
        "recall at the rate 1, balanced",
        "distance from the frequencies, balanced",
        "distance from the frequencies, balanced, then true",
    ],
)
