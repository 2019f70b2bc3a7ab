"""
Sigmoid against tanh: which learns faster?
==========================================

A network with tanh learns faster than one with sigmoids, and the usual explanation is
that the outputs of tanh are centred on 0. We train networks with both, and with three
functions in between, which separate the possible reasons.
"""

# %%
# Three changes
# -------------
#
# From the sigmoid to tanh three things change: the outputs are *centred* on 0, the
# slope at 0 is *four times as steep*, and the curve is *twice as high*. We also take a
# sigmoid that is only centred, one that is only steeper, and one that is both. The last
# of them is as high as the sigmoid and as steep as tanh.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from sklearn.datasets import load_digits
from torch import nn

plt.style.use("formulario.book")

functions = {
    "Sigmoid": F.sigmoid,
    "centred": lambda x: F.sigmoid(x) - 1 / 2,
    "steeper": lambda x: F.sigmoid(4 * x),
    "centred and steeper": lambda x: F.sigmoid(4 * x) - 1 / 2,
    "Tanh": F.tanh,
}

# %%
# The task is to read handwritten digits, with three hidden layers of 32 units.

digits = load_digits()
images = torch.tensor(digits.data, dtype=torch.float32)
images = (images - images.mean()) / images.std()
labels = torch.tensor(digits.target)


class Network(nn.Module):
    def __init__(self, activation, gain):
        super().__init__()
        self.activation = activation
        sizes = [(64, 32), (32, 32), (32, 32), (32, 10)]
        self.layers = nn.ModuleList(nn.Linear(*size) for size in sizes)
        for layer in self.layers:
            nn.init.normal_(layer.weight, std=gain / layer.in_features**0.5)
            nn.init.zeros_(layer.bias)

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = self.activation(layer(x))
        return self.layers[-1](x)


# %%
# Each function at its best
# -------------------------
#
# A fair comparison lets each function have its own learning rate. Every network is
# therefore trained with four rates side by side, by plain stochastic gradient descent.
# It is *ready* when its loss, averaged over ten steps, falls below 1/2 for the first
# time. The best rate is the one at which the networks of all seeds are ready first, and
# there we stop.

seeds = experiments.seeds(5)
rates = torch.tensor([0.1, 0.3, 1, 3])


def race(activation, gain=1):
    """The steps that each seed needs at the best rate, and its losses up to then."""
    networks = []
    for seed in seeds:
        for _ in rates:
            torch.manual_seed(seed)
            networks.append(Network(activation, gain))
    networks = experiments.SideBySide(networks)
    optimiser = torch.optim.SGD(networks.parameters(), lr=1)
    ready = torch.full((len(seeds), len(rates)), torch.inf)
    history = []
    for step in range(1, 601):
        batch = torch.randint(len(labels), (len(seeds), 32))
        batch = batch.repeat_interleave(len(rates), 0)
        scores = networks(images[batch]).transpose(1, 2)
        loss = nn.functional.cross_entropy(scores, labels[batch], reduction="none")
        loss = loss.mean(1).view(len(seeds), len(rates))
        optimiser.zero_grad()
        (rates * loss).sum().backward()  # a rate on the loss is a rate on the step
        optimiser.step()
        history.append(loss.detach())
        below = torch.stack(history[-10:]).mean(0) < 0.5
        if step >= 10:
            ready[below & ready.isinf()] = step
        if ready.isfinite().all(0).any():
            break
    best = ready.mean(0).argmin()
    return ready[:, best], torch.stack(history)[:, :, best]


steps, losses = {}, {}
for name, activation in functions.items():
    steps[name], losses[name] = race(activation)
    experiments.record(f"steps, {name}", steps[name], ".0f")

figure, axes = plt.subplots()
for name in ("Tanh", "Sigmoid"):
    smooth = losses[name].unfold(0, 10, 1).mean(-1)
    low, middle, high = smooth.quantile(torch.tensor([0.25, 0.5, 0.75]), dim=1)
    places = range(10, len(smooth) + 10)
    (line,) = axes.semilogy(places, middle, label=name)
    axes.fill_between(
        places, low, high, color=line.get_color(), alpha=0.15, linewidth=0
    )
axes.axhline(0.5, color="0.5", linestyle="-", linewidth=0.8)
axes.set(xlabel="step of training", ylabel="loss")
axes.set_yticks([0.5, 1, 2], ["0.5", "1", "2"])
axes.minorticks_off()
axes.legend()
figures.describe(
    figure,
    "Loss against the step of training, on a logarithmic scale. Tanh falls below one "
    "half after some {steps, Tanh} steps. The sigmoid stays near its first loss for a "
    "while, falls unevenly, and is below one half after some {steps, Sigmoid}.",
)
plt.show()

# %%
# How many times as fast is each function as the sigmoid with the same seed?

for name in ("centred", "steeper", "centred and steeper", "Tanh"):
    experiments.record(f"times as fast, {name}", steps["Sigmoid"] / steps[name], ".1f")

# %%
# Larger initial weights
# ----------------------
#
# Initial weights four times as large make up for the slope 1/4 of a sigmoid. Does tanh
# keep its lead?

for name in ("Sigmoid", "centred", "Tanh"):
    steps[name, 4], _ = race(functions[name], gain=4)
    experiments.record(f"steps with weights × 4, {name}", steps[name, 4], ".0f")

figure, axes = plt.subplots(figsize=(6, 3.2))
quartiles = torch.tensor([0.25, 0.5, 0.75])
for marker, shift, label in (("o", -0.1, "usual weights"), ("s", 0.1, "weights × 4")):
    large = marker == "s"
    names = [name for name in functions if not large or (name, 4) in steps]
    runs = torch.stack([steps[(name, 4) if large else name] for name in names])
    low, middle, high = runs.quantile(quartiles, dim=1)
    places = torch.tensor([float(list(functions).index(name)) for name in names])
    bars = [middle - low, high - middle]
    axes.errorbar(middle, places + shift, xerr=bars, fmt=marker, capsize=3, label=label)
axes.set_yticks(range(len(functions)), functions)
axes.invert_yaxis()
axes.set(xlabel="steps until the loss is below 1/2", xlim=(0, None))
axes.legend()
figures.describe(
    figure,
    "Steps until the loss falls below one half. With usual weights the sigmoid needs "
    "{steps, Sigmoid}, centred {steps, centred}, steeper {steps, steeper}, both "
    "{steps, centred and steeper}, and tanh {steps, Tanh}. With weights four times as "
    "large the sigmoid needs {steps with weights × 4, Sigmoid}, centred "
    "{steps with weights × 4, centred}, and tanh {steps with weights × 4, Tanh}.",
)
plt.show()

# %%
# The verdict
# -----------
#
# We say that one function learns faster than another if its slowest quarter is still
# faster than the fastest quarter of the other.


def faster(one, other):
    return one.quantile(0.75) < other.quantile(0.25)


experiments.claim(
    "A13",
    "A network learns faster with tanh than with the sigmoid, which is not centred on "
    "0.",
    {
        "the initial weights are usual": faster(steps["Tanh"], steps["Sigmoid"]),
        "they are four times as large": faster(steps["Tanh", 4], steps["Sigmoid", 4]),
    },
    [
        "steps, Tanh",
        "steps, Sigmoid",
        "steps with weights × 4, Tanh",
        "steps with weights × 4, Sigmoid",
    ],
)

# %%
# The centre helps by itself, and so does the slope. Together they bring much of the
# speed of tanh, and its height adds the rest. Large initial weights make up for the
# slope: tanh loses its lead over the sigmoid, but the sigmoid that is only *centred* is
# faster than both. Both the mean and the slope matter, and larger weights can take the
# place of the slope.
