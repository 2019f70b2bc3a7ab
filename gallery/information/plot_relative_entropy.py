"""
Relative entropy: which way round?
==================================

The relative entropy of two distributions depends on their order. We fit a single bump
to a distribution that has two, by minimising the relative entropy in either order, and
find two different answers.
"""

# %%
# One bump for two
# ----------------
#
# The true distribution :math:`p` has two bumps on a line of 241 points, and the left
# one has 55 % of the probability. The model :math:`q` has one bump. Its centre and its
# width are learned by gradient descent, with one of the two relative entropies as the
# loss. There are 16 initial positions: eight centres, each with a narrow and a wide
# bump.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures

plt.style.use("formulario.book")

line = torch.linspace(-6, 6, 241, dtype=torch.float64)


def bump(centre, width):
    """A normal density, as a distribution over the points of the line."""
    return F.softmax(-(((line - centre) / width) ** 2) / 2, dim=-1)


p = (0.55 * bump(-2.5, 0.6) + 0.45 * bump(2.5, 0.8)).expand(16, -1)
directions = {
    "KL(p ‖ q)": lambda q: F.relative_entropy(p, q),
    "KL(q ‖ p)": lambda q: F.relative_entropy(q, p),
}
centres, widths = torch.linspace(-3.5, 3.5, 8), torch.tensor([0.5, 2])
starts = torch.cartesian_prod(centres, widths).double()


def learned(loss):
    """Centre, width and loss from each initial position."""
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
    axes.set(ylabel="probability", ylim=(0, 0.037))
panels[0].legend(loc="upper right", ncols=2)
panels[1].set_xlabel("point")
figures.describe(
    figure,
    "Two panels, each with the two grey bumps of p. Above, the curve q is low and "
    "wide, covers both bumps, and is highest between them, where p is nearly 0. "
    "Below, q is narrow, covers the left bump, and is 0 at the right one.",
)
plt.show()

# %%
# Relative entropy is a mean over the points, weighted by the first distribution. In
# :math:`\mathrm{KL}(p \parallel q)` this is the true one, and q must not be near 0
# where p is not. So the bump covers both of p's, and puts much probability where p has
# hardly any. From all initial positions the centre comes to
# :value:`centre, the truth first` and the width to :value:`width, the truth first`.
#
# In :math:`\mathrm{KL}(q \parallel p)` it is the model itself, and q must be near 0
# where p is. The bump settles under one of the two and ignores the other; which one
# depends on where it begins. From :value:`starts across both, the model first`
# positions it finds neither. It lies across both, with a larger relative entropy, and
# no small step improves it.
#
# Losses such as cross-entropy have the true distribution in the first place.
