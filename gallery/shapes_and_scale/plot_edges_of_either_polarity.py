"""
Edges of either polarity
========================

A coin on a dark table has two rims: on the left it gets brighter, on the right darker. A
filter with a rectifier sees one of them. With the slope -1 it sees both, and a slope that
is learned gets there by itself.
"""

# %%
# Three slopes on one photograph
# ------------------------------
#
# The filter takes the three pixels on the right of a place minus the three on its left,
# averaged over five rows. It gives a positive number where the photograph gets brighter,
# and a negative one where it gets darker. What becomes of the negative numbers is for the
# slope to decide.

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

figure, panels = plt.subplots(2, 2, figsize=(6, 3.7))
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
    "Coins on a dark table, and three outputs of the detector, in which zero is grey. With "
    "slope 0 the left rim of each coin is white, and the right one is missing. With slope "
    "1 the left rim is white and the right one black. With slope -1 both are white.",
)
plt.show()

# %%
# A threshold tells the coins from the table, and so where their rims are. What is the mean
# output there?

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
# Now nobody says what the slope should be. The network sees a patch of five by five pixels
# through a filter that is drawn at random, a PReLU and a scale. We ask it one of two
# questions about the middle of the patch: *is there a rim?* (1 or 0), or *on which side is
# the coin?* (1, -1, or 0 where there is no rim). It has to minimise its squared error.
#
# Half of the patches show a rim. Those for training are from the left half of the
# photograph, those for testing from the right half. For comparison, the slope 0 is kept.

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


def errors(detectors, half, question):
    """The mean squared error of each detector."""
    x, change = examples(half)
    return (detectors(x) - question(change)).square().mean((1, 2))


def train(rectifier, question):
    """The slopes at each step of training, and the errors on the other half."""
    networks = []
    for seed in SEEDS:
        torch.manual_seed(seed)
        networks.append(Detector(rectifier()))
    detectors = experiments.SideBySide(networks)
    optimiser = torch.optim.Adam(detectors.parameters(), lr=0.1)
    path = []
    x, change = examples(left)
    y = question(change)
    for _ in range(STEPS):
        optimiser.zero_grad()
        (detectors(x) - y).square().mean((1, 2)).sum().backward()
        optimiser.step()
        if rectifier is F.PReLU:
            path.append(detectors.weight_of("rectifier.weight").clone())
    return path, errors(detectors, right, question).detach()
