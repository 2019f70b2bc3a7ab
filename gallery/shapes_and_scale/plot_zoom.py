"""
Hard or smooth: a matter of distance
====================================

From afar a bend in a road looks like a corner, from near it is almost straight. We look
at smooth activation functions from three distances, and measure what we see.
"""

# %%
# Three distances
# ---------------
#
# The inputs are multiplied by 100, by 1 and by 1/100 before they reach the function.
# The scale of the vertical axis follows the curve. With large inputs Softplus looks
# like ReLU and Tanh like a step. With small ones both look like straight lines.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures

plt.style.use("formulario.book")

x = torch.linspace(-4, 4, 4_001, dtype=torch.float64)
distances = {"inputs × 100": 100, "inputs × 1": 1, "inputs ÷ 100": 1 / 100}

figure, panels = plt.subplots(2, 3, sharex=True, figsize=(7.2, 4.4))
for row, (name, function) in zip(
    panels, {"Softplus": F.softplus, "Tanh": F.tanh}.items(), strict=True
):
    row[0].set_ylabel(name)
    for axes, factor in zip(row, distances.values(), strict=True):
        axes.plot(x, function(factor * x), linestyle="-")
for axes, title in zip(panels[0], distances, strict=True):
    axes.set_title(title)
panels[1, 1].set(xlabel="$x$", xticks=[-4, 0, 4])
figures.describe(
    figure,
    "Softplus and Tanh in three columns. With inputs × 100 Softplus is 0 up to a sharp "
    "corner and then rises, and Tanh is a step. With inputs × 1 both bend softly. With "
    "inputs ÷ 100 both are straight lines.",
)
plt.show()

# %%
# Two distances to measure
# ------------------------
#
# Each smooth function of the book has a hard one that it tends to. How far is it from
# that, on average and relative to the size of the hard one? And how far is it from its
# best straight line, see :func:`formulario.distance_to_linearity`?


def step(x):
    return torch.heaviside(x, torch.tensor(0.5, dtype=x.dtype))


def diode(x):
    return x.clamp(max=0)


smooth_and_hard = {
    "Softplus": (F.softplus, F.relu),
    "ELU": (F.elu, F.relu),
    "CELU": (F.celu, F.relu),
    "GELU": (F.gelu, F.relu),
    "SiLU": (F.silu, F.relu),
    "Mish": (F.mish, F.relu),
    "LogSigmoid": (F.logsigmoid, diode),
    "Sigmoid": (F.sigmoid, step),
    "Tanh": (F.tanh, torch.sign),
    "Softsign": (F.softsign, torch.sign),
    "Tanhshrink": (F.tanhshrink, torch.clone),
}


def from_hard(name, factor):
    smooth, hard = (function(factor * x) for function in smooth_and_hard[name])
    return ((smooth - hard).abs().mean() / hard.abs().mean()).item()


def from_line(function, factor):
    return F.distance_to_linearity(function, factor * x).item()


factors = torch.logspace(-2, 2, 41, dtype=torch.float64)
figure, (left, right) = plt.subplots(1, 2, figsize=(7.2, 4), sharey=True)
left.loglog(factors, [from_line(F.relu, factor) for factor in factors], label="ReLU")
right.plot([], [])
for name in ("Softplus", "Softsign", "Tanh"):
    function = smooth_and_hard[name][0]
    left.plot(factors, [from_line(function, factor) for factor in factors], label=name)
    right.loglog(factors, [from_hard(name, factor) for factor in factors])
left.set(
    xlabel="factor of the inputs",
    ylabel="relative distance",
    title="from the best line",
)
right.set(xlabel="factor of the inputs", title="from the hard function")
figure.legend(loc="outside upper center", ncols=4, handlelength=2)
figures.describe(
    figure,
    "Two panels, on logarithmic scales, against the factor of the inputs from 0.01 to "
    "100. On the left the distance of Softplus, Softsign and Tanh from a straight line "
    "grows with the factor, and ReLU's does not change. On the right their distance "
    "from the hard function falls.",
)
plt.show()

# %%
# ReLU is a horizontal line on the left: it looks the same from every distance. The
# others have a scale, and whether they are bent or straight depends on the size of
# their inputs.
#
# What the eye sees
# -----------------
#
# We say that two curves look alike if their distance is below a twentieth. Then every
# smooth function of the book looks kinked from far and straight from near, but for one.
# Tanhshrink has slope 0 at 0: from near it is a cubic, which no line comes close to.
# And from far it is a straight line, for its slope becomes 1 on both sides.


def is_as_claimed(smooth, hard, name):
    kinked = from_hard(name, 100) < 1 / 20 < F.distance_to_linearity(hard, x)
    return bool(kinked and from_line(smooth, 1 / 100) < 1 / 20)


as_claimed = {
    name: is_as_claimed(smooth, hard, name)
    for name, (smooth, hard) in smooth_and_hard.items()
}
at_zero = torch.zeros(1, dtype=torch.float64)
rising = [
    name
    for name, (smooth, _) in smooth_and_hard.items()
    if figures.slope(smooth, at_zero) != 0
]
flat = [name for name in smooth_and_hard if name not in rising]

experiments.record("smooth functions", len(smooth_and_hard), ".0f")
for name in ("Softplus", "Tanh"):
    smooth, _ = smooth_and_hard[name]
    for sign, factor in (("× 1", 1), ("÷ 100", 1 / 100)):
        distance = from_line(smooth, factor)
        experiments.record(f"distance from the line, {name} {sign}", distance, ".2%")
experiments.record(
    "largest distance from the line, ÷ 100",
    max(from_line(smooth_and_hard[name][0], 1 / 100) for name in rising),
    ".1%",
)
experiments.record(
    "largest distance from the hard function, × 100",
    max(from_hard(name, 100) for name in rising),
    ".1%",
)
experiments.record(
    "distance from the line, Tanhshrink ÷ 100", from_line(F.tanhshrink, 1 / 100), ".1%"
)

experiments.claim(
    "Q06",
    "A smooth function looks kinked from far, with inputs × 100, and straight from "
    "near, with inputs ÷ 100.",
    {
        "its slope at 0 is not 0": all(as_claimed[name] for name in rising),
        "its slope at 0 is 0": all(as_claimed[name] for name in flat),
    },
    numbers=[
        "largest distance from the hard function, × 100",
        "largest distance from the line, ÷ 100",
    ],
)
