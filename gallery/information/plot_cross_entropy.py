"""
Cross-entropy: one function, one gradient
=========================================

Cross-entropy takes scores (logits), computes the logarithms of the probabilities, and
picks that of the right class. We do this in separate steps and see what is lost. Then
we look at the gradient, and at the scores that smoothed labels ask for.
"""

# %%
# Apart, or in one
# ----------------
#
# There are two classes, and the score of the right one lies :math:`g` below the other,
# in float32. The loss is nearly 0 on the left and nearly :math:`g` on the right. The
# lower panel shows the derivative with respect to the right score, near 0 on the left
# and near −1 on the right. *Apart* means softmax first, then the logarithm, then the
# pick. Some programmers add a small number before they take the logarithm. The exact
# values are computed in float64. An error of 1 means that no digit is right, and errors
# below a billionth are drawn at the lower edge. A dot shows where a program ends in ∞
# or NaN.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures

plt.style.use("formulario.book")

gaps = torch.arange(-40, 130.5, 0.5)
right = torch.zeros(len(gaps), dtype=torch.long)


def apart(added):
    """Softmax, logarithm and pick, one after the other."""

    def program(x):
        logarithms = (F.softmax(x, dim=-1) + added).log()
        return F.nll_loss(logarithms, right, reduction="none")

    return program


programs = {
    "in one": lambda x: F.cross_entropy(x, right, reduction="none"),
    "apart": apart(0),
    "apart, 10⁻⁸ added": apart(1e-8),
}
truth = F.softplus(gaps.double())
true_slope = -F.sigmoid(gaps.double())

right_everywhere = {}
figure, (above, below) = plt.subplots(2, 1, sharex=True, figsize=(6, 6))
for (name, program), wide in zip(programs.items(), (True, False, False), strict=True):
    x = torch.stack([-gaps, torch.zeros_like(gaps)], dim=-1).requires_grad_()
    losses = program(x)
    slopes = torch.autograd.grad(losses.sum(), x)[0][:, 0]
    error = ((losses.detach() - truth) / truth).abs()
    for axes, values in ((above, error.clamp(min=1e-9)), (below, slopes)):
        ends = [] if values.isfinite().all() else [-1]
        found = values.isfinite()
        look = {"marker": "o" if ends else "", "markevery": ends}
        if wide:
            look = {"linewidth": 7, "alpha": 0.35}
        axes.plot(gaps[found], values[found], **look, label=name)
    digits = gaps[error < 1e-3]
    experiments.record(f"first gap with three digits, {name}", digits.min(), ".1f")
    experiments.record(f"last gap with three digits, {name}", digits.max(), ".1f")
    wrong_slope = (slopes - true_slope).abs().nan_to_num(1).max()
    experiments.record(f"largest error of the slope, {name}", wrong_slope, ".2g")
    right_everywhere[name] = bool(len(digits) == len(gaps) and wrong_slope < 1e-3)
    if slopes.isnan().any():
        without = gaps[slopes.isnan()].min()
        experiments.record("first gap where the slope is NaN, apart", without, ".1f")
above.set_yscale("log")
above.set(ylabel="relative error", ylim=(3e-10, 1e3))
below.set(xlabel="gap $g$", ylabel="derivative")
below.legend(loc="center right")
figures.describe(
    figure,
    "Two panels against the gap. Above, the error in one stays near 0. Apart it falls "
    "from 1 far on the left to nearly 0 in the middle, climbs again, and ends beyond "
    "{last gap with three digits, apart}; with a small number added it climbs back to "
    "nearly 1 from the middle on. Below, the derivative falls from 0 to −1 around a "
    "gap of 0. Apart it ends before {first gap where the slope is NaN, apart}; with "
    "the number added it returns to 0.",
)
plt.show()

# %%
# The printed gaps are the first and the last one at which three digits of the loss are
# right; a derivative that is NaN counts as an error of 1. In separate steps, a tiny
# loss comes out as 0, and a large one as ∞ with a derivative NaN. The small number
# removes the NaN at a price: beyond a gap of 20 the loss hardly grows any more, and its
# derivative is nearly 0, so that nothing is learned from the worst mistakes.
#
# A program counts as *stable* if three digits are right, of the loss and of the
# derivative, at each of these gaps.

experiments.claim(
    "L07",
    "In one function, softmax, logarithm and pick are stable in float32; one after the "
    "other they are not.",
    right_everywhere["in one"] and not right_everywhere["apart"],
    [
        "last gap with three digits, in one",
        "last gap with three digits, apart",
        "first gap where the slope is NaN, apart",
    ],
)

# %%
# Towards the right class
# -----------------------
#
# Three probabilities are a point of a triangle. At its upper corner, the right class
# has the probability 1. An arrow shows minus the gradient with respect to the three
# scores, for a network that has reached this point. On the left is the cross-entropy;
# on the right, without the logarithm, minus the probability of the right class.

corners = torch.tensor([[0, 0], [1, 0], [0.5, 0.75**0.5]])
grid = torch.cartesian_prod(torch.arange(1, 17, 2), torch.arange(1, 17, 2))
grid = grid[grid.sum(1) < 18]
probabilities = torch.cat([grid, 18 - grid.sum(1, keepdim=True)], dim=1) / 18
scores = probabilities.log().requires_grad_()
right = torch.full((len(scores),), 2)
losses = {
    "cross-entropy": F.cross_entropy(scores, right, reduction="sum"),
    "minus the probability": -F.softmax(scores, dim=-1)[:, 2].sum(),
}

figure, panels = plt.subplots(1, 2, figsize=(6, 3.1))
for axes, (name, loss) in zip(panels, losses.items(), strict=True):
    pull = -torch.autograd.grad(loss, scores)[0]
    look = {"angles": "xy", "scale_units": "xy", "scale": 7, "width": 0.009}
    axes.quiver(*(probabilities @ corners).T, *(pull @ corners).T, **look)
    axes.plot(*corners[[0, 1, 2, 0]].T, color="0.5", linestyle="-", linewidth=1)
    axes.set_title(name)
    axes.set(aspect="equal")
    axes.axis("off")
    worst = probabilities[:, 2].argmin()
    experiments.record(f"pull at the worst point, {name}", pull[worst].norm(), ".2f")
figures.describe(
    figure,
    "Two triangles full of arrows. In both, every arrow points to the upper corner. "
    "On the left they are the longer the farther they are from it. On the right they "
    "are short everywhere, longest half way up, and vanish at the lower side.",
)
plt.show()

# %%
# On the left each arrow is exactly the way from the probabilities to the target, drawn
# at a seventh of its length. On the right it has the same direction, but is multiplied
# by the probability of the right class. Where the network is most wrong, the gradient
# is smallest.

# %%
# What smoothed labels ask for
# ----------------------------
#
# There are ten classes. Nine scores are 0, and the right one leads by some distance.
# Without smoothing, a larger lead is always better. With it, the loss has a least value
# that is not 0, and grows again beyond it. The dots are the least values.

leads = torch.linspace(-2, 10, 241)
scores = torch.stack([leads, *[torch.zeros_like(leads)] * 9], dim=-1)
right = torch.zeros(len(leads), dtype=torch.long)

figure, axes = plt.subplots()
for epsilon in (0, 0.1, 0.3):
    losses = F.cross_entropy(scores, right, reduction="none", label_smoothing=epsilon)
    (line,) = axes.plot(leads, losses, label=rf"$\varepsilon = {epsilon}$")
    if epsilon:
        least = losses.argmin()
        truth = torch.tensor([1 - epsilon + epsilon / 10, *[epsilon / 10] * 9])
        axes.plot(leads[least], losses[least], "o", color=line.get_color())
        experiments.record(f"best lead, smoothing {epsilon}", leads[least], ".1f")
        experiments.record(f"least loss, smoothing {epsilon}", losses[least], ".2f")
        entropy = F.entropy(truth)
        experiments.record(f"entropy of the label, smoothing {epsilon}", entropy, ".2f")
axes.set(xlabel="lead of the right score", ylabel="loss", ylim=(0, None))
axes.legend()
figures.describe(
    figure,
    "Three curves against the lead of the right score. Without smoothing the loss "
    "falls to 0. With 0.1 it is least, {least loss, smoothing 0.1}, at a lead of "
    "{best lead, smoothing 0.1}; with 0.3 it is least, {least loss, smoothing 0.3}, "
    "at {best lead, smoothing 0.3}; then both rise in straight lines.",
)
plt.show()

# %%
# The least value is the entropy of the smoothed label, and no network can have a
# smaller loss.

# sphinx_gallery_thumbnail_number = 2
