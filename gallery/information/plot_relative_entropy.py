"""
Relative entropy: which way round?
==================================

The relative entropy of two distributions depends on their order. One bump has to stand
in for two, and may make either of the two relative entropies small. The answers differ,
and so do the mistakes.
"""

# %%
# One bump for two
# ----------------
#
# The truth :math:`p` has two bumps on a line of 241 places; the left one holds 55 % of
# the whole. The model :math:`q` has one bump. Its centre and its width are learned by
# gradient descent, on one of the two relative entropies. There are 16 starts: eight
# centres, each with a narrow and with a wide bump.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures

plt.style.use("formulario.book")

line = torch.linspace(-6, 6, 241, dtype=torch.float64)


def bump(centre, width):
    """A bell, as a distribution over the places of the line."""
    return F.softmax(-(((line - centre) / width) ** 2) / 2, dim=-1)


p = (0.55 * bump(-2.5, 0.6) + 0.45 * bump(2.5, 0.8)).expand(16, -1)
directions = {
    "KL(p ‖ q)": lambda q: F.relative_entropy(p, q),
    "KL(q ‖ p)": lambda q: F.relative_entropy(q, p),
}
centres, widths = torch.linspace(-3.5, 3.5, 8), torch.tensor([0.5, 2])
starts = torch.cartesian_prod(centres, widths).double()


def learned(loss):
    """Centre, width and loss from each start."""
    centre = starts[:, :1].clone().requires_grad_()
    # the logarithm of the width is learned, so that the width stays positive
    logarithm = starts[:, 1:].log().requires_grad_()
    optimizer = torch.optim.Adam([centre, logarithm], lr=0.1)
    for _ in range(200):
        optimizer.zero_grad()
        losses = loss(bump(centre, logarithm.exp()))
        losses.sum().backward()
        optimizer.step()
    return centre.detach(), logarithm.detach().exp(), losses.detach()


figure, panels = plt.subplots(2, 1, sharex=True, sharey=True, figsize=(6, 5.4))
for axes, (name, loss) in zip(panels, directions.items(), strict=True):
    centre, width, losses = learned(loss)
    if name == "KL(p ‖ q)":
        experiments.record("centre, the truth first", centre, ".1f")
        experiments.record("width, the truth first", width, ".1f")
    else:
        under_one = (centre.abs() - 2.5).abs().flatten() < 0.5
        settled = under_one.sum()
        experiments.record("starts that settle, the model first", settled, ".0f")
        others = losses[~under_one] / losses.min()
        experiments.record("starts across both, the model first", len(others), ".0f")
        experiments.record("their relative entropy over the least", others, ".1f")
    best = losses.argmin()
    axes.fill_between(line, p[0], color="0.75", linewidth=0, label="$p$")
    axes.plot(line, bump(centre[best], width[best]), label="$q$")
    axes.set_title(f"least {name}", loc="left")
    axes.set(ylabel="share of a place", ylim=(0, 0.037))
panels[0].legend(loc="upper right", ncols=2)
panels[1].set_xlabel("place")
figures.describe(
    figure,
    "Two panels, each with the two grey bumps of p. Above, the curve q is low and "
    "wide, covers both bumps, and is highest between them, where p is nearly 0. "
    "Below, q is narrow, covers the left bump, and is 0 at the right one.",
)
plt.show()

# %%
# Each program weighs the places by the distribution that stands first. For
# :math:`\mathrm{KL}(p \parallel q)` it is the truth, and q must not be near 0 where p
# is not: the bump covers both, and puts a good part where nothing is. All starts come
# to nearly the same end: the centre is at :value:`centre, the truth first`, the width
# is :value:`width, the truth first`.
#
# For :math:`\mathrm{KL}(q \parallel p)` it is the model itself, and q must not be where
# p is nearly 0: the bump settles under one of the two, and knows nothing of the other.
# Which one depends on the start. From :value:`starts across both, the model first`
# starts it finds neither: it lies across both, with a larger relative entropy, and no
# small step improves it.
#
# Losses such as cross-entropy have the truth in the first place.
