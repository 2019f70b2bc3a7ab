"""
From scores to probabilities
============================

A classifier looks at a handwritten digit and gives ten numbers. Which digit is it, and
how sure may the network be? We look at the one test digit about which it is most in
doubt.
"""

# %%
# Ten scores for each digit
# -------------------------
#
# The classifier is a single linear layer. It learns from 1,200 digits by cross-entropy,
# which makes probabilities of the scores by itself. Its outputs are scores: numbers of
# any size and any sign.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

plt.style.use("formulario.book")

digits = load_digits()
images = torch.tensor(digits.data / 16, dtype=torch.float32)
labels = torch.tensor(digits.target)

torch.manual_seed(0)
known, new = torch.randperm(len(images)).split([1200, len(images) - 1200])
network = nn.Linear(64, 10)
optimiser = torch.optim.Adam(network.parameters(), lr=0.02)
batches = DataLoader(
    TensorDataset(images[known], labels[known]), batch_size=100, shuffle=True
)
for _ in range(10):
    for x, y in batches:
        optimiser.zero_grad()
        F.cross_entropy(network(x), y).backward()
        optimiser.step()

with torch.no_grad():
    scores = network(images[new])
accuracy = (scores.argmax(1) == labels[new]).double().mean()
experiments.record("accuracy", accuracy, ".1%")

# %%
# The digit in doubt
# ------------------
#
# Softmax gives each digit ten probabilities. We take the digit whose largest
# probability is the smallest of all.

probabilities = F.softmax(scores, dim=1)
doubtful = probabilities.amax(1).argmin()
image = images[new][doubtful].view(8, 8)
first, second = probabilities[doubtful].topk(2).indices
experiments.record("first digit", first, ".0f")
experiments.record("first score", scores[doubtful, first], ".2f")
experiments.record("first probability", probabilities[doubtful, first], ".2f")
experiments.record("second digit", second, ".0f")
experiments.record("second score", scores[doubtful, second], ".2f")
experiments.record("second probability", probabilities[doubtful, second], ".2f")
experiments.record("label", labels[new][doubtful], ".0f")
experiments.record("smallest score", scores[doubtful].min(), ".2f")
experiments.record("largest probability, all digits", probabilities.amax(1), ".2f")

figure, panels = plt.subplots(1, 3, figsize=(7.2, 3.4), width_ratios=(1, 1.4, 1.4))
panels[0].imshow(image, cmap="gray_r")
panels[0].set(title="digit", xticks=[], yticks=[])
panels[0].grid(visible=False)
for axes, values, name in (
    (panels[1], scores[doubtful], "scores"),
    (panels[2], probabilities[doubtful], "probabilities"),
):
    axes.barh(range(10), values, color="C0")
    axes.axvline(0, color="0.4", linewidth=1, linestyle="-")
    axes.set(title=name, yticks=range(10))
    axes.invert_yaxis()
    axes.grid(axis="y", visible=False)
panels[2].set(xlim=(0, 1))
figures.describe(
    figure,
    "A blurred handwritten digit, its ten scores and its ten probabilities as bars. "
    "The scores have both signs. The probabilities are positive; the largest are "
    "{first probability} for {first digit} and {second probability} for "
    "{second digit}.",
)
plt.show()
