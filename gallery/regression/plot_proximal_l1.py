"""
Down to the kink: proximal or subgradient
=========================================

The L1 loss has a kink where prediction and target agree. A step against the slope leaps over it; a proximal step stops
at it. We clean eight rows of a photograph in both ways.
"""

# %%
# The task
# --------
#
# How does one minimise a function with a kink? Here are eight rows of a photograph, with one pixel in ten black or
# white. We look for rows that are near to them, in the sense of L1, and smooth: neighbouring pixels shall hardly
# differ, and their squared differences are added to the loss.
#
# A *subgradient* step takes −1, 0 or 1 for the slope of L1. A *proximal* step goes down the gradient of the smooth
# part only, and leaves the kink to Softshrink, which draws each pixel to its target and stops there.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import figures
from skimage import data

plt.style.use("formulario.book")
torch.manual_seed(0)

rows = torch.tensor(data.camera()[32::64] / 255)
noise = torch.rand(rows.shape, dtype=rows.dtype)
seen = torch.where(noise < 0.1, (noise < 0.05).double(), rows)
stiffness, length = 10, 1 / 40


def gradient_of_differences(x):
    """Of half their squares, times the stiffness."""
    return -stiffness * torch.nn.functional.pad(x.diff(), (1, 1)).diff()


def proximal(x, step):
    return seen + F.softshrink(x - length * gradient_of_differences(x) - seen, lambd=length)


def subgradient(x, step):
    slope_of_loss = figures.slope(lambda x: F.l1_loss(x, seen, reduction="none"), x)
    return x - length * (gradient_of_differences(x) + slope_of_loss)


def shorter_and_shorter(x, step):
    return x + (subgradient(x, step) - x) / (step + 1) ** 0.5


def descend(method, steps):
    x, history = seen, []
    for step in range(steps):
        history.append(x)
        x = method(x, step)
    return torch.stack(history)


optimum = descend(proximal, 2000)[-1]
print(f"as seen: {(optimum == seen).double().mean():.2f}")
print(f"error left: {(optimum - rows).abs().sum() / (seen - rows).abs().sum():.2f}")

figure, axes = plt.subplots(figsize=(6, 3.4))
axes.plot(range(140, 280), seen[1, 140:280], "o", color="0.5", markersize=4, label="seen")
axes.plot(range(140, 280), optimum[1, 140:280], label="near in L1, and smooth")
axes.set(xlabel="pixel", ylabel="brightness")
axes.legend(ncols=2, loc="lower center", bbox_to_anchor=(0.5, 1))
figures.describe(
    figure,
    "Brightness along 140 pixels of one row. The dots lie on a curve that falls from 0.83 to 0.05, wavers, and rises "
    "again; some lie at 0 or at 1 instead. The line runs through the dots of the curve, and makes small bumps towards "
    "the others.",
)
plt.show()

# %%
# The way there
# -------------
#
# Four pixels out of five come out exactly as they were seen, and of the error a quarter is left. How far are the rows
# from these best ones, step by step?

figure, axes = plt.subplots()
ways = {
    "subgradient": subgradient,
    "subgradient, shorter and shorter": shorter_and_shorter,
    "proximal": proximal,
}
for name, method in ways.items():
    history = descend(method, 201)
    distance = (history - optimum).norm(dim=2)
    low, middle, high = distance.quantile(torch.tensor([0.25, 0.5, 0.75], dtype=rows.dtype), dim=1)
    (line,) = axes.semilogy(middle, label=name)
    axes.fill_between(range(201), low, high, color=line.get_color(), alpha=0.15, linewidth=0)
    print(f"{name:33} distance {middle[-1]:.1e}, pixels as seen {(history[-1] == seen).sum()} of {seen.numel()}")
axes.set(xlabel="step", ylabel="distance from the best rows")
axes.legend(loc="lower left")
figures.describe(
    figure,
    "The distance from the best rows over 200 steps, on a logarithmic scale. Subgradient steps stay at 0.5; shorter "
    "and shorter ones come down to 0.1. Proximal steps fall steadily to 0.000006.",
)
plt.show()

# %%
# The subgradient steps leap over the kinks, for ever. Shorter steps come nearer, but slowly, and after 200 of them not
# one pixel is exactly as it was seen. Proximal steps stop at a kink, and what is left is a smooth problem.
