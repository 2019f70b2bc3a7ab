"""
All losses in one picture
=========================

A loss has two arguments, what was predicted and what was true. A picture on paper has room for one number. So one
number of the prediction moves here, and everything else stands still: the target of a regression is 0, and a classifier
has two classes, of which the first is right and the second has the score 0.
"""

# %%
# From a call to a curve
# ----------------------
#
# The library is asked which losses it has: functions with a ``target``. Those that can ignore a class take classes. The
# term of the relative entropy would be 0 for a target of 0, so it gets 1. A title is the name that the equation in the
# docstring gives to the loss. The text says what is drawn: ``t`` is the number that moves.

import re
from inspect import signature
from itertools import pairwise

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import figures

plt.style.use("formulario.book")

CHAPTERS = ["regression", "likelihood", "information"]
TARGETS = {"kl_div": 1}


def place(loss):
    """Chapter and line where a loss is defined; nothing for what is no loss with a target."""
    chapter = getattr(loss, "__module__", "").rpartition(".")[2]
    if chapter in CHAPTERS and hasattr(loss, "__code__") and "target" in signature(loss).parameters:
        return CHAPTERS.index(chapter), loss.__code__.co_firstlineno


def title(loss):
    return re.search(r"\\operatorname\{(\w+)\}", loss.__doc__)[1]


def curve(loss):
    """The loss as a function of many numbers t, each judged alone, and the call in words."""
    if "ignore_index" in signature(loss).parameters:
        classes = torch.zeros(1, dtype=torch.long)

        def of_scores(t):
            return loss(torch.stack([t, torch.zeros_like(t)], dim=-1), classes.expand(len(t)), reduction="none")

        return of_scores, f"{loss.__name__}([t, 0], 0)"
    target = TARGETS.get(loss.__name__, 0)
    return lambda t: loss(t, torch.full_like(t, target), reduction="none"), f"{loss.__name__}(t, {target})"


curves = {}
for loss in sorted(filter(place, vars(F).values()), key=place):
    curves[title(loss)], call = curve(loss)
    print(f"{title(loss):13} {call}")

# %%
# All of them
# -----------
#
# The solid line is the loss. The dashed line is its slope: the pull that training feels. Both have the same unit.

left, right = -3.2, 3.2
columns = 4
rows = -(-(len(curves) + 1) // columns)
figure, panels = plt.subplots(rows, columns, figsize=(7, 2.2 * rows), sharex=True, sharey=True)
for axes, (name, function) in zip(panels.flat, curves.items(), strict=False):
    for start, end in pairwise([left, *figures.breaks(function, left, right), right]):
        t = torch.linspace(start, end, 203, dtype=torch.float64)[1:-1]
        axes.plot(t, figures.slope(function, t), color="C3", linestyle=(0, (3, 1.5)), linewidth=1.4, zorder=3)
        axes.plot(t, function(t), color="C0", linestyle="-", linewidth=2)
    axes.set_title(name, fontsize=12, pad=2)
    axes.set(aspect="equal", xlim=(left, right), ylim=(-3.2, 4.2), xticks=range(-3, 4, 3), yticks=range(-3, 4, 3))
    axes.tick_params(labelsize=10)

figure.supxlabel("$t$", fontsize=12)
for axes in panels.flat[len(curves) :]:
    axes.axis("off")
key = panels.flat[len(curves)]
key.plot([], [], color="C0", linestyle="-", linewidth=2, label="value")
key.plot([], [], color="C3", linestyle=(0, (3, 1.5)), linewidth=1.4, label="slope")
key.legend(loc="center")
figures.describe(
    figure,
    "A grid of small panels, one for each loss, all from −3 to 3 and in the same unit. The value is a solid line, the "
    "slope a dashed one. The squared error is a parabola whose slope leaves the panel. The absolute error is a V, its "
    "slope jumps from −1 to 1. Smooth L1 and Huber look alike: a bowl with straight sides, whose slope rises from −1 "
    "to 1 and stays there. NLL and the term of the relative entropy are falling straight lines through 0. The "
    "cross-entropy falls from a straight line to 0.",
)
plt.show()

# %%
# How steep does it get?
# ----------------------
#
# The slope is what one example adds to the gradient. Here t goes down from −0.1 to −1000, so that one prediction is
# wrong by more and more. With the squared error the worst one pulls ten thousand times as hard as the best one, with
# all others at most ten times.

distances = torch.tensor([0.1, 1, 10, 100, 1000], dtype=torch.float64)
print(" " * 13, *(f"{float(distance):8g}" for distance in distances))
for name, function in curves.items():
    print(f"{name:13}", *(f"{pull:8.4g}" for pull in figures.slope(function, -distances).abs().tolist()))
