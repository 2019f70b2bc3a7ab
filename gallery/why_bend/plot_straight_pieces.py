"""
How many straight pieces?
=========================

A network of ReLU units is made of straight pieces. We count them: in a network that
folds the line on purpose, and in networks whose weights were drawn at random.
"""

# %%
# Folding
# -------
#
# Two units make a tent. A tent after a tent is folded once more, and each layer doubles
# the number of pieces.

from itertools import pairwise

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from torch import nn

plt.style.use("formulario.book")


def tent(x):
    return 2 * F.relu(x) - 4 * F.relu(x - 1 / 2)


def pieces(values):
    """How many straight pieces a curve has, from its values at evenly spaced points."""
    bent = values.diff().diff().abs() > 1e-10
    return 1 + int((bent[1:] & ~bent[:-1]).sum() + bent[0])


x = torch.linspace(0, 1, 2**12 + 1, dtype=torch.float64)
y = x
figure, axes = plt.subplots(3, 1, figsize=(6, 5.4), sharex=True, sharey=True)
titles = ["2 units in one layer", "4 units in two layers", "6 units in three layers"]
for panel, title in zip(axes, titles, strict=True):
    y = tent(y)
    experiments.record(f"pieces, {title}", pieces(y), ".0f")
    panel.plot(x, y)
    panel.set_title(title)
axes[-1].set_xlabel("$x$")
figures.describe(
    figure,
    "A tent with 2 straight pieces, the tent of a tent with 4, and the tent of that "
    "with 8: a saw with four teeth.",
)
plt.show()

# %%
# Weights drawn at random
# -----------------------
#
# The same 48 units in one layer, in two, three, four and six. The weights are drawn
# with the variance of He, the biases are small random numbers. We go along a straight
# line through the plane of the inputs, and count the pieces of the output.

steps = torch.linspace(-4, 4, 100_001, dtype=torch.float64)[:, None]
line = steps * torch.tensor([0.6, 0.8], dtype=torch.float64)


def random_network(layers):
    width = 48 // layers
    parts = []
    for inputs, outputs in pairwise([2] + layers * [width]):
        layer = nn.Linear(inputs, outputs)
        nn.init.kaiming_normal_(layer.weight)
        nn.init.normal_(layer.bias, std=0.5)
        parts += [layer, F.ReLU()]
    return nn.Sequential(*parts, nn.Linear(width, 1)).double()


for layers in (1, 2, 3, 4, 6):
    counts = []
    for seed in experiments.seeds(10):
        torch.manual_seed(seed)
        with torch.no_grad():
            counts.append(pieces(random_network(layers)(line).squeeze()))
    experiments.record(f"pieces at random, depth {layers}", counts, ".0f")
