"""
Hardtanh: bounds of your own
============================

Hardtanh is a straight line that is cut off at two bounds. We draw it for several
bounds, and then let networks with small and with large weights learn with it.
"""

# %%
# Three pairs of bounds
# ---------------------
#
# The first pair is the default. A full dot is what the library returns at a kink, a
# ring what it returns right beside.

from functools import partial

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from sklearn.datasets import load_digits
from torch import nn

plt.style.use("formulario.book")

bounds = [(-1, 1), (-2, 0.5), (0, 2)]
curves = {
    f"$l = {low}$, $u = {high}$": partial(F.hardtanh, min_val=low, max_val=high)
    for low, high in bounds
}
kinks = sorted({bound for pair in bounds for bound in pair})
figure = figures.value_and_slope(curves, kinks=kinks)
figures.describe(
    figure,
    "Two panels. Above, three broken lines rise along the diagonal and are cut off at "
    "-1 and 1, at -2 and 0.5, and at 0 and 2. Below, each slope is 1 between its "
    "bounds and 0 outside, with full dots at 0 and rings at 1 at each bound.",
)
plt.show()

# %%
# Small weights and large ones
# ----------------------------
#
# Networks with two hidden layers of 32 units learn to read handwritten digits. Their
# initial weights have several sizes; 1 is the usual one, which keeps the size of a
# signal. Each size is tried with ten seeds, and each seed keeps back another half of
# the digits as its test set.

digits = load_digits()
images = torch.tensor(digits.data, dtype=torch.float32)
images = (images - images.mean()) / images.std()
labels = torch.tensor(digits.target)

gains = [0.1, 0.3, 1, 3, 10]
seeds = experiments.seeds(10)


class Network(nn.Module):
    def __init__(self, activation, gain):
        super().__init__()
        self.activation = activation
        sizes = [(64, 32), (32, 32), (32, 10)]
        self.layers = nn.ModuleList(nn.Linear(*size) for size in sizes)
        for layer in self.layers:
            nn.init.normal_(layer.weight, std=gain / layer.in_features**0.5)
            nn.init.zeros_(layer.bias)

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = self.activation(layer(x))
        return self.layers[-1](x)

    def flat(self, x):
        """The fraction of the slopes in the hidden layers that are below 0.001."""
        fractions = []
        for layer in self.layers[:-1]:
            x = layer(x)
            slopes = figures.slope(self.activation, x)
            fractions.append((slopes < 0.001).float().mean())
            x = self.activation(x)
        return torch.stack(fractions).mean()


def start(activation, gain, seed):
    """A network, and the order of its digits: 900 to learn from, the others to test."""
    torch.manual_seed(seed)
    return Network(activation, gain), torch.randperm(len(labels))


# %%
# The networks of all sizes and seeds learn side by side, each by itself, in eight
# epochs.


def learn(activation):
    """Flat units before training and test errors after it, by size and seed."""
    starts = [start(activation, gain, seed) for gain in gains for seed in seeds]
    flat = [network.flat(images[order[:900]]) for network, order in starts]
    networks = experiments.SideBySide([network for network, _ in starts])
    order = torch.stack([order for _, order in starts])
    train, test = order[:, :900], order[:, 900:]
    optimiser = torch.optim.Adam(networks.parameters(), lr=0.003)
    for _ in range(8):
        for batch in train[:, torch.randperm(900)].split(30, dim=1):
            scores = networks(images[batch]).flatten(0, 1)
            targets = labels[batch].flatten()
            loss = nn.functional.cross_entropy(scores, targets, reduction="sum")
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    with torch.no_grad():
        wrong = networks(images[test]).argmax(-1) != labels[test]
    error = wrong.float().mean(1).view(len(gains), -1)
    return torch.stack(flat).view(len(gains), -1), error


error, flat = {}, {}
for name, activation in {"Hardtanh": F.hardtanh, "Tanh": F.tanh}.items():
    flat[name], error[name] = learn(activation)
    for gain, runs, fractions in zip(gains, error[name], flat[name], strict=True):
        experiments.record(f"error, {name}, weights × {gain}", runs, ".1%")
        experiments.record(f"flat units, {name}, weights × {gain}", fractions, ".0%")

# %%
# The dots are medians, the bars hold the middle half of the ten seeds.

figure, panels = plt.subplots(2, 1, figsize=(6, 5), sharex=True)
for axes, numbers in zip(panels, (error, flat), strict=True):
    for (name, runs), marker in zip(numbers.items(), "os", strict=True):
        low, middle, high = 100 * runs.quantile(torch.tensor([0.25, 0.5, 0.75]), dim=1)
        bars = [middle - low, high - middle]
        axes.errorbar(gains, middle, bars, marker=marker, capsize=3, label=name)
above, below = panels
above.set(xscale="log", yscale="log", ylabel="test error (%)")
above.set_yticks([3, 5, 10, 20, 50], ["3", "5", "10", "20", "50"])
above.minorticks_off()
above.legend()
below.set(xlabel="size of the initial weights", ylabel="flat units (%)")
below.set(ylim=(-5, 105))
below.set_xticks(gains, map(str, gains))
below.minorticks_off()
figures.describe(
    figure,
    "Two panels against the size of the initial weights, from 0.1 to 10 times the "
    "usual. Above, the test error: Hardtanh and Tanh lie close together up to 1, and "
    "Hardtanh above Tanh from 3 on, where both rise. Below, the flat units: for "
    "Hardtanh {flat units, Hardtanh, weights × 1} at 1 and "
    "{flat units, Hardtanh, weights × 10} at 10, for Tanh "
    "{flat units, Tanh, weights × 1} at 1 and {flat units, Tanh, weights × 10} at 10.",
)
plt.show()

# %%
# For each seed, Hardtanh and tanh have the same initial weights and the same digits. We
# call Hardtanh worse at some size of the weights if it makes more mistakes than tanh
# with at least nine of the ten seeds.

worse = (error["Hardtanh"] > error["Tanh"]).sum(1)
for gain, count in zip(gains, worse, strict=True):
    experiments.record(f"starts with more mistakes, weights × {gain}", count, ".0f")
as_good = worse < 9
experiments.claim(
    "A15",
    "A network learns as well with hardtanh as with tanh.",
    {
        "the initial weights are small": bool(as_good[:2].all()),
        "they are usual": bool(as_good[2]),
        "they are large": bool(as_good[3:].all()),
    },
    [
        "error, Hardtanh, weights × 0.3",
        "error, Tanh, weights × 0.3",
        "error, Hardtanh, weights × 3",
        "error, Tanh, weights × 3",
    ],
)

# %%
# With large weights most units of Hardtanh start outside its bounds, where the slope is
# 0, and the network learns little. Tanh suffers too, but only with larger weights.
