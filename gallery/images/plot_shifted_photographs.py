"""
Shifted photographs: blur and sharpness
=======================================

A film is stopped. Its next frame will be the same photograph, moved sideways, and
nobody knows which way. A small network predicts it all the same, trained with the L2
loss or with the L1 loss, and we measure how sharp its predictions are.
"""

# %%
# Nine pixels, one answer
# -----------------------
#
# The photograph moves by up to four pixels. So each pixel of the next frame is one of
# nine that lie in a row in this frame, four on either side and the one in the middle.
# There are three cases. In the first it moves by four pixels, left or right, with equal
# probabilities. In the second it goes left seven times out of ten. In the third each of
# the nine places is equally likely.
#
# All pixels of a frame move together. But the loss is a mean over pixels, so we may
# train with single ones: a row of nine pixels, and one of the nine as its answer. The
# rows come from two photographs that scikit-image brings along; half of them are left
# out, those with the least contrast. The mean of a row is subtracted, and added to the
# prediction in the end.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from formulario.experiments import SideBySide
from skimage import color, data
from torch import nn

plt.style.use("formulario.book")

cases = {
    "left or right": torch.tensor([0.5, 0, 0, 0, 0, 0, 0, 0, 0.5]),
    "mostly left": torch.tensor([0.3, 0, 0, 0, 0, 0, 0, 0, 0.7]),
    "anywhere": torch.full((9,), 1 / 9),
}
losses = {"L2": F.mse_loss, "L1": F.l1_loss}


def rows(photograph):
    return torch.tensor(photograph, dtype=torch.float32).unfold(1, 9, 1)


photographs = [
    color.rgb2gray(image[::2]) for image in (data.astronaut(), data.coffee())
]
examples = torch.cat([rows(photograph).reshape(-1, 9) for photograph in photographs])
examples = examples - examples.mean(1, keepdim=True)
contrast = examples.std(1)
examples = examples[contrast > contrast.median()]
unit = examples.std()

# %%
# The network
# -----------
#
# It has one hidden layer of 24 units. Five networks are trained side by side, each with
# its own initial weights and its own examples. Both losses start from the same weights
# and see the same examples.


def network(seed):
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(9, 24), nn.ReLU(), nn.Linear(24, 1))


def batches(seed, chances, steps, size=400):
    """Rows of nine pixels, and for each the place of its answer."""
    torch.manual_seed(seed)
    x = examples[torch.randint(len(examples), (steps, size))] / unit
    places = torch.multinomial(chances, steps * size, replacement=True)
    return x, x.gather(2, places.view(steps, size, 1))


def train(loss, chances, steps=200):
    networks = SideBySide([network(seed) for seed in runs])
    optimizer = torch.optim.Adam(networks.parameters(), lr=0.02)
    slower = torch.optim.lr_scheduler.LinearLR(optimizer, 1, 0.01, steps)
    drawn = [batches(seed, chances, steps) for seed in runs]
    x, answers = (torch.stack(parts) for parts in zip(*drawn, strict=True))
    for step in range(steps):
        optimizer.zero_grad()
        loss(networks(x[:, step]), answers[:, step]).backward()
        optimizer.step()
        slower.step()
    return networks


def predict(networks, photograph):
    """What each of the networks predicts, for all pixels of a photograph."""
    x = rows(photograph)
    mean = x.mean(2, keepdim=True)
    with torch.no_grad():
        images = (
            unit * networks(((x - mean) / unit).expand(len(runs), -1, -1, -1)) + mean
        )
    return images[..., 0]


# The test is a piece of a third photograph, which no network has seen.

runs = experiments.seeds(5)
piece = data.camera()[60:196, 196:340] / 255
predicted = {
    (case, name): predict(train(loss, chances), piece)
    for case, chances in cases.items()
    for name, loss in losses.items()
}

# %%
# What comes out
# --------------
#
# The first column shows a frame that may follow, the others what a network predicts:
# the first of the five.

possible = {"left or right": 0, "mostly left": 8, "anywhere": 4}
frames = rows(piece).movedim(2, 0)
figure, panels = plt.subplots(3, 3, figsize=(6, 6.4))
for line, (case, place) in zip(panels, possible.items(), strict=True):
    shown = frames[place], predicted[case, "L2"][0], predicted[case, "L1"][0]
    for axes, image in zip(line, shown, strict=True):
        axes.imshow(image, cmap="gray", vmin=0, vmax=1)
        axes.set(xticks=[], yticks=[])
        axes.spines[:].set_visible(False)
    line[0].set_ylabel(case)
titles = "a possible frame", "trained with L2", "trained with L1"
for axes, title in zip(panels[0], titles, strict=True):
    axes.set_title(title)
figures.describe(
    figure,
    "Three rows of three pictures of a man who looks into a film camera. Left or "
    "right: with either loss everything is there twice, four pixels to the left and to "
    "the right. Mostly left: L2 shows a strong and a weak picture, L1 a single sharp "
    "one. Anywhere: both are smeared sideways, L1 a little less.",
)
plt.show()

# %%
# In one case of three L1 gives a sharp frame: where one answer is likelier than all
# others together. With two equally likely ones it shows a double picture, as L2 does.
# With nine it makes a blur of another kind.
#
# The best that can be predicted
# ------------------------------
#
# All nine frames can be made, so the best predictions are known. For each pixel they
# are the mean of its nine values, weighted by their probabilities, and their median:
# the first value, from the darkest on, at which the probabilities add up to one half.
# Where those of left and right are equal, everything between the two values is as good
# a median, so there is no single best picture, and we leave it out.


def mean(chances):
    return torch.tensordot(chances, frames, 1)


def median(chances):
    values, order = frames.sort(0)
    darker = (chances[order].cumsum(0) < 0.499).sum(0, keepdim=True)
    return values.gather(0, darker)[0]


best = {(case, "L2"): mean(chances) for case, chances in cases.items()}
best |= {(case, "L1"): median(cases[case]) for case in ("mostly left", "anywhere")}

# %%
# Two measures
# ------------
#
# *Sharpness* is how much neighbours in a row differ, as a fraction of what they differ
# in a frame. Blur makes it small. The *peak signal-to-noise ratio*, PSNR, measures
# errors. It is −10 times the logarithm, to the base 10, of the squared error that is to
# be expected, in decibels, for a brightness from 0 to 1. Each mark is one network, and
# a short line the best prediction for its loss.


def sharpness(image, chances):
    return image.diff(dim=1).abs().mean() / frames[4].diff(dim=1).abs().mean()


def expected(loss, image, chances):
    costs = [loss(image, frame) for frame in frames]
    return chances @ torch.stack(costs)


def signal_to_noise(image, chances):
    return -10 * torch.log10(expected(F.mse_loss, image, chances))


figure, panels = plt.subplots(2, 1, sharex=True, figsize=(6, 5.4))
styles = {"L2": {"color": "C0", "marker": "o"}, "L1": {"color": "C1", "marker": "s"}}
measures = {"sharpness": sharpness, "PSNR": signal_to_noise}
measured = {}
for axes, (measure, of_image) in zip(panels, measures.items(), strict=True):
    for (case, name), images in predicted.items():
        x = list(cases).index(case) + (0.12 if name == "L1" else -0.12)
        values = [of_image(image, cases[case]).item() for image in images]
        measured[measure, case, name] = values
        experiments.record(f"{measure}, {case}, {name}", values, ".2f")
        style = styles[name] | {"label": name if case == "anywhere" else None}
        axes.plot([x] * 5, values, linestyle="", markerfacecolor="none", **style)
        if (case, name) in best:
            ideal = of_image(best[case, name], cases[case]).item()
            axes.hlines(ideal, x - 0.1, x + 0.1, color="#222222", zorder=3)
            experiments.record(f"best {measure}, {case}, {name}", ideal, ".2f")
panels[0].set(ylabel="sharpness", ylim=(0, 1.1))
panels[0].legend(loc="lower left")
panels[1].set(ylabel="PSNR in dB", xticks=range(3), xticklabels=cases, xlim=(-0.5, 2.5))
figures.describe(
    figure,
    "Two panels for the three cases. Above, the sharpness. Left or right: {sharpness, "
    "left or right, L2} with L2, {sharpness, left or right, L1} with L1. Mostly left: "
    "{sharpness, mostly left, L2} and {sharpness, mostly left, L1}. Anywhere: "
    "{sharpness, anywhere, L2} and {sharpness, anywhere, L1}. Below, the PSNR. L2 is "
    "always ahead: mostly left it is {PSNR, mostly left, L2} decibels with L2 and "
    "{PSNR, mostly left, L1} with L1.",
)
plt.show()

lost = [
    of_l2 - of_l1
    for of_l2, of_l1 in zip(
        measured["PSNR", "mostly left", "L2"],
        measured["PSNR", "mostly left", "L1"],
        strict=True,
    )
]
experiments.record("decibels lost by L1, mostly left", lost, ".1f")

# %%
# The networks with L2 come close to the best, and all five are alike. With L1 they
# reach it in the second case: hardly a trace is left of the less likely frame. But a
# sharp picture in the wrong place is a large error. It is wrong three times out of ten,
# and so its PSNR is lower by :value:`decibels lost by L1, mostly left` decibels.
#
# In the first case the five networks with L1 differ from one another. We compare their
# two losses, in per cent of the smallest.

even = cases["left or right"]
for name, loss in losses.items():
    found = [expected(loss, image, even) for image in predicted["left or right", "L1"]]
    apart = (max(found) / min(found) - 1).item()
    experiments.record(f"left or right, {name} losses apart", apart, ".1%")

# %%
# Their L1 losses differ by no more than :value:`left or right, L1 losses apart`, their
# L2 losses by :value:`left or right, L2 losses apart`. For L1 it makes no difference
# where between the two values a network ends.
#
# Anywhere, the median of the nine frames is no sharper than their mean by this measure:
# :value:`best sharpness, anywhere, L1` against :value:`best sharpness, anywhere, L2`.
# The networks with L1 are a little sharper than that, for they imitate the median only
# halfway. :doc:`plot_edges_and_stripes` looks at the two pictures more closely.
#
# The lecture says that L2 blurs and L1 does not. We take this for true of a case if in
# each run the network with L1 keeps at least 95 % of the sharpness of a frame, and that
# with L2 does not.


def only_l1_is_sharp(case):
    of_l1, of_l2 = measured["sharpness", case, "L1"], measured["sharpness", case, "L2"]
    return min(of_l1) >= 0.95 > max(of_l2)


experiments.claim(
    "L04",
    "Of several possible pictures L2 predicts the blurred mean, and L1 a sharp median.",
    holds={
        "one of them is likelier than all others together": only_l1_is_sharp(
            "mostly left"
        ),
        "two of them are equally likely": only_l1_is_sharp("left or right"),
        "nine of them are equally likely": only_l1_is_sharp("anywhere"),
    },
    numbers=[
        f"sharpness, {case}, {name}" for case in reversed(cases) for name in losses
    ],
)

# sphinx_gallery_thumbnail_number = 1
