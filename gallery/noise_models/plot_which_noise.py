"""
Which noise do the data have?
=============================

A linear model predicts how far the diabetes of 442 patients has gone, and errs. Are its
errors like those of Gauss, or like those of Laplace? And does it matter which loss the
model was trained with?
"""

# %%
# Three losses, one model
# -----------------------
#
# Ten measurements of each patient go into a linear model, which is fitted with each
# loss. A third of the patients, drawn at random, is kept back. The parameter of Huber's
# loss is 1.345 standard deviations of the errors, as is usual.

from functools import partial

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from sklearn.datasets import load_diabetes
from torch import nn

plt.style.use("formulario.book")

patients = load_diabetes()
features = torch.tensor(patients.data, dtype=torch.float64)
features = (features - features.mean(0)) / features.std(0)
progress = torch.tensor(patients.target, dtype=torch.float64)


def fitted(loss, rows):
    """A linear model at the least loss over some of the patients."""
    model = nn.Linear(10, 1, dtype=torch.float64)
    optimizer = torch.optim.LBFGS(
        model.parameters(), max_iter=50, line_search_fn="strong_wolfe"
    )

    def step():
        optimizer.zero_grad()
        value = loss(model(features[rows]).squeeze(1), progress[rows])
        value.backward()
        return value

    optimizer.step(step)
    return model


def errors(model, rows):
    return (progress[rows] - model(features[rows]).squeeze(1)).detach()


# %%
# Which density fits the errors?
# ------------------------------
#
# Gauss gets the scale that is best for the errors in training, the root of their mean
# square; Laplace gets its own, the mean of their sizes. Then the errors of the patients
# kept back are judged by their mean negative log-likelihood: how surprising are they,
# in nats for each patient? Less is better.


def surprise_of_gauss(error, scale):
    half_square = F.mse_loss(error, torch.zeros_like(error)) / 2
    return (half_square / scale**2 + (scale * (2 * torch.pi) ** 0.5).log()).item()


def surprise_of_laplace(error, scale):
    distance = F.l1_loss(error, torch.zeros_like(error))
    return (distance / scale + (2 * scale).log()).item()


found = {name: [] for name in ("Gauss", "Laplace")}
sizes = {name: [] for name in ("L2", "L1", "Huber")}
for seed in experiments.seeds(10):
    torch.manual_seed(seed)
    test, train = torch.randperm(len(progress)).split([147, 295])
    square, distance = fitted(F.mse_loss, train), fitted(F.l1_loss, train)
    inside = errors(square, train)
    huber = fitted(partial(F.huber_loss, delta=1.345 * inside.std().item()), train)
    scale = inside.square().mean().sqrt()
    found["Gauss"].append(surprise_of_gauss(errors(square, test), scale))
    scale = errors(distance, train).abs().mean()
    found["Laplace"].append(surprise_of_laplace(errors(distance, test), scale))
    for name, model in zip(sizes, (square, distance, huber), strict=True):
        sizes[name].append(errors(model, test).square().mean().sqrt().item())
for name, values in found.items():
    experiments.record(f"surprise, {name}", values, ".2f")
gained = torch.tensor(found["Laplace"]) - torch.tensor(found["Gauss"])
experiments.record("Laplace above Gauss", gained, ".2f")
experiments.record("splits in which Gauss is better", (gained > 0).sum().item(), ".0f")
for name, values in sizes.items():
    experiments.record(f"error, {name}", values, ".1f")

# %%
# The median surprise is :value:`surprise, Gauss` nats under Gauss and :value:`surprise,
# Laplace` under Laplace; Gauss is the better one in :value:`splits in which Gauss is
# better` of ten splits. And the three models? Their root mean squared errors on the
# patients kept back are :value:`error, L2`, :value:`error, L1` and :value:`error,
# Huber`.

everyone = torch.arange(len(progress))
left_over = errors(fitted(F.mse_loss, everyone), everyone)
scale, width = left_over.square().mean().sqrt(), left_over.abs().mean()
experiments.record("scale of Gauss", scale.item(), ".0f")
at = torch.linspace(-200, 200, 401, dtype=torch.float64)
gauss = torch.exp(-((at / scale) ** 2) / 2) / (scale * (2 * torch.pi) ** 0.5)
laplace = torch.exp(-at.abs() / width) / (2 * width)
figure, axes = plt.subplots(figsize=(7, 3.6))
axes.hist(left_over, bins=25, density=True, color="0.7", label="errors")
axes.plot(at, gauss, "-", label="Gauss")
axes.plot(at, laplace, "--", label="Laplace")
axes.set(xlabel="target − prediction", ylabel="density")
axes.legend()
figures.describe(
    figure,
    "A histogram of the errors of 442 patients, from −200 to 200. It is low and "
    "broad in the middle. The bell of Gauss follows it; the tent of Laplace is too "
    "high at 0, too low at both sides of it and too high again far out.",
)
plt.show()
