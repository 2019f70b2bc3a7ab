"""
The gradient in a deep network
==============================

Twenty layers, one behind the other. How much of the gradient reaches the first one, with sigmoids, with tanh and with
ReLU?
"""

# %%
# Before training
# ---------------
#
# All hidden layers have 64 units. Their weights are drawn at random with standard deviation g / 8, so that a factor g
# of 1 keeps the size of a signal where the activation function has slope 1. ReLU drops half of the numbers and gets the
# square root of 2, as He and others recommend. The sigmoid has slope 1/4 at best; it runs once with 1 and once with 4.
#
# We send 256 handwritten digits through the network, and measure the gradient of the cross-entropy by the weights of
# each layer: the root of the sum of its squares.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import figures
from sklearn.datasets import load_digits

plt.style.use("formulario.book")

digits = load_digits()
images = torch.tensor(digits.data[:256], dtype=torch.float32)
images = (images - images.mean()) / images.std()
labels = torch.tensor(digits.target[:256])
depth, width = 20, 64


def gradient_norms(activation, gain, seed):
    torch.manual_seed(seed)
    weights = [(gain * torch.randn(width, width) / width**0.5).requires_grad_() for _ in range(depth)]
    last = torch.randn(width, 10) / width**0.5
    x = images
    for weight in weights:
        x = activation(x @ weight)
    loss = torch.nn.functional.cross_entropy(x @ last, labels)
    return torch.stack([gradient.norm() for gradient in torch.autograd.grad(loss, weights)])


# %%
# Ten starts each. The lines are medians; the bands, where one can see them, reach from the smallest to the largest.

networks = {
    "ReLU": (F.relu, 2**0.5),
    "Tanh": (F.tanh, 1),
    "Sigmoid, weights × 4": (F.sigmoid, 4),
    "Sigmoid": (F.sigmoid, 1),
}
figure, axes = plt.subplots()
layers = range(1, depth + 1)
for name, (activation, gain) in networks.items():
    norms = torch.stack([gradient_norms(activation, gain, seed) for seed in range(10)])
    middle = norms.median(0).values
    (line,) = axes.semilogy(layers, middle, label=name)
    axes.fill_between(layers, norms.amin(0), norms.amax(0), color=line.get_color(), alpha=0.15, linewidth=0)
    print(f"{name:22} first {middle[0]:.1e}  last {middle[-1]:.1e}")
axes.set(xlabel="layer", ylabel="norm of the gradient", xticks=range(2, depth + 1, 2))
axes.legend()
figures.describe(
    figure,
    "Norm of the gradient against the layer, on a logarithmic scale. With ReLU and Tanh it stays between 0.1 and 2 in "
    "all twenty layers. With Sigmoid it falls from 0.1 in the last layer to less than a millionth of a millionth in "
    "the first; with weights four times as large, to one fifty-thousandth.",
)
plt.show()

# %%
# With sigmoids and usual weights the gradient loses a factor of about four at each layer: the slope 1/4 at work. Larger
# weights help, but units that are now away from 0 have a smaller slope, and something is still lost at each layer.
#
# It is the weights, too
# ----------------------
#
# The name of the function does not decide alone. Here is tanh with weights three times as large, whose gradient
# *explodes*, and ReLU without the root of 2, which shrinks in every layer.

for name, activation, gain in (("Tanh, weights × 3", F.tanh, 3), ("ReLU, g = 1", F.relu, 1)):
    middle = torch.stack([gradient_norms(activation, gain, seed) for seed in range(10)]).median(0).values
    print(f"{name:22} first {middle[0]:.1e}  last {middle[-1]:.1e}")
