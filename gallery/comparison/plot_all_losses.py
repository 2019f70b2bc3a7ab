"""
All losses in one picture
=========================

A loss has two arguments, the prediction and the target, and a curve has room for a
single number. So one number of the prediction moves here, while everything else stands
still: the target of a regression is 0, and a classifier has two classes, of which the
first is the target and the second has the score 0.
"""

# %%
# From a call to a curve
# ----------------------
#
# The losses of the library are its functions with a ``target``. Those that can ignore a
# class take classes. The term of the relative entropy would be 0 for a target of 0, so
# its target is 1, and that of the binary cross-entropy is 1 as well. The title of a
# panel is the name that the equation in the docstring gives to the loss. The printed
# text says what is drawn, where ``t`` is the number that moves.

import re
from inspect import signature, unwrap
from itertools import pairwise

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures

plt.style.use("formulario.book")

CHAPTERS = ["regression", "likelihood", "information", "noise_models"]
TARGETS = {"kl_div": 1, "binary_cross_entropy_with_logits": 1}


def place(loss):
    """Where a loss is defined; None for anything that is not a loss with a target."""
    chapter = getattr(loss, "__module__", "").rpartition(".")[2]
    has_code = chapter in CHAPTERS and hasattr(loss, "__code__")
    if loss is F.binary_cross_entropy:
        return None  # its numbers are probabilities, from 0 to 1 alone
    if has_code and "target" in signature(loss).parameters:
        return CHAPTERS.index(chapter), unwrap(loss).__code__.co_firstlineno


def title(loss):
    return re.search(r"\\operatorname\{(\w+)\}", loss.__doc__)[1]


def curve(loss):
    """The loss as a function of numbers t, one by one, and the call in words."""
    if "ignore_index" in signature(loss).parameters:
        classes = torch.zeros(1, dtype=torch.long)

        def of_scores(t):
            scores = torch.stack([t, torch.zeros_like(t)], dim=-1)
            return loss(scores, classes.expand(len(t)), reduction="none")

        return of_scores, f"{loss.__name__}([t, 0], 0)"
    target = TARGETS.get(loss.__name__, 0)

    def of_number(t):
        return loss(t, torch.full_like(t, target), reduction="none")

    return of_number, f"{loss.__name__}(t, {target})"


curves = {}
for loss in sorted(filter(place, vars(F).values()), key=place):
    curves[title(loss)], call = curve(loss)
    print(f"{title(loss):13} {call}")

# %%
# All of them
# -----------
#
# The solid line is the loss, and the dashed line its slope, which is what an example
# contributes to the gradient. Both have the same unit.

solid = {"color": "C0", "linestyle": "-", "linewidth": 2}
dashed = {"color": "C3", "linestyle": (0, (3, 1.5)), "linewidth": 1.4, "zorder": 3}
left, right = -3.2, 3.2
columns = 3
rows = -(-(len(curves) + 1) // columns)
size = (7, 2.2 * rows)
figure, panels = plt.subplots(rows, columns, figsize=size, sharex=True, sharey=True)
for axes, (name, function) in zip(panels.flat, curves.items(), strict=False):
    for start, end in pairwise([left, *figures.breaks(function, left, right), right]):
        t = torch.linspace(start, end, 203, dtype=torch.float64)[1:-1]
        axes.plot(t, figures.slope(function, t), **dashed)
        axes.plot(t, function(t), **solid)
    axes.set_title(name, fontsize=12, pad=2)
    axes.set(aspect="equal", xlim=(left, right), ylim=(-3.2, 4.2))
    axes.set(xticks=range(-3, 4, 3), yticks=range(-3, 4, 3))
    axes.tick_params(labelsize=10)

figure.supxlabel("$t$", fontsize=12)
for axes in panels.flat[len(curves) :]:
    axes.axis("off")
key = panels.flat[len(curves)]
key.plot([], [], label="value", **solid)
key.plot([], [], label="slope", **dashed)
key.legend(loc="center")
figures.describe(
    figure,
    "A grid of small panels, one for each loss, all from −3 to 3 and in the same "
    "unit. The value is a solid line, the slope a dashed one. The squared error is a "
    "parabola whose slope leaves the panel. The absolute error is a V, its slope "
    "jumps from −1 to 1. Smooth L1 and Huber look alike: a bowl with straight sides, "
    "whose slope rises from −1 to 1 and stays there. NLL and the term of the relative "
    "entropy are falling straight lines through 0. The cross-entropy and the binary "
    "one are the same curve, which falls from a straight line to 0.",
)
plt.show()

# %%
# How steep does it get?
# ----------------------
#
# Here t goes down from −0.1 to −1000, so that a prediction is wrong by more and more.
# How much larger does its slope become? With the squared error it becomes
# :value:`growth of the pull, SquaredError` times as large, with SmoothL1 and Huber
# :value:`growth of the pull, Huber` times.

distances = torch.tensor([0.1, 1, 10, 100, 1000], dtype=torch.float64)
for name, function in curves.items():
    pulls = figures.slope(function, -distances).abs()
    experiments.record(f"growth of the pull, {name}", pulls[-1] / pulls[0], ",.0f")
