"""
What hidden units say to a digit
================================

A network learns to read handwritten digits. We look at the numbers that arrive at its
hidden units, before the activation function is applied to them.
"""

# %%
# A network that reads
# --------------------
#
# The digits of scikit-learn have 8 by 8 pixels. The network has one hidden layer of 32
# units with ReLU, and learns from 1,200 digits in 20 epochs; the other 597 are the test
# set.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

plt.style.use("formulario.book")
torch.manual_seed(experiments.seeds(1)[0])

digits = load_digits()
x = torch.tensor(digits.data, dtype=torch.float32) / 16
y = torch.tensor(digits.target)

activation = F.ReLU()
hidden = nn.Linear(64, 32)
network = nn.Sequential(hidden, activation, nn.Linear(32, 10))


def dead_units():
    """How many units have the output 0 for every digit."""
    with torch.no_grad():
        return (activation(hidden(x)) == 0).all(0).sum()


experiments.record("dead units before training", dead_units(), ".0f")

batches = DataLoader(TensorDataset(x[:1_200], y[:1_200]), batch_size=32, shuffle=True)
optimiser = torch.optim.Adam(network.parameters(), lr=0.01)
for _ in range(20):
    for images, labels in batches:
        loss = nn.functional.cross_entropy(network(images), labels)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()

with torch.no_grad():
    sums = hidden(x[1_200:])
    outputs = activation(sums)
    accuracy = (network(x[1_200:]).argmax(1) == y[1_200:]).double().mean()
experiments.record("accuracy", accuracy, ".0%")

# %%
# One digit
# ---------
#
# The first digit of the test set arrives at the 32 units as 32 weighted sums, some
# positive and some negative. Open bars are the sums, full bars the outputs: a positive
# sum passes as it is, a negative one becomes 0.

sums_of_one, outputs_of_one = sums[0], outputs[0]
figure, axes = plt.subplots(figsize=(6, 3.4))
units = range(1, 33)
axes.bar(units, sums_of_one, fill=False, edgecolor="0.5", label="weighted sum")
axes.bar(units, outputs_of_one, label="output")
axes.axhline(0, color="black", linewidth=0.8, linestyle="-")
axes.set(xlabel="hidden unit", ylabel="weighted sum and output")
axes.legend(ncols=2, loc="lower center", bbox_to_anchor=(0.5, 1))
figures.describe(
    figure,
    "Bars for 32 hidden units and one digit. For {positive sums of one digit} units "
    "the weighted sum is positive, and the output is the same; for the others the sum "
    "is negative, and the output is 0.",
)
plt.show()

experiments.record("positive sums of one digit", (sums_of_one > 0).sum(), ".0f")

# %%
# All of them
# -----------
#
# Over the whole test set, which fraction of the outputs is exactly 0? And how many of
# the units have the output 0 for every single digit, of the test set or not?

experiments.record("outputs that are 0", (outputs == 0).double().mean(), ".0%")
experiments.record("dead units", dead_units(), ".0f")

# %%
# :value:`outputs that are 0` of the outputs are 0. Before training there were
# :value:`dead units before training` units with the output 0 for every digit, now there
# are :value:`dead units`. No gradient reaches the weights of these.
