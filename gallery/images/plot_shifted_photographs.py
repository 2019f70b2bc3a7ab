"""
Shifted photographs: blur and sharpness
=======================================

A film is stopped. Its next frame will be the same photograph, moved sideways, and nobody knows which way. A small
network predicts it all the same, trained with the L2 loss or with the L1 loss. How sharp is what it predicts?
"""

# %%
# Nine pixels, one answer
# -----------------------
#
# The photograph moves by up to four pixels. So each pixel of the next frame is one of nine that lie in a row in this
# frame, four on either side and the one in the middle. There are three cases. In the first it moves by four pixels,
# left or right, with equal chances. In the second it goes left seven times out of ten. In the third each of the nine
# places is equally likely.
#
# All pixels of a frame move together. But the loss is a mean over pixels, so we may train with single ones: a row of
# nine pixels, and one of the nine as its answer. The rows come from four photographs that scikit-image brings along;
# half of them are left out, those with the least contrast. The mean of a row is taken off, and given back in the end.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import figures
from skimage import color, data

plt.style.use("formulario.book")

cases = {
    "left or right": torch.tensor([0.5, 0, 0, 0, 0, 0, 0, 0, 0.5]),
    "mostly left": torch.tensor([0.3, 0, 0, 0, 0, 0, 0, 0, 0.7]),
    "anywhere": torch.full((9,), 1 / 9),
}
losses = {"L2": F.mse_loss, "L1": F.l1_loss}


def rows(photograph):
    return torch.tensor(photograph, dtype=torch.float32).unfold(1, 9, 1)


photographs = [color.rgb2gray(image) for image in (data.astronaut(), data.coffee(), data.rocket(), data.chelsea())]
examples = torch.cat([rows(photograph).reshape(-1, 9) for photograph in photographs])
examples = examples - examples.mean(1, keepdim=True)
contrast = examples.std(1)
examples = examples[contrast > contrast.median()]
unit = examples.std()

# %%
# The network
# -----------
#
# It has one hidden layer of 24 units. Five networks are trained at once, side by side in the first dimension, each with
# its own first weights and its own examples. Both losses start from the same weights and see the same examples.


def answers(weights, x):
    into, bias, out = weights
    return F.relu(x @ into + bias) @ out


def train(loss, chances, steps=400, number=5, hidden=24, size=500):
    torch.manual_seed(0)
    weights = [torch.randn(number, 9, hidden) / 3, torch.zeros(number, 1, hidden), torch.randn(number, hidden, 1) / 5]
    optimizer = torch.optim.Adam([weight.requires_grad_() for weight in weights], lr=0.01)
    slower = torch.optim.lr_scheduler.LinearLR(optimizer, 1, 0.01, steps)
    for _ in range(steps):
        x = examples[torch.randint(len(examples), (number, size))] / unit
        place = torch.multinomial(chances, number * size, replacement=True).view(number, size, 1)
        optimizer.zero_grad()
        loss(answers(weights, x), x.gather(2, place)).backward()
        optimizer.step()
        slower.step()
    return weights


def predict(weights, photograph):
    """What each of the networks predicts, for all pixels of a photograph."""
    x = rows(photograph)
    mean = x.mean(2, keepdim=True)
    with torch.no_grad():
        images = unit * answers([weight[:, None] for weight in weights], (x - mean) / unit) + mean
    return images[..., 0]


# The test is a piece of a fifth photograph, which no network has seen.

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
# The first column shows a frame that may follow, the others what a network predicts: the first of the five.

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
for axes, title in zip(panels[0], ("a possible frame", "trained with L2", "trained with L1"), strict=True):
    axes.set_title(title)
figures.describe(
    figure,
    "Three rows of three pictures of a man who looks into a film camera. Left or right: with either loss everything "
    "is there twice, four pixels to the left and to the right. Mostly left: L2 shows a strong and a weak picture, L1 "
    "a single sharp one. Anywhere: both are smeared sideways, L1 a little less.",
)
plt.show()

# %%
# In one case of three L1 gives a sharp frame: where one answer is likelier than all others together. With two equal
# chances it shows a double picture, as L2 does. Of nine equal ones it makes a smear of another kind.
#
# The best that can be predicted
# ------------------------------
#
# All nine frames can be made, so the best predictions are known. For each pixel they are the mean of its nine values,
# weighted by their chances, and their median: the first value, from the darkest on, at which the chances add up to one
# half. Where the chances of left and right are equal, everything between the two values is as good a median. So there
# is no such thing as the one best picture, and we leave it out.


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
# *Sharpness* is how much neighbours in a row differ, as a share of what they differ in a frame. A smear makes it small.
# The *peak signal-to-noise ratio*, PSNR, counts errors. It is −10 times the logarithm, to the base 10, of the squared
# error that is to be expected, in decibels, for a brightness from 0 to 1. Each mark is one network, and a short line
# the best prediction for its loss.


def sharpness(image, chances):
    return image.diff(dim=1).abs().mean() / frames[4].diff(dim=1).abs().mean()


def expected(loss, image, chances):
    return sum(chance * loss(image, frame) for chance, frame in zip(chances, frames, strict=True))


def signal_to_noise(image, chances):
    return -10 * torch.log10(expected(F.mse_loss, image, chances))


figure, panels = plt.subplots(2, 1, sharex=True, figsize=(6, 5.4))
styles = {"L2": {"color": "C0", "marker": "o"}, "L1": {"color": "C1", "marker": "s"}}
for axes, measure in zip(panels, (sharpness, signal_to_noise), strict=True):
    for (case, name), images in predicted.items():
        x = list(cases).index(case) + (0.12 if name == "L1" else -0.12)
        values = [measure(image, cases[case]) for image in images]
        label = name if case == "anywhere" else None
        axes.plot([x] * len(values), values, linestyle="", markerfacecolor="none", label=label, **styles[name])
        found = f"{case}, {name}: {min(values):.2f} to {max(values):.2f}"
        if (case, name) in best:
            ideal = measure(best[case, name], cases[case])
            axes.hlines(ideal, x - 0.1, x + 0.1, color="#222222", zorder=3)
            found += f", best {ideal:.2f}"
        print(found)
panels[0].set(ylabel="sharpness", ylim=(0, 1.1))
panels[0].legend(loc="lower left")
panels[1].set(ylabel="PSNR in dB", xticks=range(3), xticklabels=cases, xlim=(-0.5, 2.5))
figures.describe(
    figure,
    "Two panels for the three cases. Above, the sharpness. Left or right: 0.85 with L2, 0.86 to 0.91 with L1. Mostly "
    "left: 0.88 and 0.99. Anywhere: 0.48 and 0.52. Below, the PSNR. L2 is always ahead, and by 1.5 decibels where L1 "
    "is sharp.",
)
plt.show()

# %%
# The networks with L2 come close to the best, and all five are alike. With L1 they reach it in the second case: hardly
# a trace is left of the less likely frame. But a sharp picture in the wrong place is a large error. It is wrong three
# times out of ten, and so its PSNR is lower by 1.5 decibels.
#
# In the first case the five networks with L1 differ from one another. Here are their two losses, and what the mean of
# the two frames would have:

even = cases["left or right"]
for image in (*predicted["left or right", "L1"], best["left or right", "L2"]):
    print(*(f"{name} {expected(loss, image, even):.4f}" for name, loss in losses.items()))

# %%
# Their L1 losses are the same up to one per cent, and the same as that of the mean, while their L2 losses differ by
# more than a sixth. L1 does not care where between the two values a network ends.
#
# Anywhere, the median of the nine frames is no sharper than their mean by this measure: 0.47 both. The networks with L1
# are a little sharper than that, for they imitate the median only halfway. :doc:`plot_edges_and_stripes` looks at the
# two pictures more closely.

# sphinx_gallery_thumbnail_number = 1
