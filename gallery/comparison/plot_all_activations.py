"""
All activations in one picture
==============================

A number goes in, a number comes out: this is what the functions that treat each number alone look like, side by side.
The unit has the same length on every axis, so that one curve may be held against another.
"""

# %%
# Where the pieces end
# --------------------
#
# A pen that draws from left to right would join both sides of a jump. So each curve is drawn piece by piece, and where
# a piece ends is read from the equation in the function's docstring: nothing is typed here but the order of the
# chapters.

from itertools import pairwise

import formulario as F
import matplotlib.pyplot as plt
import torch
from eqcheck.analysis.curves import curve, scalar_functions
from eqcheck.project.load import load_library
from formulario import figures

plt.style.use("formulario.book")

LEFT, RIGHT = -4.2, 7.2
CHAPTERS = ["rectifiers", "smooth_rectifiers", "gates", "saturating", "shrinkage", "softargmax"]

library = load_library("formulario")
names = scalar_functions(library)
names.sort(key=lambda name: CHAPTERS.index(getattr(F, name).__module__.rpartition(".")[2]))


def called(curve):
    """The library's function, with the parameters at which the curve stands."""
    parameters = {name: float(value) for name, value in curve.parameters.items()}
    if "weight" in parameters:
        parameters["weight"] = torch.tensor(parameters["weight"], dtype=torch.float64)
    return lambda x: getattr(F, curve.name)(x, **parameters)


def pieces(curve):
    """Points from one kink or jump to the next, without the ends."""
    cuts = [LEFT, *(turn.place for turn in curve.turns if turn.order < 2), RIGHT]
    for start, end in pairwise(cuts):
        yield torch.linspace(start, end, 203, dtype=torch.float64)[1:-1]


# %%
# All of them
# -----------
#
# The solid line is the value. The dashed line is the slope, as automatic differentiation gives it. A dot is the value
# at a jump. The panels that are left over hold the key.

columns = 4
rows = -(-(len(names) + 1) // columns)
figure, panels = plt.subplots(rows, columns, figsize=(7, 1.55 * rows), sharex=True, sharey=True)
for axes, name in zip(panels.flat, names, strict=False):
    one = curve(library, name)
    function = called(one)
    for x in pieces(one):
        axes.plot(x, figures.slope(function, x), color="C3", linestyle=(0, (3, 1.5)), linewidth=1.4, zorder=3)
        axes.plot(x, function(x), color="C0", linestyle="-", linewidth=2)
    jumps = [turn for turn in one.turns if turn.order == 0]
    axes.plot([turn.place for turn in jumps], [float(turn.value) for turn in jumps], "o", color="C0", markersize=4)
    axes.set_title(one.head, fontsize=12, pad=2)
    axes.set(aspect="equal", xlim=(LEFT, RIGHT), ylim=(-2.4, 6.4), xticks=range(-3, 7, 3), yticks=range(0, 7, 3))
    axes.tick_params(labelsize=10)

for axes in panels.flat[len(names) :]:
    axes.axis("off")
key = panels.flat[len(names)]
key.plot([], [], color="C0", linestyle="-", linewidth=2, label="value")
key.plot([], [], color="C3", linestyle=(0, (3, 1.5)), linewidth=1.4, label="slope")
key.legend(loc="center")
figures.describe(
    figure,
    "A grid of small panels, one for each activation function, all from -4 to 7 and in the same unit. The value is a "
    "solid line, the slope a dashed one. The rectifiers and their smooth relatives rise along the diagonal on the "
    "right; the saturating functions level off on both sides; the shrinking ones are flat in the middle.",
)
plt.show()

# %%
# How steep does it get?
# ----------------------
#
# A gradient on its way back is multiplied by one slope for each layer. These are the largest slopes on a fine grid: in
# ten layers of sigmoids, not even a millionth of the gradient is left.

x = torch.linspace(-10, 10, 20_001, dtype=torch.float64)
for name in names:
    steepest = figures.slope(called(curve(library, name)), x).max().item()
    print(f"{name:11} {steepest:.4f} {steepest**10:.2g}")
