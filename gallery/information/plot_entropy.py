"""
Entropy: how uncertain an outcome is
====================================

A coin that always falls on the same side surprises nobody, and a fair one has the most
uncertain outcome of all. Entropy is the surprise to be expected. We draw it for two and
for three outcomes, and then ask a classifier that reads digits how unsure it is.
"""

# %%
# Two outcomes
# ------------
#
# The probabilities are :math:`p` and :math:`1 - p`. The curve is 0 at both ends and
# highest in the middle, at log 2. At the ends its slope is infinite, so that a little
# doubt already has a noticeable entropy.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from sklearn.datasets import load_digits
from torch import nn

plt.style.use("formulario.book")

p = torch.linspace(0, 1, 401, dtype=torch.float64)
figure, axes = plt.subplots(figsize=(6, 4.2))
axes.plot(p, F.entropy(torch.stack([p, 1 - p], dim=-1)), label="entropy")
axes.plot(p[1:], -p[1:].log(), label="surprise at an outcome of probability $p$")
axes.plot(0.5, torch.tensor(2.0).log(), "o", color="0.3")
axes.set(xlabel="probability $p$", ylabel="nats", ylim=(-0.1, 3))
axes.legend()
figures.describe(
    figure,
    "Two curves against the probability p. Entropy is an arch from 0 to 0, with its "
    "top 0.69 at one half. The surprise at an outcome falls from beyond 3 on the left "
    "to 0 on the right.",
)
plt.show()

# %%
# Three outcomes
# --------------
#
# Three probabilities with sum 1 are a point of a triangle. In a corner one outcome is
# certain, and in the middle all are equally likely. The lines join points of the same
# entropy, which is largest in the middle, at log 3.

corners = torch.tensor([[0, 0], [1, 0], [0.5, 0.75**0.5]], dtype=torch.float64)
grid = torch.cartesian_prod(torch.arange(101), torch.arange(101))
grid = grid[grid.sum(1) <= 100]
grid = torch.cat([grid, 100 - grid.sum(1, keepdim=True)], dim=1)
probabilities = grid.double() / 100
places = probabilities @ corners

figure, axes = plt.subplots(figsize=(6, 4.6))
look = {"colors": "#1f7a8c", "linestyles": "-"}
levels = [0.2, 0.4, 0.6, 0.8, 1]
lines = axes.tricontour(*places.T, F.entropy(probabilities), levels=levels, **look)
labels = [(0.5, height) for height in (0.77, 0.71, 0.61, 0.47)]
axes.clabel(lines, manual=labels, fontsize=11, inline_spacing=2)
axes.plot(*corners[[0, 1, 2, 0]].T, color="0.3", linestyle="-", linewidth=1.2)
axes.plot(*corners.mean(0), "o", color="0.3")
names = {"1, 0, 0": -14, "0, 1, 0": -14, "0, 0, 1": 8}
middle = {"ha": "center", "va": "center"}
for corner, (text, up) in zip(corners, names.items(), strict=True):
    axes.annotate(text, corner, (0, up), textcoords="offset points", **middle)
axes.set(aspect="equal")
axes.axis("off")
figures.describe(
    figure,
    "A triangle with the corners 1, 0, 0 and 0, 1, 0 and 0, 0, 1. Lines of equal "
    "entropy, from 0.2 to 1, lie around its middle. The inner one is nearly round; "
    "the outer ones follow the sides and cut off the corners.",
)
plt.show()

print(F.entropy(torch.full((3,), 1 / 3)))

# %%
# What a network does not know
# ----------------------------
#
# A linear classifier learns from 300 handwritten digits and gives probabilities for
# 1,490 others. We sort these by the entropy of their probabilities, from the surest to
# the least sure, and divide them into ten groups. How many in each group are misread?
# There are ten random splits; the bar is the median, and the line goes from the first
# to the third quartile.

digits = load_digits()
images = torch.tensor(digits.data / 16, dtype=torch.float32)
labels = torch.tensor(digits.target)
order, classifiers = [], []
for seed in experiments.seeds(10):
    torch.manual_seed(seed)
    order.append(torch.randperm(len(images)))
    classifiers.append(nn.Linear(64, 10))
order = torch.stack(order)
train, test = order[:, :300], order[:, 300:1790]

classifiers = experiments.SideBySide(classifiers)
optimizer = torch.optim.Adam(classifiers.parameters(), lr=0.1)
for _ in range(60):
    optimizer.zero_grad()
    scores = classifiers(images[train])
    F.cross_entropy(scores.flatten(0, 1), labels[train].flatten()).backward()
    optimizer.step()

probabilities = F.softmax(classifiers(images[test]).detach(), dim=-1)
entropy = F.entropy(probabilities)
wrong = (probabilities.argmax(-1) != labels[test]).float()
groups = wrong.gather(1, entropy.argsort(-1)).view(10, 10, 149)
for group in (7, 8, 9, 10):
    of_group = groups[:, group - 1].mean(-1)
    experiments.record(f"wrong in group {group}", of_group, ".0%")
experiments.record("wrong in all", wrong.mean(1), ".1%")
in_last = groups[:, -1].sum(-1) / wrong.sum(-1)
experiments.record("mistakes that are in group 10", in_last, ".0%")

figure, axes = plt.subplots(figsize=(6, 3.6))
quartiles = torch.tensor([0.25, 0.5, 0.75])
low, middle, high = groups.mean(-1).quantile(quartiles, dim=0)
reach = [middle - low, high - middle]
axes.bar(range(1, 11), middle, yerr=reach, capsize=3, ecolor="0.4")
axes.set_xticks(range(1, 11))
axes.grid(axis="x", visible=False)
axes.set(xlabel="group, from the least to the largest entropy")
axes.set(ylabel="fraction misread")
figures.describe(
    figure,
    "Ten bars. In the first groups hardly any digit is misread, in the seventh "
    "{wrong in group 7}, in the eighth {wrong in group 8}, in the ninth "
    "{wrong in group 9}, in the tenth, that of the largest entropy, "
    "{wrong in group 10}.",
)
plt.show()

# %%
# Nearly all mistakes are among the digits whose entropy is large. If a person reads the
# last tenth, :value:`mistakes that are in group 10` of all mistakes can be corrected.
# No label is needed to find them, since entropy is computed from probabilities alone.

# sphinx_gallery_thumbnail_number = 3
