"""
L1 loss: some targets are wrong
===============================

The distance itself, not its square. A number that was typed wrongly then pulls no
harder than any other, and hardly spoils the result. The price is a kink at 0. We draw
the function, fit lines to spoilt data, and step down to the kink.
"""

# %%
# The curve
# ---------
#
# The derivative is −1 or 1, however far off the prediction is. At the kink itself the
# library returns 0, which is the full dot.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from formulario.experiments import SideBySide
from sklearn.datasets import load_diabetes
from torch import nn

plt.style.use("formulario.book")


def absolute_error(difference):
    return F.l1_loss(difference, torch.zeros_like(difference), reduction="none")


figure = figures.value_and_slope({"absolute error": absolute_error})
figure.axes[1].set_xlabel("prediction − target")
figures.describe(
    figure,
    "Two panels. Above, the absolute error falls along a straight line to the kink at "
    "0 and rises along another. Below, its derivative is −1 on the left and 1 on the "
    "right; a full dot marks 0 at the kink, rings mark −1 and 1.",
)
plt.show()

# %%
# A slip of the decimal point
# ---------------------------
#
# Blood pressure rises with age. A line that is fitted to 442 patients tells how much.
# Now someone types some of the pressures without their decimal point, ten times too
# large, and the line is fitted again, once with the squared error (L2), once with the
# absolute error (L1).
#
# Both fits are made by the same gradient descent with shorter and shorter steps. The
# patients whose pressures are spoilt are drawn ten times, from none to 133 of them, and
# all lines are fitted side by side. Ages are counted from their mean, in units of their
# standard deviation.

patients = load_diabetes(scaled=False)
columns = [patients.feature_names.index(name) for name in ("age", "bp")]
age, pressure = torch.tensor(patients.data[:, columns], dtype=torch.float32).T
losses = {"L2": (F.mse_loss, 0.3), "L1": (F.l1_loss, 12)}
steps = 200


def fit(ages, targets, loss, rate):
    """A line through the targets in each row: height at the mean age, and slope."""
    spread = ages.std(1, keepdim=True)
    from_mean = (ages - ages.mean(1, keepdim=True)) / spread
    lines = SideBySide([nn.Linear(1, 1) for _ in targets])
    optimizer = torch.optim.SGD(lines.parameters(), lr=rate)
    shorter = torch.optim.lr_scheduler.LinearLR(optimizer, 1, 0, steps)
    for _ in range(steps):
        optimizer.zero_grad()
        predictions = lines(from_mean[:, :, None])[:, :, 0]
        (loss(predictions, targets, reduction="sum") / targets.shape[1]).backward()
        optimizer.step()
        shorter.step()
    slopes, heights = (p.detach().flatten() for p in lines.parameters())
    return heights, slopes / spread.flatten()


orders = []
for seed in experiments.seeds(10):
    torch.manual_seed(seed)
    orders.append(torch.randperm(len(age)))
order = torch.stack(orders)


def spoilt(numbers, counts):
    """For each count a row for each draw, with so many numbers ten times too large."""
    rows = [torch.where(order < count, 10 * numbers, numbers) for count in counts]
    return torch.cat(rows)


counts = [0, 4, 9, 22, 44, 88, 133]
targets = spoilt(pressure, counts)
ages = age.expand(len(targets), -1)
fits = {name: fit(ages, targets, *how) for name, how in losses.items()}
heights = {name: height.view(len(counts), -1) for name, (height, _) in fits.items()}
slopes = {name: slope.view(len(counts), -1) for name, (_, slope) in fits.items()}
for name, slope in slopes.items():
    experiments.record(f"slope, {name}, nothing spoilt", slope[0, 0].item(), ".2f")

# %%
# One of the draws, with 22 spoilt pressures, 5 % of all. They lie far above the
# picture. The slopes are in mmHg a year.

few = counts.index(22)
one_draw = targets.view(len(counts), -1, len(age))[few, 0]
ends = torch.stack([age.min(), age.max()])
figure, axes = plt.subplots()
axes.scatter(age, one_draw, s=12, color="0.5", linewidths=0)
for name in losses:
    slope = slopes[name][few, 0]
    axes.plot(ends, heights[name][few, 0] + slope * (ends - age.mean()), label=name)
    experiments.record(f"slope, {name}, one draw", slope.item(), ".2f")
line = heights["L2"][few, 0] + slopes["L2"][few, 0] * (age - age.mean())
below = (one_draw < line).double().mean()
experiments.record("patients below the line L2", below, ".0%")
axes.set(xlabel="age in years", ylabel="blood pressure in mmHg", ylim=(50, 180))
axes.legend(ncols=2, loc="upper left")
figures.describe(
    figure,
    "Blood pressure against age: a cloud of dots that rises slowly. The line L1 runs "
    "through its middle and rises with it, by {slope, L1, one draw} mmHg a year. The "
    "line L2 lies above {patients below the line L2} of the dots, and its slope is "
    "{slope, L2, one draw}.",
)
plt.show()

# %%
# The same for one patient in a hundred and for up to 30 %. The error of a slope is its
# distance from the slope that the same loss finds before the slip.

errors = {name: (slope - slope[0]).abs() for name, slope in slopes.items()}
figure, axes = plt.subplots()
percentages = [100 * count / len(age) for count in counts]
for (name, error), marker in zip(errors.items(), "so", strict=True):
    low, middle, high = error.quantile(torch.tensor([0.25, 0.5, 0.75]), dim=1)
    bars = [middle - low, high - middle]
    axes.errorbar(percentages, middle, bars, marker=marker, capsize=3, label=name)
    for percentage, row in zip(percentages[1:], error[1:], strict=True):
        experiments.record(f"error, {name}, {percentage:.0f} % spoilt", row, ".2f")
slope = slopes["L2"][0, 0].item()
axes.axhline(slope, color="0.4", linestyle="-", linewidth=0.8)
axes.text(30, slope + 0.01, "the slope itself", ha="right", va="bottom")
axes.set(xlabel="spoilt targets, in %", ylabel="error of the slope, in mmHg a year")
axes.legend(loc="upper left")
figures.describe(
    figure,
    "The error of the slope against the spoilt targets, from 0 to 30 %. That of L2 is "
    "{error, L2, 1 % spoilt} at 1 %, {error, L2, 2 % spoilt} at 2 % and {error, L2, 30 "
    "% spoilt} at 30 %, with wide bars. A level line marks the slope itself. The error "
    "of L1 rises slowly to {error, L1, 30 % spoilt}.",
)
plt.show()

# %%
# With nine wrong numbers out of 442, which are 2 %, the slope of L2 is off by
# :value:`error, L2, 2 % spoilt`, and that of L1 by :value:`error, L1, 2 % spoilt`. But
# L1 is not untouched either: if 30 % of all pressures are ten times too large, its
# slope is off by :value:`error, L1, 30 % spoilt`.
#
# Wrong ages
# ----------
#
# The slip may also be in the *input*. Now the pressures are right, and the age of one,
# four or nine patients is ten times too large.

counts = [1, 4, 9]
wrong_ages = spoilt(age, counts)
flattened = {}
for name, how in losses.items():
    found = fit(wrong_ages, pressure.expand(len(wrong_ages), -1), *how)[1]
    for count, slope in zip(counts, found.view(len(counts), -1), strict=True):
        flattened[name, count] = (slope - slopes[name][0]).abs()
        experiments.record(f"slope, {name}, wrong ages {count}", slope, ".2f")

# %%
# A point far to one side pulls on the slope with a long lever. L1 resists longer than
# L2: with one such age its slope is :value:`slope, L1, wrong ages 1`, where L2 says
# :value:`slope, L2, wrong ages 1`. Nine of them are enough, and it is :value:`slope,
# L1, wrong ages 9`: the line is flat.
#
# At the kink
# -----------
#
# Where prediction and target agree, L1 has no derivative. A step against the derivative
# leaps over the kink and back. A proximal step moves a prediction by as much, but one
# that is nearer than that it puts on the target; what is left of the difference is its
# Softshrink. 442 predictions, which are off by up to 10 mmHg, go down to their
# pressures in 40 steps of half a unit.

at_the_kink = {"subgradient": [], "proximal": []}
for seed in experiments.seeds(10):
    torch.manual_seed(seed)
    leaping = landing = pressure + 20 * torch.rand(len(pressure)) - 10
    for _ in range(40):
        slope = figures.slope(
            lambda x: F.l1_loss(x, pressure, reduction="sum"), leaping
        )
        leaping = leaping - slope / 2
        landing = pressure + F.softshrink(landing - pressure, lambd=0.5)
    for name, reached in (("subgradient", leaping), ("proximal", landing)):
        at_the_kink[name].append((reached == pressure).double().mean().item())
for name, reached in at_the_kink.items():
    experiments.record(f"exactly on target, {name}", reached, ".0%")

# %%
# What the lecture says is true of wrong targets, or of wrong inputs, if with 2 % of
# them L1 keeps more than half of its slope and is nearer to it than L2, in at least
# nine draws of ten; and if Softshrink brings every prediction exactly to the kink, and
# steps against the derivative do not.

lands = min(at_the_kink["proximal"]) == 1 and max(at_the_kink["subgradient"]) < 1


def robust(error_of_l1, error_of_l2):
    keeps = error_of_l1 < slopes["L1"][0] / 2
    return (keeps & (error_of_l1 < error_of_l2)).float().mean() >= 0.9


experiments.claim(
    "L02",
    "L1 is robust to outliers, and Softshrink takes the step to its kink, where it has "
    "no derivative.",
    holds={
        "the outliers are among the targets": lands
        and robust(errors["L1"][2], errors["L2"][2]),
        "the outliers are among the inputs": lands
        and robust(flattened["L1", 9], flattened["L2", 9]),
    },
    numbers=[
        "error, L2, 2 % spoilt",
        "error, L1, 2 % spoilt",
        "slope, L1, wrong ages 9",
        "exactly on target, subgradient",
        "exactly on target, proximal",
    ],
)
