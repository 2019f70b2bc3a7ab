"""
RReLU: a fan of slopes
======================

While a network trains, a randomized rectifier multiplies each negative number by a slope of its own, drawn anew at
every call. When the network is tested, it uses the middle of the interval.
"""

# %%
# Many draws, one test
# --------------------
#
# We give the number -3 to the function 40 times. Each thin line joins one answer with the origin, so its slope is the
# slope that was drawn. The thick line is the function in evaluation mode, where nothing is random.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import figures

plt.style.use("formulario.book")
torch.manual_seed(0)

draws = F.rrelu(torch.full((40,), -3.0), training=True)
x = torch.tensor([-3.0, 0.0, 1.0])

figure, axes = plt.subplots(figsize=(6, 3.2))
for draw in draws:
    axes.plot([-3, 0], [draw, 0], color="0.6", linestyle="-", linewidth=0.8)
axes.plot([], [], color="0.6", linestyle="-", linewidth=0.8, label="training: one line, one draw")
axes.plot(x, F.rrelu(x), label="test")
axes.set(xlabel="$x$", ylabel="value", aspect="equal")
axes.legend()
figures.describe(
    figure,
    "A fan of thin lines below zero, one for each draw, between the slopes 1/8 and 1/3. A thick line through its "
    "middle is the one used for testing. Above zero all lines are one.",
)
plt.show()

# %%
# Is the middle the mean?
# -----------------------
#
# In evaluation mode the slope is 11/48, halfway between 1/8 and 1/3. If this is to stand for the training, it has to
# be the mean of the draws. We draw 10,000 slopes with each of five seeds. All slopes are equally frequent, and the
# five means differ from 11/48 by less than 0.001.

figure, axes = plt.subplots(figsize=(6, 3))
for seed in range(5):
    torch.manual_seed(seed)
    slopes = -F.rrelu(torch.full((10_000,), -1.0), training=True)
    axes.hist(slopes, bins=20, range=(1 / 8, 1 / 3), histtype="step", linestyle="-", color="0.5", linewidth=0.8)
    print(slopes.mean().item() - 11 / 48)
axes.axvline(11 / 48, label="slope in the test")
axes.set(xlabel="slope", ylabel="draws")
axes.legend(loc="lower left")
figures.describe(
    figure,
    "Five histograms of the slopes drawn while training, all nearly flat between 1/8 and 1/3. A vertical line in "
    "the middle marks the slope used for testing.",
)
plt.show()
