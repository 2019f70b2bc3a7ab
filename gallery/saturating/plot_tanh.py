"""
Tanh: a sigmoid around zero
===========================

The hyperbolic tangent is a sigmoid that was squeezed, stretched and moved. We draw the
two together, go from one to the other step by step, and look at their means.
"""

# %%
# Two curves
# ----------
#
# Tanh is twice as high, and at 0 four times as steep. In return it flattens sooner:
# from :value:`the sigmoid is steeper from here on` on the sigmoid is the steeper one.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures

plt.style.use("formulario.book")

functions = {"Tanh": F.tanh, "Sigmoid": F.sigmoid}
figure = figures.value_and_slope(functions, left=-5, right=5, kinks=())
figures.describe(
    figure,
    "Two panels. Above, Tanh climbs from -1 through 0 to 1, and Sigmoid from 0 through "
    "one half to 1. Below, the slope of Tanh is a hill of height 1, that of Sigmoid a "
    "flat one of height one quarter and twice the width.",
)
plt.show()

x = torch.linspace(0, 5, 501, dtype=torch.float64)
flatter = figures.slope(F.tanh, x) < figures.slope(F.sigmoid, x)
experiments.record("the sigmoid is steeper from here on", x[flatter][0], ".1f")

# %%
# From one to the other
# ---------------------
#
# Three moves make a tanh of a sigmoid. Doubling the input squeezes the curve to half
# its width, doubling the output stretches it to twice its height, and taking off 1
# moves it down until it is centred at 0.

steps = {
    r"$\sigma(x)$": F.sigmoid,
    r"$\sigma(2x)$": lambda x: F.sigmoid(2 * x),
    r"$2\sigma(2x)$": lambda x: 2 * F.sigmoid(2 * x),
    r"$2\sigma(2x) - 1$": lambda x: 2 * F.sigmoid(2 * x) - 1,
}
x = torch.linspace(-4, 4, 201, dtype=torch.float64)
figure, panels = plt.subplots(2, 2, figsize=(6, 4.4), sharex=True, sharey=True)
before = None
for axes, (name, function) in zip(panels.flat, steps.items(), strict=True):
    if before is not None:
        axes.plot(x, before, color="0.5", linestyle=":")
    before = function(x)
    axes.plot(x, before, linestyle="-", color="C0")
    axes.set_title(name)
axes.plot(x[::20], F.tanh(x[::20]), "o", color="C1")
for axes in panels[1]:
    axes.set_xlabel("$x$")
figures.describe(
    figure,
    "Four panels, each with the curve of the panel before it dotted. First the "
    "sigmoid, from 0 to 1; then the same at half the width; then at twice the height, "
    "from 0 to 2; then moved down by 1, from -1 to 1, with dots of tanh on the curve.",
)
plt.show()

# %%
# The dots are values of tanh. Over 100,001 numbers, in float64, the largest difference
# is :value:`largest difference`, which is rounding alone.

x = torch.linspace(-20, 20, 100_001, dtype=torch.float64)
difference = (F.tanh(x) - (2 * F.sigmoid(2 * x) - 1)).abs()
experiments.record("largest difference", difference.max(), ".0e")

# %%
# Where the mean goes
# -------------------
#
# With tanh, inputs around 0 give outputs around 0; with the sigmoid they give outputs
# around 1/2. These are means over 10,000 standard normal numbers.

means = {name: [] for name in functions}
for seed in experiments.seeds(5):
    torch.manual_seed(seed)
    x = torch.randn(10_000)
    for name, function in functions.items():
        means[name].append(function(x).mean())
from_zero = torch.stack(means["Tanh"]).abs()
experiments.record("distance of the mean from 0, Tanh", from_zero, ".3f")
experiments.record("mean, Sigmoid", means["Sigmoid"], ".3f")
