"""
Hardsigmoid: a sigmoid drawn with a ruler
=========================================

Three straight lines replace the sigmoid where an exponential is expensive. How far are
they from it?
"""

# %%
# Two curves
# ----------
#
# Between its kinks at -3 and 3 Hardsigmoid has slope 1/6, less than the 1/4 of the
# sigmoid at 0. Outside, its slope is 0.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures

plt.style.use("formulario.book")

functions = {"Hardsigmoid": F.hardsigmoid, "Sigmoid": F.sigmoid}
figure = figures.value_and_slope(
    functions, left=-6, right=6, kinks=(-3, 3), same_unit=False
)
figures.describe(
    figure,
    "Two panels. Above, Hardsigmoid is 0 up to -3, rises in a straight line to 1 at 3, "
    "and stays there; Sigmoid winds around it. Below, their slopes: a step of height "
    "one sixth and a hill of height one quarter.",
)
plt.show()

# %%
# The distance
# ------------
#
# The largest distance between the two, and where it lies.

x = torch.linspace(-8, 8, 16_001, dtype=torch.float64)
distance = (F.hardsigmoid(x) - F.sigmoid(x)).abs()
experiments.record("largest distance", distance.max(), ".3f")
experiments.record("where it lies", x[distance.argmax()].abs(), ".2f")
