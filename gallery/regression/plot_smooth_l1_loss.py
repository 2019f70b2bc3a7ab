"""
Smooth L1: a rounded kink, and a scale
======================================

Squared while prediction and target are near, a straight line farther out. We draw it
between half the square and L1, fit lines to data with wrong targets, and change the
unit of the targets.
"""

# %%
# Between the square and the distance
# -----------------------------------
#
# Half the square, the distance (L1), and smooth L1 with $\beta = 1$. Where the
# difference is smaller than 1 in size, smooth L1 is half the square; farther out it
# runs parallel to the distance. Its derivative is that of half the square, held between
# −1 and 1.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from formulario.experiments import SideBySide
from sklearn.datasets import load_diabetes
from torch import nn

plt.style.use("formulario.book")


def of_difference(loss, **options):
    return lambda difference: loss(
        difference, torch.zeros_like(difference), reduction="none", **options
    )


curves = {
    "half the square": lambda difference: of_difference(F.mse_loss)(difference) / 2,
    "L1": of_difference(F.l1_loss),
    "smooth L1": of_difference(F.smooth_l1_loss),
}
figure = figures.value_and_slope(curves, same_unit=False)
above, below = figure.axes
above.set(aspect="equal", ylim=(-0.2, 3))
below.set(
    aspect="equal", ylim=(-1.6, 1.6), xlabel="prediction − target", yticks=(-1, 0, 1)
)
figure.set_figheight(6.4)
figures.describe(
    figure,
    "Two panels. Above, smooth L1 follows half the square from −1 to 1, and outside it "
    "runs parallel to L1, one half below it. Below, its derivative is the diagonal "
    "between −1 and 1, and stays at −1 and at 1 outside.",
)
plt.show()

# %%
# A family
# --------
#
# The parameter $\beta$ says where the square passes into the line. With $\beta = 0$ the
# kink of L1 is back. Larger values make the curve flatter near 0; far away the
# derivative is always −1 or 1.

family = {
    rf"$\beta = {beta:g}$": of_difference(F.smooth_l1_loss, beta=beta)
    for beta in (0, 0.5, 1, 2)
}
figure = figures.value_and_slope(family)
figure.axes[1].set_xlabel("prediction − target")
figures.describe(
    figure,
    "Two panels for four values of β: 0, 0.5, 1 and 2. Above, the larger β is, the "
    "rounder and lower the curve; all have their lowest point at 0. Below, for β = 0 "
    "the derivative jumps from −1 to 1 at 0; for the others it climbs along a line "
    "from −β to β.",
)
plt.show()

# %%
# Wrong targets again
# -------------------
#
# A line is fitted to the blood pressure of 442 patients, against their age, as on the
# page of L1. Then some pressures are typed without their decimal point, ten times too
# large. We fit ten draws, with 5 % and with 20 % spoilt, for eight values of $\beta$,
# and ask how far off the slope of the line is. Its error is the distance from the slope
# that the same loss finds before the slip.
#
# Adam takes steps of much the same length for all losses and units, so one learning
# rate will do. It is given in units of the targets, and falls to 0.

patients = load_diabetes(scaled=False)
columns = [patients.feature_names.index(name) for name in ("age", "bp")]
age, pressure = torch.tensor(patients.data[:, columns], dtype=torch.float32).T
from_mean, middle = (age - age.mean()) / age.std(), pressure.median()
betas = [1, 3, 10, 30, 100, 300, 1000, 3000]
draws, steps = 10, 120


def fit(targets, unit):
    """Slopes of lines through the targets in each row, for each beta."""
    lines = SideBySide([nn.Linear(1, 1) for _ in betas for _ in targets])
    optimizer = torch.optim.Adam(lines.parameters(), lr=2 * unit)
    shorter = torch.optim.lr_scheduler.LinearLR(optimizer, 1, 0, steps)
    x = from_mean.expand(len(betas) * len(targets), -1)[:, :, None]
    for _ in range(steps):
        optimizer.zero_grad()
        predictions = lines(x).view(len(betas), *targets.shape)
        sum(
            F.smooth_l1_loss(some, targets, beta=beta, reduction="sum")
            for beta, some in zip(betas, predictions, strict=True)
        ).backward()
        optimizer.step()
        shorter.step()
    slopes = next(lines.parameters()).detach()
    return slopes.view(len(betas), len(targets)) / age.std()


orders = []
for seed in experiments.seeds(draws):
    torch.manual_seed(seed)
    orders.append(torch.randperm(len(age)))
order = torch.stack(orders)
few = torch.where(order < 22, 10 * pressure, pressure)
many = torch.where(order < 88, 10 * pressure, pressure)
before_few_many = torch.cat([pressure[None], few, many]) - middle


def errors(unit):
    """Distance from the slope before the slip, for few and for many spoilt targets."""
    slopes = fit(unit * before_few_many, unit) / unit
    return (slopes[:, 1:] - slopes[:, :1]).abs().split(draws, dim=1)


def draw(axes, rows, **style):
    low, half, high = rows.quantile(torch.tensor([0.25, 0.5, 0.75]), dim=1)
    axes.errorbar(betas, half, [half - low, high - half], capsize=3, **style)


in_mmhg = errors(unit=1)
for beta, some, more in zip(betas, *in_mmhg, strict=True):
    experiments.record(f"error, 5 % spoilt, beta {beta}", some, ".2f")
    experiments.record(f"error, 20 % spoilt, beta {beta}", more, ".2f")

figure, axes = plt.subplots()
draw(axes, in_mmhg[0], label="5 % spoilt", marker="o")
draw(axes, in_mmhg[1], label="20 % spoilt", marker="s")
axes.set(xscale="log", xlabel=r"$\beta$ in mmHg")
axes.set_ylabel("error of the slope, in mmHg a year")
axes.legend()
figures.describe(
    figure,
    "The error of the slope against β, on a logarithmic axis from 1 to 3,000. On the "
    "left it is small: {error, 5 % spoilt, beta 10} with 5 % spoilt and {error, 20 % "
    "spoilt, beta 10} with 20 % at 10. Beyond 100 it rises, to {error, 5 % spoilt, "
    "beta 3000} and {error, 20 % spoilt, beta 3000} at 3,000, with wide bars.",
)
plt.show()

# %%
# The scale $\beta$ has to be small compared with the slips, which are hundreds of mmHg.
# If it is smaller still, little is lost. From 1,000 on nearly all differences fall
# under the square, and the loss is L2.
#
# The unit
# --------
#
# Blood pressure is also measured in kilopascals; one is 7.5 mmHg. Let us write all
# targets in this unit, fit with the same numbers for $\beta$, and turn the slopes back
# into mmHg a year.

in_kpa = errors(unit=0.133322)
for beta, some in zip(betas, in_kpa[0], strict=True):
    experiments.record(f"error in kPa, 5 % spoilt, beta {beta}", some, ".2f")

figure, axes = plt.subplots()
draw(axes, in_mmhg[0], label="targets in mmHg", marker="o")
draw(axes, in_kpa[0], label="targets in kPa", marker="s")
axes.set(xscale="log", xlabel=r"$\beta$, the bare number")
axes.set_ylabel("error of the slope, in mmHg a year")
axes.legend()
figures.describe(
    figure,
    "The error of the slope against the bare number β, for targets in mmHg and in kPa. "
    "Both curves are low at first and rise, but that for kPa rises where β is seven or "
    "eight times smaller.",
)
plt.show()

# %%
# The same patients, the same mistakes, and $\beta = 100$ in both cases: the error is
# :value:`error, 5 % spoilt, beta 100` if the pressures are written in mmHg, and
# :value:`error in kPa, 5 % spoilt, beta 100` if they are written in kPa. There a
# $\beta$ of 100 means 750 mmHg, which is too wide to keep out a wrong number.
#
# The lecture says that the loss is smooth, withstands outliers, and has a scale. We say
# that it withstands them at a certain $\beta$ if with 5 % spoilt its error is less than
# half that of L2, which is the largest $\beta$, in at least nine draws of ten. We ask
# this at 10 mmHg, which is small against the slips, and at 1,000, which is as large as
# they are.

no_kink = not figures.breaks(of_difference(F.smooth_l1_loss), -3, 3)


def stands_outliers(beta):
    error, of_l2 = in_mmhg[0][betas.index(beta)], in_mmhg[0][-1]
    return (error < of_l2 / 2).float().mean() >= 0.9


experiments.claim(
    "L03",
    "Smooth L1 has no kink, and is as robust to outliers as L1.",
    holds={
        "its scale β is small against the outliers": no_kink and stands_outliers(10),
        "its scale β is as large as they are": no_kink and stands_outliers(1000),
    },
    numbers=[
        "error, 5 % spoilt, beta 1",
        "error, 5 % spoilt, beta 10",
        "error, 5 % spoilt, beta 1000",
        "error in kPa, 5 % spoilt, beta 100",
    ],
)
