"""
ReLU6: a rectifier with a ceiling
=================================

ReLU6 keeps numbers between 0 and 6 and cuts off what lies outside. We draw its two
kinks, and then train networks with other ceilings to see whether 6 is special.
"""

# %%
# Two kinks
# ---------
#
# A full dot marks what the library returns at a kink itself, a ring what it returns
# right beside it. At both kinks the slope is that of the flat side.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from sklearn.datasets import load_digits
from torch import nn

plt.style.use("formulario.book")

figure = figures.value_and_slope({"ReLU6": F.relu6}, left=-3, right=9, kinks=(0, 6))
figures.describe(
    figure,
    "Two panels. Above, ReLU6 is 0 for negative inputs, rises along the diagonal to 6 "
    "and stays there. Below, its slope is 1 between 0 and 6 and 0 elsewhere; full dots "
    "at 0 and 6 mark 0, rings mark 1.",
)
plt.show()

kinks = figures.breaks(F.relu6, -50, 50)
experiments.record("kinks", len(kinks), ".0f")

# %%
# Other ceilings
# --------------
#
# We train networks with two hidden layers of 32 units to read handwritten digits, and
# vary the ceiling. The last one, infinity, is plain ReLU. Each ceiling is tried with
# ten seeds, and each seed keeps back another half of the 1,797 digits as its test set.

digits = load_digits()
images = torch.tensor(digits.data, dtype=torch.float32)
images = (images - images.mean()) / images.std()
labels = torch.tensor(digits.target)

ceilings = [0.1, 0.3, 1, 2, 3, 6, 12, torch.inf]
seeds = experiments.seeds(10)


class Network(nn.Module):
    def __init__(self, ceiling):
        super().__init__()
        self.register_buffer("ceiling", torch.tensor(float(ceiling)))
        sizes = [(64, 32), (32, 32), (32, 10)]
        self.layers = nn.ModuleList(nn.Linear(*size) for size in sizes)
        for layer in self.layers:
            nn.init.kaiming_normal_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = F.relu(layer(x)).minimum(self.ceiling)
        return self.layers[-1](x)


def start(ceiling, seed):
    """A network, and the order of its digits: 900 to learn from, the others to test."""
    torch.manual_seed(seed)
    return Network(ceiling), torch.randperm(len(labels))


# %%
# All the networks learn side by side, each by itself, in eight epochs.

starts = [start(ceiling, seed) for ceiling in ceilings for seed in seeds]
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
errors = dict(zip(ceilings, wrong.float().mean(1).split(len(seeds)), strict=True))
for ceiling in ceilings[:-1]:
    experiments.record(f"error, ceiling {ceiling}", errors[ceiling], ".1%")
experiments.record("error, no ceiling", errors[torch.inf], ".1%")

figure, axes = plt.subplots(figsize=(6, 3.4))
runs = 100 * torch.stack(list(errors.values()))
low, middle, high = runs.quantile(torch.tensor([0.25, 0.5, 0.75]), dim=1)
places = range(len(ceilings))
axes.errorbar(places, middle, [middle - low, high - middle], fmt="o", capsize=3)
axes.set_xticks(places, [*map(str, ceilings[:-1]), "∞"])
axes.set(xlabel="ceiling", ylabel="test error (%)", ylim=(0, None))
figures.describe(
    figure,
    "Test error against the ceiling, from 0.1 to 12 and without a ceiling. It falls "
    "from {error, ceiling 0.1} at 0.1 to {error, ceiling 2} at 2 and is flat from "
    "there on; at 6 it is {error, ceiling 6}, without a ceiling {error, no ceiling}.",
)
plt.show()

# %%
# For each seed, the networks of all ceilings have the same initial weights and see the
# same digits. We would call 6 special if the networks with this ceiling made fewer
# mistakes than those with 3, with 12 or without a ceiling, for at least nine of the ten
# seeds.

beaten = [(errors[6] < errors[other]).sum().item() >= 9 for other in (3, 12, torch.inf)]
experiments.claim(
    "A11",
    "ReLU6 saturates at 6, and there is nothing special in 6: networks learn as well "
    "with half of it, with its double, and without a ceiling.",
    kinks == [0, 6] and not any(beaten),
    [
        "error, ceiling 3",
        "error, ceiling 6",
        "error, ceiling 12",
        "error, no ceiling",
    ],
)

# %%
# From 3 upwards the medians differ no more than the seeds do. Below 1 the error rises:
# many units are at the ceiling, and there they get no gradient.

# %%
# Inputs of the wrong size
# ------------------------
#
# What if the digits come as pixels from 0 to 255? We count the outputs of a first layer
# that lie at either end, before any training.

seen = digits.data / digits.data.max()
at_ceiling, at_zero = [], []
for seed in seeds:
    torch.manual_seed(seed)
    layer = nn.Linear(64, 32)
    nn.init.kaiming_normal_(layer.weight)
    with torch.no_grad():
        units = F.relu6(layer(torch.tensor(255 * seen, dtype=torch.float32)))
    at_ceiling.append((units == 6).float().mean())
    at_zero.append((units == 0).float().mean())
experiments.record("units at the ceiling, pixels to 255", at_ceiling, ".0%")
experiments.record("units at 0, pixels to 255", at_zero, ".0%")
