"""
GLU: a gate that another number opens
=====================================

A gated linear unit takes two numbers, of which the second opens or closes the gate for
the first.
"""

# %%
# A line for each gate
# --------------------
#
# We hold the second number b and let the first one vary. The result is a straight line
# through the origin, and b sets its slope: anything between 0 and 1.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures

plt.style.use("formulario.book")

a = torch.linspace(-3, 3, 61)
figure, axes = plt.subplots(figsize=(6, 5))
for b in (-4, -1, 0, 4):
    axes.plot(a, F.glu(torch.stack([a, torch.full_like(a, b)], 1)), label=f"$b = {b}$")
axes.set(xlabel="$a$", ylabel="value", aspect="equal")
axes.legend()
figures.describe(
    figure,
    "Four straight lines through the origin. With b = -4 the line is almost flat, "
    "with b = -1 and 0 it rises with slopes {slope for b minus 1} and 0.5, with b = 4 "
    "it is almost the diagonal.",
)
plt.show()


def gated(b):
    return lambda a: F.glu(torch.stack([a, torch.tensor(b)]))


slope = figures.slope(gated(-1.0), torch.tensor(1.0))
experiments.record("slope for b minus 1", slope, ".2f")

# %%
# The way back
# ------------
#
# Why not a sigmoid or tanh alone? Send a large number through: their slope there is
# almost 0, and no gradient comes back. The slope of GLU in a is the gate itself. As
# long as the gate is open, the gradient passes, however large a is. Here a is 10 and b
# is 2.

large = torch.tensor(10.0)
experiments.record("slope at 10, sigmoid", figures.slope(F.sigmoid, large), ".0e")
experiments.record("slope at 10, tanh", figures.slope(F.tanh, large), ".0e")
experiments.record("slope at 10, GLU", figures.slope(gated(2.0), large), ".2f")

# %%
# If both numbers are the same, GLU is SiLU.

x = torch.tensor([-2.0, -1.0, 0.0, 1.0, 2.0])
print(F.glu(torch.cat([x, x])))
print(F.silu(x))
