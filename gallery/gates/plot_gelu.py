"""
GELU: how good is the tanh approximation?
=========================================

GELU multiplies a number by the probability that a standard normal variable is below it.
A formula with tanh comes close to it. How close, and where?
"""

# %%
# The curve
# ---------
#
# Below zero the curve dips and comes back: GELU is not monotonic. Its slope is negative
# on the far left, and on the right it is a little above 1 before it settles there.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures

plt.style.use("formulario.book")

figure = figures.value_and_slope({"GELU": F.gelu}, kinks=())
figures.describe(
    figure,
    "Two panels. Above, GELU is near 0 on the far left, dips to {lowest value} at "
    "{place of the lowest value}, passes through the origin and joins the diagonal. "
    "Below, its slope is slightly negative on the left, 1/2 at the origin, and "
    "overshoots 1 on the right.",
)
plt.show()

x = torch.linspace(-6, 6, 120_001, dtype=torch.float64)
exact = F.gelu(x)
experiments.record("lowest value", exact.min(), ".3f")
experiments.record("place of the lowest value", x[exact.argmin()], ".2f")
experiments.record("largest slope", figures.slope(F.gelu, x).max(), ".2f")

# %%
# Two approximations
# ------------------
#
# The first is the formula with tanh that PyTorch offers, the second is shorter still: a
# sigmoid of 1.702 x as the gate. Above we see how far they are from GELU, below the
# same relative to GELU itself.

short_cuts = {
    "tanh": F.gelu(x, approximate="tanh"),
    "sigmoid": x * F.sigmoid(1.702 * x),
}
errors, relative = {}, {}
figure, (above, below) = plt.subplots(2, 1, sharex=True, figsize=(6, 5.4))
for name, short in short_cuts.items():
    errors[name] = (short - exact).abs()
    relative[name] = errors[name] / exact.abs()
    above.semilogy(x[::100], errors[name][::100], label=name)
    below.semilogy(x[::100], relative[name][::100], label=name)
    experiments.record(f"largest error, {name}", errors[name].max(), ".1e")
above.set(ylabel="error", ylim=(1e-8, 1))
below.set(xlabel="$x$", ylabel="relative error", ylim=(1e-8, 1e4))
above.legend(ncols=2, loc="lower center", bbox_to_anchor=(0.5, 1))
figures.describe(
    figure,
    "Two panels with logarithmic scales, from -6 to 6. Above, the error of the "
    "formula with tanh grows to {largest error, tanh}, that of the sigmoid to "
    "{largest error, sigmoid}. Below, relative to GELU: both errors are small on the "
    "right; on the left the first grows to 1, the second without bound.",
)
plt.show()

times = errors["sigmoid"].max() / errors["tanh"].max()
experiments.record("times the error of tanh, sigmoid", times, ".0f")

# %%
# A network hardly notices the error of the formula with tanh. Relative to GELU, though,
# the errors grow on the left. At -5 the two approximations give so many times the value
# of GELU:

at = (x + 5).abs().argmin()
for name, short in short_cuts.items():
    experiments.record(f"times GELU at minus 5, {name}", short[at] / exact[at], ".3g")

# %%
# Can the formula with tanh stand in for GELU? Let us ask for three right digits, that
# is, for an error below half a unit of the third: the third after the decimal point, or
# the third significant one.

experiments.claim(
    "A10",
    "The formula with tanh gives GELU to three digits, wherever one looks.",
    {
        "digits after the decimal point are meant": errors["tanh"].max() < 0.0005,
        "significant digits are meant": relative["tanh"].nan_to_num().max() < 0.0005,
    },
    ["largest error, tanh", "times GELU at minus 5, tanh"],
)

# %%
# From formula to code
# --------------------
#
# Now the exact formula, in single precision. The textbook way computes the probability
# from the error function, as half of 1 + erf(x / sqrt 2). On the left erf is near -1,
# so the sum loses its digits, and at last it is exactly 0. The library uses the
# complement of erf, in which no difference is taken. What is left is the rounding of x
# / sqrt 2: far on the left a relative error of x becomes many times as large in the
# value. Dots are the relative errors of both; where a dot lies at 1, no digit is right.

x = torch.linspace(-12, 3, 301)
exact = F.gelu(x.double())
textbook = x * 0.5 * (1 + torch.erf(x / 2**0.5))
figure, axes = plt.subplots()
lost = {}
for name, value, marker in (
    ("as in textbooks", textbook, "o"),
    ("library", F.gelu(x), "x"),
):
    lost[name] = ((value - exact) / exact).abs().nan_to_num()
    axes.semilogy(x, lost[name].clamp(min=1e-9), marker, markersize=3, label=name)
axes.set(xlabel="$x$", ylabel="relative error")
axes.legend()
figures.describe(
    figure,
    "Relative error of two ways to compute GELU in single precision, from -12 to 3. "
    "The textbook formula loses one digit after another on the left, and all of them "
    "below {no digit right below}. The error of the library grows slowly, to "
    "{largest relative error, library} at -12.",
)
plt.show()

experiments.record("no digit right below", x[lost["as in textbooks"] == 1].max(), ".1f")
experiments.record("largest relative error, library", lost["library"].max(), ".0e")

# sphinx_gallery_thumbnail_number = 2
