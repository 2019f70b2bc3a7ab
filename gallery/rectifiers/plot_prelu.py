"""
PReLU: the slope is learned
===========================

A parametric rectifier treats the slope of its negative side as a weight: it has a
gradient, and an optimiser moves it. Does it find the right one?
"""

# %%
# From 0.25 to the slope of the data
# ----------------------------------
#
# We make data with a slope that we know, add noise, and let gradient descent look for
# the slope. It always starts at 0.25. Four slopes are tried, each with five sets of
# data. One of them is 1, a straight line, and one is -1, which turns the rectifier into
# the absolute value.
#
# Each set of data has a rectifier of its own.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures

plt.style.use("formulario.book")
seeds = experiments.seeds(5)


def data(slope, *shape):
    """Inputs and noisy outputs for each seed."""
    sets = []
    for seed in seeds:
        torch.manual_seed(seed)
        x = torch.randn(*shape)
        sets.append((x, torch.where(x > 0, x, slope * x) + 0.3 * torch.randn(*shape)))
    return sets


def learn(sets, count=1, steps=60):
    """The slopes by step of gradient descent and set of data."""
    paths = []
    for x, y in sets:
        layer = F.PReLU(count)
        optimiser = torch.optim.SGD(layer.parameters(), lr=0.1 * count)
        path = [layer.weight.detach().clone()]
        for _ in range(steps):
            loss = torch.nn.functional.mse_loss(layer(x), y)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            path.append(layer.weight.detach().clone())
        paths.append(torch.stack(path))
    return torch.stack(paths, 1)


figure, axes = plt.subplots()
found = []
for slope in (1.0, 0.5, 0.0, -1.0):
    path = learn(data(slope, 1_000)).squeeze(2)
    (line,) = axes.plot(path[:, 0], linewidth=1, label=f"${slope}$")
    style = {"color": line.get_color(), "linestyle": line.get_linestyle()}
    axes.plot(path[:, 1:], **style, linewidth=1)
    experiments.record(f"learned slope for {slope:g}", path[-1], ".2f")
    found.append((path[-1] - slope).abs())
axes.set(xlabel="step of gradient descent", ylabel="learned slope")
axes.legend(title="slope of the data", loc="lower right", bbox_to_anchor=(1, 0.08))
figures.describe(
    figure,
    "Learned slope against the step of training. All runs start at 0.25 and settle "
    "near the slope that made their data: 1, 0.5, 0 or -1. The five runs for each "
    "slope lie almost on top of one another.",
)
plt.show()

# %%
# A run has found the slope if it ends within 0.1 of it.

experiments.record(
    "largest distance from the slope of the data", torch.cat(found).max(), ".2f"
)
experiments.claim(
    "A04",
    "Gradient descent learns the slope of PReLU from the data.",
    bool((torch.cat(found) < 0.1).all()),
    ["learned slope for -1", "largest distance from the slope of the data"],
)

# %%
# One slope, three, or twelve?
# ----------------------------
#
# A layer of twelve units, in three channels of four, may have a single slope, one for
# each channel, or one for each unit. PReLU takes dimension 1 of its input as the
# channels. So we get a slope for each unit if we flatten each example first, and each
# unit becomes a channel.
#
# In our data the three channels have the slopes -0.5, 0.2 and 0.8, and each unit
# differs from its channel a little.

channel_slopes = torch.tensor([[-0.5], [0.2], [0.8]])
true_slopes = channel_slopes + torch.tensor([-0.15, -0.05, 0.05, 0.15])
sets = data(true_slopes, 500, 3, 4)

figure, axes = plt.subplots()
ring = {"color": "black", "markerfacecolor": "none", "markersize": 11}
axes.plot(true_slopes.flatten(), "o", **ring, label="slope of the data")
sharings = {
    "one for the layer": (1, "s"),
    "one for each channel": (3, "D"),
    "one for each unit": (12, "."),
}
for label, (count, marker) in sharings.items():
    if count == 12:
        sets = [(x.flatten(1), y.flatten(1)) for x, y in sets]
    slopes = learn(sets, count)[-1].repeat_interleave(12 // count, dim=1)
    mean, spread = slopes.mean(0), slopes.std(0)
    style = {"linestyle": "none", "marker": marker, "capsize": 3}
    axes.errorbar(range(12), mean, spread, **style, label=label)
    off = (mean - true_slopes.flatten()).square().mean().sqrt()
    experiments.record(f"spread over the sets of data, {label}", spread.mean(), ".3f")
    experiments.record(f"distance from the data, {label}", off, ".3f")
axes.set(xlabel="unit", ylabel="slope", xticks=range(12))
axes.legend()
figures.describe(
    figure,
    "Slopes of twelve units. Rings are the slopes of the data. With one slope for the "
    "layer all twelve get the same; with one for each channel they follow in three "
    "steps of four units; with one for each unit they meet the rings.",
)
plt.show()

# %%
# The more slopes, the closer: the mean of the runs is off by
# :value:`distance from the data, one for the layer` with a single slope, by
# :value:`distance from the data, one for each channel` with three, and by
# :value:`distance from the data, one for each unit` with twelve. A slope of its own for
# each unit is right on average, but has only a quarter of a channel's numbers to learn
# from, so its spread over the sets of data is larger,
# :value:`spread over the sets of data, one for each unit` against
# :value:`spread over the sets of data, one for each channel`. A single slope is a
# compromise between unlike channels, and comes out elsewhere for each set of data.
