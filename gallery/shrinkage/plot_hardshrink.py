"""
Hardshrink: all or nothing
==========================

A number stays as it is, or it becomes 0. We draw the function, which jumps, and the
problem of which it is the exact answer.
"""

# %%
# The curve
# ---------
#
# A full dot marks what the library returns at the two jumps, a ring what it returns
# right beside them. The slope is 0 in the middle and 1 outside, the same as that of
# Softshrink, and does not show the jumps.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures

plt.style.use("formulario.book")

figure = figures.value_and_slope(
    {"Hardshrink": lambda x: F.hardshrink(x, lambd=1.0)}, kinks=(-1, 1)
)
figures.describe(
    figure,
    "Two panels for a threshold of 1. Above, Hardshrink is 0 from -1 to 1 and lies on "
    "the diagonal outside; it jumps at both ends. Below, its slope is 0 between the "
    "jumps and 1 outside.",
)
plt.show()

# %%
# The problem that it solves
# --------------------------
#
# Again we look for a number z near x. The distance costs half its square as before, but
# now every z other than 0 costs one half on top, whether it is large or small. At 0
# this price is not paid, and the cost drops to a single point. For x = 0.6 that point
# is the lowest. For x = 2 the lowest is the bottom of the parabola, where z is x
# itself.

z = torch.linspace(-1.5, 3.5, 501, dtype=torch.float64)
figure, axes = plt.subplots()
for x in torch.tensor([0.6, 2.0], dtype=torch.float64):
    best = F.hardshrink(x, lambd=1.0)
    (line,) = axes.plot(z, 0.5 * (z - x).square() + 0.5, label=f"$x = {x:.1f}$")
    color = line.get_color()
    axes.plot(0, 0.5 * x.square() + 0.5, "o", color=color, markerfacecolor="white")
    axes.plot(0, 0.5 * x.square(), ".", color=color)
    axes.plot(best, 0.5 * (best - x).square() + 0.5 * (best != 0), "o", color=color)
axes.set(xlabel="$z$", ylabel="cost")
axes.legend()
figures.describe(
    figure,
    "The cost of z for two numbers x: two parabolas, each with a hole at 0 and a "
    "single point below the hole. For x = 0.6 the single point is the lowest; for x = "
    "2 it is the bottom of the parabola.",
)
plt.show()

# %%
# Now 601 numbers x, and for each of them 601 numbers z to choose from. Does Hardshrink
# ever pay more than the cheapest of them?


def cost(z, x):
    return 0.5 * (z - x).square() + 0.5 * (z != 0)


x = torch.linspace(-3, 3, 601, dtype=torch.float64)
cheapest = cost(x, x[:, None]).amin(1)
more = (cost(F.hardshrink(x, lambd=1.0), x) - cheapest).max()
experiments.record("most that Hardshrink pays above the cheapest", more, ".1g")
experiments.claim(
    "A19",
    "Hardshrink is the proximal step for the number of values that are not 0.",
    more.item() <= 1e-12,
    ["most that Hardshrink pays above the cheapest"],
)

# %%
# Near the jump
# -------------
#
# Two numbers that differ in the sixth digit come out of Hardshrink as 0 and as 1.
# Softshrink never moves two numbers apart.

near = torch.tensor([0.999999, 1.000001])
print(F.hardshrink(near, lambd=1.0))
print(F.softshrink(near, lambd=1.0))
