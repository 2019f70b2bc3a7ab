"""
Edges of either polarity
========================

A coin on a dark table has two rims: on the left it gets brighter, on the right darker.
A filter with a rectifier sees one of them. With the slope −1 it sees both, and a slope
that is learned gets there by itself.
"""

# %%
# Three slopes on one photograph
# ------------------------------
#
# The filter takes the three pixels on the right of a place minus the three on its left,
# averaged over five rows. It gives a positive number where the photograph gets
# brighter, and a negative one where it gets darker. What becomes of the negative
# numbers is for the slope to decide.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from skimage import data
from torch import nn

plt.style.use("formulario.book")

photograph = torch.tensor(data.coins()[90:300] / 255, dtype=torch.float32)
brighter = torch.tensor([-1.0, -1, -1, 0, 1, 1, 1]).expand(1, 1, 5, 7) / 15
edges = nn.functional.conv2d(photograph[None], brighter)[0]

figure, panels = plt.subplots(2, 2, figsize=(6, 3.3))
first, *others = panels.flat
first.imshow(photograph[2:-2, 3:-3], cmap="gray")
first.set_title("photograph")
for axes, slope in zip(others, (0, 1, -1), strict=True):
    output = F.leaky_relu(edges, slope)
    image = axes.imshow(output, cmap="gray", vmin=-0.4, vmax=0.4)
    axes.set_title(f"slope ${slope}$")
for axes in panels.flat:
    axes.set_axis_off()
figure.colorbar(image, ax=panels, shrink=0.9, label="output of the detector")
figures.describe(
    figure,
    "Coins on a dark table, and three outputs of the detector, in which zero is grey. "
    "With slope 0 the left rim of each coin is white, and the right one is missing. "
    "With slope 1 the left rim is white and the right one black. With slope -1 both "
    "are white.",
)
plt.show()

# %%
# A threshold tells the coins from the table, and so where their rims are. What is the
# mean output there?

coins = (photograph > 0.45).float()
change = coins[2:-2, 4:-2] - coins[2:-2, 2:-4]  # 1 at a left rim, -1 at a right one
for slope in (0, 1, -1):
    output = F.leaky_relu(edges, slope)
    for side, rim in {"left": 1, "right": -1}.items():
        mean = output[change == rim].mean()
        experiments.record(f"output at {side} rims, slope {slope}", mean, ".2f")

# %%
# A filter and a slope that learn
# -------------------------------
#
# Now nobody says what the slope should be. The network sees a patch of five by five
# pixels through a filter that is drawn at random, a PReLU and a scale. We ask it one of
# two questions about the middle of the patch: *is there a rim?* (1 or 0), or *on which
# side is the coin?* (1, −1, or 0 where there is no rim). It has to minimise its squared
# error.
#
# Half of the patches show a rim. Those for training are from the left half of the
# photograph, those for testing from the right half. For comparison, the slope 0 is
# kept.

SEEDS = experiments.seeds(10)
STEPS = 200

patches = photograph.unfold(0, 5, 1).unfold(1, 5, 1)[:, 1:-1].flatten(2)
patches = patches - patches.mean(2, keepdim=True)
patches = patches / patches.std()
left, right = slice(0, 189), slice(189, None)


def examples(half):
    """For each seed, 400 patches with a rim and 400 without, and the change in each."""
    x, y = patches[:, half].flatten(0, 1), change[:, half].flatten()
    sets = []
    for seed in SEEDS:
        torch.manual_seed(seed)
        rims, others = y.nonzero()[:, 0], (y == 0).nonzero()[:, 0]
        drawn = [of[torch.randperm(len(of))[:400]] for of in (rims, others)]
        sets.append(torch.cat(drawn))
    chosen = torch.stack(sets)
    return x[chosen], y[chosen][..., None]


class Detector(nn.Module):
    def __init__(self, rectifier):
        super().__init__()
        self.filter = nn.Linear(25, 1, bias=False)
        self.rectifier = rectifier
        self.scale = nn.Linear(1, 1)

    def forward(self, x):
        return self.scale(self.rectifier(self.filter(x)))


def made(rectifier):
    """Ten detectors that differ in their first weights."""
    networks = []
    for seed in SEEDS:
        torch.manual_seed(seed)
        networks.append(Detector(rectifier()))
    return experiments.SideBySide(networks)


def squared_errors(detectors, examples, question):
    x, change = examples
    return (detectors(x) - question(change)).square().mean((1, 2))


def train(detectors, question):
    """Yields after each step of training."""
    optimiser = torch.optim.Adam(detectors.parameters(), lr=0.1)
    for _ in range(STEPS):
        optimiser.zero_grad()
        squared_errors(detectors, training, question).sum().backward()
        optimiser.step()
        yield


training, testing = examples(left), examples(right)
questions = {"is there a rim": torch.abs, "on which side is the coin": torch.clone}
paths = {}
for name, question in questions.items():
    fixed, learned = made(F.ReLU), made(F.PReLU)
    for _ in train(fixed, question):
        pass
    slope = learned.weights["rectifier.weight"]
    steps = [slope.detach().clone() for _ in train(learned, question)]
    paths[name] = torch.stack(steps)
    for kind, detectors in {"slope 0": fixed, "slope learned": learned}.items():
        with torch.no_grad():
            error = squared_errors(detectors, testing, question)
        experiments.record(f"error, {name}, {kind}", error, ".2f")
    experiments.record(f"learned slope, {name}", slope, ".2f")

rims = paths["is there a rim"][-1]
experiments.record("runs that are stuck", (rims > 1.5).sum().item(), ".0f")

figure, axes = plt.subplots()
for (name, path), target in zip(paths.items(), (-1, 1), strict=True):
    (line,) = axes.plot([], [], label=f"{name}?")
    style = {"color": line.get_color(), "linestyle": line.get_linestyle()}
    axes.plot(range(1, STEPS + 1), path.squeeze(2), linewidth=1, **style)
    axes.axhline(target, color="0.5", linestyle="-", linewidth=0.8)
axes.set(xlabel="step of training", ylabel="learned slope", ylim=(-2.2, 4.2))
axes.legend(loc="upper left")
figures.describe(
    figure,
    "Learned slope against the step of training, ten runs for each question. All start "
    "at 0.25. Asked on which side the coin is, they go to 1. Asked whether there is a "
    "rim, they go to -1, but for those that are stuck: {runs that are stuck} of ten.",
)
plt.show()

# %%
# Asked for a side, the slope becomes 1, and the unit is linear. Asked for a rim, it
# becomes −1, and the unit is the absolute value. Where it is stuck instead, at a slope
# of 2 or more, the filter gives the same answer to all patches.


# The rule: the median is nearer to the target than 1/2, and so are the quartiles.
def settles_at(target, slopes):
    quartiles = slopes.quantile(torch.tensor([0.25, 0.5, 0.75]))
    return bool(((quartiles - target).abs() < 0.5).all())


sides = paths["on which side is the coin"][-1]
experiments.claim(
    "Q02",
    "A learned slope can make a unit linear, or make it see edges of either polarity.",
    {
        "the question is on which side the coin is": settles_at(1, sides),
        "the question is whether there is a rim": settles_at(-1, rims),
    },
    numbers=[f"learned slope, {name}" for name in questions],
)
