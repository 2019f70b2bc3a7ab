"""
Entropy: how much is still open
===============================

A coin that always falls on the same side can surprise nobody. A fair one surprises most. Entropy is the surprise to be
expected. We draw it for two and for three outcomes, and then ask a network that reads digits how unsure it is.
"""

# %%
# Two outcomes
# ------------
#
# The shares are :math:`p` and :math:`1 - p`. The curve is 0 at both ends and highest in the middle, at log 2. Its slope
# is infinite at the ends: a certainty that is given up ever so little costs much.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import figures
from sklearn.datasets import load_digits

plt.style.use("formulario.book")

p = torch.linspace(0, 1, 401, dtype=torch.float64)
figure, axes = plt.subplots(figsize=(6, 4.2))
axes.plot(p, F.entropy(torch.stack([p, 1 - p], dim=-1)), label="entropy")
axes.plot(p[1:], -p[1:].log(), label="surprise at an outcome of share $p$")
axes.plot(0.5, torch.tensor(2.0).log(), "o", color="0.3")
axes.set(xlabel="share $p$", ylabel="nats", ylim=(-0.1, 3))
axes.legend()
figures.describe(
    figure,
    "Two curves against the share p. Entropy is an arch from 0 to 0, with its top 0.69 at one half. The surprise at an "
    "outcome falls from beyond 3 on the left to 0 on the right.",
)
plt.show()

# %%
# Three outcomes
# --------------
#
# Three shares with sum 1 are a point of a triangle: in a corner, one outcome is certain; in the middle, all are equally
# likely. The lines join points of the same entropy. The top is in the middle, at log 3.

corners = torch.tensor([[0, 0], [1, 0], [0.5, 0.75**0.5]], dtype=torch.float64)
shares = torch.tensor([[k, m, 100 - k - m] for k in range(101) for m in range(101 - k)]).double() / 100
places = shares @ corners

figure, axes = plt.subplots(figsize=(6, 4.6))
lines = axes.tricontour(*places.T, F.entropy(shares), levels=[0.2, 0.4, 0.6, 0.8, 1], colors="#1f7a8c", linestyles="-")
axes.clabel(lines, manual=[(0.5, height) for height in (0.77, 0.71, 0.61, 0.47)], fontsize=11, inline_spacing=2)
axes.plot(*corners[[0, 1, 2, 0]].T, color="0.3", linestyle="-", linewidth=1.2)
axes.plot(*corners.mean(0), "o", color="0.3")
for corner, text, way in zip(corners, ("1, 0, 0", "0, 1, 0", "0, 0, 1"), ((0, -14), (0, -14), (0, 8)), strict=True):
    axes.annotate(text, corner, way, textcoords="offset points", ha="center", va="center")
axes.set(aspect="equal")
axes.axis("off")
figures.describe(
    figure,
    "A triangle with the corners 1, 0, 0 and 0, 1, 0 and 0, 0, 1. Lines of equal entropy, from 0.2 to 1, lie around "
    "its middle. The inner one is nearly round; the outer ones follow the sides and cut off the corners.",
)
plt.show()

print(F.entropy(torch.full((3,), 1 / 3)).item())

# %%
# What a network does not know
# ----------------------------
#
# The real test: a linear classifier learns from 300 handwritten digits and gives shares for 1,490 others. We sort these
# by the entropy of their shares, from the surest to the most open, and make ten groups of them. How many in each group
# are wrong? Ten random splits; the bar is the median, the line goes from the first to the third quartile.

digits = load_digits()
images, labels = torch.tensor(digits.data / 16, dtype=torch.float32), torch.tensor(digits.target)
images = torch.cat([images, torch.ones(len(images), 1)], dim=1)
torch.manual_seed(0)
order = torch.stack([torch.randperm(len(images)) for _ in range(10)])
train, test = order[:, :300], order[:, 300:1790]

weights = torch.zeros(10, 65, 10, requires_grad=True)
optimizer = torch.optim.Adam([weights], lr=0.1)
for _ in range(150):
    optimizer.zero_grad()
    loss = F.cross_entropy((images[train] @ weights).flatten(0, 1), labels[train].flatten())
    loss.backward()
    optimizer.step()

shares = F.softmax(images[test] @ weights.detach(), dim=-1)
entropy = F.entropy(shares)
wrong = (shares.argmax(-1) != labels[test]).float()
groups = wrong.gather(1, entropy.argsort(-1)).view(10, 10, 149).mean(-1)
low, middle, high = groups.quantile(torch.tensor([0.25, 0.5, 0.75]), dim=0)
means = entropy.sort(-1).values.view(10, 10, 149).mean(-1).median(0).values
for group in range(10):
    print(f"{group + 1:2}  entropy {means[group]:.4f}  wrong {middle[group]:.3f}")
print(f"all of them: wrong {wrong.mean():.3f}")

figure, axes = plt.subplots(figsize=(6, 3.6))
axes.bar(range(1, 11), middle, yerr=[middle - low, high - middle], capsize=3, ecolor="0.4")
axes.set_xticks(range(1, 11))
axes.grid(axis="x", visible=False)
axes.set(xlabel="group, from the least to the largest entropy", ylabel="share read wrongly")
figures.describe(
    figure,
    "Ten bars. In the first seven groups hardly any digit is read wrongly, in the eighth 0.05, in the ninth about "
    "0.15, in the tenth, that of the largest entropy, 0.41.",
)
plt.show()

# %%
# Nearly all mistakes are among the digits whose entropy is large. A reader who hands the most open tenth over to a
# person is rid of more than half of the mistakes. He did not need the truth for it: entropy asks only for the shares.

# sphinx_gallery_thumbnail_number = 3
