"""
Sparse coding: a photograph in a few coefficients
=================================================

A piece of a photograph is written as a sum of a few cosine waves. The *iterative
shrinkage-thresholding algorithm*, ISTA for short, finds them: gradient steps on the
error, each followed by Softshrink.
"""

# %%
# Waves and patches
# -----------------
#
# The dictionary holds 255 waves of 8 × 8 pixels, its *atoms*: sixteen vertical
# frequencies times sixteen horizontal ones, without the constant wave. There are about
# four times as many waves as pixels, so a patch can be written in many ways, and we
# look for one with few waves. The patches come from four photographs of scikit-image.
# Five times we draw ten from each, at random among those with more contrast than the
# median. Their mean brightness is subtracted.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from skimage import color, data

plt.style.use("formulario.book")

pixels = torch.arange(8, dtype=torch.float64) + 0.5
waves = torch.cos(torch.pi / 16 * pixels[:, None] * torch.arange(16))
atoms = torch.kron(waves, waves)[:, 1:]
atoms = atoms - atoms.mean(0)
atoms = atoms / atoms.norm(dim=0)
curvature = torch.linalg.matrix_norm(atoms, 2).item() ** 2

photographs = {
    "cameraman": data.camera() / 255,
    "astronaut": color.rgb2gray(data.astronaut()),
    "cat": color.rgb2gray(data.chelsea()),
    "coffee": color.rgb2gray(data.coffee()),
}


def patches(photograph, count=10):
    pieces = torch.tensor(photograph).unfold(0, 8, 8).unfold(1, 8, 8).reshape(-1, 64)
    pieces = pieces - pieces.mean(1, keepdim=True)
    contrast = pieces.norm(dim=1)
    pieces = pieces[contrast > contrast.median()]
    draws = []
    for seed in experiments.seeds(5):
        torch.manual_seed(seed)
        draws.append(pieces[torch.randperm(len(pieces))[:count]])
    return torch.cat(draws)


y = torch.cat([patches(photograph) for photograph in photographs.values()])

# %%
# The objective falls at every step
# ---------------------------------
#
# The objective is half the squared error, plus a price of 0.1 times the absolute value
# of each coefficient. A step of ISTA is a gradient step on the error alone, and then
# Softshrink. The step size is 1 over the largest curvature of the error.
#
# For comparison we also take gradient steps on the whole objective, once with the same
# step size and once with one that falls like 1 over the square root of the number of
# the step.

price = 0.1


def objective(codes):
    error = 0.5 * (codes @ atoms.T - y).square().sum(1)
    return error + price * codes.abs().sum(1)


def ista(codes, gradient, number):
    return F.softshrink(codes - gradient / curvature, price / curvature)


def gradient_step(codes, gradient, number):
    return codes - (gradient + price * codes.sign()) / curvature


def shorter_step(codes, gradient, number):
    return codes - (gradient + price * codes.sign()) / (curvature * number**0.5)


def run(step, codes, steps=200):
    """The codes, and their objectives at each step."""
    path = [objective(codes)]
    for number in range(1, steps + 1):
        gradient = (codes @ atoms.T - y) @ atoms
        codes = step(codes, gradient, number)
        path.append(objective(codes))
    return codes, torch.stack(path)


methods = {
    "ISTA": ista,
    "gradient steps": gradient_step,
    "shorter gradient steps": shorter_step,
}
nothing = torch.zeros(len(y), 255, dtype=y.dtype)
codes, paths, rises = {}, {}, {}
for name, step in methods.items():
    codes[name], paths[name] = run(step, nothing)
    rises[name] = (paths[name].diff(dim=0) > 1e-12).sum().item()
    left = (codes[name] != 0).sum(1)
    experiments.record(f"steps at which an objective rose, {name}", rises[name], ",.0f")
    experiments.record(f"numbers that are not 0, {name}", left, ".0f")
_, further = run(ista, codes["ISTA"], steps=500)
least = further[-1]

figure, axes = plt.subplots()
quartiles = torch.tensor([0.25, 0.5, 0.75], dtype=y.dtype)
for name, path in paths.items():
    above = path - least
    low, middle, high = above.quantile(quartiles, dim=1)
    (line,) = axes.semilogy(middle, label=name)
    places = range(len(path))
    axes.fill_between(
        places, low, high, color=line.get_color(), alpha=0.15, linewidth=0
    )
    experiments.record(f"above the least objective, {name}", above[-1], ".1g")
axes.set(xlabel="step", ylabel="objective above the least", ylim=(1e-9, 2))
axes.legend(loc="lower left")
figures.describe(
    figure,
    "The objective above its least value, over 200 steps, on a logarithmic scale. With "
    "ISTA it falls all the time, to {above the least objective, ISTA} in the median. "
    "With gradient steps it stays near {above the least objective, gradient steps}; "
    "with shorter and shorter steps it comes down to "
    "{above the least objective, shorter gradient steps}.",
)
plt.show()

# %%
# We call a code sparse if at least half of its coefficients are exactly 0. The claim
# holds if no objective of ISTA ever rose by more than rounding errors, and at least
# nine codes in ten are sparse.

sparse = (codes["ISTA"] == 0).double().mean(1) >= 0.5
experiments.record("codes of ISTA that are sparse", sparse.double().mean(), ".0%")
experiments.claim(
    "A18",
    "ISTA, with Softshrink as its only nonlinearity, lowers the objective at every "
    "step and finds a sparse code.",
    rises["ISTA"] == 0 and sparse.double().mean().item() >= 0.9,
    [
        "steps at which an objective rose, ISTA",
        "numbers that are not 0, ISTA",
        "numbers that are not 0, gradient steps",
    ],
)

# %%
# Gradient steps jump over 0 and leave no coefficient exactly there. Shorter steps bring
# the objective down, but slowly, and still without a 0.
#
# For each photograph, here is the number of waves in a code, and the error that remains
# as a fraction of the contrast.

parts = zip(photographs, codes["ISTA"].split(50), y.split(50), strict=True)
for name, part, seen in parts:
    experiments.record(f"waves, {name}", (part != 0).sum(1), ".0f")
    error = (part @ atoms.T - seen).norm(dim=1) / seen.norm(dim=1)
    experiments.record(f"error, {name}", error, ".0%")

# %%
# Small is not zero
# -----------------
#
# What if Tanhshrink takes the place of Softshrink? With the right scale it takes the
# same amount from large numbers. We sort the coefficients of each code by absolute
# value and draw the median over the patches.


def tanhshrink_step(codes, gradient, number):
    scale = price / curvature
    return scale * F.tanhshrink((codes - gradient / curvature) / scale)


codes["Tanhshrink instead"], _ = run(tanhshrink_step, nothing)
figure, axes = plt.subplots()
for name in ("ISTA", "gradient steps", "Tanhshrink instead"):
    sizes = codes[name].abs().sort(dim=1, descending=True).values.median(0).values
    axes.semilogy(range(1, 256), sizes.where(sizes > 0, torch.nan), label=name)
axes.set(xlabel="place in the order", ylabel="absolute value", xscale="log")
axes.legend()
figures.describe(
    figure,
    "The 255 coefficients of a code, sorted by absolute value, on logarithmic scales. "
    "With ISTA the curve ends after {numbers that are not 0, ISTA} of them. With "
    "Tanhshrink it goes on and falls steadily; with gradient steps it flattens out.",
)
plt.show()

for name in ("ISTA", "Tanhshrink instead"):
    zeros = (codes[name] == 0).double().mean()
    experiments.record(f"exact zeros, {name}", zeros, ".0%")

# %%
# Tanhshrink makes small numbers smaller, but none of them 0. Such a code has few large
# coefficients without being sparse; a threshold would still have to remove the small
# ones.
