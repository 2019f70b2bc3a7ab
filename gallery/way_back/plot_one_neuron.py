"""
One neuron, forwards and backwards
==================================

A neuron looks at one number of a real picture. We compute its output and its loss step
by step, then go back over the same steps and collect the gradient.
"""

# %%
# Forwards
# --------
#
# The picture is a handwritten 1 of eight by eight pixels. The neuron sees the mean
# brightness of its four middle pixels, from 0 to 1, and has to answer 1 for a one and
# 0 for a zero.

import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from sklearn.datasets import load_digits

plt.style.use("formulario.book")

picture = torch.tensor(load_digits().images[11])
x, y = picture[3:5, 3:5].mean() / 16, torch.tensor(1.0)
w = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(-3.0, requires_grad=True)

product = w * x
z = product + b
a = torch.sigmoid(z)
loss = (a - y) ** 2

# %%
# Backwards
# ---------
#
# Each line multiplies the gradient that has arrived by the derivative of one step.

with torch.no_grad():
    by_a = 2 * (a - y)
    by_z = by_a * a * (1 - a)
    by_b = by_z
    by_w = by_z * x

experiments.record("brightness x", x, ".2f")
experiments.record("weighted sum z", z.detach(), ".2f")
experiments.record("output a", a.detach(), ".2f")
experiments.record("loss", loss.detach(), ".2f")
experiments.record("gradient in a", by_a, ".2f")
experiments.record("slope of the sigmoid", a.detach() * (1 - a.detach()), ".2f")
experiments.record("gradient in z", by_z, ".2f")
experiments.record("gradient in b", by_b, ".2f")
experiments.record("gradient in w", by_w, ".2f")

# %%
# PyTorch has kept the steps, and goes back over them in the same way.

loss.backward()
experiments.record("gradient in w, PyTorch", w.grad, ".2f")
experiments.record("gradient in b, PyTorch", b.grad, ".2f")

# %%
# The graph
# ---------
#
# Thin numbers belong to the pass forwards, along the arrows. Bold ones come back: how
# much the loss changes with what stands there. The input and the target need no
# gradient.

places = {"$w$": (0, 0), "×": (1.6, 0), "+": (3.2, 0), "σ": (4.8, 0), "loss": (6.4, 0)}
places |= {"$x$": (1.6, 1.3), "$b$": (3.2, 1.3), "$y$": (6.4, 1.3)}
arrows = [
    ("$w$", "×", w, by_w),
    ("×", "+", product, by_z),
    ("+", "σ", z, by_z),
    ("σ", "loss", a, by_a),
    ("$x$", "×", x, None),
    ("$b$", "+", b, by_b),
    ("$y$", "loss", y, None),
]


def written(number):
    return f"{number:.2f}".replace("-", "−")


figure, axes = plt.subplots(figsize=(7, 2.9))
for name, place in places.items():
    shape = "square" if name.startswith("$") else "circle"
    box = {"boxstyle": shape, "facecolor": "none", "edgecolor": "0.35"}
    axes.text(*place, name, ha="center", va="center", bbox=box)
for start, end, forwards, backwards in arrows:
    (left, top), (right, bottom) = places[start], places[end]
    arrow = {"arrowstyle": "->", "color": "0.35", "shrinkA": 17, "shrinkB": 19}
    axes.annotate("", places[end], places[start], arrowprops=arrow)
    across, up = (left + right) / 2, (top + bottom) / 2
    if top == bottom:
        axes.text(across, up + 0.1, written(forwards), ha="center", va="bottom")
        beside = {"ha": "center", "va": "top"}
        place = (across, up - 0.1)
    else:
        axes.text(across - 0.1, up, written(forwards), ha="right", va="center")
        beside = {"ha": "left", "va": "center"}
        place = (across + 0.1, up)
    if backwards is not None:
        axes.text(*place, written(backwards), color="C1", weight="bold", **beside)
axes.set(xlim=(-0.4, 6.9), ylim=(-0.6, 1.7))
axes.axis("off")
figures.describe(
    figure,
    "The steps of a neuron as boxes joined by arrows: w times x, plus b, the sigmoid, "
    "the loss. Forwards the weighted sum is {weighted sum z}, the output {output a}, "
    "the loss {loss}. Backwards {gradient in a} arrives at the sigmoid, {gradient in "
    "z} leaves it, and {gradient in w} reaches w.",
)
plt.show()

# %%
# One step of training
# --------------------
#
# The gradients are negative, so weight and bias grow, and the loss falls.

with torch.no_grad():
    w -= 0.5 * w.grad
    b -= 0.5 * b.grad
    loss_after = (torch.sigmoid(w * x + b) - y) ** 2
experiments.record("loss after a step", loss_after, ".2f")
