"""
Softshrink: nearer to zero, and no further
==========================================

Every number loses the same amount in absolute value, and a number that is smaller than
this amount becomes 0. We draw the function, the problem of which it is the answer, and
what a gradient step does instead.
"""

# %%
# The curve
# ---------
#
# Between the two kinks the function is 0. Outside it runs parallel to the diagonal. A
# full dot marks what the library returns at a kink, a ring the slope right beside it.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import figures

plt.style.use("formulario.book")

figure = figures.value_and_slope(
    {"Softshrink": lambda x: F.softshrink(x, lambd=1.0)}, kinks=(-1, 1)
)
figures.describe(
    figure,
    "Two panels for a threshold of 1. Above, Softshrink is 0 from -1 to 1 and runs "
    "parallel to the diagonal outside. Below, its slope is 0 between the kinks and 1 "
    "outside; full dots mark 0 at both kinks, rings mark 1.",
)
plt.show()

# %%
# The problem that it solves
# --------------------------
#
# We look for a number z that is near x and small. Its cost is half the square of z - x,
# plus the absolute value of z. Each curve shows the cost for one x, and the dot is its
# lowest point. For x = 2 this is at 1. For x = 0.6 it is at 0, in the kink. The lowest
# of the 501 points drawn are printed first, then what Softshrink returns.

x = torch.tensor([0.6, 2.0], dtype=torch.float64)
z = torch.linspace(-1.5, 3.5, 501, dtype=torch.float64)
cost = 0.5 * (z - x[:, None]).square() + z.abs()
best = F.softshrink(x, lambd=1.0)
print(z[cost.argmin(1)].round(decimals=2))
print(best)

figure, axes = plt.subplots()
for number, curve, answer in zip(x, cost, best, strict=True):
    (line,) = axes.plot(z, curve, label=f"$x = {number:.1f}$")
    least = 0.5 * (answer - number).square() + answer.abs()
    axes.plot(answer, least, "o", color=line.get_color())
axes.set(xlabel="$z$", ylabel="cost")
axes.legend(loc="upper center")
figures.describe(
    figure,
    "The cost of z for two numbers x. Both curves have a kink at 0. For x = 0.6 the "
    "kink is the lowest point; for x = 2 the lowest point is at 1.",
)
plt.show()

# %%
# A gradient step does not stop
# -----------------------------
#
# Now the absolute value of z alone is to be lowered, from 1.5 in steps of length 0.4.
# Its gradient is 1 or -1, so a gradient step always has its full length: near 0 it
# jumps over and comes back, for ever. Softshrink takes the same steps and stops at 0.

length = 0.4
steps = range(11)
gradient, shrinkage = [torch.tensor(1.5)], [torch.tensor(1.5)]
for _ in steps[1:]:
    gradient.append(gradient[-1] - length * gradient[-1].sign())
    shrinkage.append(F.softshrink(shrinkage[-1], lambd=length))

figure, axes = plt.subplots(figsize=(6, 3.4))
axes.plot(steps, gradient, marker="s", label="gradient step")
axes.plot(steps, shrinkage, marker="o", label="Softshrink")
axes.set(xlabel="step", ylabel="$z$", xticks=steps)
axes.legend()
figures.describe(
    figure,
    "A number z over ten steps. Both sequences fall from 1.5 to 0.3 together. Then the "
    "gradient steps jump between -0.1 and 0.3, while Softshrink reaches 0 and stays "
    "there.",
)
plt.show()
