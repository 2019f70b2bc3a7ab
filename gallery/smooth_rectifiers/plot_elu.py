"""
ELU: a floor below zero
=======================

An exponential linear unit passes positive numbers. Negative ones sink with an
exponential towards a floor, and alpha says how deep it is.
"""

# %%
# Three floors
# ------------
#
# With alpha = 1 line and curve meet without a kink. With any other alpha the slope
# jumps at 0: from 1/2 up to 1, or from 2 down to 1.

from functools import partial

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures

plt.style.use("formulario.book")

curves = {f"$α = {a}$": partial(F.elu, alpha=a) for a in (0.5, 1, 2)}
figure = figures.value_and_slope(curves)
figures.describe(
    figure,
    "Two panels. Above, three curves come up from the floors -0.5, -1 and -2, meet at "
    "the origin and continue along the diagonal. Below, their slopes grow from the "
    "left up to 0.5, 1 and 2 and are 1 on the right; only the middle one has no jump.",
)
plt.show()

# %%
# Near the floor the slope is almost 0. At -10, with alpha = 1, it is:

far_left = figures.slope(F.elu, torch.tensor(-10.0))
experiments.record("slope at minus 10", far_left, ".0e")

# %%
# Two ways to write it
# --------------------
#
# Often ELU is written as a sum: the larger of 0 and x, plus the smaller of 0 and alpha
# times (exp(x) - 1). For a positive alpha this is the same function. For a negative
# alpha it is not: the cases give a bump above zero on the left, and the sum gives 0 on
# the left and a curve that bends down on the right.


def as_a_sum(x, alpha):
    return x.clamp(min=0) + (alpha * torch.expm1(x)).clamp(max=0)


figure, axes = plt.subplots()
x = torch.linspace(-3, 1.5, 301)
for label, function in {"with cases": F.elu, "as a sum": as_a_sum}.items():
    axes.plot(x, function(x, -0.5), label=label)
axes.set(xlabel="$x$", ylabel="value for $α = -0.5$")
axes.legend()
figures.describe(
    figure,
    "ELU for alpha = -0.5, written in two ways. With cases the curve comes from 0.5 "
    "on the left, falls to 0 and rises along the diagonal. As a sum it is 0 on the "
    "left, and on the right it is below the diagonal and bends down.",
)
plt.show()

# %%
# Over this range of x, the two ways differ at most by:

for alpha in (2, -0.5):
    difference = (F.elu(x, alpha) - as_a_sum(x, alpha)).abs().max()
    experiments.record(f"largest difference, alpha {alpha}", difference, ".1f")

# sphinx_gallery_thumbnail_number = 1
