"""
Huber: between mean and median
==============================

One number shall stand for many. The squared loss answers with their mean, the L1 loss with their median, and Huber's
loss with everything in between. We draw it, measure the brightness of the night sky with it, and count what it costs to
be careful.
"""

# %%
# The curve
# ---------
#
# Near 0 all curves are half the square. At a distance of $\delta$ each leaves it along a straight line, and keeps the
# slope $\delta$.

from functools import partial

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import figures
from skimage import data
from sklearn.datasets import load_diabetes

plt.style.use("formulario.book")


def of_difference(loss):
    return lambda difference: loss(difference, torch.zeros_like(difference), reduction="none")


family = {rf"$\delta = {delta:g}$": of_difference(partial(F.huber_loss, delta=delta)) for delta in (0.5, 1, 1.5)}
figure = figures.value_and_slope(family, same_unit=False)
above, below = figure.axes
above.set(aspect="equal", ylim=(-0.2, 3))
below.set(aspect="equal", ylim=(-1.7, 1.7), xlabel="prediction − target", yticks=(-1, 0, 1))
figure.set_figheight(6.6)
figures.describe(
    figure,
    "Two panels for δ = 0.5, 1 and 1.5. Above, the three curves are one parabola near 0; each leaves it along a "
    "straight line, the sooner the smaller δ is. Below, their slopes are the diagonal from −δ to δ, and level "
    "outside.",
)
plt.show()

# %%
# The night sky
# -------------
#
# How bright is the sky between the galaxies? Here are 8,990 pixels of the Hubble Deep Field, spread over the whole
# picture, with a brightness from 0 to 255. Most of them are dark, but some lie on a galaxy, and those are anything but
# sky. No mistake was made here: the outliers are real.

pixels = torch.tensor(data.hubble_deep_field(), dtype=torch.float64).mean(2).flatten()[::97]


def best_number(numbers, delta, steps=100):
    """For each row the number with the least loss, by gradient descent from the median."""

    def loss(best):
        return F.huber_loss(best[:, None].expand_as(numbers), numbers, reduction="none", delta=delta).mean(1)

    best = numbers.median(-1).values
    for _ in range(steps):
        best = best - figures.slope(loss, best)
    return best


deltas = torch.logspace(-1, 2.5, 15).tolist()
skies = [best_number(pixels[None], delta).item() for delta in deltas]
bright = (pixels > 100).double().mean()
print(f"median {pixels.median():.2f}  mean {pixels.mean():.2f}  brighter than 100: {bright:.3f}")
print(*(f"{delta:.1f}: {sky:.2f}" for delta, sky in zip(deltas, skies, strict=True)))

figure, axes = plt.subplots()
axes.semilogx(deltas, skies, marker="o")
for name, number, place in (("median", pixels.median(), "bottom"), ("mean", pixels.mean(), "top")):
    axes.axhline(number, color="0.4", linestyle="-", linewidth=0.8)
    axes.text(0.1, number + (0.15 if place == "bottom" else -0.15), name, va=place)
axes.set(xlabel=r"$\delta$", ylabel="brightness of the sky")
figures.describe(
    figure,
    "The brightness of the sky against δ, which runs from 0.1 to 316. It stays near 13, the median, up to 3; then it "
    "rises, and reaches 19.2, the mean, at about 200.",
)
plt.show()

# %%
# The median of all pixels is 13, and their mean 19: one pixel in forty is brighter than 100, and the mean counts it in
# full. Up to $\delta = 3$ Huber's answer stays with the median, above 200 it is the mean.
#
# What it costs to be careful
# ---------------------------
#
# Why not always the median? Draw 50 of the 442 blood pressures of the diabetes data, and guess from them what the same
# loss would answer for all patients. Then do the same with one, and with five of the 50 typed without their decimal
# point, ten times too large. The typical error is the root of the mean square over 200 draws.

patients = load_diabetes(scaled=False)
pressure = torch.tensor(patients.data[:, patients.feature_names.index("bp")])
torch.manual_seed(0)
samples = pressure[torch.rand(200, len(pressure)).argsort(1)[:, :50]]
deltas = torch.logspace(0, 3, 13).tolist()
truths = torch.stack([best_number(pressure[None], delta) for delta in deltas])

figure, axes = plt.subplots()
for spoilt, marker in ((5, "^"), (1, "s"), (0, "o")):
    seen = torch.cat([10 * samples[:, :spoilt], samples[:, spoilt:]], 1)
    errors = torch.stack([best_number(seen, delta) for delta in deltas]) - truths
    typical = errors.square().mean(1).sqrt()
    axes.loglog(deltas, typical, marker=marker, label=f"{spoilt} of 50 spoilt" if spoilt else "none spoilt")
    print(spoilt, *(f"{delta:.0f}: {error:.2f}" for delta, error in zip(deltas, typical, strict=True)))
axes.set(xlabel=r"$\delta$ in mmHg", ylabel="typical error in mmHg")
axes.set_yticks((2, 5, 10, 20, 50), (2, 5, 10, 20, 50))
axes.minorticks_off()
axes.legend()
figures.describe(
    figure,
    "The typical error against δ, from 1 to 1,000, on logarithmic scales. With no number spoilt it is 2.3 on the left "
    "and 1.7 from 32 on. With one spoilt it is lowest at 32, with 1.9, and rises to 17. With five it is lowest at 18, "
    "with 3.3, and rises to 85.",
)
plt.show()

# %%
# On the right stands the mean, on the left almost the median. Without mistakes the mean is best, and the error of the
# median is larger by a third: this is what its care costs. With a single mistake the mean is ten times worse, and the
# median nearly as good as before. Between the two, at 18 to 32 mmHg, Huber's loss has nearly the best of both. The
# standard deviation of the pressures is 14 mmHg, so this is about twice as much.
