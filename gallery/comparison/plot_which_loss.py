"""
Which loss? A chart
===================

Eight questions, from top to bottom. The first *yes* leads to a loss. Eight times *no*
leads to the squared error.
"""

# %%
# The questions and what they lead to
# -----------------------------------

import matplotlib.pyplot as plt
from formulario import figures

plt.style.use("formulario.book")

CHART = {
    "Does the model give\nlog-probabilities?": "NLL",
    "Is the target itself\na distribution?": "cross-entropy\nor KLDiv",
    "Yes or no, or several\nlabels at once?": "binary\ncross-entropy",
    "Ten thousand classes,\na few of them frequent?": "adaptive softmax",
    "Do rare classes\nmatter?": "cross-entropy,\nbalanced batches",
    "Is it one of\nseveral classes?": "cross-entropy",
    "Is it a picture?": "L1",
    "May single targets\nbe far off?": "Huber",
}
OTHERWISE = "squared error"

# %%
# The chart
# ---------
#
# Questions have a frame, losses a grey ground. The reasons are given in
# :doc:`/losses/which_one`.

figure = figures.decision_chart(CHART, OTHERWISE)
figures.describe(
    figure,
    "A chart of eight questions, one below the other; yes leads to a loss on the "
    "right, no to the next question. The model gives log-probabilities: NLL. The "
    "target is a distribution: cross-entropy or KLDiv. Yes or no, or several labels "
    "at once: binary cross-entropy. Ten thousand classes, a few of them frequent: "
    "adaptive softmax. Rare classes matter: cross-entropy and balanced batches. "
    "One of several classes: cross-entropy. A picture: L1. Single targets may be far "
    "off: Huber. Otherwise the squared error.",
)
plt.show()
