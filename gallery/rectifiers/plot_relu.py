"""
ReLU: value and slope
=====================

A rectified linear unit lets positive numbers pass and turns negative ones into 0. We
draw the function, and below it the slope that training uses.
"""

# %%
# The curve
# ---------
#
# Automatic differentiation gives the slope: the lower panel shows what the library
# returns, not what we believe that it returns. One unit has the same length on every
# axis, so a line at 45 degrees has slope 1.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures

plt.style.use("formulario.book")

figure = figures.value_and_slope({"ReLU": F.relu})
figures.describe(
    figure,
    "Two panels. Above, ReLU is 0 for negative inputs and rises along the diagonal "
    "for positive ones. Below, its slope jumps from {slope just left of 0} to "
    "{slope just right of 0} at the origin; a full dot marks {slope at 0} there, a "
    "ring marks {slope just right of 0}.",
)
plt.show()

# %%
# The kink
# --------
#
# At 0 the two lines meet. The value has no gap there, but the slope has. The full dot
# marks what the library returns at 0 itself, the ring what it returns right beside.

beside = torch.tensor(1e-6)
left, middle, right = figures.slope(F.relu, torch.stack([-beside, 0 * beside, beside]))
experiments.record("slope just left of 0", left, ".0f")
experiments.record("slope at 0", middle, ".0f")
experiments.record("slope just right of 0", right, ".0f")

# %%
# Is this all there is to it? On a fine grid we compare the function with the positive
# part of its input, and look for places where the slope jumps.

x = torch.linspace(-3, 3, 6_001)
positive_part = torch.where(x > 0, x, 0)
jumps = figures.breaks(F.relu, -3, 3)
experiments.claim(
    "A01",
    "ReLU is the positive part of its input, with one kink, at 0.",
    torch.equal(F.relu(x), positive_part) and jumps == [0] and left == 0 and right == 1,
    ["slope just left of 0", "slope just right of 0"],
)
