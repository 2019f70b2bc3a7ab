"""
Tanh: a sigmoid around zero
===========================

The hyperbolic tangent is a sigmoid that was stretched and moved. We draw the two together, and then check the identity
with numbers.
"""

# %%
# Two curves
# ----------
#
# Tanh is twice as high, and at 0 four times as steep. In return it runs flat sooner: beyond 1.7 the sigmoid is the
# steeper one.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import figures

plt.style.use("formulario.book")

figure = figures.value_and_slope({"Tanh": F.tanh, "Sigmoid": F.sigmoid}, left=-5, right=5, kinks=())
figures.describe(
    figure,
    "Two panels. Above, Tanh climbs from -1 through 0 to 1, and Sigmoid from 0 through one half to 1. Below, the slope "
    "of Tanh is a hill of height 1, that of Sigmoid a flat one of height one quarter and twice the width.",
)
plt.show()

# %%
# One is the other
# ----------------
#
# Double the input of the sigmoid, double its output, take off 1: that is tanh. This is the largest difference over
# 100,001 numbers, in float64. Nothing is left but rounding.

x = torch.linspace(-20, 20, 100_001, dtype=torch.float64)
print((F.tanh(x) - (2 * F.sigmoid(2 * x) - 1)).abs().max().item())

# %%
# Where the mean goes
# -------------------
#
# Inputs around 0 give outputs around 0, with tanh. With the sigmoid they give outputs around 1/2. These are means over
# 100,000 random numbers.

torch.manual_seed(0)
x = torch.randn(100_000)
print(F.tanh(x).mean().item(), F.sigmoid(x).mean().item())
