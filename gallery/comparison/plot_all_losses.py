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
# Which losses there are, and what each is given, is read from the equations in their docstrings. The text says what is
# drawn: ``t`` is the number that moves.

from itertools import pairwise

import formulario as F
import matplotlib.pyplot as plt
import torch
from eqcheck.analysis.loss_curves import loss, loss_functions
from eqcheck.project.load import load_library
from formulario import figures

plt.style.use("formulario.book")

CHAPTERS = ["regression", "likelihood", "information"]

library = load_library("formulario")
names = loss_functions(library)
names.sort(key=lambda name: CHAPTERS.index(getattr(F, name).__module__.rpartition(".")[2]))
curves = [loss(library, name) for name in names]
for one in curves:
    print(f"{one.head:13} {one.name}({one.held})")


def called(one):
    """The library's loss as a function of many numbers t, each judged alone."""
    return lambda t: getattr(F, one.name)(*one.held.tensors(t), reduction="none")


# %%
# All of them
# -----------
#
# The solid line is the loss. The dashed line is its slope: the pull that training feels. Both have the same unit.

left, right = -3.2, 3.2
figure, panels = plt.subplots(2, 4, figsize=(7, 4.4), sharex=True, sharey=True)
for axes, one in zip(panels.flat, curves, strict=False):
    cuts = [left, *(turn.place for turn in one.turns if turn.order < 2), right]
    for start, end in pairwise(cuts):
        t = torch.linspace(start, end, 203, dtype=torch.float64)[1:-1]
        axes.plot(t, figures.slope(called(one), t), color="C3", linestyle=(0, (3, 1.5)), linewidth=1.4, zorder=3)
        axes.plot(t, called(one)(t), color="C0", linestyle="-", linewidth=2)
    axes.set_title(one.head, fontsize=12, pad=2)
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
for one in curves:
    print(f"{one.head:13}", *(f"{pull:8.4g}" for pull in figures.slope(called(one), -distances).abs().tolist()))
