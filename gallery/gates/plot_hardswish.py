"""
Hardswish: SiLU without the exponential
=======================================

A phone has little power to spare, and the exponential costs more than a product.
Hardswish replaces the sigmoid in SiLU by three straight pieces.
"""

# %%
# The curve
# ---------
#
# Left of -3 the function is 0, right of 3 it is the identity, and in between it is a
# parabola. The slope jumps at both ends: from 0 to -1/2, and from 3/2 to 1. What the
# library returns at the kinks themselves is the slope outside.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures

plt.style.use("formulario.book")

curve = {"Hardswish": F.hardswish}
figure = figures.value_and_slope(curve, left=-5, right=5, kinks=(-3, 3))
figures.describe(
    figure,
    "Two panels. Above, Hardswish is 0 up to -3, dips slightly, and is the diagonal "
    "from 3 on. Below, its slope is 0, jumps to -1/2 at -3, climbs in a straight line "
    "to 3/2 at 3, and jumps to 1.",
)
plt.show()

# %%
# The distance from SiLU
# ----------------------
#
# The two differ most at the kinks.

x = torch.linspace(-8, 8, 801, dtype=torch.float64)
difference = F.hardswish(x) - F.silu(x)
figure, axes = plt.subplots(figsize=(6, 3.2))
axes.plot(x, difference)
axes.set(xlabel="$x$", ylabel="Hardswish − SiLU")
figures.describe(
    figure,
    "Hardswish minus SiLU from -8 to 8, symmetric around 0. It is 0 at the origin, "
    "falls a little below 0 on both sides, and rises to peaks of "
    "{largest difference from SiLU} at -3 and 3, from which it dies away.",
)
plt.show()

experiments.record("largest difference from SiLU", difference.abs().max(), ".3f")
