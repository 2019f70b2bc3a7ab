"""
Hard or soft: what a code pays
==============================

Put Hardshrink in the place of Softshrink, and ISTA becomes IHT, *iterative hard thresholding*. Now the waves in a code
are counted, and their size costs nothing. Is this code better?
"""

# %%
# The same waves, the same photographs
# ------------------------------------
#
# The dictionary is that of the page on sparse coding: 255 cosine waves of 8 × 8 pixels. From each of the four
# photographs we draw 50 patches.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import figures
from skimage import color, data

plt.style.use("formulario.book")
torch.manual_seed(0)

pixels = torch.arange(8, dtype=torch.float64) + 0.5
waves = torch.cos(torch.pi / 16 * pixels[:, None] * torch.arange(16))
atoms = torch.kron(waves, waves)[:, 1:]
atoms = atoms - atoms.mean(0)
atoms = atoms / atoms.norm(dim=0)
steepest = torch.linalg.matrix_norm(atoms, 2).item() ** 2


def patches(photograph, count=50):
    pieces = torch.tensor(photograph).unfold(0, 8, 1).unfold(1, 8, 1).reshape(-1, 64)
    pieces = pieces - pieces.mean(1, keepdim=True)
    contrast = pieces.norm(dim=1)
    pieces = pieces[contrast > contrast.median()]
    return pieces[torch.randint(len(pieces), (count,))]


photographs = {
    "cameraman": data.camera() / 255,
    "astronaut": color.rgb2gray(data.astronaut()),
    "cat": color.rgb2gray(data.chelsea()),
    "coffee": color.rgb2gray(data.coffee()),
}
y = torch.cat([patches(photograph) for photograph in photographs.values()])


def descend(y, codes, shrink, *options, steps=200):
    """Down the gradient of the error, then shrink, again and again."""
    for _ in range(steps):
        codes = shrink(codes - (codes @ atoms.T - y) @ atoms / steepest, *options)
    return codes


# %%
# Waves against error
# -------------------
#
# Five thresholds give five codes, from rich to poor. We count the waves in a code and measure the error that is left,
# as a share of the contrast: the further down and to the left, the better. The curves are means over the four
# photographs, the bars reach from the best of the four to the worst.
#
# Hardshrink starts once from zeros, and once from the code that ISTA has found. The fourth curve keeps the waves of
# ISTA and only sets their sizes anew, by gradient steps on the error alone.

thresholds = [0.005, 0.01, 0.02, 0.04, 0.08]
names = ["ISTA", "IHT from zeros", "IHT after ISTA", "ISTA, sizes set anew"]
waves_used = {name: [] for name in names}
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
        missing = (z @ atoms.T - y).view(4, -1).norm(dim=1) / y.view(4, -1).norm(dim=1)
        waves_used[name].append((z != 0).double().sum(1).mean())
        errors[name].append(missing)

figure, axes = plt.subplots()
for name, marker in zip(names, "o^sx", strict=True):
    share = torch.stack(errors[name])
    middle = share.mean(1)
    bars = torch.stack([middle - share.min(1).values, share.max(1).values - middle])
    axes.errorbar(waves_used[name], middle, bars, marker=marker, capsize=3, elinewidth=0.8, label=name)
    print(name, *(f"{count:.1f}: {error:.2f}" for count, error in zip(waves_used[name], middle, strict=True)))
axes.set(xscale="log", xlabel="waves in a code", ylabel="error, as a share of the contrast", ylim=(0, 0.9))
axes.legend()
figures.describe(
    figure,
    "The error that is left against the number of waves in a code. ISTA lies highest. IHT from zeros lies below "
    "it; IHT after ISTA, and the waves of ISTA with their sizes set anew, lie lowest and almost on one another.",
)
plt.show()

# %%
# With as many waves, Hardshrink leaves a smaller error than Softshrink. The reason is the size: Softshrink also takes
# something from every wave that it keeps. The last curve shows it. Set the sizes anew, and the advantage of
# Hardshrink is gone. So ISTA is good at choosing the waves, and bad at measuring them.
#
# From where it starts
# --------------------
#
# What ISTA minimises has one valley, so it ends at the same objective from anywhere. IHT counts, and counting makes
# many valleys. Here is the share of patches for which it ends lower from the code of ISTA, from zeros, or equally
# low. The price of a wave belongs to the threshold: half its square, times the steepest direction.

threshold = 0.02
soft = descend(y, nothing, F.softshrink, threshold)
ends = []
for start in (nothing, soft):
    z = descend(y, start, F.hardshrink, threshold)
    ends.append(0.5 * (z @ atoms.T - y).square().sum(1) + 0.5 * threshold**2 * steepest * (z != 0).sum(1))
gain = ends[0] - ends[1]
print(*(round(share.double().mean().item(), 2) for share in (gain > 1e-6, gain < -1e-6, gain.abs() <= 1e-6)))

# %%
# To look at
# ----------
#
# A piece of the first photograph, cut into 256 patches, each with its mean brightness. With the threshold 0.04 a
# patch has two or three waves. The printed numbers are the waves in a patch and the error, for ISTA and for IHT after
# it.

piece = torch.tensor(photographs["cameraman"][60:188, 180:308])
tiles = piece.unfold(0, 8, 8).unfold(1, 8, 8).reshape(-1, 64)
mean = tiles.mean(1, keepdim=True)
soft = descend(tiles - mean, torch.zeros(256, 255, dtype=y.dtype), F.softshrink, 0.04)
hard = descend(tiles - mean, soft, F.hardshrink, 0.04)

figure, panels = plt.subplots(1, 3, figsize=(6, 2.5))
shown = {"photograph": tiles, "ISTA": mean + soft @ atoms.T, "IHT after ISTA": mean + hard @ atoms.T}
for axes, (name, image) in zip(panels, shown.items(), strict=True):
    axes.imshow(image.view(16, 16, 8, 8).transpose(1, 2).reshape(128, 128), cmap="gray", vmin=0, vmax=1)
    axes.set_title(name)
    axes.set_axis_off()
for z in (soft, hard):
    print((z != 0).double().sum(1).mean().item(), ((z @ atoms.T + mean - tiles).norm() / (tiles - mean).norm()).item())
figures.describe(
    figure,
    "Three pictures of a man at his camera: the photograph; what ISTA makes of it, pale and blurred within small "
    "squares; and what IHT makes of that, with more contrast and clearer edges.",
)
plt.show()

# sphinx_gallery_thumbnail_number = 1
