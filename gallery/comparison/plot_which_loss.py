"""
Which loss? A chart
===================

Eight questions, from top to bottom. The first *yes* leads to a loss. Who says *no*
eight times takes the squared error.
"""

# %%
# The questions and what they lead to
# -----------------------------------

from itertools import pairwise

import matplotlib.pyplot as plt
from formulario import figures

plt.style.use("formulario.book")

CHART = {
    "Does the model give\nlog-probabilities?": "NLL",
    "Is the target itself\na distribution?": "cross-entropy\nor KLDiv",
    "Yes or no, or several\nlabels at once?": "binary\ncross-entropy",
    "Ten thousand classes,\na few of them frequent?": "adaptive softmax",
    "Do classes matter\nthat are rare?": "cross-entropy,\nbalanced batches",
    "Is it one of\nseveral classes?": "cross-entropy",
    "Is it a picture?": "L1",
    "May single targets\nbe far off?": "Huber",
}

# %%
# The chart
# ---------
#
# Questions have a frame, losses a grey ground. The reasons are given in
# :doc:`/losses/which_one`.

LEFT, RIGHT = 0.27, 0.66
framed = {"boxstyle": "round,pad=0.45", "facecolor": "none", "edgecolor": "0.2"}
grey = {"boxstyle": "square,pad=0.45", "facecolor": "0.87", "edgecolor": "none"}
arrow = {"arrowstyle": "-|>", "color": "0.2", "shrinkA": 6, "shrinkB": 6}

figure, axes = plt.subplots(figsize=(6, 8.8))
axes.set(xlim=(0, 1), ylim=(len(CHART) + 0.3, -0.5))
axes.set_axis_off()
questions = [
    axes.text(LEFT, row, question, bbox=framed, fontsize=12, ha="center", va="center")
    for row, question in enumerate(CHART)
]
last = axes.text(
    LEFT, len(CHART), "squared error", bbox=grey, fontsize=12, ha="center", va="center"
)
for row, answer in enumerate(CHART.values()):
    text = axes.text(RIGHT, row, answer, bbox=grey, fontsize=12, va="center")
    axes.annotate(
        "",
        xy=(0, 0.5),
        xycoords=text,
        xytext=(1, 0.5),
        textcoords=questions[row],
        arrowprops=arrow,
    )
    axes.text(0.59, row - 0.05, "yes", fontsize=11, ha="center", va="bottom")
for row, (above, below) in enumerate(pairwise([*questions, last])):
    axes.annotate(
        "",
        xy=(0.5, 1),
        xycoords=below,
        xytext=(0.5, 0),
        textcoords=above,
        arrowprops=arrow,
    )
    axes.text(LEFT + 0.02, row + 0.5, "no", fontsize=11, va="center")
figures.describe(
    figure,
    "A chart of eight questions, one below the other; yes leads to a loss on the "
    "right, no to the next question. The model gives log-probabilities: NLL. The "
    "target is a distribution: cross-entropy or KLDiv. Yes or no, or several labels "
    "at once: binary cross-entropy. Ten thousand classes, a few of them frequent: "
    "adaptive softmax. Classes matter that are rare: cross-entropy and balanced "
    "batches. One of several classes: cross-entropy. A picture: L1. Single targets may "
    "be far off: Huber. Otherwise the squared error.",
)
plt.show()
