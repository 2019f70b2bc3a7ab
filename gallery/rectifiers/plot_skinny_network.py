"""
A skinny network dies
=====================

Sixteen layers of three units: such a network is deep and skinny. A signal gets through only if in every layer at least
one unit lets it pass. We start and train 40 networks at once, with ReLU and with two leaky rectifiers.
"""

# %%
# Forty networks
# --------------
#
# The task is easy: the absolute value of one number. The weights are drawn as He and others recommend for rectifiers,
# with the same 40 seeds for every activation function, and the biases start at 0. Weights have the networks as first
# dimension, so one matrix product serves them all. A network that answers with the same number everywhere has an
# error of about 0.26 at best.

from functools import partial
from itertools import pairwise

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import figures

plt.style.use("formulario.book")

networks, depth, width = 40, 16, 3
x = torch.linspace(-(3**0.5), 3**0.5, 32)[:, None].expand(networks, -1, -1)
y = x.abs()


def start(slope):
    torch.manual_seed(0)
    sizes = [1] + depth * [width] + [1]
    gain = torch.nn.init.calculate_gain("leaky_relu", slope)
    weights = [torch.randn(networks, n, m) * gain / n**0.5 for n, m in pairwise(sizes)]
    biases = [torch.zeros(networks, 1, m) for m in sizes[1:]]
    return [w.requires_grad_() for w in weights], [b.requires_grad_() for b in biases]


def run(weights, biases, activation):
    """What each layer gives to its activation function; the last entry is the output."""
    sums = [torch.baddbmm(biases[0], x, weights[0])]
    for weight, bias in zip(weights[1:], biases[1:], strict=True):
        sums.append(torch.baddbmm(bias, activation(sums[-1]), weight))
    return sums


# ReLU is the leaky rectifier with slope 0.
activations = {"ReLU": 0.0, "LeakyReLU, $a = 0.01$": 0.01, "LeakyReLU, $a = 0.25$": 0.25}

# %%
# Dead from the start
# -------------------
#
# A unit is dead if it has slope 0 for every input. We count these units before any training, layer by layer; the bars
# are standard errors over the networks. With ReLU, one unit in three is dead in the second layer already, and nine in
# ten are in the last. A leaky unit cannot die: its slope is never 0.

figure, axes = plt.subplots()
for name, slope in activations.items():
    activation = partial(F.leaky_relu, negative_slope=slope)
    *sums, _ = run(*start(slope), activation)
    dead = torch.stack([(figures.slope(activation, s) == 0).all(1).float().mean(1) for s in sums])
    axes.errorbar(range(1, depth + 1), dead.mean(1), dead.std(1) / networks**0.5, capsize=3, label=name)
axes.set(xlabel="layer", ylabel="share of dead units", ylim=(-0.05, 1.05))
axes.legend(loc="center right")
figures.describe(
    figure,
    "Share of dead units against the layer, before training. With ReLU it rises from 0 in the first layer to 0.9 "
    "in the last; with the two leaky rectifiers it is 0 everywhere.",
)
plt.show()

# %%
# Which of them learn?
# --------------------
#
# Now we train all of them for 300 steps with Adam. The lines are the medians over the networks, the bands hold the
# middle half.

figure, axes = plt.subplots()
for name, slope in activations.items():
    activation = partial(F.leaky_relu, negative_slope=slope)
    weights, biases = start(slope)
    optimiser = torch.optim.Adam(weights + biases, lr=0.01)
    errors = []
    for step in range(300):
        error = (run(weights, biases, activation)[-1] - y).square().mean((1, 2))
        optimiser.zero_grad()
        error.sum().backward()
        if step == 0:
            silent = (weights[0].grad == 0).flatten(1).all(1).float().mean()
        optimiser.step()
        errors.append(error.detach())
    errors = torch.stack(errors)
    low, middle, high = errors.quantile(torch.tensor([0.25, 0.5, 0.75]), dim=1)
    (line,) = axes.semilogy(middle, label=name)
    axes.fill_between(range(300), low, high, color=line.get_color(), alpha=0.15, linewidth=0)
    learned = (errors[-1] < 0.05).float().mean()
    print(slope, silent.item(), learned.item())
axes.set(xlabel="step of training", ylabel="squared error")
axes.legend()
figures.describe(
    figure,
    "Squared error against the step of training, on a logarithmic scale. With ReLU it stops at 0.27, the error of "
    "a constant. With slope 0.01 the median stays near it for long and the band is wide. With slope 0.25 it falls "
    "below 0.0001.",
)
plt.show()

# %%
# The printed numbers are the slope, the share of networks whose first layer gets no gradient at all, and the share
# that ends with an error below 0.05. With ReLU, 35 of the 40 networks get no gradient at the start, and only one
# learns the task. A network without a gradient can still learn a single number, the bias of its last layer, and so it
# does.
#
# A leak lets a gradient through in all 40. But a small leak is a small help: with slope 0.01 only about half of the
# networks learn in this time, for a signal that is negative in several layers comes back a hundred times smaller from
# each. With slope 0.25 nearly all of them learn. So the slope of a leaky rectifier matters, and the default is not
# always the best.
#
# Nor is a leak the only cure. Shortcuts around layers, normalisation, or simply more units in each layer also keep a
# network alive.

# sphinx_gallery_thumbnail_number = 2
