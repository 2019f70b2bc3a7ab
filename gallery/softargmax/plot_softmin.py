"""
Softmin: the smallest number gets the largest probability
=========================================================

Softmin and softmax make a distribution out of any numbers: probabilities, never
negative and with sum 1. We look at both for the same numbers, and then let softmin say
to which centre a point belongs.
"""

# %%
# Four numbers
# ------------
#
# Say that four routes take 1, 2, 3 and 5 hours. Softmin prefers the quickest one,
# softmax the slowest. Neither gives everything to one of them.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures

plt.style.use("formulario.book")

hours = torch.tensor([1.0, 2.0, 3.0, 5.0])
places = torch.arange(4)

figure, axes = plt.subplots(figsize=(6, 3.6))
functions = {"Softmin": F.softmin, "Softmax": F.softmax}
bars = zip((-0.2, 0.2), ("", "////"), functions.items(), strict=True)
for shift, hatch, (name, function) in bars:
    p = function(hours, dim=0)
    drawn = axes.bar(
        places + shift, p, 0.36, hatch=hatch, edgecolor="white", label=name
    )
    axes.bar_label(drawn, [f"{height:.3f}" for height in p], fontsize=9, padding=2)
    experiments.record(f"first of four, {name}", p[0], ".3f")
    experiments.record(f"last of four, {name}", p[-1], ".3f")
axes.set_xticks(places, [f"{hour:.0f}" for hour in hours])
axes.grid(axis="x", visible=False)
axes.set(xlabel="number", ylabel="probability", ylim=(0, 1))
axes.legend(loc="upper center")
figures.describe(
    figure,
    "For the numbers 1, 2, 3 and 5, two bars each. Softmin falls from "
    "{first of four, Softmin} to {last of four, Softmin}; softmax rises from "
    "{first of four, Softmax} to {last of four, Softmax}.",
)
plt.show()

# %%
# That was one example. Now random vectors of 10 numbers each, from tiny to huge: how
# far from 1 is the sum at most, and which is the smallest probability? float32 keeps
# about seven digits. And is softmin the softmax of the same numbers with all signs
# changed, to the last digit?

from_one, smallest, same = [], [], []
for seed in experiments.seeds(5):
    torch.manual_seed(seed)
    numbers = torch.randn(2_000, 10) * torch.logspace(-3, 3, 2_000)[:, None]
    p = F.softmin(numbers, dim=1)
    from_one.append((p.double().sum(1) - 1).abs().max())
    smallest.append(p.min())
    same.append(torch.equal(p, F.softmax(-numbers, dim=1)))
experiments.record("sum, farthest from 1", from_one, ".0e")
experiments.record("smallest probability", smallest, ".1g")

experiments.claim(
    "A21",
    "Softmin makes a distribution of any numbers, and it is the softmax of their "
    "opposites.",
    max(from_one).item() < 1e-6 and min(smallest).item() >= 0 and all(same),
    ["sum, farthest from 1", "smallest probability"],
)

# %%
# To which centre?
# ----------------
#
# Three centres lie on a line. A point belongs to all three of them, and more to the
# near ones: softmin of the squared distances gives the probabilities. In each place the
# three bands together have height 1. A border is steep where the centres are far apart,
# and flat where they are close.

centres = torch.tensor([-2.0, 0.0, 3.0])
points = torch.linspace(-4, 5, 301)
p = F.softmin((points[:, None] - centres).square(), dim=1)

figure, axes = plt.subplots(figsize=(6, 3.6))
bands = axes.stackplot(points, p.T, edgecolor="white")
paper = {"facecolor": "white", "edgecolor": "none"}
looks = zip(("", "////", ".."), ("−2", "0", "3"), (-3, -0.2, 4), strict=True)
for band, (hatch, centre, place) in zip(bands, looks, strict=True):
    band.set_hatch(hatch)
    axes.text(place, 0.5, centre, ha="center", va="center", bbox=paper)
axes.plot(
    centres, [0, 0, 0], "o", color="white", markeredgecolor="black", clip_on=False
)
axes.set(xlabel="point", ylabel="probabilities, stacked")
axes.set(xlim=(-4, 5), ylim=(0, 1))
figures.describe(
    figure,
    "Three bands fill the height from 0 to 1. Left of −1 most of it is the band of the "
    "centre −2, right of 1.5 that of the centre 3, in between that of the centre 0. "
    "The border at 1.5 is steeper than the one at −1.",
)
plt.show()

# sphinx_gallery_thumbnail_number = 2
