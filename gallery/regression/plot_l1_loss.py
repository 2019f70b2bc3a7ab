"""
L1 loss: some targets are wrong
===============================

The distance itself, not its square. A number that was typed wrongly then pulls no harder than any other, and hardly
spoils the result. The price is a kink at 0. We draw the function and fit lines to spoilt data.
"""

# %%
# The curve
# ---------
#
# The slope is −1 or 1, however far off the prediction is. At the kink itself the library returns 0: the full dot.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import figures
from sklearn.datasets import load_diabetes

plt.style.use("formulario.book")


def absolute_error(difference):
    return F.l1_loss(difference, torch.zeros_like(difference), reduction="none")


figure = figures.value_and_slope({"absolute error": absolute_error})
figure.axes[1].set_xlabel("prediction − target")
figures.describe(
    figure,
    "Two panels. Above, the absolute error falls along a straight line to the kink at 0 and rises along another. "
    "Below, its slope is −1 on the left and 1 on the right; a full dot marks 0 at the kink, rings mark −1 and 1.",
)
plt.show()

# %%
# A slip of the decimal point
# ---------------------------
#
# Blood pressure rises with age: in these 442 patients by 0.35 mmHg a year. Now someone types some of the pressures
# without their decimal point, ten times too large. A line is fitted again, once with the squared error (L2), once with
# the absolute error (L1).
#
# Both fits are made by the same gradient descent with shorter and shorter steps. Twenty draws of the spoilt patients
# are fitted side by side. Ages are counted from their mean, in units of their standard deviation.

patients = load_diabetes(scaled=False)
age = torch.tensor(patients.data[:, patients.feature_names.index("age")], dtype=torch.float32)
pressure = torch.tensor(patients.data[:, patients.feature_names.index("bp")], dtype=torch.float32)
losses = {"L2": (F.mse_loss, 0.3), "L1": (F.l1_loss, 12.0)}
draws, steps = 20, 400


def fit(targets, ages, loss, rate):
    """Line through the targets of each row: its height at the mean age, and its slope."""
    spread = ages.std(-1, keepdim=True)
    from_mean = (ages - ages.mean(-1, keepdim=True)) / spread
    line = torch.zeros(len(targets), 2)
    for step in range(steps):
        line.requires_grad_()
        predictions = line[:, :1] + line[:, 1:] * from_mean
        (gradient,) = torch.autograd.grad(loss(predictions, targets, reduction="none").mean(1).sum(), line)
        line = line.detach() - rate * (1 - step / steps) * gradient
    return line[:, 0], line[:, 1] / spread.flatten()


def spoilt(numbers, count):
    """A row for each draw, in which some of the numbers are ten times too large."""
    torch.manual_seed(0)
    order = torch.rand(draws, len(numbers)).argsort(1).argsort(1)
    return torch.where(order < count, 10 * numbers, numbers)


# %%
# One of the draws, with 22 spoilt pressures, 5 % of all. They lie far above the picture, between 710 and 1,090. The
# numbers printed are the slopes in mmHg a year.

targets = spoilt(pressure, 22)[0]
ends = torch.stack([age.min(), age.max()])
figure, axes = plt.subplots()
axes.scatter(age, targets, s=12, color="0.5", linewidths=0)
for name, (loss, rate) in losses.items():
    height, slope = fit(targets[None], age, loss, rate)
    axes.plot(ends, height + slope * (ends - age.mean()), label=name)
    print(f"{name} {slope.item():.2f}")
axes.set(xlabel="age in years", ylabel="blood pressure in mmHg", ylim=(50, 180))
axes.legend(ncols=2, loc="upper left")
figures.describe(
    figure,
    "Blood pressure against age: a cloud of dots that rises slowly, from 85 to 105. The line L1 runs through its "
    "middle and rises with it. The line L2 lies above nearly all dots, and falls from 141 to 127.",
)
plt.show()

# %%
# The same for shares from 0 to 30 %. The error of a slope is its distance from the slope that the same loss finds
# before the slip.

counts = [0, 4, 9, 22, 44, 88, 133]
errors = {name: [] for name in losses}
for count in counts:
    for name, (loss, rate) in losses.items():
        _, before = fit(pressure[None], age, loss, rate)
        _, after = fit(spoilt(pressure, count), age, loss, rate)
        errors[name].append((after - before).abs())

figure, axes = plt.subplots()
shares = [100 * count / len(age) for count in counts]
for (name, error), marker in zip(errors.items(), "so", strict=True):
    low, middle, high = torch.stack(error).quantile(torch.tensor([0.25, 0.5, 0.75]), dim=1)
    axes.errorbar(shares, middle, [middle - low, high - middle], marker=marker, capsize=3, label=name)
    print(name, *(f"{share:.0f} %: {value:.2f}" for share, value in zip(shares, middle, strict=True)))
slope = fit(pressure[None], age, *losses["L2"])[1].item()
axes.axhline(slope, color="0.4", linestyle="-", linewidth=0.8)
axes.text(30, slope + 0.01, "the slope itself", ha="right", va="bottom")
axes.set(xlabel="spoilt targets, in %", ylabel="error of the slope, in mmHg a year")
axes.legend(loc="upper left")
figures.describe(
    figure,
    "The error of the slope against the share of spoilt targets, from 0 to 30 %. That of L2 is 0.21 at 1 %, reaches "
    "the slope itself at 2 %, and is about 0.9 from 20 % on, with wide bars. That of L1 rises slowly to 0.13.",
)
plt.show()

# %%
# With L2, nine wrong numbers out of 442 make an error as large as the slope. With L1 they make one of 0.01. But L1 is
# not untouched either: if 30 % of all pressures are ten times too large, its slope is off by a third.
#
# Wrong ages
# ----------
#
# And if the slip is in the *input*? Now the pressures are right, and the age of one, four or nine patients is ten
# times too large. Here are the slopes: the median of the draws.

for count in (0, 1, 4, 9):
    slopes = {name: fit(pressure.expand(draws, -1), spoilt(age, count), *how)[1] for name, how in losses.items()}
    print(count, *(f"{name}: {slope.quantile(0.5):.2f}" for name, slope in slopes.items()))

# %%
# A point far to one side pulls on the slope with a long lever. L1 resists longer than L2, but nine such points out of
# 442 are enough, and the line is flat with either loss.
