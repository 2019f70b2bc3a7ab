"""
Vanishing and exploding gradients
=================================

Twenty layers of rectifiers, and four sizes of initial weights. What is left of the
gradient of the last layer when it reaches the first?
"""

# %%
# The gradient with respect to the weighted sums
# ----------------------------------------------
#
# All weights are drawn from a normal distribution with standard deviation g / √n, where
# n is the number of inputs of the layer. PyTorch keeps the gradient with
# respect to the weighted sums z of each layer, the δ of the chapter, if we ask for it.

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
activation = F.relu


def gradient_norms(g, seed):
    """The norm of δ in each hidden layer."""
    torch.manual_seed(seed)
    hidden = [nn.Linear(width, width) for _ in range(depth)]
    last = nn.Linear(width, 10)
    for layer in (*hidden, last):
        nn.init.normal_(layer.weight, std=g / layer.in_features**0.5)
        nn.init.zeros_(layer.bias)
    x, sums = images, []
    for layer in hidden:
        z = layer(x)
        z.retain_grad()
        sums.append(z)
        x = activation(z)
    nn.functional.cross_entropy(last(x), labels).backward()
    return torch.stack([z.grad.norm() for z in sums])


# %%
# At each layer the gradient is multiplied by the weights and by the slopes of ReLU, of
# which one half is 0. So its mean square should change by the factor g² / 2, and its
# norm by g / √2. The thin lines start in the last layer and follow this rule.

sizes = {"g = 2": 2, "g = √2": 2**0.5, "g = 1": 1, "g = 1/2": 0.5}
seeds = experiments.seeds(10)
layers = torch.arange(1, depth + 1)

figure, axes = plt.subplots()
for name, g in sizes.items():
    norms = torch.stack([gradient_norms(g, seed) for seed in seeds])
    median = norms.median(0).values
    (line,) = axes.semilogy(layers, median, label=name)
    rule = median[-1] * (g / 2**0.5) ** (depth - layers)
    axes.semilogy(layers, rule, color="0.5", linestyle="-", linewidth=0.8)
    arrives = norms[:, 0] / norms[:, -1]
    experiments.record(f"first layer against the last, {name}", arrives, ".0e")
    factor = arrives ** (1 / (depth - 1))
    experiments.record(f"factor at each layer, {name}", factor, ".2f")
axes.set(xlabel="layer", ylabel="norm of the gradient", xticks=range(2, depth + 1, 2))
axes.legend(loc="lower right")
figures.describe(
    figure,
    "Norm of the gradient against the layer, on a logarithmic scale: four nearly "
    "straight lines. From the last layer back to the first the gradient grows if g is "
    "2, stays if g is the root of 2, and shrinks if g is 1 or 1/2; with 1/2 each layer "
    "multiplies it by {factor at each layer, g = 1/2}.",
)
plt.show()
