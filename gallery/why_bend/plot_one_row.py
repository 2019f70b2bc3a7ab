"""
A row of a photograph, from straight pieces
===========================================

How bright is each place along one row of a photograph? Networks draw this curve: one
without any bend, some with a few ReLU units, and some with units that square.
"""

# %%
# The curve
# ---------
#
# The row crosses the sky, a man's coat and hand, and the sky again. A network gets the
# place, from −1 to 1, and answers with the brightness, from 0 to 1.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from skimage import data
from torch import nn

plt.style.use("formulario.book")

row = torch.tensor(data.camera()[160, ::4] / 255)
places = torch.linspace(-1, 1, len(row), dtype=torch.float64)[:, None]


def error(answers):
    """The root mean square of what is missing."""
    return (answers - row).square().mean().sqrt()


# %%
# Without a bend
# --------------
#
# Four layers, and nothing between them.


def train(network, steps):
    network.double()
    optimiser = torch.optim.Adam(network.parameters(), lr=0.01)
    for _step in range(steps):
        loss = (network(places).squeeze() - row).square().mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return network(places).squeeze().detach()


torch.manual_seed(0)
straight = nn.Sequential(
    nn.Linear(1, 32), nn.Linear(32, 32), nn.Linear(32, 32), nn.Linear(32, 1)
)
curves = {"four layers, no bend": (train(straight, 300), [])}

# %%
# A few kinks
# -----------
#
# Each hidden unit is F.relu(x - kink), and the kinks are spread evenly along the row.
# The weights of the output, and its bias, are then a matter of least squares.


def fit(hidden):
    """The best answers that an output unit can make of these hidden ones."""
    with_bias = torch.cat([hidden, torch.ones_like(places)], 1)
    weights = torch.linalg.lstsq(with_bias, row, driver="gelsd").solution
    return with_bias @ weights


for units in (4, 16, 64):
    kinks = torch.linspace(-1, 1, units + 1)[:-1]
    curves[f"{units} ReLU units"] = fit(F.relu(places - kinks)), kinks

figure, axes = plt.subplots(4, 1, figsize=(6, 7.6), sharex=True, sharey=True)
for panel, (name, (answers, kinks)) in zip(axes, curves.items(), strict=True):
    experiments.record(f"{name}, error", error(answers), ".2f")
    panel.plot(places, row, color="0.6", linestyle="-", linewidth=1.2)
    panel.plot(places, answers)
    for kink in kinks:
        nearest = (places[:, 0] - kink).abs().argmin()
        panel.plot(kink, answers[nearest], "o", color="C0", markersize=5)
    panel.set(title=name, xticks=[-1, 0, 1], ylim=(-0.1, 1.1))
axes[-1].set_xlabel("place in the row")
figure.supylabel("brightness", fontsize=13)
figures.describe(
    figure,
    "Four panels with the brightness along a row of a photograph, thin, and what a "
    "network makes of it, thick. Without a bend it is a straight line. With 4, 16 "
    "and 64 ReLU units it is a chain of straight pieces, which follows the row more "
    "and more closely; the error falls from {four layers, no bend, error} to {64 ReLU "
    "units, error}.",
)
plt.show()

# %%
# To be able is not to learn
# --------------------------
#
# The 64 units can draw this curve. If all weights are learned instead, from random
# ones, they do not find it in 600 steps.

errors = []
for seed in experiments.seeds(3):
    torch.manual_seed(seed)
    network = nn.Sequential(nn.Linear(1, 64), F.ReLU(), nn.Linear(64, 1))
    errors.append(error(train(network, 600)))
experiments.record("64 ReLU units trained, error", errors, ".2f")

# %%
# Units that square
# -----------------
#
# A square is a bend, too. But a sum of squares of straight lines is a parabola, however
# many they are.

figure, axes = plt.subplots(figsize=(6, 3.2))
axes.plot(places, row, color="0.6", linestyle="-", linewidth=1.2)
for name, units in (("three squares", 3), ("32 squares", 32)):
    answers = fit(torch.square(places - torch.linspace(-1, 1, units)))
    experiments.record(f"{name}, error", error(answers), ".2f")
    axes.plot(places, answers, label=name)
axes.set(xlabel="place in the row", ylabel="brightness", xticks=[-1, 0, 1])
axes.legend()
figures.describe(
    figure,
    "The same row, and two networks whose units square: 3 units and 32 units draw one "
    "and the same parabola.",
)
plt.show()
