"""
Smooth L1: a rounded kink, and a scale
======================================

Squared while prediction and target are near, a straight line farther out. We draw it between its two parents, see how
it stands wrong targets, and what becomes of it when the unit of the targets is another one.
"""

# %%
# Between two parents
# -------------------
#
# Half the square, the distance, and smooth L1 with $\beta = 1$. Where the difference is smaller than 1 in size, smooth
# L1 is half the square; farther out it runs parallel to the distance. Its slope is that of the square, held between
# −1 and 1.

from functools import partial

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import figures
from sklearn.datasets import load_diabetes

plt.style.use("formulario.book")


def of_difference(loss, **options):
    return lambda difference: loss(difference, torch.zeros_like(difference), reduction="none", **options)


curves = {
    "half the square": lambda difference: of_difference(F.mse_loss)(difference) / 2,
    "L1": of_difference(F.l1_loss),
    "smooth L1": of_difference(F.smooth_l1_loss),
}
figure = figures.value_and_slope(curves, same_unit=False)
above, below = figure.axes
above.set(aspect="equal", ylim=(-0.2, 3))
below.set(aspect="equal", ylim=(-1.6, 1.6), xlabel="prediction − target", yticks=(-1, 0, 1))
figure.set_figheight(6.4)
figures.describe(
    figure,
    "Two panels. Above, smooth L1 follows half the square from −1 to 1, and outside it runs parallel to L1, one half "
    "below it. Below, its slope is the diagonal between −1 and 1, and stays at −1 and at 1 outside.",
)
plt.show()

# %%
# A family
# --------
#
# The parameter $\beta$ says where the square passes into the line. With $\beta = 0$ the kink of L1 is back. Larger
# values make the curve flatter near 0; far away the slope is always −1 or 1.

family = {rf"$\beta = {beta:g}$": of_difference(F.smooth_l1_loss, beta=beta) for beta in (0, 0.5, 1, 2)}
figure = figures.value_and_slope(family)
figure.axes[1].set_xlabel("prediction − target")
figures.describe(
    figure,
    "Two panels for four values of β: 0, 0.5, 1 and 2. Above, the larger β is, the rounder and lower the curve; all "
    "have their lowest point at 0. Below, for β = 0 the slope jumps from −1 to 1 at 0; for the others it climbs along "
    "a line from −β to β.",
)
plt.show()

# %%
# Wrong targets again
# -------------------
#
# A line is fitted to the blood pressure of 442 patients, against their age, as on the page of L1. Then some pressures
# are typed without their decimal point, ten times too large. How far off is then the slope? We fit 20 draws for
# eight values of $\beta$. The error is the distance from the slope that the same loss finds before the slip.

patients = load_diabetes(scaled=False)
age = torch.tensor(patients.data[:, patients.feature_names.index("age")], dtype=torch.float32)
pressure = torch.tensor(patients.data[:, patients.feature_names.index("bp")], dtype=torch.float32)
from_mean = (age - age.mean()) / age.std()
draws, steps = 20, 300
torch.manual_seed(0)
order = torch.rand(draws, len(age)).argsort(1).argsort(1)


def fit(targets, loss, rate):
    """Slope in each row, by gradient descent with shorter and shorter steps."""
    line = torch.zeros(len(targets), 2)
    for step in range(steps):
        line.requires_grad_()
        predictions = line[:, :1] + line[:, 1:] * from_mean
        (gradient,) = torch.autograd.grad(loss(predictions, targets, reduction="none").mean(1).sum(), line)
        line = line.detach() - rate * (1 - step / steps) * gradient
    return line[:, 1] / age.std()


def errors(targets, beta, unit=1.0):
    """Distance of the slope from that without the slip, in each row; both are in mmHg a year."""
    everything = unit * torch.cat([targets, pressure[None]])
    slopes = fit(everything, partial(F.smooth_l1_loss, beta=beta), rate=max(12 * unit, 0.6 * beta)) / unit
    return (slopes[:-1] - slopes[-1]).abs()


def draw_errors(axes, targets, unit=1.0, **style):
    spread = torch.stack([errors(targets, beta, unit) for beta in betas])
    low, middle, high = spread.quantile(torch.tensor([0.25, 0.5, 0.75]), dim=1)
    axes.errorbar(betas, middle, [middle - low, high - middle], capsize=3, **style)
    print(style["label"], *(f"{beta:.0f}: {value:.2f}" for beta, value in zip(betas, middle, strict=True)))


betas = torch.logspace(0, 3.5, 8).tolist()
few = torch.where(order < 22, 10 * pressure, pressure)
many = torch.where(order < 88, 10 * pressure, pressure)
figure, axes = plt.subplots()
draw_errors(axes, few, label="5 % spoilt", marker="o")
draw_errors(axes, many, label="20 % spoilt", marker="s")
axes.set(xscale="log", xlabel=r"$\beta$ in mmHg", ylabel="error of the slope, in mmHg a year")
axes.legend()
figures.describe(
    figure,
    "The error of the slope against β, on a logarithmic axis from 1 to 3,162. Up to 32 it is small for both shares, "
    "at most 0.1; then it rises, to 0.59 with 5 % spoilt and to 0.94 with 20 %, with wide bars, and stays there.",
)
plt.show()

# %%
# Nothing is lost by a small $\beta$ here, and a middle one may be a little better still: around 10 mmHg the median
# error is about half that at 1, though the bars overlap. It has to be small against the slips, which are hundreds of
# mmHg. From 1,000 on nearly all differences fall under the square, and the loss is L2.
#
# The unit
# --------
#
# Blood pressure is also measured in kilopascals; one is 7.5 mmHg. Let us write all targets in this unit, fit with the
# same numbers for $\beta$, and turn the slopes back into mmHg a year.

figure, axes = plt.subplots()
draw_errors(axes, few, label="targets in mmHg", marker="o")
draw_errors(axes, few, unit=0.133322, label="targets in kPa", marker="s")
axes.set(xscale="log", xlabel=r"$\beta$, the bare number", ylabel="error of the slope, in mmHg a year")
axes.legend()
figures.describe(
    figure,
    "The error of the slope against the bare number β, for targets in mmHg and in kPa. Both curves are low at first "
    "and rise to 0.59, but that for kPa rises where β is seven or eight times smaller.",
)
plt.show()

# %%
# The same patients, the same mistakes, and $\beta = 100$ in both cases: the error is 0.08 if the pressures are written
# in mmHg, and 0.50 if they are written in kPa. There a $\beta$ of 100 means 750 mmHg, and this is too wide to keep out
# a wrong number.
