"""
Relative entropy: which way round?
==================================

The relative entropy of two distributions depends on their order. One bump has to stand in for two: it can make either
of the two relative entropies small. The answers differ, and so do the mistakes.
"""

# %%
# One bump for two
# ----------------
#
# The truth :math:`p` has two bumps on a line of 241 places, one of them a little larger. The model :math:`q` has one,
# whose centre and width are learned by gradient descent on one of the two relative entropies. There are 20 starts, at
# all centres and with a small or a large width.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import figures

plt.style.use("formulario.book")

places = torch.linspace(-6, 6, 241, dtype=torch.float64)


def bump(centre, width):
    """A bell as a distribution over the places."""
    return F.softmax(-((places - centre) / width) ** 2 / 2, dim=-1)


p = 0.55 * bump(-2, 0.6) + 0.45 * bump(2, 0.8)
directions = {"KL(p ‖ q)": lambda q: F.relative_entropy(p.expand_as(q), q), "KL(q ‖ p)": lambda q: F.relative_entropy(q, p.expand_as(q))}
starts = torch.cartesian_prod(torch.linspace(-4.5, 4.5, 10), torch.tensor([0.5, 2.0])).double()
for name, loss in directions.items():
    centre = starts[:, :1].clone().requires_grad_()
    logwidth = starts[:, 1:].log().requires_grad_()
    opt = torch.optim.Adam([centre, logwidth], lr=0.1)
    for _ in range(250):
        opt.zero_grad()
        value = loss(bump(centre, logwidth.exp()))
        value.sum().backward()
        opt.step()
    print(name, torch.stack([centre[:, 0], logwidth[:, 0].exp(), value], 1).detach().numpy().round(3).tolist())
