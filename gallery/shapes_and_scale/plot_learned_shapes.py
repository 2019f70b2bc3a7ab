"""
Shapes that are learned
=======================

A Chebyshev polynomial that starts as tanh, and a spline that starts as ReLU: which
shapes do they take when a network learns to read digits, and what does it gain?
"""

# %%
# Six networks
# ------------
#
# They have 64 inputs, 8 units in one layer, and 10 outputs. Only the function of the 8
# units differs. Two shapes are fixed. Two are learned along with the weights, one shape
# for the layer: a Chebyshev polynomial of degree 6 after a tanh, which keeps its input
# between −1 and 1, and a spline with nine knots from −3 to 3. For comparison there are
# the simplest ones of either kind. Degree 1 stretches and shifts the tanh, and a spline
# with three knots has two slopes and a height: they learn a scale, and hardly a shape.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from sklearn.datasets import load_digits
from torch import nn

plt.style.use("formulario.book")

SEEDS = experiments.seeds(6)
SHAPES = {
    "tanh": F.Tanh,
    "Chebyshev, degree 1": lambda: nn.Sequential(F.Tanh(), F.Chebyshev(degree=1)),
    "Chebyshev": lambda: nn.Sequential(F.Tanh(), F.Chebyshev(degree=6)),
    "ReLU": F.ReLU,
    "spline, 3 knots": lambda: F.Spline(knots=3),
    "spline": F.Spline,
}

digits = load_digits()
images = torch.tensor(digits.data / 16, dtype=torch.float32)
images = images - images.mean(0)
labels = torch.tensor(digits.target)


def digits_for(seed):
    """1,000 digits for training, and 797 for testing."""
    torch.manual_seed(seed)
    return torch.randperm(len(labels)).split([1_000, 797])


training, testing = map(torch.stack, zip(*map(digits_for, SEEDS), strict=True))


def train(shape):
    """A network for each seed, after ten epochs."""
    made = []
    for seed in SEEDS:
        torch.manual_seed(seed)
        made.append(nn.Sequential(nn.Linear(64, 8), shape(), nn.Linear(8, 10)))
    networks = experiments.SideBySide(made)
    optimiser = torch.optim.Adam(networks.parameters(), lr=0.02)
    for batch in training.repeat(1, 10).split(50, dim=1):
        optimiser.zero_grad()
        losses(networks, batch).sum().backward()
        optimiser.step()
    return networks


def losses(networks, batch):
    """The mean loss of each network on its own digits."""
    scores = networks(images[batch]).movedim(2, 1)
    loss = nn.functional.cross_entropy(scores, labels[batch], reduction="none")
    return loss.mean(1)


networks = {name: train(shape) for name, shape in SHAPES.items()}

# %%
# The shapes
# ----------

x = torch.linspace(-4, 4, 401)
coefficients = networks["Chebyshev"].weights["1.1.weight"].detach()
heights = networks["spline"].weights["1.weight"].detach()
learned = {
    "Chebyshev": torch.stack([F.chebyshev(F.tanh(x), row) for row in coefficients]),
    "spline": torch.stack([F.spline(x, row) for row in heights]),
}
starts = {"Chebyshev": F.tanh, "spline": F.relu}

figure, panels = plt.subplots(1, 2, figsize=(6, 3.6), sharex=True)
for axes, (name, curves) in zip(panels, learned.items(), strict=True):
    axes.plot(x, curves.T, color="C0", linestyle="-", linewidth=1)
    axes.plot(x, starts[name](x), color="C3", linestyle="--")
    axes.set(xlabel="input", title=name)
panels[0].plot([], [], color="C0", linestyle="-", linewidth=1, label="learned")
panels[0].plot([], [], color="C3", linestyle="--", label="start")
figure.legend(loc="outside upper center", ncols=2)
figures.describe(
    figure,
    "Learned shapes, six of each kind, and where they started. The Chebyshev "
    "polynomials are steeper than tanh in the middle, overshoot on both sides and come "
    "back. The splines are lower than ReLU around 0, have a hollow on its left, and "
    "rise more steeply on the right.",
)
plt.show()

# %%
# The polynomials have left tanh behind. They are waves: steep in the middle, with a
# hill and a valley. The splines have kept the look of a rectifier, and added a hollow
# on its left, as SiLU and Mish have one.

for name, curves in learned.items():
    falls = (curves.diff(dim=1) < 0).any(1)
    experiments.record(f"shapes that fall somewhere, {name}", falls.sum(), ".0f")

# %%
# What the network gains
# ----------------------

found, accuracies = {}, {}
for name, of_all_seeds in networks.items():
    with torch.no_grad():
        found[name] = losses(of_all_seeds, training)
        answers = of_all_seeds(images[testing]).argmax(2)
    accuracies[name] = (answers == labels[testing]).float().mean(1)
    experiments.record(f"training loss, {name}", found[name], ".3f")
    experiments.record(f"test accuracy, {name}", accuracies[name], ".1%")

figure, panels = plt.subplots(1, 2, figsize=(6.6, 3.4), sharey=True)
for axes, values in zip(panels, (found, accuracies), strict=True):
    every = torch.stack([*values.values()])
    low, middle, high = every.quantile(torch.tensor([0.25, 0.5, 0.75]), dim=1)
    spread = [middle - low, high - middle]
    axes.errorbar(middle, range(6), xerr=spread, fmt="o", capsize=4)
panels[0].set_yticks(range(6), networks)
panels[0].invert_yaxis()
panels[0].set(xlabel="training loss", xlim=(0, None))
panels[1].set(xlabel="accuracy on test digits")
figures.describe(
    figure,
    "Training loss and accuracy on test digits of the six networks. All learned shapes "
    "reach a lower loss than the fixed ones, the simplest ones too. The accuracy is "
    "{test accuracy, tanh} with tanh, {test accuracy, Chebyshev, degree 1} with degree "
    "1 and {test accuracy, Chebyshev} with degree 6; {test accuracy, ReLU} with ReLU, "
    "{test accuracy, spline, 3 knots} with three knots, {test accuracy, spline} with "
    "nine.",
)
plt.show()

# %%
# All learned shapes fit the training digits better than the shapes they started as. But
# most of the gain is due to the scale: degree 1 reaches as low a loss as degree 6, and
# three knots come most of the way to nine. On the test digits the polynomials of degree
# 6 overfit.


# The rule: at least nine runs in ten end with a lower loss than with the shape at the
# start, with the same first weights and the same digits.
def is_learned(shape, start):
    return bool((found[shape] < found[start]).float().mean() >= 0.9)


experiments.claim(
    "Q03",
    "A nonlinearity can be as rich as one likes, and its shape can be learned.",
    {
        "the shape is a Chebyshev polynomial": is_learned("Chebyshev", "tanh"),
        "the shape is a spline": is_learned("spline", "ReLU"),
    },
    numbers=[f"training loss, {name}" for name in networks],
)
