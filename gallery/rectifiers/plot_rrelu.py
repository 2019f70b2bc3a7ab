"""
RReLU: a fan of slopes
======================

While a network trains, a randomised rectifier multiplies each negative number by a
slope of its own, drawn anew at every call. In evaluation it uses the middle of the
interval.
"""

# %%
# Many draws, one evaluation
# --------------------------
#
# We give the number -3 to the function 40 times. Each thin line joins one answer with
# the origin, so its slope is the slope that was drawn. The thick line is the function
# in evaluation mode, where nothing is random.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures

plt.style.use("formulario.book")
seeds = experiments.seeds(5)

torch.manual_seed(seeds[0])
draws = F.rrelu(torch.full((40,), -3.0), training=True)
x = torch.tensor([-3.0, 0.0, 1.0])

thin = {"color": "0.6", "linestyle": "-", "linewidth": 0.8}
figure, axes = plt.subplots(figsize=(6, 3.2))
for draw in draws:
    axes.plot([-3, 0], [draw, 0], **thin)
axes.plot([], [], **thin, label="training: one line, one draw")
axes.plot(x, F.rrelu(x), label="evaluation")
axes.set(xlabel="$x$", ylabel="value", aspect="equal")
axes.legend()
figures.describe(
    figure,
    "A fan of thin lines below zero, one for each draw, between the slopes 1/8 and "
    "1/3. A thick line through its middle is that of the evaluation mode. Above zero "
    "all lines are one.",
)
plt.show()

# %%
# Is the middle the mean?
# -----------------------
#
# In evaluation mode the slope is 11/48, halfway between 1/8 and 1/3. If this is to
# stand for the training, it has to be the mean of the draws. We draw 10,000 slopes with
# each of five seeds. All slopes of the interval should be equally
# frequent.

figure, axes = plt.subplots(figsize=(6, 3))
draws = []
for seed in seeds:
    torch.manual_seed(seed)
    draws.append(-F.rrelu(torch.full((10_000,), -1.0), training=True))
    axes.hist(
        draws[-1],
        bins=20,
        range=(1 / 8, 1 / 3),
        histtype="step",
        **thin | {"color": "0.5"},
    )
axes.axvline(11 / 48, label="slope in evaluation")
axes.set(xlabel="slope", ylabel="draws")
axes.legend(loc="lower left")
figures.describe(
    figure,
    "Five histograms of the slopes drawn while training, all nearly flat between 1/8 "
    "and 1/3. A vertical line in the middle marks the slope in evaluation.",
)
plt.show()

# %%
# The mean of so many draws is not exactly 11/48. By chance alone it is off by about the
# standard error, which is the standard deviation of the draws, divided by the root of
# their number. More than four standard errors would be suspicious.

draws = torch.stack(draws)
test = -F.rrelu(torch.full((2, 10_000), -1.0))
standard_error = draws.std(1) / draws.shape[1] ** 0.5
off = (draws.mean(1) - 11 / 48).abs()
experiments.record("slope in evaluation", test[0, 0], ".4f")
experiments.record("mean slope in training", draws.mean(1), ".4f")
experiments.record("distance in standard errors", off / standard_error, ".1f")

experiments.claim(
    "A02",
    "The slope of RReLU is drawn at random in training, and is the mean of the draws "
    "in evaluation.",
    bool((draws.std(1) > 0).all() and (test == test[0, 0]).all())
    and torch.isclose(test[0, 0], torch.tensor(11 / 48)).item()
    and bool((off < 4 * standard_error).all()),
    ["slope in evaluation", "mean slope in training"],
)
