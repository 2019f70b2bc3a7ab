"""
Hard or soft thresholding in sparse coding
==========================================

With Hardshrink in the place of Softshrink, ISTA becomes IHT, *iterative hard
thresholding*. Each wave in a code then has a fixed price, whatever its coefficient. Are
such codes better?
"""

# %%
# The same waves, the same photographs
# ------------------------------------
#
# The dictionary is that of the script on sparse coding: 255 cosine waves of 8 × 8
# pixels. Five times we draw five patches from each of the four photographs.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from skimage import color, data

plt.style.use("formulario.book")

pixels = torch.arange(8, dtype=torch.float64) + 0.5
waves = torch.cos(torch.pi / 16 * pixels[:, None] * torch.arange(16))
atoms = torch.kron(waves, waves)[:, 1:]
atoms = atoms - atoms.mean(0)
atoms = atoms / atoms.norm(dim=0)
curvature = torch.linalg.matrix_norm(atoms, 2).item() ** 2

photographs = {
    "cameraman": data.camera() / 255,
    "astronaut": color.rgb2gray(data.astronaut()),
    "cat": color.rgb2gray(data.chelsea()),
    "coffee": color.rgb2gray(data.coffee()),
}
seeds = experiments.seeds(5)


def patches(photograph, count=5):
    """As many for each seed, from those with more contrast than the median."""
    pieces = torch.tensor(photograph).unfold(0, 8, 8).unfold(1, 8, 8).reshape(-1, 64)
    pieces = pieces - pieces.mean(1, keepdim=True)
    contrast = pieces.norm(dim=1)
    pieces = pieces[contrast > contrast.median()]
    draws = []
    for seed in seeds:
        torch.manual_seed(seed)
        draws.append(pieces[torch.randperm(len(pieces))[:count]])
    return torch.stack(draws)


y = torch.cat([patches(photograph) for photograph in photographs.values()], 1)
y = y.flatten(0, 1)


def descend(y, codes, shrink, *options, steps=150):
    """A gradient step on the error, then the function, 150 times."""
    for _ in range(steps):
        codes = shrink(codes - (codes @ atoms.T - y) @ atoms / curvature, *options)
    return codes


# %%
# Waves against error
# -------------------
#
# Each of four thresholds gives a code, and larger ones give fewer waves. We count the
# waves and measure the error that is left, as a fraction of the contrast: the further
# down and to the left, the better. The curves are medians over the five draws, the bars
# hold the middle half of them.
#
# IHT starts once from zeros, and once from the code that ISTA has found. The fourth
# curve keeps the waves of ISTA and fits only their coefficients again, by gradient
# steps on the error alone.

thresholds = [0.01, 0.02, 0.04, 0.08]
names = ["ISTA", "IHT from zeros", "IHT after ISTA", "ISTA, sizes set anew"]
used = {name: [] for name in names}
errors = {name: [] for name in names}
nothing = torch.zeros(len(y), 255, dtype=y.dtype)
for threshold in thresholds:
    soft = descend(y, nothing, F.softshrink, threshold)
    codes = [
        soft,
        descend(y, nothing, F.hardshrink, threshold),
        descend(y, soft, F.hardshrink, threshold),
        descend(y, soft, torch.mul, soft != 0),
    ]
    for name, z in zip(names, codes, strict=True):
        missing = (z @ atoms.T - y).view(len(seeds), -1).norm(dim=1)
        errors[name].append(missing / y.view(len(seeds), -1).norm(dim=1))
        used[name].append((z != 0).double().sum(1).view(len(seeds), -1).mean(1))
        if threshold == 0.02:
            experiments.record(f"waves, {name}", used[name][-1], ".1f")
            experiments.record(f"error, {name}", errors[name][-1], ".0%")

figure, axes = plt.subplots()
quartiles = torch.tensor([0.25, 0.5, 0.75], dtype=y.dtype)
for name, marker in zip(names, "o^sx", strict=True):
    low, middle, high = torch.stack(errors[name]).quantile(quartiles, dim=1)
    counts = torch.stack(used[name]).median(1).values
    bars = [middle - low, high - middle]
    axes.errorbar(
        counts, middle, bars, marker=marker, capsize=3, elinewidth=0.8, label=name
    )
axes.set(xscale="log", xlabel="waves in a code")
axes.set(ylabel="error over contrast", ylim=(0, 0.9))
axes.legend()
figures.describe(
    figure,
    "The error that is left against the number of waves in a code. ISTA lies highest. "
    "IHT from zeros lies below it; IHT after ISTA, and the waves of ISTA with sizes "
    "fitted again, lie lowest and almost on one another.",
)
plt.show()

# %%
# With as many waves, IHT after ISTA leaves a smaller error than ISTA. The last curve
# shows why: as soon as the coefficients are fitted again, the waves of ISTA do as well.
# ISTA chooses the waves well, but it makes all their coefficients too small.
#
# Where it starts
# ---------------
#
# The objective of ISTA is convex, so it has one least value wherever ISTA starts. That
# of IHT has many local minima. For which fraction of the patches does IHT end lower
# from the code of ISTA than from zeros? The price of a wave that belongs to the
# threshold is half its square, times the largest curvature of the error.

threshold = 0.02
soft = descend(y, nothing, F.softshrink, threshold)
ends = []
for start in (nothing, soft):
    z = descend(y, start, F.hardshrink, threshold)
    price = 0.5 * threshold**2 * curvature * (z != 0).sum(1)
    ends.append(0.5 * (z @ atoms.T - y).square().sum(1) + price)
gain = (ends[0] - ends[1]).view(len(seeds), -1)
experiments.record("ends lower after ISTA", (gain > 1e-6).double().mean(1), ".0%")
experiments.record("ends lower from zeros", (gain < -1e-6).double().mean(1), ".0%")

# %%
# To look at
# ----------
#
# A piece of the first photograph is cut into 256 patches, and each keeps its mean
# brightness. With the threshold 0.04 a patch has only a few waves, with ISTA and with
# IHT after it.

piece = torch.tensor(photographs["cameraman"][60:188, 180:308])
tiles = piece.unfold(0, 8, 8).unfold(1, 8, 8).reshape(-1, 64)
mean = tiles.mean(1, keepdim=True)
nothing = torch.zeros(256, 255, dtype=y.dtype)
soft = descend(tiles - mean, nothing, F.softshrink, 0.04)
hard = descend(tiles - mean, soft, F.hardshrink, 0.04)

figure, panels = plt.subplots(1, 3, figsize=(6, 2.5))
shown = {
    "photograph": tiles,
    "ISTA": mean + soft @ atoms.T,
    "IHT after ISTA": mean + hard @ atoms.T,
}
for axes, (name, image) in zip(panels, shown.items(), strict=True):
    image = image.view(16, 16, 8, 8).transpose(1, 2).reshape(128, 128)
    axes.imshow(image, cmap="gray", vmin=0, vmax=1)
    axes.set_title(name)
    axes.set_axis_off()
for name, z in (("ISTA", soft), ("IHT after ISTA", hard)):
    waves_each = (z != 0).double().sum(1).mean()
    error = (z @ atoms.T + mean - tiles).norm() / (tiles - mean).norm()
    experiments.record(f"waves in a patch of the picture, {name}", waves_each, ".1f")
    experiments.record(f"error of the picture, {name}", error, ".0%")
figures.describe(
    figure,
    "Three pictures of a man at his camera: the photograph; what ISTA makes of it, "
    "pale and blurred within small squares; and what IHT makes of that, with more "
    "contrast and clearer edges.",
)
plt.show()

# sphinx_gallery_thumbnail_number = 1
