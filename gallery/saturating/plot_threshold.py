"""
Threshold: the gradient left and right
======================================

PyTorch's Threshold is not the step that made training impossible in the sixties. We
draw both, with their slopes, and then let both learn.
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
from formulario.experiments import SideBySide
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
# hidden units are binary steps, thresholds or ReLUs; this time the threshold is 1/2 and
# the value 0. There are ten starts, each with a test half of its own. After every tenth
# step we note the gradient of the first layer and the error on the test half.

digits = load_digits()
images = torch.tensor(digits.data, dtype=torch.float32)
images = (images - images.mean()) / images.std()
labels = torch.tensor(digits.target)
seeds = experiments.seeds(10)


def shuffled(seed):
    torch.manual_seed(seed)
    return torch.randperm(len(labels))


order = torch.stack([shuffled(seed) for seed in seeds])
train, test = order[:, :900], order[:, 900:]


def layer(inputs, outputs):
    """One layer of each network."""
    layers = []
    for seed in seeds:
        torch.manual_seed(seed)
        layers.append(nn.Linear(inputs, outputs))
        nn.init.kaiming_normal_(layers[-1].weight)
        nn.init.zeros_(layers[-1].bias)
    return SideBySide(layers)


def learn(activation):
    """Every ten steps: the first layer's gradient and the error, for each start."""
    first, last = layer(64, 32), layer(32, 10)
    optimiser = torch.optim.Adam([*first.parameters(), *last.parameters()], lr=0.005)
    norms, errors = [], []
    for _ in range(8):
        for batch in train[:, torch.randperm(900)].split(30, dim=1):
            scores = last(activation(first(images[batch]))).transpose(1, 2)
            losses = nn.functional.cross_entropy(
                scores, labels[batch], reduction="none"
            )
            optimiser.zero_grad()
            losses.mean(1).sum().backward()
            optimiser.step()
            gradient = next(first.parameters()).grad
            norms.append(gradient.flatten(1).norm(dim=1))
            if len(norms) % 10 == 0:
                with torch.no_grad():
                    scores = last(activation(first(images[test])))
                wrong = scores.argmax(-1) != labels[test]
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
# Is there a single gradient that is not exactly 0, at any step of any start?

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
# Not one gradient comes back through the step. Its first layer stays as chance made it,
# and only the last one learns. Threshold sends the gradient back wherever its input is
# above 1/2, and learns as well as ReLU.
