"""
PReLU: the slope is learned
===========================

A parametric rectifier treats its negative slope as a weight: it has a gradient, and an optimiser moves it. Does it find
the right one?
"""

# %%
# From 0.25 to the slope of the data
# ----------------------------------
#
# We make data with a slope that we know, add noise, and let gradient descent look for the slope. It always starts at
# 0.25. Four slopes are tried, each with five sets of data. One of them is 1, a straight line, and one is -1, which
# turns the rectifier into the absolute value.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import figures

plt.style.use("formulario.book")


def learn(layer, x, y, steps=60):
    """Slopes of the layer at each step of gradient descent on the squared error."""
    path = [layer.weight.detach().clone()]
    optimiser = torch.optim.SGD(layer.parameters(), lr=0.1 * layer.num_parameters)
    for _ in range(steps):
        optimiser.zero_grad()
        torch.nn.functional.mse_loss(layer(x), y).backward()
        optimiser.step()
        path.append(layer.weight.detach().clone())
    return torch.stack(path)


figure, axes = plt.subplots()
for slope in (1.0, 0.5, 0.0, -1.0):
    (line,) = axes.plot([], [], label=f"${slope}$")
    for seed in range(5):
        torch.manual_seed(seed)
        x = torch.randn(1_000)
        y = F.leaky_relu(x, slope) + 0.3 * torch.randn(1_000)
        path = learn(F.PReLU(), x, y)
        axes.plot(path, color=line.get_color(), linestyle=line.get_linestyle(), linewidth=1)
    print(slope, path[-1].item())
axes.set(xlabel="step of gradient descent", ylabel="learned slope")
axes.legend(title="slope of the data", loc="lower right", bbox_to_anchor=(1, 0.08))
figures.describe(
    figure,
    "Learned slope against the step of training. All runs start at 0.25 and settle at the slope that made their "
    "data: 1, 0.5, 0 or -1. The five runs for each slope lie almost on top of one another.",
)
plt.show()

# %%
# One slope, three, or twelve?
# ----------------------------
#
# A layer of twelve units, in three channels of four, may share one slope, have one for each channel, or one for each
# unit. PReLU takes dimension 1 of its input as the channels. So we get a slope for each unit if we flatten each
# example first, and each unit becomes a channel.
#
# In our data the three channels have the slopes -0.5, 0.2 and 0.8, and each unit differs from its channel a little.

channel_slopes = torch.tensor([[-0.5], [0.2], [0.8]])
offsets = torch.tensor([-0.15, -0.05, 0.05, 0.15])
true_slopes = channel_slopes + offsets

figure, axes = plt.subplots()
axes.plot(true_slopes.flatten(), "o", color="black", markerfacecolor="none", markersize=11, label="slope of the data")
sharings = {"one for the layer": (1, "s"), "one for each channel": (3, "D"), "one for each unit": (12, ".")}
for label, (count, marker) in sharings.items():
    runs = []
    for seed in range(5):
        torch.manual_seed(seed)
        x = torch.randn(500, 3, 4)
        y = torch.where(x > 0, x, true_slopes * x) + 0.3 * torch.randn(500, 3, 4)
        if count == 12:
            x, y = x.flatten(1), y.flatten(1)
        runs.append(learn(F.PReLU(count), x, y)[-1])
    slopes = torch.stack(runs).repeat_interleave(12 // count, dim=1)
    mean, spread = slopes.mean(0), slopes.std(0)
    axes.errorbar(range(12), mean, spread, linestyle="none", marker=marker, capsize=3, label=label)
    print(count, spread.mean().item(), (mean - true_slopes.flatten()).square().mean().sqrt().item())
axes.set(xlabel="unit", ylabel="slope", xticks=range(12))
axes.legend()
figures.describe(
    figure,
    "Slopes of twelve units. Rings are the slopes of the data. With one slope for the layer all twelve get the "
    "mean; with one for each channel they follow in three steps of four units; with one for each unit they meet "
    "the rings.",
)
plt.show()

# %%
# The more slopes, the closer. The printed numbers are the number of slopes, their spread over the five sets of data,
# and the distance of their mean from the truth. The spread is smallest with three. A single slope is a compromise
# between unlike channels, and each set of data strikes it elsewhere. A slope of its own for each unit is right on
# average, but has only a quarter of a channel's numbers to learn from.
