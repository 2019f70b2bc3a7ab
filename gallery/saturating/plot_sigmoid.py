"""
Sigmoid: the logistic curve
===========================

The sigmoid turns any number into one between 0 and 1. How steep is it at 0, and how
much of the slope is left farther out?
"""

# %%
# The curve
# ---------
#
# The vertical axes differ: even at 0, where the curve is steepest, its slope is only a
# quarter.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures

plt.style.use("formulario.book")

figure = figures.value_and_slope(
    {"Sigmoid": F.sigmoid}, left=-8, right=8, kinks=(), same_unit=False
)
figures.describe(
    figure,
    "Two panels from -8 to 8. Above, the sigmoid climbs from 0 through one half to 1. "
    "Below, its slope is a low hill with its top of one quarter at 0, and nearly 0 "
    "beyond 5 on both sides.",
)
plt.show()

# %%
# Far from zero
# -------------
#
# Value and slope at a few numbers, in float32. At 20 the value is already rounded to 1.
# The slope keeps its digits, because the library computes it as a product that does not
# need the distance to 1.

for number in (-10, -5, 0, 5, 10, 20, 80):
    x = torch.tensor(float(number))
    experiments.record(f"value at {number}", F.sigmoid(x), ".7g")
    experiments.record(f"slope at {number}", figures.slope(F.sigmoid, x), ".2g")
