"""
Cross-entropy: one step, one pull
=================================

Cross-entropy takes scores and does two things at once: it makes logarithms of shares, and picks that of the truth. We
do the two things apart and see what is lost. Then we look at the way in which the loss pulls, and at what smoothed
labels ask for.
"""

# %%
# Apart, or in one
# ----------------
#
# There are two classes, and the score of the right one lies :math:`g` below the other, in float32. The loss is nearly
# 0 on the left and nearly :math:`g` on the right. The lower panel shows the slope in the right score: near 0 on the
# left, near −1 on the right. *Apart* means: softmax, then the logarithm, then the pick. Some add a small number before
# the logarithm. The truth comes from float64; an error of 1 means that no digit is right, and what is smaller than a
# billionth is drawn at the lower edge. A mark shows where a program ends in ∞ and NaN.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import figures

plt.style.use("formulario.book")

gaps = torch.arange(-40, 130.5, 0.5)
right = torch.zeros(len(gaps), dtype=torch.long)


def apart(added):
    """Softmax, logarithm and pick, one after the other."""
    return lambda x: F.nll_loss((F.softmax(x, dim=-1) + added).log(), right, reduction="none")


programs = {
    "in one": lambda x: F.cross_entropy(x, right, reduction="none"),
    "apart": apart(0),
    "apart, 10⁻⁸ added": apart(1e-8),
}
truth = F.softplus(gaps.double())

figure, (above, below) = plt.subplots(2, 1, sharex=True, figsize=(6, 6))
for (name, program), wide in zip(programs.items(), (True, False, False), strict=True):
    x = torch.stack([-gaps, torch.zeros_like(gaps)], dim=-1).requires_grad_()
    losses = program(x)
    slopes = torch.autograd.grad(losses.sum(), x)[0][:, 0]
    error = ((losses.detach() - truth) / truth).abs()
    for axes, values in ((above, error.clamp(min=1e-9)), (below, slopes)):
        ends = [] if values.isfinite().all() else [-1]
        found = values.isfinite()
        look = {"linewidth": 7, "alpha": 0.35} if wide else {"marker": "o" if ends else "", "markevery": ends}
        axes.plot(gaps[found], values[found], **look, label=name)
    good = gaps[error < 1e-3]
    print(f"{name:17}  right from {good.min():.1f} to {good.max():.1f}, slope NaN at {slopes.isnan().sum()} gaps")
above.set_yscale("log")
above.set(ylabel="relative error", ylim=(3e-10, 1e3))
below.set(xlabel="gap $g$", ylabel="slope")
below.legend(loc="center right")
figures.describe(
    figure,
    "Two panels against the gap. Above, the error in one stays below 10⁻⁶. Apart it falls from 1 at −17 to less than "
    "10⁻⁶ at 0, climbs again from 92 on, and ends beyond 100; with a small number added it climbs back to nearly 1 "
    "from 0 on. Below, the slope falls from 0 to −1 around a gap of 0. Apart it ends before 90; with the number added "
    "it returns to 0 around 20.",
)
plt.show()

# %%
# The printed gaps are those between which three digits of the loss are right. Apart, a tiny loss comes out as 0, and a
# large one as ∞ with the slope NaN. The small number mends the NaN in the wrong way: beyond a gap of 20 the loss stays
# where it is, and its slope is 0. The worst mistakes teach nothing.

# %%
# Towards the truth
# -----------------
#
# Three shares are a point of a triangle, and the truth is its upper corner. An arrow shows how the loss pulls at the
# three scores of a network that has reached this point: minus the gradient. On the left is the cross-entropy, on the
# right minus the share of the truth, which is what remains without a logarithm.

corners = torch.tensor([[0, 0], [1, 0], [0.5, 0.75**0.5]])
shares = torch.tensor([[k, m, 18 - k - m] for k in range(1, 17, 2) for m in range(1, 17 - k + 1, 2)]) / 18
scores = shares.log().requires_grad_()
right = torch.full((len(scores),), 2)
losses = {
    "cross-entropy": F.cross_entropy(scores, right, reduction="sum"),
    "minus the share": F.nll_loss(F.softmax(scores, dim=-1), right, reduction="sum"),
}

figure, panels = plt.subplots(1, 2, figsize=(6, 3.1))
for axes, (name, loss) in zip(panels, losses.items(), strict=True):
    pull = -torch.autograd.grad(loss, scores)[0]
    axes.quiver(*(shares @ corners).T, *(pull @ corners).T, angles="xy", scale_units="xy", scale=7, width=0.009)
    axes.plot(*corners[[0, 1, 2, 0]].T, color="0.5", linestyle="-", linewidth=1)
    axes.set_title(name)
    axes.set(aspect="equal")
    axes.axis("off")
    worst = shares[:, 2].argmin()
    print(f"{name:15}  at a share of {shares[worst, 2]:.3f} the pull is {pull[worst].norm():.3f}")
figures.describe(
    figure,
    "Two triangles full of arrows. In both, every arrow points to the upper corner. On the left they are the longer "
    "the farther they are from it. On the right they are short everywhere, longest half way up, and vanish at the "
    "lower side.",
)
plt.show()

# %%
# On the left each arrow is exactly the way from the shares to the truth, drawn at a seventh of its length. On the right
# it has the same direction, but is multiplied by the share of the truth. Where the network is most wrong, the pull is
# least.

# %%
# What smoothed labels ask for
# ----------------------------
#
# There are ten classes; nine scores are 0, and the right one leads by some distance. Without smoothing, more is always
# better. With it, each loss has a least value, which is not 0, and beyond it the loss grows again. The dots are the
# least values.

leads = torch.linspace(-2, 10, 241)
scores = torch.stack([leads, *[torch.zeros_like(leads)] * 9], dim=-1)
right = torch.zeros(len(leads), dtype=torch.long)

figure, axes = plt.subplots()
for share in (0, 0.1, 0.3):
    losses = F.cross_entropy(scores, right, reduction="none", label_smoothing=share)
    (line,) = axes.plot(leads, losses, label=rf"$\varepsilon = {share}$")
    if share:
        least = losses.argmin()
        truth = torch.tensor([1 - share + share / 10, *[share / 10] * 9])
        axes.plot(leads[least], losses[least], "o", color=line.get_color())
        print(f"{share}: least {losses[least]:.4f} at a lead of {leads[least]:.2f}, entropy {F.entropy(truth):.4f}")
axes.set(xlabel="lead of the right score", ylabel="loss", ylim=(0, None))
axes.legend()
figures.describe(
    figure,
    "Three curves against the lead of the right score. Without smoothing the loss falls to 0. With 0.1 it is least, "
    "0.50, at a lead of 4.5; with 0.3 it is least, 1.18, at 3.2; then both rise in straight lines.",
)
plt.show()

# %%
# The least value is the entropy of the smoothed label. No network can be less surprised than that.

# sphinx_gallery_thumbnail_number = 2
