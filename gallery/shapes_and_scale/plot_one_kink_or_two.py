"""
One kink or two
===============

A function with two kinks has a length in it, the distance between them. What happens to
it, and to a network that is made of it, when all inputs are doubled?
"""

# %%
# Twice the signal
# ----------------
#
# One wave goes through ReLU and through Hardtanh, and then the same wave at twice the
# height. ReLU cuts off the lower half both times, and the second output is the first
# one, twice as high. Hardtanh lets the small wave pass as it is, and cuts the large one
# at both kinks: its output has another shape.

import re
from functools import partial
from inspect import signature
from itertools import pairwise

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from sklearn.datasets import load_digits
from torch import nn

plt.style.use("formulario.book")

t = torch.linspace(0, 2, 401)
wave = 0.9 * torch.sin(2 * torch.pi * t)
figure, panels = plt.subplots(2, 1, sharex=True, sharey=True)
for axes, (name, function) in zip(
    panels, {"ReLU": F.relu, "Hardtanh": F.hardtanh}.items(), strict=True
):
    axes.plot(t, function(wave), label="the wave")
    axes.plot(t, function(2 * wave), label="twice the wave")
    axes.set(ylabel=name)
panels[0].legend(loc="lower left", ncols=2, bbox_to_anchor=(0, 1))
panels[1].set(xlabel="time")
figures.describe(
    figure,
    "Two panels. Above, ReLU keeps the upper half of a wave; of twice the wave, a half "
    "that is twice as high and has the same shape. Below, Hardtanh lets the wave pass, "
    "and cuts twice the wave flat at -1 and 1.",
)
plt.show()

# %%
# f(2x) / f(x)
# ------------
#
# Now every function of the book that treats each number by itself. The library is asked
# which there are; two of them have no default values, and get some. We divide f(2x) by
# f(x), at many x between −8 and 8. If doubling the input did nothing but double the
# output, the ratio would be 2 everywhere.
#
# We also count the places where the function or its slope jumps, and ask whether the
# pieces between them are straight.

CHAPTERS = [
    "rectifiers",
    "smooth_rectifiers",
    "gates",
    "saturating",
    "shrinkage",
    "softargmax",
]
PARAMETERS = {
    "prelu": {"weight": torch.tensor(0.25, dtype=torch.float64)},
    "threshold": {"threshold": 1.0, "value": 0.0},
}


def of_one_number(function):
    chapter = getattr(function, "__module__", "").rpartition(".")[2]
    takes = signature(function).parameters if hasattr(function, "__code__") else {"dim"}
    return chapter in CHAPTERS and "dim" not in takes


def title(function):
    return re.search(r"\\operatorname\{(\w+)\}", function.__doc__)[1]


functions = {
    title(function): partial(function, **PARAMETERS.get(function.__name__, {}))
    for function in filter(of_one_number, vars(F).values())
}

right = torch.logspace(-1.5, 0.9, 241, dtype=torch.float64)
x = torch.cat([-right, right])


def is_straight(function, kinks):
    """Whether a straight line fits each piece between two kinks."""
    pieces = [
        torch.linspace(start, end, 101, dtype=torch.float64)[1:-1]
        for start, end in pairwise([-9, *kinks, 9])
    ]
    rest = [F.distance_to_linearity(function, piece) for piece in pieces]
    return all(distance < 1e-9 or distance.isnan() for distance in rest)


kinks = {name: figures.breaks(function, -9, 9) for name, function in functions.items()}
straight = {name: is_straight(functions[name], kinks[name]) for name in functions}
distance = {
    name: F.distance_to_homogeneity(function, x).item()
    for name, function in functions.items()
}

# %%
# The bars reach from the smallest ratio to the largest; a dot is the median. An arrow
# means that some numbers become 0, and twice these numbers do not. Only
# :value:`functions that double` functions are nothing but a dot at 2.

kinds = {"one kink or jump": 1, "two kinks or jumps": 2, "none": 0}
figure, axes = plt.subplots(figsize=(6, 7.6))
rows = []
for (label, count), color, dot in zip(
    kinds.items(), ("C0", "C1", "C3"), "osD", strict=True
):
    group = [name for name in functions if len(kinks[name]) == count]
    group.sort(key=distance.get)
    ratios = [(functions[name](2 * x) / functions[name](x)).abs() for name in group]
    ratios = [ratio[~ratio.isnan()] for ratio in ratios]
    places = range(len(rows), len(rows) + len(group))
    low, high = zip(*[r.clamp(max=9).aminmax() for r in ratios], strict=True)
    axes.hlines(places, low, high, color=color, linewidth=4, linestyle="-", alpha=0.6)
    medians = [ratio.median() for ratio in ratios]
    axes.plot(medians, places, dot, color=color, linestyle="none", label=label)
    beyond = [place for place, r in zip(places, ratios, strict=True) if r.max() > 9]
    axes.plot([9] * len(beyond), beyond, ">", color=color, linestyle="none")
    rows += group
axes.set(xlabel="$f(2x) / f(x)$", yticks=range(len(rows)), yticklabels=rows)
axes.set(xticks=range(9), ylim=(len(rows) - 0.5, -0.5))
axes.grid(visible=False, axis="y")
axes.legend(loc="center right", bbox_to_anchor=(1, 0.52))
figures.describe(
    figure,
    "For each activation function a bar from the smallest to the largest ratio of "
    "f(2x) and f(x). For ReLU, LeakyReLU, PReLU and RReLU it is a dot at 2. All other "
    "bars have a length, also those of SELU and Threshold, which have one kink or "
    "jump.",
)
plt.show()

# %%
# One number for each function: the :func:`distance
# <formulario.distance_to_homogeneity>` of f(2x) from 2 f(x), relative to the size of 2
# f(x), over all these x together.
#
# A single kink is not enough. SELU has one, at 0, and to the left of it a curve; the
# example of Threshold jumps at 1, and not at 0. What makes a function double is a kink
# at 0 between two straight lines.

one = [name for name in functions if len(kinks[name]) == 1]
two = [name for name in functions if len(kinks[name]) == 2]
smooth = [name for name in functions if not kinks[name]]
at_zero = [name for name in one if kinks[name] == [0] and straight[name]]
doubled = [name for name in functions if distance[name] < 1e-12]

experiments.record("functions", len(functions), ".0f")
experiments.record("functions that double", len(doubled), ".0f")
experiments.record("functions with two kinks or jumps", len(two), ".0f")
experiments.record("smooth functions", len(smooth), ".0f")
experiments.record("distance, SELU", distance["SELU"], ".2f")
experiments.record("distance, Threshold", distance["Threshold"], ".2f")
experiments.record("smallest distance, two kinks", min(map(distance.get, two)), ".2f")

# %%
# Twice the ink
# -------------
#
# Does it change what a network says? We train small networks on handwritten digits,
# from 5 starts and each with other digits left out for the test. Then we show them the
# test digits again with all pixels doubled, and count how many digits get another
# answer.

digits = load_digits()
images = torch.tensor(digits.data, dtype=torch.float32) / 16
labels = torch.tensor(digits.target)


def network(activation, bias):
    return nn.Sequential(nn.Linear(64, 32, bias), activation(), nn.Linear(32, 10, bias))


def other_answers(activation, bias):
    """The fraction of digits with another answer to twice the ink, for each start."""
    networks, orders = [], []
    for seed in experiments.seeds(5):
        torch.manual_seed(seed)
        networks.append(network(activation, bias))
        orders.append(torch.randperm(len(images)))
    networks, orders = experiments.SideBySide(networks), torch.stack(orders)
    optimiser = torch.optim.Adam(networks.parameters(), lr=0.01)
    train, test = orders[:, :1200], orders[:, 1200:]
    for _ in range(4):
        for batch in train.split(40, dim=1):
            scores = networks(images[batch])
            loss = F.cross_entropy(
                scores.flatten(0, 1), labels[batch].flatten(), reduction="sum"
            )
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    with torch.no_grad():
        before = networks(images[test]).argmax(2)
        after = networks(2 * images[test]).argmax(2)
    return (before != after).double().mean(1)


changed = {
    "ReLU": other_answers(F.ReLU, bias=False),
    "ReLU with biases": other_answers(F.ReLU, bias=True),
    "Hardtanh": other_answers(F.Hardtanh, bias=False),
    "ReLU6": other_answers(F.ReLU6, bias=False),
}
for name, fractions in changed.items():
    experiments.record(f"other answers, {name}", fractions, ".1%")

# %%
# With ReLU and no biases the whole network is homogeneous. Twice the ink doubles all
# ten scores, and the largest one stays the largest: not one answer changes. With two
# kinks some answers change, and so they do with ReLU as soon as there are biases, which
# are not doubled along with the ink.
#
# The rule of the claim: a function doubles if its distance is 0 but for rounding. We
# ask for that in all functions with one kink or jump, and, more narrowly, in those
# whose kink lies at 0 between straight lines; and for the contrary in all functions
# with two.

experiments.claim(
    "Q05",
    "Twice the input gives twice the output with one kink, and something else with "
    "two.",
    {
        "the function has two kinks": not set(two) & set(doubled),
        "it has one kink or jump": set(one) <= set(doubled),
        "its one kink lies at 0, between two straight lines": (
            set(at_zero) <= set(doubled)
        ),
    },
    numbers=["functions that double", "smallest distance, two kinks", "distance, SELU"],
)
