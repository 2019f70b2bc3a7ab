"""
Down to the kink: proximal or subgradient
=========================================

The L1 loss has a kink where prediction and target agree. A step against the derivative
leaps over it; a proximal step stops at it. We clean eight rows of a photograph in both
ways.
"""

# %%
# The task
# --------
#
# Here are eight rows of a photograph, with one pixel in ten made black or white at
# random, five times over. We look for rows that are near to them, in the sense of L1,
# and smooth: neighbouring pixels should hardly differ, so their squared differences are
# added to the loss. The sum has to be minimised, and it has a kink in each pixel.
#
# A *subgradient* step takes −1, 0 or 1 for the derivative of L1. A *proximal* step goes
# down the gradient of the smooth part only, and leaves the kink to Softshrink, which
# draws each pixel to its target and stops there.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from skimage import data

plt.style.use("formulario.book")

rows = torch.tensor(data.camera()[32::64] / 255)
noise = []
for seed in experiments.seeds(5):
    torch.manual_seed(seed)
    noise.append(torch.rand(rows.shape, dtype=rows.dtype))
noise = torch.stack(noise)
seen = torch.where(noise < 0.1, (noise < 0.05).double(), rows)
stiffness, length = 10, 1 / 40


def gradient_of_differences(x):
    """Of half their squares, times the stiffness."""
    return -stiffness * torch.nn.functional.pad(x.diff(), (1, 1)).diff()


def proximal(x, step):
    return seen + F.softshrink(
        x - length * gradient_of_differences(x) - seen, lambd=length
    )


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


optimum = descend(proximal, 1000)[-1]
error_left = (optimum - rows).abs().sum((1, 2)) / (seen - rows).abs().sum((1, 2))
as_seen = (optimum == seen).double().mean((1, 2))
experiments.record("pixels as seen, best rows", as_seen, ".0%")
experiments.record("error left", error_left, ".0%")

figure, axes = plt.subplots(figsize=(6, 3.4))
axes.plot(
    range(140, 280), seen[0, 1, 140:280], "o", color="0.5", markersize=4, label="seen"
)
axes.plot(range(140, 280), optimum[0, 1, 140:280], label="near in L1, and smooth")
axes.set(xlabel="pixel", ylabel="brightness")
axes.legend(ncols=2, loc="lower center", bbox_to_anchor=(0.5, 1))
figures.describe(
    figure,
    "Brightness along 140 pixels of one row. The dots lie on a curve that falls from "
    "bright to dark, wavers, and rises again; some lie at 0 or at 1 instead. The line "
    "runs through the dots of the curve, and makes small bumps towards the others.",
)
plt.show()

# %%
# The way there
# -------------
#
# :value:`pixels as seen, best rows` of the pixels come out exactly as they were seen,
# and of the error :value:`error left` is left. How far are the rows from these best
# ones, step by step?

figure, axes = plt.subplots()
ways = {
    "subgradient": subgradient,
    "subgradient, shorter and shorter": shorter_and_shorter,
    "proximal": proximal,
}
for name, method in ways.items():
    history = descend(method, 201)
    distance = (history - optimum).norm(dim=3).flatten(1)
    low, middle, high = distance.quantile(
        torch.tensor([0.25, 0.5, 0.75], dtype=rows.dtype), dim=1
    )
    (line,) = axes.semilogy(middle, label=name)
    axes.fill_between(
        range(201), low, high, color=line.get_color(), alpha=0.15, linewidth=0
    )
    exact = (history[-1] == seen).double().mean((1, 2))
    experiments.record(f"distance, {name}", distance[-1], ".1g")
    experiments.record(f"pixels as seen, {name}", exact, ".0%")
axes.set(xlabel="step", ylabel="distance from the best rows")
axes.legend(loc="lower left")
figures.describe(
    figure,
    "The distance from the best rows over 200 steps, on a logarithmic scale. "
    "Subgradient steps stay at {distance, subgradient}; shorter and shorter ones come "
    "down to {distance, subgradient, shorter and shorter}. Proximal steps fall "
    "steadily to {distance, proximal}.",
)
plt.show()

# %%
# Subgradient steps of a fixed length leap over the kinks for ever. Shorter and shorter
# steps come nearer, but slowly, and after 200 of them :value:`pixels as seen,
# subgradient, shorter and shorter` of the pixels are exactly as they were seen. With
# proximal steps it is :value:`pixels as seen, proximal`: they stop at a kink, and what
# is left is a smooth problem.
