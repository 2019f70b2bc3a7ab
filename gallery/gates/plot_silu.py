"""
SiLU: from a line to a corner
=============================

SiLU multiplies a number by its own sigmoid. Put a factor beta into the gate, and one
knob leads from a straight line to ReLU.
"""

# %%
# The knob
# --------
#
# The gate is the sigmoid of beta x. With beta near 0 the gate stays half open, and half
# of every number passes. With a large beta the gate is open or closed, and this is
# ReLU. SiLU is the case beta = 1, and 1.702 comes close to GELU.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures

plt.style.use("formulario.book")


def with_factor(beta):
    return lambda x: F.silu(beta * x) / beta


curves = {f"$β = {b}$": with_factor(b) for b in (0.1, 1, 1.702, 8)}
figure = figures.value_and_slope(curves, kinks=())
figures.describe(
    figure,
    "Two panels. Above, four curves through the origin, from almost a straight line "
    "of slope 1/2 to almost a corner. Below, their slopes, all 1/2 at the origin, "
    "from almost constant to almost a step.",
)
plt.show()

# %%
# Where is the lowest point?
# --------------------------
#
# SiLU falls before it rises. We look for the smallest value on a fine grid. It is no
# accident that its place and the value have the same digits. At the lowest point the
# slope is 0, and from this the value follows: it is x + 1.

x = torch.linspace(-3, 0, 300_001, dtype=torch.float64)
lowest = F.silu(x).argmin()
experiments.record("lowest point", x[lowest], ".4f")
experiments.record("lowest value", F.silu(x)[lowest], ".4f")
