"""
Which activation? A chart
=========================

Eight questions, from top to bottom. The first *yes* leads to a function. If you
say *no* eight times, take ReLU.
"""

# %%
# The questions and what they lead to
# -----------------------------------

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
OTHERWISE = "ReLU"

# %%
# The chart
# ---------
#
# Questions have a frame, functions a grey background. The reasons are given in
# :doc:`/activations/which_one`.

figure = figures.decision_chart(CHART, OTHERWISE)
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
