"""
A skinny network dies
=====================

Sixteen layers of three units: such a network is deep and skinny. A signal gets through
only if in every layer at least one unit lets it pass. We start and train 40 networks
with ReLU, and as many with each of two leaky rectifiers.
"""

# %%
# Forty networks
# --------------
#
# The task is easy: the absolute value of one number. The weights are drawn as He and
# others recommend for rectifiers, with the same 40 seeds for every activation function,
# and the biases start at 0. ReLU is the leaky rectifier with slope 0. All networks are
# trained side by side; the slope is a number that belongs to each.

from itertools import pairwise

import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from torch import nn

plt.style.use("formulario.book")
seeds = experiments.seeds(40)
depth, width, steps = 16, 3, 250


class Skinny(nn.Module):
    def __init__(self, slope):
        super().__init__()
        sizes = [1] + depth * [width] + [1]
        self.layers = nn.ModuleList(nn.Linear(n, m) for n, m in pairwise(sizes))
        for layer in self.layers:
            nn.init.kaiming_normal_(layer.weight, a=slope)
            nn.init.zeros_(layer.bias)
        self.register_buffer("slope", torch.tensor(slope))

    def forward(self, x):
        """The output, and the weighted sums of the hidden layers."""
        sums = []
        for layer in self.layers[:-1]:
            sums.append(layer(x))
            x = torch.where(sums[-1] > 0, sums[-1], self.slope * sums[-1])
        return self.layers[-1](x), torch.stack(sums)


names = {
    0.0: "ReLU",
    0.01: "LeakyReLU, $a = 0.01$",
    0.25: "LeakyReLU, $a = 0.25$",
}
networks = []
for slope in names:
    for seed in seeds:
        torch.manual_seed(seed)
        networks.append(Skinny(slope))
networks = experiments.SideBySide(networks)

x = torch.linspace(-(3**0.5), 3**0.5, 16)[:, None]
y = x.abs()
inputs = x.expand(len(names) * len(seeds), -1, -1)

# %%
# Dead from the start
# -------------------
#
# A unit is dead if it has slope 0 for every input. We count these units before any
# training, layer by layer; the bars are standard errors over the networks. A leaky unit
# cannot die: its slope is never 0.

with torch.no_grad():
    _, sums = networks(inputs)

figure, axes = plt.subplots()
dead = {}
for slope, of_kind in zip(names, sums.chunk(len(names)), strict=True):
    slopes = torch.where(of_kind > 0, 1, slope)  # by network, layer, input, unit
    counts = (slopes == 0).all(2).float().mean(2)
    dead[slope], bars = counts.mean(0), counts.std(0) / len(seeds) ** 0.5
    axes.errorbar(range(1, depth + 1), dead[slope], bars, capsize=3, label=names[slope])
axes.set(xlabel="layer", ylabel="fraction of dead units", ylim=(-0.05, 1.05))
axes.legend(loc="center right")
figures.describe(
    figure,
    "Fraction of dead units against the layer, before training. With ReLU it rises "
    "from {dead in the first layer, ReLU} in the first layer to "
    "{dead in the last layer, ReLU} in the last; with the two leaky rectifiers it is "
    "0 everywhere.",
)
plt.show()

# %%
# In numbers, for ReLU:

experiments.record("dead in the first layer, ReLU", dead[0.0][0], ".0%")
experiments.record("dead in the second layer, ReLU", dead[0.0][1], ".0%")
experiments.record("dead in the last layer, ReLU", dead[0.0][-1], ".0%")

# %%
# Which of them learn?
# --------------------
#
# Now we train all of them for 250 steps with Adam. The lines are the medians over the
# networks, the bands hold the middle half.

optimiser = torch.optim.Adam(networks.parameters(), lr=0.01)
errors = []
for step in range(steps):
    output, _ = networks(inputs)
    error = (output - y).square().mean((1, 2))  # one for each network
    optimiser.zero_grad()
    error.sum().backward()
    if step == 0:
        first_layer = next(networks.parameters()).grad
        silent = (first_layer == 0).flatten(1).all(1)
    optimiser.step()
    errors.append(error.detach())
errors = torch.stack(errors)

figure, axes = plt.subplots()
for name, of_kind in zip(names.values(), errors.chunk(len(names), 1), strict=True):
    low, middle, high = of_kind.quantile(torch.tensor([0.25, 0.5, 0.75]), dim=1)
    (line,) = axes.semilogy(middle, label=name)
    band = {"color": line.get_color(), "alpha": 0.15, "linewidth": 0}
    axes.fill_between(range(steps), low, high, **band)
axes.set(xlabel="step of training", ylabel="squared error")
axes.legend()
figures.describe(
    figure,
    "Squared error against the step of training, on a logarithmic scale. With ReLU it "
    "stops at {error at the end, ReLU}, the error of a constant. With slope 0.01 the "
    "median falls to {error at the end, slope 0.01} only, and the band is wide. With "
    "slope 0.25 it falls to {error at the end, slope 0.25}.",
)
plt.show()

# %%
# A network that answers with the same number everywhere has, at best, the first of the
# errors below. We say that a network has learned the task if its error is less than a
# fifth of that.

constant = (y - y.mean()).square().mean()
experiments.record("error of the best constant", constant, ".2f")

kinds = {0.0: "ReLU", 0.01: "slope 0.01", 0.25: "slope 0.25"}
learned, without_gradient = {}, {}
for (slope, kind), end, no_gradient in zip(
    kinds.items(), errors[-1].chunk(3), silent.chunk(3), strict=True
):
    learned[slope] = (end < constant / 5).float().mean()
    without_gradient[slope] = no_gradient.float().mean()
    experiments.record(
        f"networks without gradient, {kind}", without_gradient[slope], ".0%"
    )
    experiments.record(f"error at the end, {kind}", end, ".2g")
    experiments.record(f"networks that learn, {kind}", learned[slope], ".0%")

# %%
# Networks of one kind die if most of them get no gradient at the start, and at most a
# quarter learn; they can be trained if all get one, and at least three quarters learn.

relu_dies = without_gradient[0.0] > 0.5 and learned[0.0] <= 0.25
experiments.claim(
    "A03",
    "A deep and skinny network dies with ReLU, and can be trained with a leaky one.",
    {
        f"the negative side has slope {slope}": relu_dies
        and without_gradient[slope] == 0
        and learned[slope] >= 0.75
        for slope in (0.01, 0.25)
    },
    [
        "networks without gradient, ReLU",
        "networks that learn, ReLU",
        "networks that learn, slope 0.01",
        "networks that learn, slope 0.25",
    ],
)

# %%
# A network without a gradient can still learn a single number, the bias of its last
# layer, and so it does: this is where training with ReLU ends.
#
# A leak lets a gradient through in every network. But a small leak is a small help.
# With slope 0.01 only :value:`networks that learn, slope 0.01` of the networks learn in
# this time, for a gradient that passes several layers on the negative side becomes a
# hundred times smaller in each. With slope 0.25 it is
# :value:`networks that learn, slope 0.25` of them. So the slope of a leaky rectifier
# matters, and the default is not always the best.
#
# Nor is a leak the only cure. Skip connections, normalisation, or simply more
# units in each layer also keep a network alive.

# sphinx_gallery_thumbnail_number = 2
