"""
Scaling: twice the input, twice the output
==========================================

A function without a scale of its own answers c times the input with c times the output, for every c > 0. Which
activation functions do?
"""

# %%
# From a hundredth to a hundred times
# -----------------------------------
#
# We take 1,000 random numbers x and a factor c, and measure how much larger f(cx) is than f(x), on average. A
# function that keeps the factor lies on the diagonal. The others leave it, each in its own way: Tanh cannot grow
# beyond 1, Softplus cannot shrink below log 2, and Sigmoid can do neither.

import formulario as F
import matplotlib.pyplot as plt
import torch
import torch.nn.functional as TF
from formulario import figures

plt.style.use("formulario.book")
torch.manual_seed(0)

x = 3 * torch.randn(1_000, dtype=torch.float64)
factors = torch.logspace(-2, 2, 41, dtype=torch.float64)

figure, axes = plt.subplots(figsize=(5.6, 5.6))
for name, function in {"ReLU": F.relu, "Softplus": TF.softplus, "Sigmoid": TF.sigmoid, "Tanh": TF.tanh}.items():
    growth = [function(c * x).abs().mean() / function(x).abs().mean() for c in factors]
    axes.loglog(factors, growth, label=name)
axes.set(xlabel="factor of the input", ylabel="factor of the output", aspect="equal")
axes.legend()
figures.describe(
    figure,
    "The factor of the output against the factor of the input, both from 0.01 to 100 on logarithmic scales. ReLU "
    "lies on the diagonal. Softplus grows with large factors but does not shrink with small ones, Tanh the other "
    "way round, and Sigmoid stays near 1.",
)
plt.show()

# %%
# All of them
# -----------
#
# Now all the activation functions of the book, and three factors. We compare f(cx) with c f(x): the mean distance, as
# a share of the mean size of c f(x). The rectifiers come from this library; the others, which later chapters will
# treat, are PyTorch's own.

rectifiers = {
    "ReLU": F.relu,
    "LeakyReLU": F.leaky_relu,
    "PReLU": lambda x: F.prelu(x, torch.tensor(0.25, dtype=x.dtype)),
    "RReLU": F.rrelu,
}
others = {
    "Softplus": TF.softplus,
    "ELU": TF.elu,
    "CELU": TF.celu,
    "SELU": TF.selu,
    "GELU": TF.gelu,
    "ReLU6": TF.relu6,
    "Sigmoid": TF.sigmoid,
    "Tanh": TF.tanh,
    "Softsign": TF.softsign,
    "Hardtanh": TF.hardtanh,
    "Threshold": lambda x: TF.threshold(x, 1, 0),
    "Tanhshrink": TF.tanhshrink,
    "Softshrink": TF.softshrink,
    "Hardshrink": TF.hardshrink,
    "LogSigmoid": TF.logsigmoid,
    "Softmin": lambda x: TF.softmin(x, dim=0),
    "Softmax": lambda x: TF.softmax(x, dim=0),
    "LogSoftmax": lambda x: TF.log_softmax(x, dim=0),
}


def distance(function, c):
    scaled = c * function(x)
    return (function(c * x) - scaled).abs().mean() / scaled.abs().mean()


figure, axes = plt.subplots(figsize=(6, 6.4))
names = [*rectifiers, *others]
for c, marker in {0.1: "v", 2: "o", 10: "^"}.items():
    shares = [distance(function, c) for function in (rectifiers | others).values()]
    axes.plot(shares, names, marker, linestyle="none", label=f"$c = {c}$")
axes.invert_yaxis()
axes.set_xscale("symlog", linthresh=0.1)
axes.set(xlabel="distance, as a share", xlim=(-0.01, 100))
axes.legend()
figures.describe(
    figure,
    "For each of 22 activation functions and the factors 0.1, 2 and 10, the distance between f(cx) and c f(x). "
    "The four rectifiers lie at 0 for every factor; every other function lies off it.",
)
plt.show()

# %%
# The rectifiers sit at 0, all the others do not. ReLU6 comes close: it is a rectifier as long as it stays below 6.
# For the rectifiers we look closer: this is the largest distance for each of them, over all 41 factors of the first
# figure. Nothing is left but rounding in the sixteenth digit.

for name, function in rectifiers.items():
    print(name, max(distance(function, c).item() for c in factors))

# %%
# The factor has to be positive. With c = -1 and x = -1, ReLU(cx) is 1, and c ReLU(x) is 0.

print(F.relu(torch.tensor(-1.0) * -1).item(), F.relu(torch.tensor(-1.0)).item() * -1)
