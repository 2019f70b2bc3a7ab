"""
Softplus: a corner made round
=============================

Softplus follows ReLU on both sides and turns gently where ReLU has its corner. A
number, beta, says how gently.
"""

# %%
# Four corners
# ------------
#
# With beta 1/2 the bend is wide, with beta 8 it can hardly be told from a corner. The
# slope climbs from 0 to 1 in the shape of an S: it is the sigmoid of beta times x.

from functools import partial
from math import log

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures

plt.style.use("formulario.book")

sharpness = [0.5, 1, 2, 8]
curves = {f"$β = {b}$": partial(F.softplus, beta=b) for b in sharpness}
figure = figures.value_and_slope(curves, kinks=())
figures.describe(
    figure,
    "Two panels. Above, four curves lie over the corner of ReLU and come closer to it "
    "as beta grows from 0.5 to 8. Below, their slopes climb from 0 to 1, all through "
    "1/2 at the origin, and ever more steeply.",
)
plt.show()

# %%
# The gap
# -------
#
# How far is Softplus above ReLU? We subtract one from the other. The gap is the same on
# both sides, and it is widest at 0, where it is log 2 divided by beta. A ring marks
# this value, computed separately.

x = torch.linspace(-4, 4, 401, dtype=torch.float64)
figure, axes = plt.subplots(figsize=(6, 3.4))
ring = {"markerfacecolor": "none", "markersize": 9}
for b in sharpness:
    (line,) = axes.plot(x, F.softplus(x, b) - F.relu(x), label=f"$β = {b}$")
    axes.plot(0, log(2) / b, "o", color=line.get_color(), **ring)
axes.set(xlabel="$x$", ylabel="gap between Softplus and ReLU")
axes.legend()
figures.describe(
    figure,
    "The gap between Softplus and ReLU for four values of beta: peaks, symmetric "
    "around 0. Rings at their tops mark log 2 divided by beta. The larger beta, the "
    "lower and narrower the peak.",
)
plt.show()

# %%
# If beta is doubled, the gap is halved. But ReLU is reached only in the limit, and for
# no beta is the gap at 0 closed. We measure the widest gap for ever larger values of
# beta, and see whether an output is 0 or less anywhere.

steep = (1, 10, 100, 1000)
gaps = [(F.softplus(x, b) - F.relu(x)).max().item() for b in steep]
for b, gap in zip(steep, gaps, strict=True):
    experiments.record(f"widest gap, beta {b}", gap, ".3g")

foreseen = [
    abs(gap * b / log(2) - 1) < 1e-9 for b, gap in zip(steep, gaps, strict=True)
]
positive = [F.softplus(100 * x / b, b).min() > 0 for b in steep]
experiments.claim(
    "A06",
    "Softplus is always positive, and the larger beta is, the closer it comes to ReLU.",
    all(foreseen) and all(positive),
    ["widest gap, beta 1", "widest gap, beta 1000"],
)

# sphinx_gallery_thumbnail_number = 2
