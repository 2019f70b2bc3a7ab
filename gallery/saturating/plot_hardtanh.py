"""
Hardtanh: bounds of your own
============================

Hardtanh is a straight line that is cut off at two bounds. We draw it for several
bounds, and see what becomes of it when the weights are large.
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
from formulario.experiments import SideBySide
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
# Networks with two hidden layers of 32 units learn to read handwritten digits. They
# start with weights of several sizes; 1 is the usual one, which keeps the size of a
# signal. There are ten starts for each size, and each start keeps back another half of
# the digits for the test. All these networks learn side by side.

digits = load_digits()
images = torch.tensor(digits.data, dtype=torch.float32)
images = (images - images.mean()) / images.std()
labels = torch.tensor(digits.target)

gains = [0.1, 0.3, 1, 3, 10]
seeds = experiments.seeds(10)


def shuffled(seed):
    torch.manual_seed(seed)
    return torch.randperm(len(labels))


order = torch.stack([shuffled(seed) for _ in gains for seed in seeds])
train, test = order[:, :900], order[:, 900:]


def layer(inputs, outputs):
    """One layer of each network."""
    layers = []
    for gain in gains:
        for seed in seeds:
            torch.manual_seed(seed)
            layers.append(nn.Linear(inputs, outputs))
            nn.init.normal_(layers[-1].weight, std=gain / inputs**0.5)
            nn.init.zeros_(layers[-1].bias)
    return SideBySide(layers)


def flat_units(activation, networks):
    """The fraction of slopes below 0.001 in the hidden layers of each network."""
    flat, x = [], images[train]
    for linear in networks[:-1:2]:
        x = linear(x)
        flat.append((figures.slope(activation, x) < 0.001).float().mean((1, 2)))
        x = activation(x)
    return torch.stack(flat).mean(0).view(len(gains), -1)


def errors(networks):
    """The fraction of wrong answers of each network, after 8 rounds of training."""
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


error, flat = {}, {}
for module in (F.Hardtanh(), F.Tanh()):
    networks = nn.Sequential(
        layer(64, 32), module, layer(32, 32), module, layer(32, 10)
    )
    name = type(module).__name__
    flat[name] = flat_units(module, networks)
    error[name] = errors(networks)
    for gain, runs, shares in zip(gains, error[name], flat[name], strict=True):
        experiments.record(f"error, {name}, weights × {gain}", runs, ".1%")
        experiments.record(f"flat units, {name}, weights × {gain}", shares, ".0%")

# %%
# The dots are medians, the bars hold the middle half of the ten starts.

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
below.set(xlabel="size of the weights at the start", ylabel="flat units (%)")
below.set(ylim=(-5, 105))
below.set_xticks(gains, map(str, gains))
below.minorticks_off()
figures.describe(
    figure,
    "Two panels against the size of the starting weights, from 0.1 to 10 times the "
    "usual. Above, the test error: Hardtanh and Tanh lie close together up to 1, and "
    "Hardtanh above Tanh from 3 on, where both rise. Below, the flat units: for "
    "Hardtanh {flat units, Hardtanh, weights × 1} at 1 and "
    "{flat units, Hardtanh, weights × 10} at 10, for Tanh "
    "{flat units, Tanh, weights × 1} at 1 and {flat units, Tanh, weights × 10} at 10.",
)
plt.show()

# %%
# Start by start, hardtanh and tanh have the same weights and the same digits. We call
# hardtanh worse at some size of the weights if it makes more mistakes than tanh in at
# least nine of the ten starts.

worse = (error["Hardtanh"] > error["Tanh"]).sum(1)
for gain, count in zip(gains, worse, strict=True):
    experiments.record(f"starts with more mistakes, weights × {gain}", count, ".0f")
as_good = worse < 9
experiments.claim(
    "A15",
    "A network learns as well with hardtanh as with tanh.",
    {
        "the weights at the start are small": bool(as_good[:2].all()),
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
# With large weights most units of hardtanh have no slope at all, and the network learns
# little. Tanh suffers too, but later.
