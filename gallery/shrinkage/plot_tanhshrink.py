"""
Tanhshrink: a cubic at zero
===========================

Tanhshrink subtracts from a number its hyperbolic tangent. It makes small numbers much
smaller and takes 1 from large ones. Computed as the formula is written, its small
values are wrong.
"""

# %%
# The curve
# ---------
#
# There is no kink. The slope is 0 at the origin and tends to 1 far away, on both sides.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures

plt.style.use("formulario.book")

figure = figures.value_and_slope({"Tanhshrink": F.tanhshrink}, kinks=())
figures.describe(
    figure,
    "Two panels. Above, Tanhshrink is flat around the origin and then rises on the "
    "right and falls on the left, at last along straight lines. Below, its slope is 0 "
    "at the origin and climbs towards 1 on both sides.",
)
plt.show()

# %%
# Flat like a cubic
# -----------------
#
# Near 0 the function is close to a third of the cube. On logarithmic axes a cube is a
# straight line, and the curve follows it while x is small. For large x it follows
# another line, that of x itself.

x = torch.logspace(-2, 2, 201, dtype=torch.float64)
figure, axes = plt.subplots()
axes.loglog(x, F.tanhshrink(x), label="Tanhshrink")
axes.loglog(x, x**3 / 3, label="$x^3 / 3$")
axes.loglog(x, x, label="$x$")
axes.set(xlabel="$x$", ylabel="value", ylim=(1e-7, 1e3))
axes.legend()
figures.describe(
    figure,
    "Tanhshrink for inputs from 0.01 to 100 on logarithmic scales. At small inputs it "
    "lies on the steep line of a third of the cube; at large ones on the line of the "
    "number itself.",
)
plt.show()

# %%
# If a small input doubles, the output becomes eight times as large, as with a cube. A
# large number loses 1.

small = torch.tensor([0.001, 0.002], dtype=torch.float64)
large = torch.tensor(1000.0, dtype=torch.float64)
grows = F.tanhshrink(small[1]) / F.tanhshrink(small[0])
loses = large - F.tanhshrink(large)
experiments.record("growth when a small input doubles", grows, ".2f")
experiments.record("what a large number loses", loses, ".2f")
experiments.claim(
    "A17",
    "Tanhshrink makes a small number much smaller, like a cube, and takes 1 from a "
    "large one.",
    abs(grows.item() - 8) < 0.01 and abs(loses.item() - 1) < 0.01,
    ["growth when a small input doubles", "what a large number loses"],
)

# %%
# From formula to code
# --------------------
#
# A number in float32 has about seven digits. Near 0, a number and its hyperbolic
# tangent have nearly all of these digits in common, and the difference loses them. We
# compare the literal formula and the library, both in float32, with the library in
# float64. An error of 1 means that no digit is right; where the result is 0, the error
# is exactly 1.

x = torch.logspace(-5, 1, 121)
exact = F.tanhshrink(x.double())

figure, axes = plt.subplots()
literal = x - torch.tanh(x)
values = {"literal formula": (literal, "."), "library": (F.tanhshrink(x), "x")}
for name, (value, marker) in values.items():
    error = ((value - exact) / exact).abs()
    axes.loglog(x, error, marker, markersize=5, label=name)
    experiments.record(f"largest relative error, {name}", error.max(), ".1g")
experiments.record("largest input without a digit", x[literal == 0].max(), ".1g")
at = (0.01 - torch.tanh(torch.tensor(0.01))) / F.tanhshrink(torch.tensor(0.01)) - 1
experiments.record("relative error at 0.01, literal formula", at.abs(), ".0e")
axes.set(xlabel="$x$", ylabel="relative error")
axes.legend()
figures.describe(
    figure,
    "Relative error in float32 for inputs from 0.00001 to 10 on logarithmic scales. "
    "The literal formula has an error of 1 up to {largest input without a digit}, and "
    "from there the error falls steadily up to an input of 1. The library stays below "
    "{largest relative error, library} everywhere.",
)
plt.show()

# sphinx_gallery_thumbnail_number = 1
