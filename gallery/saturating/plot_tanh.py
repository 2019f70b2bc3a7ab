"""
Tanh: a sigmoid around zero
===========================

The hyperbolic tangent is a sigmoid that was squeezed, stretched and moved. We draw the
two together, and then check the identity with numbers.
"""

# %%
# Two curves
# ----------
#
# Tanh is twice as high, and at 0 four times as steep. In return it runs flat sooner:
# beyond some place the sigmoid is the steeper one.

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
# One is the other
# ----------------
#
# Double the input of the sigmoid, double its output, take off 1: that is tanh. This is
# the largest difference over 100,001 numbers, in float64. Nothing is left but rounding.

x = torch.linspace(-20, 20, 100_001, dtype=torch.float64)
difference = (F.tanh(x) - (2 * F.sigmoid(2 * x) - 1)).abs()
experiments.record("largest difference", difference.max(), ".0e")

# %%
# Where the mean goes
# -------------------
#
# Inputs around 0 give outputs around 0, with tanh. With the sigmoid they give outputs
# around 1/2. These are means over 10,000 random numbers.

means = {name: [] for name in functions}
for seed in experiments.seeds(5):
    torch.manual_seed(seed)
    x = torch.randn(10_000)
    for name, function in functions.items():
        means[name].append(function(x).mean())
from_zero = torch.stack(means["Tanh"]).abs()
experiments.record("distance of the mean from 0, Tanh", from_zero, ".3f")
experiments.record("mean, Sigmoid", means["Sigmoid"], ".3f")
