"""
Mean squared error: mean or sum
===============================

The square of the difference, and what becomes of many squares: their mean or their sum.
The two have the same lowest point, but they train differently, because the gradient of
the sum grows with the batch.
"""

# %%
# The curve
# ---------
#
# The loss of a single number, against the prediction minus the target. The derivative
# is twice the difference: the farther off a prediction is, the harder it is pulled.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from formulario.experiments import SideBySide
from sklearn.datasets import load_diabetes
from torch import nn

plt.style.use("formulario.book")


def squared_error(difference):
    return F.mse_loss(difference, torch.zeros_like(difference), reduction="none")


figure = figures.value_and_slope(
    {"squared error": squared_error}, left=-2, right=2, kinks=(), same_unit=False
)
figure.set_figheight(5)
above, below = figure.axes
above.set(yticks=range(5))
below.set(xlabel="prediction − target", xticks=range(-2, 3), yticks=range(-4, 5, 2))
figures.describe(
    figure,
    "Two panels. Above, the squared error is a parabola with its lowest point at 0; it "
    "is 4 at −2 and at 2. Below, its derivative is a straight line from −4 to 4.",
)
plt.show()

# %%
# Three reductions
# ----------------
#
# What the three reductions make of the same numbers. With `"none"` each number keeps
# its own loss; `"sum"` adds them up, and `"mean"` divides by how many there are.

x, y = torch.tensor([[1.0, 2.0], [5.0, 0.0]]), torch.tensor([[1.0, 4.0], [4.0, 0.0]])
for reduction in ("none", "sum", "mean"):
    print(F.mse_loss(x, y, reduction=reduction))

# %%
# The mean should be the sum divided by the number of numbers, whatever their shape. We
# try it with random ones.


def mean_divides_and_sum_does_not(*shape):
    x, y = torch.randn(shape), torch.randn(shape)
    none, total, mean = (
        F.mse_loss(x, y, reduction=name) for name in ("none", "sum", "mean")
    )
    return (
        torch.equal(none, (x - y).square())
        and torch.allclose(total, (x - y).norm().square())
        and torch.allclose(mean, total / x.numel())
    )


runs = experiments.seeds(10)
reductions_as_said = []
for seed in runs:
    torch.manual_seed(seed)
    reductions_as_said += [
        mean_divides_and_sum_does_not(*shape) for shape in [(), (7,), (4, 3), (2, 3, 5)]
    ]

# %%
# Two reductions, two gradients
# -----------------------------
#
# A linear model predicts how far a patient's diabetes has progressed. It learns from
# ten measurements of 442 patients; all numbers are brought to mean 0 and variance 1. We
# draw batches of several sizes, and measure how long the gradient is before the first
# step. There are ten models, which differ in their initial weights and in the patients
# that they draw.

patients = load_diabetes()
measurements = torch.tensor(patients.data, dtype=torch.float32)
measurements = (measurements - measurements.mean(0)) / measurements.std(0)
progression = torch.tensor(patients.target, dtype=torch.float32)[:, None]
progression = (progression - progression.mean()) / progression.std()
sizes, steps = [1, 4, 16, 64, 256], 50


def models(copies=1):
    """As many copies of each of the ten models."""
    networks = []
    for seed in runs:
        torch.manual_seed(seed)
        networks += [nn.Linear(10, 1)] * copies
    return SideBySide(networks)


def batches(size):
    """Patients for each of the ten models, step by step."""
    drawn = []
    for seed in runs:
        torch.manual_seed(seed)
        drawn.append(torch.randint(len(measurements), (steps, size)))
    return torch.stack(drawn, dim=1)


def squared_errors(predictions, targets, reduction):
    """One loss for each model."""
    losses = F.mse_loss(predictions, targets, reduction="none").flatten(1)
    return losses.sum(1) if reduction == "sum" else losses.mean(1)


gradients = {"sum": [], "mean": []}
for reduction, lengths in gradients.items():
    for size in sizes:
        batch, model = batches(size)[0], models()
        losses = squared_errors(
            model(measurements[batch]), progression[batch], reduction
        )
        losses.sum().backward()
        gradient = torch.cat([p.grad.flatten(1) for p in model.parameters()], 1)
        lengths.append(gradient.norm(dim=1))
        experiments.record(f"gradient, {reduction}, batch of {size}", lengths[-1])

# %%
# To find the best learning rate, each model is trained for 50 steps with each of nine
# rates. The best rate is the one with the lowest loss over all patients at the end. All
# rates are tried side by side: a step at the rate 1 on a loss that was multiplied by
# *r* is a step at the rate *r*.

rates = torch.logspace(-4, 0, 9)
best = {"sum": [], "mean": []}
for reduction, found in best.items():
    for size in sizes:
        model = models(copies=len(rates))
        optimizer = torch.optim.SGD(model.parameters(), lr=1)
        for batch in batches(size):
            x = measurements[batch].repeat_interleave(len(rates), 0)
            y = progression[batch].repeat_interleave(len(rates), 0)
            optimizer.zero_grad()
            losses = squared_errors(model(x), y, reduction)
            (rates.repeat(len(runs)) * losses).sum().backward()
            optimizer.step()
        everybody = measurements.expand(len(runs) * len(rates), -1, -1)
        with torch.no_grad():
            errors = (model(everybody) - progression).square().mean((1, 2))
        lowest = errors.nan_to_num(torch.inf).view(len(runs), len(rates)).argmin(1)
        found.append(rates[lowest])
        experiments.record(f"best rate, {reduction}, batch of {size}", found[-1], ".1g")

figure, (above, below) = plt.subplots(2, 1, sharex=True, figsize=(6, 6))
for axes, numbers in ((above, gradients), (below, best)):
    for (reduction, rows), marker in zip(numbers.items(), "so", strict=True):
        quarters = torch.tensor([0.25, 0.5, 0.75])
        low, middle, high = torch.stack(rows).quantile(quarters, dim=1)
        bars = [middle - low, high - middle]
        axes.errorbar(sizes, middle, bars, marker=marker, capsize=3, label=reduction)
above.set(xscale="log", yscale="log", ylabel="length of the gradient")
below.set(xscale="log", yscale="log", xlabel="numbers in the batch")
below.set_ylabel("best learning rate")
below.set_xticks(sizes, sizes)
below.minorticks_off()
above.legend()
figures.describe(
    figure,
    "Two panels on logarithmic scales, against the numbers in the batch, from 1 to "
    "256. Above, the gradient of the sum grows from {gradient, sum, batch of 1} to "
    "{gradient, sum, batch of 256}; that of the mean goes from {gradient, mean, batch "
    "of 1} to {gradient, mean, batch of 256}. Below, the best learning rate for the "
    "sum falls from {best rate, sum, batch of 1} to {best rate, sum, batch of 256}; "
    "for the mean it goes from {best rate, mean, batch of 1} to {best rate, mean, "
    "batch of 256}.",
)
plt.show()

# %%
# The sum adds up the gradients of its patients, which point in much the same direction,
# so it grows with the batch: with 256 of them it is :value:`growth, sum` times as long
# as with one. The gradient of the mean is :value:`growth, mean` times as long. In the
# same way the best rate of the sum falls, from :value:`best rate, sum, batch of 1` to
# :value:`best rate, sum, batch of 256`, while that of the mean goes from :value:`best
# rate, mean, batch of 1` to :value:`best rate, mean, batch of 256`: a large batch has
# less noise in it, which allows longer steps.
#
# What the lecture says of the reductions is true if the three were as said in every
# shape, and if between the batches of one and of 256 the gradient of the sum has grown
# beyond its scatter, and that of the mean has not.

for reduction, lengths in gradients.items():
    growth = lengths[-1].median() / lengths[0].median()
    experiments.record(f"growth, {reduction}", growth, ".2g" if growth < 10 else ".0f")


def has_grown(lengths):
    return lengths[-1].quantile(0.25) > lengths[0].quantile(0.75)


experiments.claim(
    "L01",
    "The mean divides the sum of the squared errors by their number; the sum does not, "
    "and its gradient grows with the batch.",
    holds=all(reductions_as_said)
    and has_grown(gradients["sum"])
    and not has_grown(gradients["mean"]),
    numbers=[
        "gradient, sum, batch of 1",
        "gradient, sum, batch of 256",
        "gradient, mean, batch of 256",
    ],
)
