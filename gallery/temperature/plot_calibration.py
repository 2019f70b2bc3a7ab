"""
Calibration: one number makes a network honest
==============================================

A network that has learned its examples by heart claims more than it can do: the
probabilities of its answers are higher than its accuracy. Softmax with another inverse
temperature changes how sure it is, and none of its answers.
"""

# %%
# A network that is too sure
# --------------------------
#
# It has two hidden layers and learns for long from 200 handwritten digits only. Of the
# others, 600 are for choosing the inverse temperature, and the rest is for the test.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from sklearn.datasets import load_digits
from torch import nn

plt.style.use("formulario.book")

digits = load_digits()
images = torch.tensor(digits.data / 16, dtype=torch.float32)
labels = torch.tensor(digits.target)


def trained(known):
    network = nn.Sequential(
        nn.Linear(64, 64), F.ReLU(), nn.Linear(64, 64), F.ReLU(), nn.Linear(64, 10)
    )
    optimiser = torch.optim.Adam(network.parameters(), lr=0.01)
    for _ in range(10):
        for batch in known.repeat(5).split(50):
            optimiser.zero_grad()
            F.cross_entropy(network(images[batch]), labels[batch]).backward()
            optimiser.step()
    return network


# %%
# One number to choose
# --------------------
#
# On the digits for choosing, we take the :math:`\beta` of a fine grid that has the
# smallest cross-entropy. No weight changes. Then we compare, on the test digits, the
# mean of the largest probability with the accuracy: how sure the network is, and how
# often it is right.

betas = torch.logspace(-1, 0.7, 86)


def losses(scores, targets):
    return torch.stack([F.cross_entropy(beta * scores, targets) for beta in betas])


def confidence(scores, beta):
    """The mean of the largest probability."""
    return F.softmax(scores, dim=1, inverse_temperature=float(beta)).amax(1).mean()


rows, curves = [], []
for seed in experiments.seeds(5):
    torch.manual_seed(seed)
    known, choosing, test = torch.randperm(len(images)).split(
        [200, 600, len(images) - 800]
    )
    network = trained(known)
    with torch.no_grad():
        scores = network(images)
    beta = betas[losses(scores[choosing], labels[choosing]).argmin()]
    right = scores[test].argmax(1) == labels[test]
    loss = F.cross_entropy(scores[test], labels[test])
    chosen_loss = F.cross_entropy(beta * scores[test], labels[test])
    sure = confidence(scores[test], 1)
    chosen_sure = confidence(scores[test], beta)
    rows.append([right.float().mean(), sure, chosen_sure, loss, chosen_loss, beta])
    curves.append(torch.stack([confidence(scores[test], beta) for beta in betas]))

accuracy, sure, chosen_sure, loss, chosen_loss, chosen = torch.tensor(rows).T
experiments.record("accuracy", accuracy, ".1%")
experiments.record("mean probability, beta 1", sure, ".1%")
experiments.record("mean probability, chosen beta", chosen_sure, ".1%")
experiments.record("cross-entropy, beta 1", loss, ".2f")
experiments.record("cross-entropy, chosen beta", chosen_loss, ".2f")
experiments.record("chosen beta", chosen, ".2f")

# %%
# The picture
# -----------
#
# The thin lines are five networks, each with other digits to learn from. With
# :math:`\beta = 1`, as they were trained, they claim :value:`mean probability, beta 1`
# and are right for :value:`accuracy` of the digits. The chosen numbers, with a median
# of :value:`chosen beta`, bring the two together, and the cross-entropy on the test
# digits falls from :value:`cross-entropy, beta 1` to
# :value:`cross-entropy, chosen beta`.

figure, axes = plt.subplots(figsize=(6, 3.8))
axes.plot(betas, torch.stack(curves).T, color="C0", linestyle="-", linewidth=0.8)
axes.plot([], [], color="C0", linestyle="-", linewidth=0.8, label="mean probability")
axes.axhline(accuracy.median(), color="C3", linestyle="--", label="accuracy")
axes.plot(1, sure.median(), "s", color="C1", label="β = 1")
axes.plot(chosen.median(), chosen_sure.median(), "o", color="C1", label="chosen β")
axes.set(xscale="log", xlabel=r"inverse temperature $\beta$", ylim=(0, 1.02))
axes.set(ylabel="fraction", xticks=[0.1, 0.2, 0.5, 1, 2, 5])
axes.xaxis.set_major_formatter("{x:g}")
axes.minorticks_off()
axes.legend(loc="lower right")
figures.describe(
    figure,
    "Mean of the largest probability against the inverse temperature, for five "
    "networks: it rises from less than a half to nearly 1, and crosses the accuracy, "
    "{accuracy}, between β = 0.5 and 1. At β = 1 it lies above the accuracy; at the "
    "chosen β, {chosen beta}, close to it.",
)
plt.show()
