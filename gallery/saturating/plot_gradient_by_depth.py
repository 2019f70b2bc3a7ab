"""
The gradient in a deep network
==============================

Networks of twenty layers, just before training: how much of the gradient reaches the
first layer with sigmoids, with tanh and with ReLU?
"""

# %%
# Before training
# ---------------
#
# All hidden layers have 64 units. Their weights are drawn at random with standard
# deviation g / 8, so that a factor g of 1 keeps the size of a signal where the
# activation function has slope 1. ReLU sets half of the numbers to 0 and gets the
# square root of 2, as He and others recommend. The sigmoid has slope 1/4 at best; it
# runs once with 1 and once with 4.
#
# We send 256 handwritten digits through the network and take the gradient of the
# cross-entropy with respect to the weights of each layer. Its norm is the root of the
# sum of its squares.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from sklearn.datasets import load_digits
from torch import nn

plt.style.use("formulario.book")

digits = load_digits()
images = torch.tensor(digits.data[:256], dtype=torch.float32)
images = (images - images.mean()) / images.std()
labels = torch.tensor(digits.target[:256])
depth, width = 20, 64
seeds = experiments.seeds(10)


def gradient_norms(activation, gain, seed):
    torch.manual_seed(seed)
    hidden = [nn.Linear(width, width, bias=False) for _ in range(depth)]
    last = nn.Linear(width, 10, bias=False)
    for layer in (*hidden, last):
        scale = 1 if layer is last else gain
        nn.init.normal_(layer.weight, std=scale / width**0.5)
    x = images
    for layer in hidden:
        x = activation(layer(x))
    nn.functional.cross_entropy(last(x), labels).backward()
    return torch.stack([layer.weight.grad.norm() for layer in hidden])


# %%
# Ten seeds each. The lines are medians; the bands, where one can see them, reach from
# the smallest to the largest.

networks = {
    "ReLU": (F.relu, 2**0.5),
    "Tanh": (F.tanh, 1),
    "Sigmoid, weights × 4": (F.sigmoid, 4),
    "Sigmoid": (F.sigmoid, 1),
}
figure, axes = plt.subplots()
layers = range(1, depth + 1)
arrives = {}
for name, (activation, gain) in networks.items():
    norms = torch.stack([gradient_norms(activation, gain, seed) for seed in seeds])
    arrives[name] = norms[:, 0] / norms[:, -1]
    (line,) = axes.semilogy(layers, norms.median(0).values, label=name)
    low, high = norms.amin(0), norms.amax(0)
    axes.fill_between(
        layers, low, high, color=line.get_color(), alpha=0.15, linewidth=0
    )
    experiments.record(f"first layer, {name}", norms[:, 0], ".2g")
    experiments.record(f"last layer, {name}", norms[:, -1], ".2g")
axes.set(xlabel="layer", ylabel="norm of the gradient", xticks=range(2, depth + 1, 2))
axes.legend(loc="lower right")
figures.describe(
    figure,
    "Norm of the gradient against the layer, on a logarithmic scale. With ReLU and "
    "Tanh it has about the same size in all twenty layers. With Sigmoid it falls from "
    "{last layer, Sigmoid} in the last layer to {first layer, Sigmoid} in the first; "
    "with weights four times as large, to {first layer, Sigmoid, weights × 4}.",
)
plt.show()

# %%
# How many times larger is the gradient of the last layer than that of the first? With
# sigmoids and usual weights the gradient loses a factor of :value:`factor lost at
# each layer, Sigmoid` at each layer, about the 4 that the slope 1/4 suggests. Larger
# weights help, but they move units away from 0, where the slope is smaller, and the
# gradient still loses a factor of :value:`factor lost at each layer, weights × 4`.

lost = 1 / arrives["Sigmoid"]
experiments.record("times smaller in the first layer, Sigmoid", lost, ".0e")
factor = lost ** (1 / (depth - 1))
experiments.record("factor lost at each layer, Sigmoid", factor, ".1f")
lost = 1 / arrives["Sigmoid, weights × 4"]
experiments.record("times smaller in the first layer, weights × 4", lost, ",.0f")
factor = lost ** (1 / (depth - 1))
experiments.record("factor lost at each layer, weights × 4", factor, ".1f")

# %%
# We call the gradient lost if less than a hundredth of it arrives, with every seed.


def is_lost(name):
    return bool((arrives[name] < 0.01).all())


def is_kept(name):
    return bool((arrives[name] > 0.01).all())


experiments.claim(
    "A12",
    "Twenty sigmoids lose the gradient on its way back, and twenty ReLUs keep it.",
    {
        "the initial weights are usual": is_lost("Sigmoid") and is_kept("ReLU"),
        "those of the sigmoids are four times as large": (
            is_lost("Sigmoid, weights × 4") and is_kept("ReLU")
        ),
    },
    [
        "times smaller in the first layer, Sigmoid",
        "times smaller in the first layer, weights × 4",
    ],
)

# %%
# It is the weights, too
# ----------------------
#
# The function does not decide alone. With weights three times as large the gradient of
# tanh *explodes* on its way back. ReLU without the root of 2 shrinks the signal at each
# layer on its way forward, and so little of it reaches the end that the gradient is
# small in every layer.

for name, activation, gain in (("Tanh × 3", F.tanh, 3), ("ReLU, g = 1", F.relu, 1)):
    norms = torch.stack([gradient_norms(activation, gain, seed) for seed in seeds])
    experiments.record(f"first layer, {name}", norms[:, 0], ".2g")
    experiments.record(f"last layer, {name}", norms[:, -1], ".2g")
