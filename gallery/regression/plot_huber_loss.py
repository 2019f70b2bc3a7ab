"""
Huber: between mean and median
==============================

If one number has to stand for many, the squared loss answers with their mean, the L1
loss with their median, and Huber's loss with something in between. We draw it, measure
the brightness of the night sky with it, and see what robustness costs.
"""

# %%
# The curve
# ---------
#
# Near 0 all curves are half the square. At a distance of $\delta$ each leaves it along
# a straight line with the slope $\delta$.

from functools import partial

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from skimage import data
from sklearn.datasets import load_diabetes

plt.style.use("formulario.book")


def of_difference(loss):
    return lambda difference: loss(
        difference, torch.zeros_like(difference), reduction="none"
    )


family = {
    rf"$\delta = {delta:g}$": of_difference(partial(F.huber_loss, delta=delta))
    for delta in (0.5, 1, 1.5)
}
figure = figures.value_and_slope(family, same_unit=False)
above, below = figure.axes
above.set(aspect="equal", ylim=(-0.2, 3))
below.set(
    aspect="equal", ylim=(-1.7, 1.7), xlabel="prediction − target", yticks=(-1, 0, 1)
)
figure.set_figheight(6.6)
figures.describe(
    figure,
    "Two panels for δ = 0.5, 1 and 1.5. Above, the three curves are one parabola near "
    "0; each leaves it along a straight line, the sooner the smaller δ is. Below, "
    "their derivatives are the diagonal from −δ to δ, and level outside.",
)
plt.show()

# %%
# The night sky
# -------------
#
# How bright is the sky between the galaxies? Here are pixels of the Hubble Deep Field,
# one in 97, spread over the whole picture, with a brightness from 0 to 255. Most of
# them are dark, but some lie on a galaxy and are not sky at all. These outliers are no
# mistakes; they are real, but they do not belong to the question.
#
# The derivative of the loss grows with the number that is tried. So the best number
# lies where it changes its sign, and we find it by halving an interval again and again.

pixels = torch.tensor(data.hubble_deep_field(), dtype=torch.float64)
pixels = pixels.mean(2).flatten()[::97]


def best_number(numbers, delta):
    """For each row the number with the least loss."""

    def loss(tried):
        all_tried = tried[:, None].expand_as(numbers)
        return F.huber_loss(all_tried, numbers, reduction="none", delta=delta).sum(1)

    low, high = numbers.amin(1), numbers.amax(1)
    for _ in range(25):
        middle = (low + high) / 2
        uphill = figures.slope(loss, middle) > 0
        low, high = torch.where(uphill, low, middle), torch.where(uphill, middle, high)
    return middle


deltas = torch.logspace(-1, 2.5, 15).tolist()
skies = [best_number(pixels[None], delta).item() for delta in deltas]
experiments.record("pixels", len(pixels), ",.0f")
experiments.record("median of the pixels", pixels.median().item(), ".0f")
experiments.record("mean of the pixels", pixels.mean().item(), ".1f")
experiments.record("brighter than 100", (pixels > 100).double().mean().item(), ".1%")
for delta in (3.2, 32, 316):
    nearest = min(range(15), key=lambda i: abs(deltas[i] - delta))
    experiments.record(f"sky, delta {delta:.0f}", skies[nearest], ".1f")

figure, axes = plt.subplots()
axes.semilogx(deltas, skies, marker="o")
for name, number, place in (
    ("median", pixels.median(), "bottom"),
    ("mean", pixels.mean(), "top"),
):
    axes.axhline(number, color="0.4", linestyle="-", linewidth=0.8)
    axes.text(0.1, number + (0.15 if place == "bottom" else -0.15), name, va=place)
axes.set(xlabel=r"$\delta$", ylabel="brightness of the sky")
figures.describe(
    figure,
    "The brightness of the sky against δ, which runs from 0.1 to 316. It stays near "
    "the median up to 3, where it is {sky, delta 3}; then it rises, over {sky, delta "
    "32} at 32 to {sky, delta 316}, the mean.",
)
plt.show()

# %%
# The median of all pixels is :value:`median of the pixels`, and their mean :value:`mean
# of the pixels`: :value:`brighter than 100` of the pixels are brighter than 100, and
# the mean counts them in full. At $\delta = 3$ Huber's answer is still :value:`sky,
# delta 3`, at 316 it is :value:`sky, delta 316`.
#
# What robustness costs
# ---------------------
#
# One could always take the median. To see what that costs, we draw 50 of the 442 blood
# pressures of the diabetes data, and estimate from them what the same loss would answer
# for all patients. Then we do the same with one, and with five of the 50 typed without
# their decimal point, ten times too large. The typical error is the root of the mean
# square over 50 draws; we do this ten times.

patients = load_diabetes(scaled=False)
pressure = torch.tensor(patients.data[:, patients.feature_names.index("bp")])
experiments.record("scatter of the pressures", pressure.std().item(), ".0f")
samples = []
for seed in experiments.seeds(10):
    torch.manual_seed(seed)
    samples += [pressure[torch.randperm(len(pressure))[:50]] for _ in range(50)]
samples = torch.stack(samples)
deltas = [1, 2, 3, 6, 10, 18, 32, 56, 100, 178, 316, 562, 1000]
truths = torch.cat([best_number(pressure[None], delta) for delta in deltas])

figure, axes = plt.subplots()
typical = {}
for spoilt, marker in ((5, "^"), (1, "s"), (0, "o")):
    seen = torch.cat([10 * samples[:, :spoilt], samples[:, spoilt:]], 1)
    answers = torch.stack([best_number(seen, delta) for delta in deltas])
    errors = (answers - truths[:, None]).view(len(deltas), 10, 50)
    typical[spoilt] = errors.square().mean(2).sqrt()
    low, middle, high = typical[spoilt].quantile(
        torch.tensor([0.25, 0.5, 0.75]).double(), dim=1
    )
    label = f"{spoilt} of 50 spoilt" if spoilt else "none spoilt"
    axes.errorbar(
        deltas,
        middle,
        [middle - low, high - middle],
        capsize=3,
        marker=marker,
        label=label,
    )
    for delta in (1, 18, 32, 1000):
        row = typical[spoilt][deltas.index(delta)]
        experiments.record(f"error, {spoilt} spoilt, delta {delta}", row, ".1f")
# The median stands on the left, the mean on the right.
experiments.record(
    "error of the median over that of the mean", typical[0][0] / typical[0][-1], ".2f"
)
experiments.record("mean, one spoilt over none", typical[1][-1] / typical[0][-1], ".0f")
axes.set(xscale="log", yscale="log")
axes.set(xlabel=r"$\delta$ in mmHg", ylabel="typical error in mmHg")
axes.set_yticks((2, 5, 10, 20, 50), (2, 5, 10, 20, 50))
axes.minorticks_off()
axes.legend()
figures.describe(
    figure,
    "The typical error against δ, from 1 to 1,000, on logarithmic scales. With no "
    "number spoilt it falls from {error, 0 spoilt, delta 1} on the left to {error, 0 "
    "spoilt, delta 1000} on the right. With one spoilt it is {error, 1 spoilt, delta "
    "1}, then {error, 1 spoilt, delta 32} at 32, and rises to {error, 1 spoilt, delta "
    "1000}. With five it is {error, 5 spoilt, delta 1}, then {error, 5 spoilt, delta "
    "18} at 18, and rises to {error, 5 spoilt, delta 1000}.",
)
plt.show()

# %%
# On the right stands the mean, on the left almost the median. Without mistakes the mean
# is best, and the error of the median is :value:`error of the median over that of the
# mean` times as large: this is what robustness costs. With a single mistake the error
# of the mean is :value:`mean, one spoilt over none` times as large, and the median is
# nearly as good as before. Between the two, at 18 to 32 mmHg, Huber's loss has nearly
# the best of both, on these data, whose standard deviation is :value:`scatter of the
# pressures` mmHg. For normal noise the usual choice is 1.345 standard deviations:
# without outliers it then needs only about a twentieth more numbers than the mean for
# the same precision.
