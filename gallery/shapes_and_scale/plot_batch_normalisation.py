"""
Normalised to a straight line
=============================

Batch normalisation gives the inputs of an activation function mean 0 and variance 1. We
measure how much of the sigmoid’s bend is left there.
"""

# %%
# Networks with and without it
# ----------------------------
#
# Each network for handwritten digits has three hidden layers of 32 units. Between the
# weighted sums of a layer and its activation function there is one of three things:
# nothing; batch normalisation, which subtracts the mean of the batch and divides by its
# standard deviation; or batch normalisation followed by a learned scale and shift for
# each unit. Besides the scores a network returns the numbers that its activation
# functions get.

from functools import partial

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from sklearn.datasets import load_digits
from torch import nn

plt.style.use("formulario.book")

digits = load_digits()
images = torch.tensor(digits.data, dtype=torch.float32)
images = (images - images.mean()) / images.std()
labels = torch.tensor(digits.target)


def fixed(units):
    return nn.BatchNorm1d(units, affine=False, track_running_stats=False)


def learned(units):
    return nn.BatchNorm1d(units, track_running_stats=False)


class Network(nn.Module):
    def __init__(self, activation, normalisation):
        super().__init__()
        self.activation = activation
        self.layers = nn.ModuleList(nn.Linear(n, 32) for n in (64, 32, 32))
        self.normalisations = nn.ModuleList(normalisation(32) for _ in self.layers)
        self.last = nn.Linear(32, 10)

    def forward(self, x):
        inputs = []
        for layer, normalise in zip(self.layers, self.normalisations, strict=True):
            inputs.append(normalise(layer(x)))
            x = self.activation(inputs[-1])
        return self.last(x), torch.stack(inputs)


# %%
# Each kind learns from 5 starts, with Adam, and each time other digits are left out. On
# these we measure the :func:`distance from the best line
# <formulario.distance_to_linearity>`, for each of the 96 hidden units by itself, and
# take the median. Then we put the best line in the place of the activation function of
# each unit, and see how many digits are still told apart. With lines a network is no
# more than a single layer.


def best_line(function, x):
    """What the best straight line gives instead of the function, for each unit."""
    y, around = function(x), x - x.mean(0)
    return y.mean(0) + around * (around * y).sum(0) / around.square().sum(0)


def start(activation, normalisation):
    networks = []
    for seed in experiments.seeds(5):
        torch.manual_seed(seed)
        networks.append(Network(activation, normalisation))
    return experiments.SideBySide(networks)


def order(seed):
    return torch.randperm(len(images), generator=torch.Generator().manual_seed(seed))


orders = torch.stack([order(seed) for seed in experiments.seeds(5)])
train, test = orders[:, :1200], orders[:, 1200:]


@torch.no_grad()
def distances(networks, activation):
    _, inputs = networks(images[test])
    distance = F.distance_to_linearity(activation, inputs.movedim(2, 0))
    return distance.flatten(1).nanmedian(1).values


@torch.no_grad()
def accuracy(networks):
    scores, _ = networks(images[test])
    return (scores.argmax(2) == labels[test]).double().mean(1)


def learn(networks):
    optimiser = torch.optim.Adam(networks.parameters(), lr=0.02)
    for batch in train.repeat(1, 6).split(150, dim=1):
        scores, _ = networks(images[batch])
        loss = F.cross_entropy(scores.movedim(2, 1), labels[batch], reduction="none")
        optimiser.zero_grad()
        loss.mean(1).sum().backward()
        optimiser.step()


kinds = {
    "sigmoid": (F.sigmoid, nn.Identity),
    "sigmoid, normalised": (F.sigmoid, fixed),
    "sigmoid, learned scale": (F.sigmoid, learned),
    "ReLU": (F.relu, nn.Identity),
    "ReLU, normalised": (F.relu, fixed),
}
before, after, used = {}, {}, {}
for name, (activation, normalisation) in kinds.items():
    networks = start(activation, normalisation)
    before[name] = distances(networks, activation)
    learn(networks)
    after[name] = distances(networks, activation)
    used[name] = networks(images[test])[1].detach().flatten()
    lines = start(partial(best_line, activation), normalisation)
    lines.load_state_dict(networks.state_dict())
    experiments.record(f"distance at the start, {name}", before[name], ".3f")
    experiments.record(f"distance after training, {name}", after[name], ".3f")
    experiments.record(f"accuracy, {name}", accuracy(networks), ".1%")
    experiments.record(f"accuracy with lines, {name}", accuracy(lines), ".1%")

# %%
# What is left of a sigmoid
# -------------------------
#
# Here is the part of the sigmoid that is used after training, from the 5th to the 95th
# percentile of the inputs of all starts, layers and units together. Without
# normalisation both bends are in it. With normalisation nothing is left but the middle,
# beside its best line.

figure, panels = plt.subplots(1, 2, sharey=True, figsize=(7.2, 3.8))
x = torch.linspace(-8, 8, 161)
for axes, name in zip(panels, ("sigmoid", "sigmoid, normalised"), strict=True):
    axes.plot(x, F.sigmoid(x), color="C2", linestyle=":", linewidth=1.5)
    low, high = used[name].quantile(torch.tensor([0.05, 0.95])).tolist()
    part = used[name][(used[name] > low) & (used[name] < high)].sort().values[::500]
    axes.plot(
        part, F.sigmoid(part), color="C0", linestyle="-", linewidth=3.5, label="used"
    )
    axes.plot(
        part, best_line(F.sigmoid, part), color="C3", linestyle="--", label="best line"
    )
    axes.set(title=name, xlabel="input of the unit")
panels[0].set_ylabel("value")
panels[0].legend(loc="upper left")
figures.describe(
    figure,
    "Two panels with a sigmoid. On the left, without normalisation, the part that is "
    "used bends at both ends, away from its best line. On the right, normalised, the "
    "part is short and lies on its best line.",
)
plt.show()

# %%
# How far from a line
# -------------------
#
# A dot for each start, before training and after it.

figure, axes = plt.subplots(figsize=(6.6, 3.8))
rows = range(len(kinds))
for distance, style, label in (
    (before, "oC3", "at the start"),
    (after, "sC0", "trained"),
):
    for row, name in zip(rows, kinds, strict=True):
        dots = distance[name]
        axes.plot(dots, [row] * len(dots), style, linestyle="none", fillstyle="none")
    axes.plot([], [], style, linestyle="none", fillstyle="none", label=label)
axes.set(yticks=rows, yticklabels=list(kinds), ylim=(len(kinds) - 0.5, -0.5))
axes.set(xlabel="distance from the best line", xlim=(0, None))
axes.legend(loc="upper right")
figures.describe(
    figure,
    "The distance from the best line for five kinds of networks. Sigmoids without "
    "normalisation go from {distance at the start, sigmoid} to {distance after "
    "training, sigmoid}. Normalised ones are at {distance after training, sigmoid, "
    "normalised} after training, those with a learned scale at {distance after "
    "training, sigmoid, learned scale}, and normalised ReLU at {distance after "
    "training, ReLU, normalised}.",
)
plt.show()

# %%
# At the start it is the networks without normalisation whose sigmoids are straightest:
# the usual initial weights make inputs so small that hardly any bend is seen. Training
# makes them grow. Normalised inputs cannot grow, and the sigmoids remain nearly
# straight. A learned scale gives them a way back, and they take it.
#
# ReLU is another matter. It bends at 0, and inputs with mean 0 lie on both sides of its
# kink, whatever their scale.
#
# The rule of the claim: sigmoids are straighter with a fixed scale than without, and
# ReLU is not, if the quartiles of the distances do not overlap.


def below(one, other):
    return bool(one.quantile(0.75) < other.quantile(0.25))


def straighter(distance):
    only_sigmoids = not below(distance["ReLU, normalised"], distance["ReLU"])
    return below(distance["sigmoid, normalised"], distance["sigmoid"]) and only_sigmoids


experiments.claim(
    "Q08",
    "Batch normalisation fixes the scale, and leaves a sigmoid nearer to a straight "
    "line than it would be without, but not ReLU.",
    {
        "the network is trained": straighter(after),
        "training has not begun": straighter(before),
    },
    numbers=[
        "distance after training, sigmoid",
        "distance after training, sigmoid, normalised",
        "distance after training, sigmoid, learned scale",
        "distance after training, ReLU, normalised",
    ],
)
