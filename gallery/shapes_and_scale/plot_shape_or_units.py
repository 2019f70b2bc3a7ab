"""
A richer shape, or more units?
==============================

A unit with a learned spline costs as many parameters as several plain units. Which is
the better use of them? We ask with one input, with two, and with 64.
"""

# %%
# Three tasks
# -----------
#
# - *One input*: the brightness along a row of a photograph, given the column.
# - *Two inputs*: the brightness of the photograph, made smaller, given row and column.
# - *64 inputs*: handwritten digits, given their pixels. The targets are ten numbers, 1
#   for the right class and 0 for the others.
#
# In all three the network minimises its squared error. Inputs are scaled to lie around
# 0.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from skimage import data
from sklearn.datasets import load_digits
from torch import nn

plt.style.use("formulario.book")

SEEDS = experiments.seeds(12)
photograph = torch.tensor(data.camera() / 255, dtype=torch.float32)
small = nn.functional.avg_pool2d(photograph[None], 8)[0]
columns = torch.linspace(-2, 2, 512)
places = torch.linspace(-2, 2, 64)
digits = load_digits()


def standard(y):
    return (y - y.mean()) / y.std()


def one_input():
    row = photograph[torch.randint(60, 460, ())]
    return columns[:, None], standard(row)[:, None], 384


def two_inputs():
    return torch.cartesian_prod(places, places), standard(small).view(-1, 1), 3_072


def many_inputs():
    x = torch.tensor(digits.data, dtype=torch.float32)
    y = nn.functional.one_hot(torch.tensor(digits.target)).float()
    return (x - x.mean(0)) / x.std(), y, 1_000


# %%
# The same number of parameters
# -----------------------------
#
# The plain network has units with ReLU. The other one has fewer units, each with a
# spline of its own of 13 knots, and at most three per cent more parameters. Last comes
# the plain network again, with the absolute value: of the same size, but not monotone.

TASKS = {
    "one input": (one_input, 1, 1, {"units": 48, "shape": 9}),
    "two inputs": (two_inputs, 2, 1, {"units": 48, "shape": 11}),
    "64 inputs": (many_inputs, 64, 10, {"units": 16, "shape": 14}),
}


def network(inputs, outputs, units, kind):
    shape = {
        "units": F.ReLU(),
        "shape": F.Spline(units, knots=13),
        "absolute value": F.LeakyReLU(-1.0),
    }[kind]
    return nn.Sequential(nn.Linear(inputs, units), shape, nn.Linear(units, outputs))


def split(task):
    """Examples for training and for testing."""
    x, y, count = task()
    order = torch.randperm(len(x))
    return [part for kept in order.tensor_split([count]) for part in (x[kept], y[kept])]


def run(name, kind):
    """The networks of all seeds, trained, with their errors on the test examples."""
    task, inputs, outputs, sizes = TASKS[name]
    units = sizes.get(kind, sizes["units"])
    examples, made = [], []
    for seed in SEEDS:
        torch.manual_seed(seed)
        examples.append(split(task))
        made.append(network(inputs, outputs, units, kind))
    x, y, test_x, test_y = map(torch.stack, zip(*examples, strict=True))
    networks = experiments.SideBySide(made)
    optimiser = torch.optim.Adam(networks.parameters(), lr=0.02)
    for _ in range(200):
        batch = torch.randint(x.shape[1], (64,))
        optimiser.zero_grad()
        errors(networks, x[:, batch], y[:, batch]).sum().backward()
        optimiser.step()
    parameters = sum(weight.numel() for weight in made[0].parameters())
    with torch.no_grad():
        return networks, parameters, errors(networks, test_x, test_y)


def errors(networks, x, y):
    """The mean squared error of each network."""
    return (networks(x) - y).square().mean((1, 2))


found = {}
for name in TASKS:
    for kind in ("units", "shape", "absolute value"):
        found[name, kind] = networks, parameters, error = run(name, kind)
        if kind != "absolute value":
            experiments.record(f"parameters, {name}, {kind}", parameters, ".0f")
        experiments.record(f"error, {name}, {kind}", error, ".3f")

# %%
# The photograph by two inputs
# ----------------------------
#
# Both networks paint the photograph from row and column alone.

x = torch.cartesian_prod(places, places).expand(len(SEEDS), -1, -1)
figure, panels = plt.subplots(1, 3, figsize=(6, 2.2))
pictures = {"photograph": standard(small)}
for title, kind in {"more units": "units", "learned shapes": "shape"}.items():
    with torch.no_grad():
        pictures[title] = found["two inputs", kind][0](x)[0].view(64, 64)
for axes, (title, picture) in zip(panels, pictures.items(), strict=True):
    axes.imshow(picture, cmap="gray", vmin=-2, vmax=1.5)
    axes.set_title(title)
    axes.set_axis_off()
figures.describe(
    figure,
    "A photograph of a man with a film camera, and two attempts to paint it. Of the "
    "network with more units there is a dark blot with straight edges. Of the one with "
    "learned shapes there is a figure with a head and a shoulder, among stripes.",
)
plt.show()

# %%
# The errors
# ----------

gains = {name: found[name, "shape"][2] / found[name, "units"][2] for name in TASKS}
folds = {
    name: found[name, "absolute value"][2] / found[name, "units"][2] for name in TASKS
}
for kind, ratios in {"shape": gains, "absolute value": folds}.items():
    for name in TASKS:
        experiments.record(f"error against units, {name}, {kind}", ratios[name], ".2f")

figure, axes = plt.subplots(figsize=(6, 3.4))
for label, ratios, marker, shift in (
    ("learned shapes", gains, "o", -0.12),
    ("absolute value", folds, "s", 0.12),
):
    every = torch.stack([*ratios.values()])
    low, middle, high = every.quantile(torch.tensor([0.25, 0.5, 0.75]), dim=1)
    spread = [middle - low, high - middle]
    rows = torch.arange(len(TASKS)) + shift
    axes.errorbar(middle, rows, xerr=spread, fmt=marker, capsize=4, label=label)
axes.axvline(1, color="0.4", linestyle="-", linewidth=1)
axes.set_yticks(range(len(TASKS)), TASKS)
axes.invert_yaxis()
axes.set(xlabel="error, as a multiple of that of ReLU with more units", xlim=(0, None))
figure.legend(loc="outside upper center", ncols=2)
figures.describe(
    figure,
    "Test errors, divided by that of ReLU with more units. Learned shapes have "
    "{error against units, one input, shape} with one input, "
    "{error against units, two inputs, shape} with two and "
    "{error against units, 64 inputs, shape} with 64. The absolute value has "
    "{error against units, one input, absolute value}, "
    "{error against units, two inputs, absolute value} and "
    "{error against units, 64 inputs, absolute value}.",
)
plt.show()

# %%
# With one or two inputs the learned shapes are clearly ahead: there is only so much
# that a unit can look at, and a rich shape says more about it. With 64 inputs there are
# many directions to look in, and another unit is worth as much as a richer shape.
#
# The absolute value does no harm with few inputs. With 64 it does: a unit that answers
# alike to a pattern and to its negative is of little use for telling digits apart.


# The rule: a learned shape helps if it takes a tenth or more off the error in two runs
# out of three.
def helps(name):
    return bool((gains[name] < 0.9).float().mean() >= 2 / 3)


experiments.claim(
    "Q04",
    "A learned shape is a better use of parameters than more units.",
    {
        "the input is one number": helps("one input"),
        "the input is two numbers": helps("two inputs"),
        "the input is 64 numbers": helps("64 inputs"),
    },
    numbers=[f"error against units, {name}, shape" for name in TASKS],
)
