"""
Softsign: long tails
====================

Softsign and tanh have the same bounds but approach them at very different speeds, as a
logarithmic scale shows. Does the slower approach help a network to learn?
"""

# %%
# The tails
# ---------
#
# On the left is the distance to the bound 1, on the right the slope. On this scale a
# straight line means exponential decay. The curve of Softsign flattens instead: its
# distance falls like 1/x, and its slope like 1 over the square of x. We do not compute
# the distance by a subtraction, which would lose all digits: for tanh it is twice the
# sigmoid of -2x.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from sklearn.datasets import load_digits
from torch import nn

plt.style.use("formulario.book")

distance = {
    "Softsign": lambda x: 1 / (1 + x),
    "Tanh": lambda x: 2 * F.sigmoid(-2 * x),
    "Sigmoid": lambda x: F.sigmoid(-x),
}
functions = {"Softsign": F.softsign, "Tanh": F.tanh, "Sigmoid": F.sigmoid}

x = torch.linspace(0, 12, 241, dtype=torch.float64)
figure, (left, right) = plt.subplots(1, 2, figsize=(6, 3.8), sharey=True)
for name, function in functions.items():
    left.semilogy(x, distance[name](x), label=name)
    right.semilogy(x, figures.slope(function, x), label=name)
left.set(xlabel="$x$", ylabel="distance to 1")
right.set(xlabel="$x$", ylabel="slope")
left.legend()
figures.describe(
    figure,
    "Two panels on a logarithmic vertical scale, for inputs from 0 to 12. Left, the "
    "distance to the bound 1: a straight steep line for Tanh and one half as steep "
    "for Sigmoid, a slowly flattening curve for Softsign. Right, the slopes: Softsign "
    "falls below Tanh at first, crosses it before 2, and lies far above it from there "
    "on.",
)
plt.show()

# %%
# If the input doubles, Softsign's distance to its bound is halved, the more exactly the
# farther out. The distance of tanh is divided by a fixed number at each step of 1,
# which is what *exponential* means.

halved = distance["Softsign"](torch.tensor(1000.0)) / distance["Softsign"](
    torch.tensor(2000.0)
)
experiments.record("softsign, what is missing at 1000 over that at 2000", halved, ".3f")
places = torch.tensor([5.0, 6.0, 7.0], dtype=torch.float64)
here = distance["Tanh"](places)
steps = here[:-1] / here[1:]
experiments.record("tanh, what is missing over that one step later", steps[0], ".2f")

at_ten = torch.tensor(10.0, dtype=torch.float64)
slopes = {name: figures.slope(functions[name], at_ten) for name in functions}
experiments.record("slope at 10, softsign", slopes["Softsign"], ".1g")
experiments.record("slope at 10, tanh", slopes["Tanh"], ".0e")

difference = figures.slope(F.softsign, x[1:]) - figures.slope(F.tanh, x[1:])
steeper = x[1:][difference > 0][0]
experiments.record("softsign is steeper than tanh from here on", steeper, ".1f")

experiments.claim(
    "A14",
    "Softsign nears its bounds as slowly as 1/x, and tanh exponentially.",
    abs(halved.item() - 2) < 0.01 and abs((steps[0] / steps[1]).item() - 1) < 0.01,
    [
        "softsign, what is missing at 1000 over that at 2000",
        "tanh, what is missing over that one step later",
    ],
)

# %%
# Does it help?
# -------------
#
# Networks with two hidden layers of 32 units learn to read handwritten digits. Their
# initial weights are smaller than usual, usual, or larger, and we count the mistakes on
# digits that they have not seen.

digits = load_digits()
images = torch.tensor(digits.data, dtype=torch.float32)
images = (images - images.mean()) / images.std()
labels = torch.tensor(digits.target)

gains = [0.3, 1, 3, 10]
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


def start(activation, gain, seed):
    """A network, and the order of its digits: 900 to learn from, the others to test."""
    torch.manual_seed(seed)
    return Network(activation, gain), torch.randperm(len(labels))


def errors(activation):
    """The fraction of wrong answers after eight epochs, for each size and each seed."""
    starts = [start(activation, gain, seed) for gain in gains for seed in seeds]
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
    return wrong.float().mean(1).view(len(gains), -1)


error = {name: errors(functions[name]) for name in ("Softsign", "Tanh")}
figure, axes = plt.subplots(figsize=(6, 3.4))
for (name, runs), marker in zip(error.items(), "os", strict=True):
    low, middle, high = 100 * runs.quantile(torch.tensor([0.25, 0.5, 0.75]), dim=1)
    bars = [middle - low, high - middle]
    axes.errorbar(gains, middle, bars, marker=marker, capsize=3, label=name)
    for gain, numbers in zip(gains, runs, strict=True):
        experiments.record(f"error, {name}, weights × {gain}", numbers, ".1%")
axes.set(xscale="log", yscale="log")
axes.set(xlabel="size of the initial weights", ylabel="test error (%)")
axes.set_xticks(gains, map(str, gains))
axes.set_yticks([3, 5, 10, 20, 50], ["3", "5", "10", "20", "50"])
axes.minorticks_off()
axes.legend()
figures.describe(
    figure,
    "Test error against the size of the initial weights, from 0.3 to 10 times the "
    "usual, both on logarithmic scales. At 0.3 Softsign has "
    "{error, Softsign, weights × 0.3} and Tanh {error, Tanh, weights × 0.3}; at 1 they "
    "have {error, Softsign, weights × 1} and {error, Tanh, weights × 1}; at 3 "
    "{error, Softsign, weights × 3} and {error, Tanh, weights × 3}; at 10 "
    "{error, Softsign, weights × 10} and {error, Tanh, weights × 10}.",
)
plt.show()

# %%
# With how many of the ten seeds does Softsign make fewer mistakes than tanh?

for gain, fewer in zip(gains, (error["Softsign"] < error["Tanh"]).sum(1), strict=True):
    experiments.record(f"starts with fewer mistakes, weights × {gain}", fewer, ".0f")

# %%
# Large weights send many inputs far from 0, where Softsign still has a slope, and it
# makes fewer mistakes. Small weights keep them near 0, where tanh is the steeper one
# and does better. Softsign eases the vanishing of the gradient where units saturate.
