"""
Softmin: the smallest number gets the largest share
===================================================

Softmin and softmax make a distribution out of any numbers: shares that are never negative and have sum 1. We look at
both for the same numbers, and then let softmin say to which centre a point belongs.
"""

# %%
# Four numbers
# ------------
#
# Say that four routes take 1, 2, 3 and 5 hours. Softmin prefers the quickest one, softmax the slowest. Neither gives
# everything to one of them.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import figures

plt.style.use("formulario.book")

hours = torch.tensor([1.0, 2.0, 3.0, 5.0])
places = torch.arange(4)

figure, axes = plt.subplots(figsize=(6, 3.6))
for shift, hatch, (name, function) in zip(
    (-0.2, 0.2), ("", "////"), {"Softmin": F.softmin, "Softmax": F.softmax}.items(), strict=True
):
    shares = function(hours, dim=0)
    bars = axes.bar(places + shift, shares, 0.36, hatch=hatch, edgecolor="white", label=name)
    axes.bar_label(bars, [f"{share:.3f}" for share in shares], fontsize=9, padding=2)
axes.set_xticks(places, [f"{hour:.0f}" for hour in hours])
axes.grid(axis="x", visible=False)
axes.set(xlabel="number", ylabel="share", ylim=(0, 1))
axes.legend(loc="upper center")
figures.describe(
    figure,
    "For the numbers 1, 2, 3 and 5, two bars each. Softmin falls from 0.657 to 0.012; softmax rises from 0.015 to "
    "0.831.",
)
plt.show()

# %%
# Each of the two rows has sum 1. And softmin is softmax with all signs changed, to the last digit:

print(F.softmin(hours, dim=0).sum().item(), F.softmax(hours, dim=0).sum().item())
print(torch.equal(F.softmin(hours, dim=0), F.softmax(-hours, dim=0)))

# %%
# That was one example. Now 10,000 random vectors of 10 numbers each, from tiny to huge: how far from 1 is the sum of
# the shares at most, and which is the smallest share? float32 keeps about seven digits.

torch.manual_seed(0)
numbers = torch.randn(10_000, 10) * torch.logspace(-3, 3, 10_000)[:, None]
shares = F.softmin(numbers, dim=1)
print((shares.double().sum(1) - 1).abs().max().item(), shares.min().item())

# %%
# To which centre?
# ----------------
#
# Three centres lie on a line. A point belongs to all three of them, and more to the near ones: its shares are softmin
# of the squared distances. In each place the three bands together have height 1. A border is steep where the centres
# are far apart, and flat where they are close.

centres = torch.tensor([-2.0, 0.0, 3.0])
points = torch.linspace(-4, 5, 301)
shares = F.softmin((points[:, None] - centres).square(), dim=1)

figure, axes = plt.subplots(figsize=(6, 3.6))
bands = axes.stackplot(points, shares.T, edgecolor="white")
paper = {"facecolor": "white", "edgecolor": "none"}
for band, hatch, centre, place in zip(bands, ("", "////", ".."), ("−2", "0", "3"), (-3, -0.2, 4), strict=True):
    band.set_hatch(hatch)
    axes.text(place, 0.5, centre, ha="center", va="center", bbox=paper)
axes.plot(centres, [0, 0, 0], "o", color="white", markeredgecolor="black", clip_on=False)
axes.set(xlabel="point", ylabel="shares, one above the other", xlim=(-4, 5), ylim=(0, 1))
figures.describe(
    figure,
    "Three bands fill the height from 0 to 1. Left of −1 most of it is the band of the centre −2, right of 1.5 that of "
    "the centre 3, in between that of the centre 0. The border at 1.5 is steeper than the one at −1.",
)
plt.show()

# sphinx_gallery_thumbnail_number = 2
