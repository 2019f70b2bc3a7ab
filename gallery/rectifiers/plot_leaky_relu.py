"""
Leaky ReLU: the slope on the left
=================================

A leaky rectifier multiplies negative numbers by a constant. What does this constant do
to the curve, and to the slope that training sees?
"""

# %%
# Four slopes
# -----------
#
# The first slope is the default, 0.01: on this scale it can hardly be told from ReLU.
# With 1 there is no kink left, and with a negative slope the function falls before it
# rises.

from functools import partial

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures

plt.style.use("formulario.book")

curves = {
    f"$a = {a}$": partial(F.leaky_relu, negative_slope=a) for a in (0.01, 0.25, 1, -0.5)
}
figure = figures.value_and_slope(curves)
figures.describe(
    figure,
    "Two panels. Above, four lines with slopes 0.01, 0.25, 1 and -0.5 for negative "
    "inputs all continue along the diagonal for positive ones. Below, each slope is "
    "constant on the left and 1 on the right.",
)
plt.show()

# %%
# Small is not zero
# -----------------
#
# A slope of 0.01 looks like nothing, and yet it decides whether a gradient comes back.
# We send the gradient at -1 back through three rectifiers in a row. ReLU stops it. The
# leaky one lets it through, and makes it a hundred times smaller at each of them.


def gradient(layers):
    x = torch.tensor(-1.0, requires_grad=True)
    layers(x).backward()
    return x.grad


relu = torch.nn.Sequential(F.ReLU(), F.ReLU(), F.ReLU())
leaky = torch.nn.Sequential(F.LeakyReLU(), F.LeakyReLU(), F.LeakyReLU())
experiments.record("gradient through three ReLUs", gradient(relu), ".0f")
experiments.record("gradient through three leaky ReLUs", gradient(leaky), ".0e")
