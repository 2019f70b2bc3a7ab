"""
The inverse temperature: from uniform to argmax
===============================================

The same four scores, multiplied by a number from small to large: the probabilities
begin equal, and end with everything at the largest score.
"""

# %%
# Probabilities and entropy
# -------------------------
#
# The scores are 2, 1.5, 0 and −1. The upper panel shows the four probabilities
# against the inverse temperature. The lower one shows their entropy, in nats: it
# begins at :math:`\log 4`, the largest that four probabilities can have, and falls
# to 0.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures

plt.style.use("formulario.book")

scores = torch.tensor([2.0, 1.5, 0.0, -1.0], dtype=torch.float64)
betas = torch.logspace(-2, 2, 201, dtype=torch.float64)
probabilities = torch.stack(
    [F.softmax(scores, dim=0, inverse_temperature=beta) for beta in betas.tolist()]
)
entropies = torch.stack([F.entropy(row) for row in probabilities])

figure, (above, below) = plt.subplots(2, 1, sharex=True, figsize=(6, 5.6))
for score, column in zip(scores.tolist(), probabilities.T, strict=True):
    above.plot(betas, column, label=f"${score:g}$")
above.set(ylabel="probability", ylim=(-0.05, 1.05))
above.legend(title="score", loc="upper left")
below.plot(betas, entropies)
below.set(
    xscale="log",
    xlabel=r"inverse temperature $\beta$",
    ylabel="entropy",
    ylim=(-0.05, 1.5),
)
half = betas[entropies > entropies[0] / 2].max()
experiments.record("beta at half of the entropy", half, ".1f")
figures.describe(
    figure,
    "Two panels against the inverse temperature from 0.01 to 100. Above, four "
    "probabilities begin at a quarter. That of the score 2 rises to 1; that of 1.5 "
    "rises a little at first and then falls to 0; the two others fall at once. Below, "
    "the entropy falls from log 4 to 0.",
)
plt.show()

# %%
# At the two ends
# ---------------
#
# The function takes both ends as they are: 0 and infinity.

for beta in (0, 1, torch.inf):
    print(F.softmax(scores, dim=0, inverse_temperature=beta))

# %%
# How fast the entropy falls
# --------------------------
#
# The slope of the entropy is :math:`-\beta` times the variance of the scores, as they
# are drawn with these probabilities. It is near 0 at both ends: at a small
# :math:`\beta` because of the factor, at a large one because nothing is left of the
# variance.

means = (probabilities * scores).sum(1, keepdim=True)
variances = (probabilities * (scores - means) ** 2).sum(1)

figure, axes = plt.subplots()
axes.plot(betas, -betas * variances, label=r"$-\beta$ · variance of the scores")
differences = entropies.diff() / betas.diff()
axes.plot(
    (betas[1:] + betas[:-1])[::8] / 2,
    differences[::8],
    "o",
    label="slope of the entropy",
)
axes.set(xscale="log", xlabel=r"inverse temperature $\beta$", ylabel="slope")
figure.legend(loc="outside upper center", ncols=2)
figures.describe(
    figure,
    "One curve against the inverse temperature, near 0 at both ends and with a hollow "
    "in between. The marks, slopes of the entropy, lie on it.",
)
plt.show()
