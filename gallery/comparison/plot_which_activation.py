"""
Which activation? A chart
=========================

Eight questions, from top to bottom. The first *yes* leads to a function. Who says *no*
eight times takes ReLU.
"""

# %%
# The questions and what they lead to
# -----------------------------------

from itertools import pairwise

import matplotlib.pyplot as plt
from formulario import figures

plt.style.use("formulario.book")

CHART = {
    "Is it the last layer?": "classes: softmax\nyes or no: sigmoid\na number: none",
    "Does it open and shut,\nas a gate?": "sigmoid",
    "Must most outputs\nbe exactly 0?": "Softshrink",
    "Are derivatives of the\nnetwork asked for?": "tanh or SiLU",
    "Is it a transformer?": "GELU or SwiGLU",
    "Is it deep, without\nnormalisation or skips?": "SELU",
    "Does it run on a phone,\nwith few bits?": "ReLU6 or Hardswish",
    "Do units die?": "Leaky ReLU or PReLU",
}

# %%
# The chart
# ---------
#
# Questions have a frame, functions a grey ground. The reasons are given in
# :doc:`/activations/which_one`.

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
    LEFT, len(CHART), "ReLU", bbox=grey, fontsize=12, ha="center", va="center"
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
    "A chart of eight questions, one below the other; yes leads to a function on the "
    "right, no to the next question. Last layer: softmax for classes, sigmoid for yes "
    "or no, none for a number. Gate: sigmoid. Most outputs exactly 0: Softshrink. "
    "Derivatives of the network asked for: tanh or SiLU. Transformer: GELU or SwiGLU. "
    "Deep, without normalisation or skips: SELU. On a phone, with few bits: ReLU6 or "
    "Hardswish. Units die: Leaky ReLU or PReLU. Otherwise ReLU.",
)
plt.show()
