"""
A slope for a layer, a channel or a unit
========================================

A convolution has few channels and many units. PReLU may give one slope to the whole
layer, one to each channel or one to each unit. How many numbers is that, what do they
become, and does the network get any better?
"""

# %%
# Four networks
# -------------
#
# They read handwritten digits with two convolutions of eight channels. A channel has
# four by four units, so that a layer has 128. For a slope per unit, each example is
# flattened before PReLU, which then takes every unit for a channel, and gets its shape
# back after it.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from sklearn.datasets import load_digits
from torch import nn

plt.style.use("formulario.book")

SEEDS = experiments.seeds(5)


def per_unit():
    return nn.Sequential(nn.Flatten(), F.PReLU(128), nn.Unflatten(1, (8, 4, 4)))


def network(rectifier):
    return nn.Sequential(
        nn.Conv2d(1, 8, kernel_size=3, stride=2, padding=1),
        rectifier(),
        nn.Conv2d(8, 8, kernel_size=3, padding=1),
        rectifier(),
        nn.Flatten(),
        nn.Linear(128, 10),
    )


RECTIFIERS = {
    "no slope, ReLU": F.ReLU,
    "one for the layer": lambda: F.PReLU(1),
    "one for each channel": lambda: F.PReLU(8),
    "one for each unit": per_unit,
}

# %%
# Each seed draws 1,000 digits for training and leaves 797 for testing, the same for all
# four networks. Filters start from the same numbers too, since slopes are not drawn.

digits = load_digits()
images = torch.tensor(digits.images[:, None] / 16, dtype=torch.float32)
labels = torch.tensor(digits.target)
orders = []
for seed in SEEDS:
    torch.manual_seed(seed)
    orders.append(torch.randperm(len(labels)))
training, testing = torch.stack(orders).split([1_000, 797], dim=1)


def train(rectifier):
    """A network for each seed, after four epochs."""
    made = []
    for seed in SEEDS:
        torch.manual_seed(seed)
        made.append(network(rectifier))
    networks = experiments.SideBySide(made)
    optimiser = torch.optim.Adam(networks.parameters(), lr=0.01)
    for batch in training.repeat(1, 4).split(50, dim=1):
        scores = networks(images[batch]).flatten(0, 1)
        loss = nn.functional.cross_entropy(scores, labels[batch].flatten())
        optimiser.zero_grad()
        (len(SEEDS) * loss).backward()
        optimiser.step()
    return networks


def accuracy(networks):
    with torch.no_grad():
        answers = networks(images[testing]).argmax(2)
    return (answers == labels[testing]).float().mean(1)


networks = {name: train(rectifier) for name, rectifier in RECTIFIERS.items()}

# %%
# What they learn
# ---------------
#
# All slopes start at 0.25. Here are those of the first layer after training, in the
# networks of the first seed.

accuracies, slopes = {}, {}
for name, of_all_seeds in networks.items():
    accuracies[name] = accuracy(of_all_seeds)
    experiments.record(f"accuracy, {name}", accuracies[name], ".1%")
    layers = [w for key, w in of_all_seeds.weights.items() if key[0] in "13"]
    if layers:
        slopes[name] = torch.cat(layers, dim=1).detach()

for name, learned in slopes.items():
    experiments.record(f"slopes, {name}", learned.shape[1], ".0f")
    experiments.record(f"mean slope, {name}", learned.mean(1), ".2f")
    experiments.record(f"grown, {name}", (learned > 0.25).float().mean(1), ".0%")
for name in ("one for each channel", "one for each unit"):
    experiments.record(f"scatter, {name}", slopes[name].std(1), ".2f")

layer, channels, units = (learned[0] for learned in slopes.values())
places = torch.arange(1, 9)
figure, axes = plt.subplots()
of_channels = units[:128].view(8, 16)
beside = places[:, None] + torch.linspace(-0.25, 0.25, 16)
axes.plot(beside.flatten(), of_channels.flatten(), ".", color="C2", markersize=5)
axes.plot(places, channels[:8], "D", color="C1")
axes.axhline(layer[0], color="C0", linestyle="-")
axes.axhline(0.25, color="0.4", linestyle=":")
for text, style in {
    "layer": {"color": "C0", "linestyle": "-"},
    "channel": {"color": "C1", "marker": "D", "linestyle": "none"},
    "unit": {"color": "C2", "marker": ".", "linestyle": "none"},
    "start": {"color": "0.4", "linestyle": ":"},
}.items():
    axes.plot([], [], label=text, **style)
axes.set(xlabel="channel", ylabel="learned slope", xticks=places)
figure.legend(loc="outside upper center", ncols=4)
figures.describe(
    figure,
    "Learned slopes of the first layer, by channel. The slope of the layer is a line "
    "well above the start at 0.25. The eight slopes of channels lie around it. The "
    "sixteen slopes of the units in each channel are scattered widely, some below the "
    "start.",
)
plt.show()

# %%
# The slopes of units scatter more than those of channels. Each is learned from the
# examples of one place in the picture alone, where a channel has sixteen places.
#
# What it is good for
# -------------------

every = torch.stack([*accuracies.values()])
low, middle, high = every.quantile(torch.tensor([0.25, 0.5, 0.75]), dim=1)
figure, axes = plt.subplots(figsize=(6, 2.6))
axes.errorbar(middle, range(4), xerr=[middle - low, high - middle], fmt="o", capsize=4)
axes.set_yticks(range(4), accuracies)
axes.invert_yaxis()
axes.set(xlabel="accuracy on the digits for testing", xlim=(0.9, 0.96))
figures.describe(
    figure,
    "Accuracy of the four networks, with quartiles over five seeds. They hardly "
    "differ: {accuracy, no slope, ReLU} without slopes, {accuracy, one for the layer} "
    "with one "
    "for the layer, {accuracy, one for each channel} with one for each channel, "
    "{accuracy, one for each unit} with one for each unit.",
)
plt.show()

# %%
# On these digits it makes hardly a difference: 2, 16 or 256 slopes are learned, and the
# network reads about as well as before.


# The rule: in every run, three slopes out of four have moved by more than a hundredth.
def learned(name):
    moved = (slopes[name] - 0.25).abs() > 0.01
    return bool((moved.float().mean(1) > 0.75).all())


experiments.claim(
    "Q01",
    "A slope can be learned for a whole layer, for each channel or for each unit.",
    {
        "a layer has one": learned("one for the layer"),
        "each channel has its own": learned("one for each channel"),
        "each unit has its own": learned("one for each unit"),
    },
    numbers=[f"mean slope, {name}" for name in slopes],
)
