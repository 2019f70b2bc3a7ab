"""
Initial weights for tanh and for ReLU
=====================================

Three ways to draw the initial weights, two activation functions, thirty layers. How
large are the outputs of each layer, and how large is the gradient that comes back?
"""

# %%
# Three ways
# ----------
#
# PyTorch has the two recipes that have names, and a third one, which a linear layer
# uses by default.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from sklearn.datasets import load_digits
from torch import nn

plt.style.use("formulario.book")


def default(weight):
    nn.init.kaiming_uniform_(weight, a=5**0.5)


recipes = {
    "He": nn.init.kaiming_normal_,
    "Glorot": nn.init.xavier_normal_,
    "default": default,
}

# %%
# A layer with n = 300 inputs and m = 100 outputs shows the variance that each of them
# gives to the weights: 2/n, 2/(n + m), and 1/(3n).

n, m = 300, 100
torch.manual_seed(0)
layer = nn.Linear(n, m)
experiments.record("variance of nn.Linear, times n", n * layer.weight.var(), ".2f")
nn.init.kaiming_normal_(layer.weight)
experiments.record("variance of He, times n", n * layer.weight.var(), ".2f")
nn.init.xavier_normal_(layer.weight)
variance = layer.weight.var()
experiments.record("variance of Glorot, times n + m", (n + m) * variance, ".2f")

# %%
# Thirty layers
# -------------
#
# We send handwritten digits through thirty layers of 64 units, and measure the root
# mean square of what each layer puts out, and of the gradient with respect to its
# weighted sums.

digits = load_digits()
images = torch.tensor(digits.data[:256], dtype=torch.float32)
images = (images - images.mean()) / images.std()
labels = torch.tensor(digits.target[:256])
depth, width = 30, 64
seeds = experiments.seeds(5)


def sizes(activation, recipe, seed):
    """The root mean squares of outputs and gradients, layer by layer."""
    torch.manual_seed(seed)
    hidden = [nn.Linear(width, width) for _ in range(depth)]
    last = nn.Linear(width, 10)
    for layer in (*hidden, last):
        recipe(layer.weight)
        nn.init.zeros_(layer.bias)
    x, outputs, sums = images, [], []
    for layer in hidden:
        z = layer(x)
        z.retain_grad()
        x = activation(z)
        sums.append(z)
        outputs.append(x)
    nn.functional.cross_entropy(last(x), labels).backward()
    squares = [
        torch.stack([a.square().mean() for a in outputs]),
        torch.stack([z.grad.square().mean() for z in sums]),
    ]
    return torch.stack(squares).sqrt().detach()


figure, axes = plt.subplots(2, 2, figsize=(6.4, 6), sharex=True, sharey="row")
layers = range(1, depth + 1)
for column, (name, activation) in enumerate({"Tanh": F.tanh, "ReLU": F.relu}.items()):
    for way, recipe in recipes.items():
        runs = [sizes(activation, recipe, seed) for seed in seeds]
        outputs, gradients = torch.stack(runs).transpose(0, 1)
        for row, numbers in enumerate((outputs, gradients)):
            axes[row, column].semilogy(layers, numbers.median(0).values, label=way)
        kept = outputs[:, -1] / outputs[:, 0]
        experiments.record(f"outputs, last against first, {name}, {way}", kept, ".1g")
        kept = gradients[:, 0] / gradients[:, -1]
        experiments.record(f"gradient, first against last, {name}, {way}", kept, ".1g")
    axes[0, column].set_title(name)
    axes[1, column].set(xlabel="layer", xticks=range(0, depth + 1, 10))
axes[0, 0].set_ylabel("size of the outputs")
axes[1, 0].set_ylabel("size of the gradient")
handles = axes[0, 0].get_legend_handles_labels()
figure.legend(*handles, loc="outside upper center", ncols=3)
figures.describe(
    figure,
    "Four panels: the size of the outputs above, that of the gradient below, for tanh "
    "on the left and ReLU on the right, against the layer on logarithmic scales. With "
    "tanh the lines of He and Glorot stay nearly level. With ReLU only that of He "
    "does: that of Glorot falls with the layer for the outputs, and rises for the "
    "gradient. The default does the same, more steeply, in all four.",
)
plt.show()
