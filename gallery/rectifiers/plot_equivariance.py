"""
Scaling: twice the input, twice the output
==========================================

A function without a scale of its own answers c times the input with c times the output,
for every c > 0. Which activation functions do?
"""

# %%
# From a hundredth to a hundred times
# -----------------------------------
#
# We take 1,000 random numbers x and a factor c, and measure how much larger f(cx) is
# than f(x), on average. A function that keeps the factor lies on the diagonal. The
# others leave it, each in its own way: Tanh cannot grow beyond 1, Softplus cannot
# shrink below log 2, and Sigmoid can do neither.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures

plt.style.use("formulario.book")

numbers = []
for seed in experiments.seeds(5):
    torch.manual_seed(seed)
    numbers.append(3 * torch.randn(1_000, dtype=torch.float64))
numbers = torch.stack(numbers)
factors = torch.logspace(-2, 2, 41, dtype=torch.float64)

figure, axes = plt.subplots(figsize=(5.6, 5.6))
x = numbers[0]
curves = {"ReLU": F.relu, "Softplus": F.softplus, "Sigmoid": F.sigmoid, "Tanh": F.tanh}
for name, function in curves.items():
    growth = [function(c * x).abs().mean() / function(x).abs().mean() for c in factors]
    axes.loglog(factors, growth, label=name)
axes.set(xlabel="factor of the input", ylabel="factor of the output", aspect="equal")
axes.legend()
figures.describe(
    figure,
    "The factor of the output against the factor of the input, both from 0.01 to 100 "
    "on logarithmic scales. ReLU lies on the diagonal. Softplus grows with large "
    "factors but does not shrink with small ones, Tanh the other way round, and "
    "Sigmoid stays near 1.",
)
plt.show()

# %%
# All of them
# -----------
#
# Now all the activation functions of the lecture, and three factors. We compare f(cx)
# with c f(x): their mean distance, divided by the mean size of c f(x).

rectifiers = {
    "ReLU": F.relu,
    "LeakyReLU": F.leaky_relu,
    "PReLU": lambda x: F.prelu(x, torch.tensor(0.25, dtype=x.dtype)),
    "RReLU": F.rrelu,
}
others = {
    "Softplus": F.softplus,
    "ELU": F.elu,
    "CELU": F.celu,
    "SELU": F.selu,
    "GELU": F.gelu,
    "ReLU6": F.relu6,
    "Sigmoid": F.sigmoid,
    "Tanh": F.tanh,
    "Softsign": F.softsign,
    "Hardtanh": F.hardtanh,
    "Threshold": lambda x: F.threshold(x, 1, 0),
    "Tanhshrink": F.tanhshrink,
    "Softshrink": F.softshrink,
    "Hardshrink": F.hardshrink,
    "LogSigmoid": F.logsigmoid,
    "Softmin": lambda x: F.softmin(x, dim=-1),
    "Softmax": lambda x: F.softmax(x, dim=-1),
    "LogSoftmax": lambda x: F.log_softmax(x, dim=-1),
}


def distances(function, c):
    """The distance for each set of numbers, relative to the size of c f(x)."""
    scaled = c * function(numbers)
    return (function(c * numbers) - scaled).abs().mean(1) / scaled.abs().mean(1)


figure, axes = plt.subplots(figsize=(6, 6.4))
functions = rectifiers | others
for c, marker in {0.1: "v", 2: "o", 10: "^"}.items():
    found = [distances(function, c)[0] for function in functions.values()]
    axes.plot(found, list(functions), marker, linestyle="none", label=f"$c = {c}$")
axes.invert_yaxis()
axes.set_xscale("symlog", linthresh=0.1)
axes.set(xlabel="relative distance", xlim=(-0.01, 100))
axes.legend()
figures.describe(
    figure,
    "For each of 22 activation functions and the factors 0.1, 2 and 10, the distance "
    "between f(cx) and c f(x). The four rectifiers lie at 0 for every factor; every "
    "other function lies off it.",
)
plt.show()

# %%
# The rectifiers lie at 0, and no other function does. ReLU6 comes close for small
# factors: it is a rectifier as long as it stays below 6.
#
# How close is close? For each function we take the factor, out of all 41, that shows it
# at its worst. A rectifier may be off by no more than rounding, which we take to be a
# billionth; any other function has to be off by one percent at least.


def worst(functions):
    """The largest distance over all factors, for each function and set of numbers."""
    return torch.stack(
        [
            torch.stack([distances(function, c) for c in factors]).amax(0)
            for function in functions.values()
        ]
    )


off, on = worst(rectifiers).amax(0), worst(others).amin(0)
experiments.record("largest distance of a rectifier", off, ".0e")
experiments.record("distance of the nearest other function", on, ".0%")
experiments.claim(
    "A05",
    "The rectifiers, and no other activation functions of the lecture, turn c times "
    "the input into c times the output, for every positive c.",
    bool((off < 1e-9).all() and (on > 0.01).all()),
    ["largest distance of a rectifier", "distance of the nearest other function"],
)

# %%
# The factor has to be positive. With c = -1 and x = -1, ReLU(cx) and c ReLU(x) are:

x = torch.tensor(-1.0)
print(F.relu(-1 * x), -1 * F.relu(x))
