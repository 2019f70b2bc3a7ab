"""
Mean squared error: mean or sum
===============================

The square of the difference, and what becomes of many squares: their mean or their sum. The two have the same lowest
point, and still they train differently, because the gradient of the sum grows with the batch.
"""

# %%
# The curve
# ---------
#
# The loss of a single number, against the prediction minus the target. The slope is twice the difference: the further
# off a prediction is, the harder it is pulled.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import figures
from sklearn.datasets import load_diabetes

plt.style.use("formulario.book")


def squared_error(difference):
    return F.mse_loss(difference, torch.zeros_like(difference), reduction="none")


figure = figures.value_and_slope({"squared error": squared_error}, left=-2, right=2, kinks=(), same_unit=False)
figure.set_figheight(5)
above, below = figure.axes
above.set(yticks=range(5))
below.set(xlabel="prediction − target", xticks=range(-2, 3), yticks=range(-4, 5, 2))
figures.describe(
    figure,
    "Two panels. Above, the squared error is a parabola with its lowest point at 0; it is 4 at −2 and at 2. Below, "
    "its slope is a straight line from −4 to 4.",
)
plt.show()

# %%
# Two reductions, two gradients
# -----------------------------
#
# A linear model shall predict how far a patient's diabetes has gone, from ten measurements of 442 patients. All numbers
# are brought to mean 0 and variance 1. We start with weights of 0, draw batches of several sizes, and measure how large
# the gradient is.

patients = load_diabetes()
measurements = torch.tensor(patients.data, dtype=torch.float32)
measurements = (measurements - measurements.mean(0)) / measurements.std(0)
progression = torch.tensor(patients.target, dtype=torch.float32)
progression = (progression - progression.mean()) / progression.std()
sizes = [1, 4, 16, 64, 256]


def gradients(weights, size, reduction):
    """One gradient for each column of weights, each from a batch of its own."""
    batch = torch.randint(len(measurements), (weights.shape[1], size))
    weights = weights.detach().requires_grad_()
    predictions = torch.einsum("snm,ms->sn", measurements[batch], weights)
    losses = F.mse_loss(predictions, progression[batch], reduction="none").sum(1)
    if reduction == "mean":
        losses = losses / size
    return torch.autograd.grad(losses.sum(), weights)[0]


lengths = {}
for reduction in ("sum", "mean"):
    torch.manual_seed(0)
    lengths[reduction] = torch.stack([gradients(torch.zeros(10, 200), size, reduction).norm(dim=0) for size in sizes])
    print(f"{reduction:5}", *(f"{length:8.2f}" for length in lengths[reduction].quantile(0.5, dim=1)))

# %%
# And the best learning rate? For each of 23 rates we train for 50 steps, from ten starts, and look at the loss of all
# patients at the end. The best rate is the one with the lowest loss.

rates = torch.logspace(-5, 0.5, 23)
starts, steps = 10, 50
best = {}
for reduction in ("sum", "mean"):
    torch.manual_seed(0)
    rows = []
    for size in sizes:
        weights = torch.zeros(10, len(rates) * starts)
        for _ in range(steps):
            weights = weights - rates.repeat_interleave(starts) * gradients(weights, size, reduction)
        loss = (measurements @ weights - progression[:, None]).square().mean(0).view(len(rates), starts)
        rows.append(rates[loss.nan_to_num(torch.inf).argmin(0)])
    best[reduction] = torch.stack(rows)
    print(f"{reduction:5}", *(f"{rate:8.4f}" for rate in best[reduction].quantile(0.5, dim=1)))

figure, (above, below) = plt.subplots(2, 1, sharex=True, figsize=(6, 6))
for axes, numbers in ((above, lengths), (below, best)):
    for (reduction, rows), marker in zip(numbers.items(), "so", strict=True):
        low, middle, high = rows.quantile(torch.tensor([0.25, 0.5, 0.75]), dim=1)
        axes.errorbar(sizes, middle, [middle - low, high - middle], marker=marker, capsize=3, label=reduction)
above.set(xscale="log", yscale="log", ylabel="size of the gradient")
below.set(xscale="log", yscale="log", xlabel="numbers in the batch", ylabel="best learning rate")
below.set_xticks(sizes, sizes)
below.minorticks_off()
above.legend()
figures.describe(
    figure,
    "Two panels on logarithmic scales, against the numbers in the batch, from 1 to 256. Above, the gradient of the "
    "sum grows from 5 to 619; that of the mean falls from 5 to 2.4. Below, the best learning rate for the sum falls "
    "from 0.01 to 0.0002; for the mean it rises from 0.01 to 0.06.",
)
plt.show()

# %%
# The sum adds up 256 gradients that point in much the same direction, so it grows with the batch. Here a batch four
# times as large wants a rate divided by two or three. The gradient of the mean falls by half, no more. Its best rate
# grows, from 0.01 to 0.06: in a large batch there is less noise, and longer steps can be dared.
