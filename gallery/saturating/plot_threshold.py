"""
Threshold: the gradient left and right
======================================

PyTorch's Threshold is not the binary step of the first networks, which no gradient
passes. We draw both with their slopes, and then train networks of both.
"""

# %%
# Two jumps
# ---------
#
# Threshold jumps at 1/2, from -1 to the diagonal. The binary step jumps at 0, from 0 to
# 1. A full dot is what is returned at the jump itself, rings are values and slopes
# right beside. Right of its jump, Threshold has slope 1. The step has slope 0 on both
# sides.

from functools import partial

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from sklearn.datasets import load_digits
from torch import nn

plt.style.use("formulario.book")


def step(x):
    """1 above 0, and 0 up to it; PyTorch gives the sign a gradient of 0 everywhere."""
    return torch.sign(x).clamp(min=0)


threshold = partial(F.threshold, threshold=0.5, value=-1.0)
figure = figures.value_and_slope(
    {"Threshold": threshold, "binary step": step}, left=-2, right=2, kinks=(0, 0.5)
)
figures.describe(
    figure,
    "Two panels. Above, Threshold with t = 0.5 and v = -1 is -1 up to one half, where "
    "it jumps to the diagonal; the binary step is 0 up to 0 and 1 after it. Below, the "
    "slope of Threshold is 0 on the left and 1 on the right of one half; that of the "
    "step is 0 everywhere.",
)
plt.show()

# %%
# Slopes just left of the jump, at the jump, and just right of it:

print(figures.slope(threshold, torch.tensor([0.499, 0.5, 0.501])))
print(figures.slope(step, torch.tensor([-0.001, 0.0, 0.001])))

# %%
# What training sees
# ------------------
#
# A network with one hidden layer of 32 units learns to read handwritten digits. The
# hidden units are binary steps, Thresholds or ReLUs; this time the threshold is 1/2 and
# the value 0. Ten seeds are tried, each with a test set of its own. At every tenth step
# we note the gradient of the first layer and the error on the test set.

digits = load_digits()
images = torch.tensor(digits.data, dtype=torch.float32)
images = (images - images.mean()) / images.std()
labels = torch.tensor(digits.target)


class Network(nn.Module):
    def __init__(self, activation):
        super().__init__()
        self.activation = activation
        self.first, self.last = nn.Linear(64, 32), nn.Linear(32, 10)
        for layer in (self.first, self.last):
            nn.init.kaiming_normal_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(self, x):
        return self.last(self.activation(self.first(x)))


def start(activation, seed):
    """A network, and the order of its digits: 900 to learn from, the others to test."""
    torch.manual_seed(seed)
    return Network(activation), torch.randperm(len(labels))


def learn(activation):
    """For each seed, the first layer's gradients, and the error at every tenth step."""
    starts = [start(activation, seed) for seed in experiments.seeds(10)]
    networks = experiments.SideBySide([network for network, _ in starts])
    order = torch.stack([order for _, order in starts])
    train, test = order[:, :900], order[:, 900:]
    optimiser = torch.optim.Adam(networks.parameters(), lr=0.005)
    norms, errors = [], []
    for _ in range(8):
        for batch in train[:, torch.randperm(900)].split(30, dim=1):
            scores = networks(images[batch]).flatten(0, 1)
            targets = labels[batch].flatten()
            loss = nn.functional.cross_entropy(scores, targets, reduction="sum") / 30
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            gradient = networks.weights["first.weight"].grad
            norms.append(gradient.flatten(1).norm(dim=1))
            if len(norms) % 10 == 0:
                with torch.no_grad():
                    wrong = networks(images[test]).argmax(-1) != labels[test]
                errors.append(wrong.float().mean(1))
    return torch.stack(norms), torch.stack(errors)


units = {
    "ReLU": F.relu,
    "Threshold": partial(F.threshold, threshold=0.5, value=0.0),
    "binary step": step,
}
figure, (left, right) = plt.subplots(1, 2, figsize=(6, 3.8))
quartiles = torch.tensor([0.25, 0.5, 0.75])
gradients = {}
for name, activation in units.items():
    norms, errors = learn(activation)
    gradients[name] = norms
    for axes, runs in ((left, norms[9::10]), (right, 100 * errors)):
        low, middle, high = runs.quantile(quartiles, dim=1)
        places = range(10, 241, 10)
        (line,) = axes.plot(places, middle, label=name)
        axes.fill_between(
            places, low, high, color=line.get_color(), alpha=0.15, linewidth=0
        )
    experiments.record(f"smallest gradient, {name}", norms.min(), ".2g")
    experiments.record(f"largest gradient, {name}", norms.max(), ".2g")
    experiments.record(f"error, {name}", errors[-1], ".1%")
left.set(xlabel="step of training", ylabel="gradient of the first layer")
right.set(xlabel="step of training", ylabel="test error (%)", ylim=(0, 40))
for axes in (left, right):
    axes.set_xticks((0, 120, 240))
right.legend()
figures.describe(
    figure,
    "Two panels against the step of training. Left, the norm of the first layer's "
    "gradient: exactly 0 for the binary step, clearly above 0 for Threshold and ReLU. "
    "Right, the test error: it falls to {error, Threshold} for Threshold, to "
    "{error, ReLU} for ReLU, and to {error, binary step} for the step.",
)
plt.show()

# %%
# Is there a single gradient that is not exactly 0, at any step of any run?

experiments.claim(
    "A16",
    "No gradient can be sent back through a threshold.",
    {
        "it is a binary step": bool((gradients["binary step"] == 0).all()),
        "it is PyTorch’s Threshold": bool((gradients["Threshold"] == 0).all()),
    },
    [
        "largest gradient, binary step",
        "smallest gradient, Threshold",
        "error, binary step",
        "error, Threshold",
    ],
)

# %%
# Through the step every gradient is exactly 0: the first layer keeps its random
# weights, and only the last one learns. Threshold sends the gradient back wherever its
# input is above 1/2, and its networks end with errors like those of ReLU.
