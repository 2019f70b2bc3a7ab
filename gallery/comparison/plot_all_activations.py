"""
All activations in one picture
==============================

A number goes in, a number comes out: this is what the functions that treat each number
alone look like, side by side. The unit has the same length on every axis, so that one
curve may be held against another.
"""

# %%
# Which functions there are
# -------------------------
#
# The library is asked. Functions that work along a dimension are left out, and two need
# parameters, since they have no defaults for them. A title is the name that the
# equation in the docstring gives to the function.

import re
from functools import partial
from inspect import signature, unwrap
from itertools import pairwise

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures

plt.style.use("formulario.book")

LEFT, RIGHT = -4.2, 7.2
CHAPTERS = ["rectifiers", "smooth_rectifiers", "gates"]
CHAPTERS += ["saturating", "shrinkage", "softargmax"]
PARAMETERS = {
    "prelu": {"weight": torch.tensor(0.25, dtype=torch.float64)},
    "threshold": {"threshold": 1.0, "value": 0.0},
}


def place(function):
    """Where a function is defined; nothing for what is no activation of one number."""
    chapter = getattr(function, "__module__", "").rpartition(".")[2]
    has_code = chapter in CHAPTERS and hasattr(function, "__code__")
    if has_code and "dim" not in signature(function).parameters:
        return CHAPTERS.index(chapter), unwrap(function).__code__.co_firstlineno


def title(function):
    return re.search(r"\\operatorname\{(\w+)\}", function.__doc__)[1]


found = sorted(filter(place, vars(F).values()), key=place)
functions = {}
for function in found:
    parameters = PARAMETERS.get(function.__name__, {})
    functions[title(function)] = partial(function, **parameters)

# %%
# All of them
# -----------
#
# A pen that draws from left to right would join both sides of a jump. So each curve is
# drawn piece by piece, from one kink or jump to the next. These are found by bisection:
# the value or the slope still changes there, however near two points are.
#
# The solid line is the value. The dashed line is the slope, as automatic
# differentiation gives it. A dot is the value at a jump. The panels that are left over
# hold the key.

solid = {"color": "C0", "linestyle": "-", "linewidth": 2}
dashed = {"color": "C3", "linestyle": (0, (3, 1.5)), "linewidth": 1.4, "zorder": 3}
columns = 4
rows = -(-(len(functions) + 1) // columns)
size = (7, 1.55 * rows)
figure, panels = plt.subplots(rows, columns, figsize=size, sharex=True, sharey=True)
for axes, (name, function) in zip(panels.flat, functions.items(), strict=False):
    breaks = figures.breaks(function, LEFT, RIGHT)
    for start, end in pairwise([LEFT, *breaks, RIGHT]):
        x = torch.linspace(start, end, 203, dtype=torch.float64)[1:-1]
        axes.plot(x, figures.slope(function, x), **dashed)
        axes.plot(x, function(x), **solid)
    at = torch.tensor(breaks, dtype=torch.float64)
    at = at[(function(at + 1e-9) - function(at - 1e-9)).abs() > 1e-6]
    axes.plot(at, function(at), "o", color="C0", markersize=4)
    axes.set_title(name, fontsize=12, pad=2)
    axes.set(aspect="equal", xlim=(LEFT, RIGHT), ylim=(-2.4, 6.4))
    axes.set(xticks=range(-3, 7, 3), yticks=range(0, 7, 3))
    axes.tick_params(labelsize=10)

for axes in panels.flat[len(functions) :]:
    axes.axis("off")
key = panels.flat[len(functions)]
key.plot([], [], label="value", **solid)
key.plot([], [], label="slope", **dashed)
key.legend(loc="center")
figures.describe(
    figure,
    "A grid of small panels, one for each activation function, all from -4 to 7 and "
    "in the same unit. The value is a solid line, the slope a dashed one. The "
    "rectifiers and their smooth relatives rise along the diagonal on the right; the "
    "saturating functions level off on both sides; the shrinking ones are flat in the "
    "middle.",
)
plt.show()

# %%
# How steep does it get?
# ----------------------
#
# A gradient on its way back is multiplied by one slope for each layer. These are the
# largest slopes on a fine grid. Of ten layers of sigmoids, each at its steepest,
# :value:`ten sigmoids in a row` of the gradient is left: less than a millionth.

x = torch.linspace(-10, 10, 20_001, dtype=torch.float64)
for name, function in functions.items():
    steepest = figures.slope(function, x).max()
    experiments.record(f"largest slope, {name}", steepest, ".3f")
    if name == "Sigmoid":
        experiments.record("ten sigmoids in a row", steepest**10, ".1e")
