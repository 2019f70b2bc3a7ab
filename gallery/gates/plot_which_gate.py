"""
Which one learns best?
======================

A new activation function usually comes with a table in which it wins. We let six
functions learn the same task, ten times each.
"""

# %%
# Ten seeds
# ---------
#
# The task is to read the 8 by 8 digits of scikit-learn. A network has three layers of
# 32 units. It is trained with Adam on 1,200 digits, and the other 597 are the test set.
# Each seed means other initial weights and another order of the digits, so that the
# test set is another one too; it is the same for every function. The ten networks of a
# function are trained side by side.

import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from sklearn.datasets import load_digits
from torch import nn

plt.style.use("formulario.book")
seeds = experiments.seeds(10)

digits = load_digits()
orders = []
for seed in seeds:
    torch.manual_seed(seed)
    orders.append(torch.randperm(len(digits.data)))
orders = torch.stack(orders)
x = torch.tensor(digits.data, dtype=torch.float32)[orders] / 16
y = torch.tensor(digits.target)[orders]


class Network(nn.Module):
    def __init__(self, function):
        super().__init__()
        self.function = function
        self.layers = nn.ModuleList(nn.Linear(n, 32) for n in (64, 32, 32))
        self.scores = nn.Linear(32, 10)
        for layer in self.layers:
            nn.init.kaiming_normal_(layer.weight)

    def forward(self, x):
        for layer in self.layers:
            x = self.function(layer(x))
        return self.scores(x)


def learn(function, steps=120):
    """The accuracy of each network on the digits that were set aside."""
    networks = []
    for seed in seeds:
        torch.manual_seed(seed)
        networks.append(Network(function))
    networks = experiments.SideBySide(networks)
    optimiser = torch.optim.Adam(networks.parameters(), lr=0.01)
    for step in range(steps):
        batch = torch.arange(64 * step, 64 * (step + 1)) % 1_200
        scores = networks(x[:, batch])
        loss = nn.functional.cross_entropy(scores.transpose(1, 2), y[:, batch])
        optimiser.zero_grad()
        (len(seeds) * loss).backward()
        optimiser.step()
    with torch.no_grad():
        right = networks(x[:, 1_200:]).argmax(2) == y[:, 1_200:]
    return right.double().mean(1)


# %%
# The functions are those of PyTorch, which are the same up to rounding, and faster
# where many networks are trained at once. Strokes are single networks, the diamond is
# their median.

functions = {
    "ReLU": nn.functional.relu,
    "ELU": nn.functional.elu,
    "GELU": nn.functional.gelu,
    "SiLU": nn.functional.silu,
    "Mish": nn.functional.mish,
    "Hardswish": nn.functional.hardswish,
}
accuracies = {}
figure, axes = plt.subplots(figsize=(6, 3.6))
strokes = {"color": "0.45", "markersize": 9, "linestyle": "none"}
for row, (name, function) in enumerate(functions.items()):
    accuracies[name] = learn(function)
    axes.plot(accuracies[name], [row] * len(seeds), "|", **strokes)
    axes.plot(accuracies[name].quantile(0.5), row, "D", color="black", markersize=7)
    experiments.record(f"accuracy, {name}", accuracies[name], ".1%")
axes.set_yticks(range(len(functions)), list(functions))
axes.invert_yaxis()
axes.set(xlabel="accuracy")
figures.describe(
    figure,
    "Accuracy of six activation functions, ten networks each. All medians lie between "
    "{lowest median} and {highest median}, while single networks spread from "
    "{worst network} to {best network}.",
)
plt.show()

# %%
# Which function is best? We compare the six networks of each seed, which have learned
# from the same digits, and count how often each function is at the top.

found = torch.stack(list(accuracies.values()))
medians = found.quantile(0.5, dim=1)
wins = (found == found.amax(0)).sum(1)
experiments.record("lowest median", medians.min(), ".1%")
experiments.record("highest median", medians.max(), ".1%")
experiments.record("worst network", found.min(), ".1%")
experiments.record("best network", found.max(), ".1%")
apart = 100 * (medians.max() - medians.min())
experiments.record("percentage points between medians", apart, ".1f")
spread = 100 * (found.quantile(0.75, dim=1) - found.quantile(0.25, dim=1)).mean()
experiments.record("percentage points between quartiles", spread, ".1f")
experiments.record("most seeds won by one function", wins.max(), ".0f")

# %%
# Between the best and the worst median lie :value:`percentage points between medians`
# percentage points, between the quartiles of one and the same function
# :value:`percentage points between quartiles` on average. The function that wins most
# often does so with :value:`most seeds won by one function` seeds of ten. Other seeds
# lead to another order: on this task there is no winner.
#
# That does not refute the tables in which one of them wins. They are about networks a
# thousand times as large. But they are no reason to change the function before anything
# else.
