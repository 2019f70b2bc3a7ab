"""
Denoising: which coefficients are noise?
========================================

A photograph is spoilt by noise of known size. Its squares are written as sums of waves,
and the small coefficients of these waves are mostly noise. Three functions shrink them.
How much do they remove, and how strongly should they shrink?
"""

# %%
# A photograph and its noise
# --------------------------
#
# A piece of 128 × 128 pixels is cut into squares of 8 × 8. The noise is normal with
# mean 0 and standard deviation 0.1, where black is 0 and white is 1.
#
# The 64 waves of the *discrete cosine transform* have length 1 and are at right angles
# to each other. Therefore the noise has the standard deviation 0.1 in every coefficient
# too, while the photograph is concentrated in a few of them.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from skimage import data

plt.style.use("formulario.book")

photograph = torch.tensor(data.camera()[60:188, 180:308] / 255)
sigma = 0.1

pixels = torch.arange(8, dtype=torch.float64) + 0.5
waves = torch.cos(torch.pi / 8 * pixels * torch.arange(8)[:, None])
waves = waves / waves.norm(dim=1, keepdim=True)


def transform(image):
    """The 64 coefficients of each square, as a table of 8 × 8."""
    return waves @ image.unfold(0, 8, 8).unfold(1, 8, 8) @ waves.T


def picture(numbers):
    """The way back, from the coefficients to the pixels."""
    return (waves.T @ numbers @ waves).transpose(1, 2).reshape(128, 128)


# %%
# Three ways to shrink
# --------------------
#
# The first coefficient of a square is its brightness and stays as it is. All others go
# through one of the functions. To give Tanhshrink a scale, we divide its input by the
# threshold and multiply its output again.

functions = {
    "Softshrink": lambda x, size: F.softshrink(x, lambd=size),
    "Hardshrink": lambda x, size: F.hardshrink(x, lambd=size),
    "Tanhshrink": lambda x, size: size * F.tanhshrink(x / size),
}


def denoise(image, function, size):
    """The image without what is taken for noise, and the fraction of exact zeros."""
    numbers = transform(image)
    shrunk = function(numbers, size)
    shrunk[..., 0, 0] = numbers[..., 0, 0]
    return picture(shrunk), (shrunk == 0).double().mean()


def error(image):
    """The root of the mean squared difference from the photograph."""
    return (image - photograph).square().mean().sqrt()


# %%
# For each function and several thresholds, as multiples of the noise, we measure how
# far the cleaned picture is from the photograph. The noise is drawn five times.

multiples = [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4]
errors = {name: torch.zeros(5, len(multiples)) for name in functions}
zeros = {name: torch.zeros(5, len(multiples)) for name in functions}
noisy = []
for run, seed in enumerate(experiments.seeds(5)):
    torch.manual_seed(seed)
    noisy.append(photograph + sigma * torch.randn_like(photograph))
    for name, function in functions.items():
        for place, multiple in enumerate(multiples):
            cleaned, flat = denoise(noisy[-1], function, multiple * sigma)
            errors[name][run, place] = error(cleaned)
            zeros[name][run, place] = flat

experiments.record("error, noisy", [error(image) for image in noisy], ".3f")
best = {}
for name in functions:
    best[name] = errors[name].median(0).values.argmin()
    experiments.record(f"best multiple, {name}", multiples[best[name]], ".1f")
    experiments.record(f"error, {name}", errors[name][:, best[name]], ".3f")
    experiments.record(f"exact zeros, {name}", zeros[name][:, best[name]], ".0%")

# %%
# To look at
# ----------
#
# The first draw, with the best threshold of each function.

shown = {"photograph": photograph, "with noise": noisy[0]}
for name in ("Softshrink", "Hardshrink"):
    size = multiples[best[name]] * sigma
    shown[name], _ = denoise(noisy[0], functions[name], size)

figure, panels = plt.subplots(1, 4, figsize=(6, 1.9))
for axes, (name, image) in zip(panels, shown.items(), strict=True):
    axes.imshow(image, cmap="gray", vmin=0, vmax=1)
    axes.set_title(name)
    axes.set_axis_off()
figures.describe(
    figure,
    "Four pictures of a man at his camera: the photograph; the same under grain; and "
    "what Softshrink and Hardshrink make of it, both nearly without grain. Softshrink "
    "leaves it softer, Hardshrink with more contrast.",
)
plt.show()

# %%
# How strongly?
# -------------
#
# Too small a threshold leaves noise, too large a one removes the photograph as well.
# Softshrink has its best threshold far below that of Hardshrink, since it also takes
# its threshold from every coefficient that it keeps.

figure, axes = plt.subplots(figsize=(6, 3.6))
for (name, runs), marker in zip(errors.items(), "osx", strict=True):
    axes.plot(multiples, runs.median(0).values, marker=marker, label=name)
axes.set(xlabel="threshold over noise", ylabel="error", ylim=(0, None))
axes.legend()
figures.describe(
    figure,
    "The error against the threshold, from half the noise to four times the noise. "
    "Each curve falls and rises again. Softshrink is lowest at "
    "{best multiple, Softshrink} times the noise, Tanhshrink at "
    "{best multiple, Tanhshrink}, Hardshrink at {best multiple, Hardshrink}.",
)
plt.show()

# sphinx_gallery_thumbnail_number = 2
