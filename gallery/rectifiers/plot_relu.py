"""
ReLU: value and slope
=====================

A rectified linear unit lets positive numbers pass and turns negative ones into 0. We draw the function, and below it
the slope that training uses.
"""

# %%
# The curve
# ---------
#
# Automatic differentiation gives the slope: the lower panel shows what the library returns, not what we believe that
# it returns. One unit has the same length on every axis, so a line at 45 degrees has slope 1.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import figures

plt.style.use("formulario.book")

figure = figures.value_and_slope({"ReLU": F.relu})
figures.describe(
    figure,
    "Two panels. Above, ReLU is 0 for negative inputs and rises along the diagonal for positive ones. Below, its "
    "slope jumps from 0 to 1 at the origin; a full dot marks 0 there, a ring marks 1.",
)
plt.show()

# %%
# The kink
# --------
#
# At 0 the two lines meet. The value has no gap there, but the slope has: it is 0 on the left and 1 on the right. The
# full dot marks what the library returns at 0 itself, the ring what it returns right beside.
#
# Here are the slopes just left of 0, at 0 and just right of it.

print(figures.slope(F.relu, torch.tensor([-0.001, 0.0, 0.001])))
