"""
Edges and stripes: what a median keeps
======================================

A photograph may move to any of nine places. The mean of the nine frames is smeared, as
one expects. Their median does something else: it keeps the edges, and loses whatever is
narrow.
"""

# %%
# Nine frames
# -----------
#
# The frames are a piece of a photograph, moved sideways by up to four pixels. For each
# pixel we take the mean and the median of its nine values. This is what the best
# predictor would answer, with the L2 loss and with the L1 loss.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from skimage import data

plt.style.use("formulario.book")

piece = torch.tensor(data.camera()[60:196, 196:340] / 255)
frames = piece.unfold(1, 9, 1).movedim(2, 0)
pictures = {
    "a possible frame": frames[4],
    "mean": frames.mean(0),
    "median": frames.median(0).values,
}

figure, panels = plt.subplots(1, 3, figsize=(6, 2.5))
for axes, (name, picture) in zip(panels, pictures.items(), strict=True):
    axes.imshow(picture, cmap="gray", vmin=0, vmax=1)
    axes.axhline(115, color="white", linewidth=1)
    axes.set_title(name)
    axes.set_axis_off()
figures.describe(
    figure,
    "Three pictures of a man who looks into a film camera: a sharp frame; the mean, "
    "smeared sideways; and the median, with firm edges, but without fine hairs and "
    "lines. A white line crosses each of them near the bottom.",
)
plt.show()

# %%
# Along the line
# --------------
#
# Here is the row of pixels under the white line. At an edge the mean makes a ramp nine
# pixels wide, while the median jumps as the frame does. But of a stripe that is
# narrower than five pixels nothing is left in the median, because among nine values it
# is never the majority.

figure, axes = plt.subplots(figsize=(6, 3.6))
for name, picture in pictures.items():
    axes.plot(range(30, 136), picture[115, 30:], label=name)
axes.set(xlabel="column", ylabel="brightness", ylim=(0, 1.2))
axes.legend(ncols=3, loc="upper center")
figures.describe(
    figure,
    "The brightness along a row of pixels. The frame has four high steps, and a few "
    "narrow peaks beside them. The mean makes a ramp of each step. The median follows "
    "the steps, but the peaks are missing.",
)
plt.show()

# %%
# Measured
# --------
#
# Two numbers for each picture, as fractions of those of the frame. The first is the
# mean difference between neighbours in a row. The second is the difference that only
# one in a hundred exceeds, so it belongs to the edges.


def differences(picture):
    size = picture.diff(dim=1).abs()
    return torch.stack([size.mean(), size.quantile(0.99)])


for name in ("mean", "median"):
    kept = differences(pictures[name]) / differences(frames[4])
    experiments.record(f"differences left, {name}", kept[0].item(), ".2f")
    experiments.record(f"edges left, {name}", kept[1].item(), ".2f")
steeper = differences(pictures["median"])[1] / differences(pictures["mean"])[1]
experiments.record("edges, median over mean", steeper.item(), ".1f")

# %%
# Over all pixels, :value:`differences left, mean` of the differences are left in the
# mean, and :value:`differences left, median` in the median. But the edges of the median
# are :value:`edges, median over mean` times as steep as those of the mean. What it has
# lost are the narrow details.
#
# Each in its own loss
# --------------------
#
# Each picture can be compared with the nine frames that may follow. Here are the L2 and
# the L1 loss of the two pictures, and of a frame, the one in the middle.

for name, picture in pictures.items():
    for kind, loss in (("L2", F.mse_loss), ("L1", F.l1_loss)):
        over_frames = loss(picture.expand(9, -1, -1), frames).item()
        experiments.record(f"{kind} loss, {name}", over_frames, ".4f")

# %%
# The mean is the best in L2 and the median in L1, as it has to be. In either loss the
# sharp frame comes last. Neither loss asks for a sharp picture; they ask for one that
# is near to all the frames.

# sphinx_gallery_thumbnail_number = 1
