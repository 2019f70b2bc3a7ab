"""
GELU: how good is the short cut?
================================

GELU multiplies a number by the chance that a standard normal variable is below it. A formula with tanh comes close to
it. How close, and where?
"""

# %%
# The curve
# ---------
#
# Below zero the curve dips and comes back: GELU is not monotonic. Its slope is negative on the far left, and on the
# right it is a little above 1 before it settles there.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import figures

plt.style.use("formulario.book")

figure = figures.value_and_slope({"GELU": F.gelu}, kinks=())
figures.describe(
    figure,
    "Two panels. Above, GELU is near 0 on the far left, dips to -0.17 around -0.75, passes through the origin and "
    "joins the diagonal. Below, its slope is slightly negative on the left, 1/2 at the origin, and overshoots 1 on "
    "the right.",
)
plt.show()

# %%
# Two short cuts
# --------------
#
# The first is the formula with tanh that PyTorch offers, the second is shorter still: a sigmoid of 1.702 x as the gate.
# Above we see how far they are from GELU, below the same as a share of GELU itself.

x = torch.linspace(-6, 6, 1201, dtype=torch.float64)
short_cuts = {"tanh": F.gelu(x, approximate="tanh"), "sigmoid": x * F.sigmoid(1.702 * x)}
figure, (above, below) = plt.subplots(2, 1, sharex=True, figsize=(6, 5.4))
for name, short in short_cuts.items():
    error = (short - F.gelu(x)).abs()
    above.semilogy(x, error, label=name)
    below.semilogy(x, error / F.gelu(x).abs(), label=name)
    print(name, error.max().item(), x[error.argmax()].item())
above.set(ylabel="error", ylim=(1e-8, 1))
below.set(xlabel="$x$", ylabel="error, as a share", ylim=(1e-8, 1e4))
above.legend(ncols=2, loc="lower center", bbox_to_anchor=(0.5, 1))
figures.describe(
    figure,
    "Two panels with logarithmic scales, from -6 to 6. Above, the error of the formula with tanh stays below 0.0005, "
    "that of the sigmoid below 0.021. Below, as a share of GELU: both are small on the right; on the left the first "
    "grows to 1, the second without bound.",
)
plt.show()

# %%
# The printed numbers are the largest error of each, and where it occurs: 0.0005 for tanh, and forty times as much for
# the sigmoid. In a network nobody will notice the first. As a share, though, the errors grow on the left. At -5 the
# formula with tanh gives a sixth of GELU, and the one with the sigmoid seven hundred times as much.

print(*(short[100].item() / F.gelu(x)[100].item() for short in short_cuts.values()))

# %%
# From formula to code
# --------------------
#
# Now the exact formula, in single precision. The text-book way computes the chance from the error function, as half of
# 1 + erf(x / sqrt 2). On the left erf is near -1, so the sum loses its digits, and at last it is exactly 0. The library
# uses the complement of erf, in which nothing is lost. Dots are the errors of both as shares; where a dot lies at 1, no
# digit is right.

x = torch.linspace(-12, 3, 301)
exact = F.gelu(x.double())
literal = x * 0.5 * (1 + torch.erf(x / 2**0.5))
figure, axes = plt.subplots()
for name, value, marker in (("as in the text-book", literal, "o"), ("library", F.gelu(x), "x")):
    share = ((value - exact) / exact).abs().clamp(min=1e-9)
    axes.semilogy(x, share, marker, markersize=3, label=name)
axes.set(xlabel="$x$", ylabel="error, as a share")
axes.legend()
figures.describe(
    figure,
    "Error of two ways to compute GELU in single precision, as a share, from -12 to 3. The text-book formula loses "
    "one digit after another below -2, and all of them below -5.5. The library keeps seven digits everywhere.",
)
plt.show()

# sphinx_gallery_thumbnail_number = 2
