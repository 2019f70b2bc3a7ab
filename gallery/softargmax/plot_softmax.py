"""
Softmax: one score moves, all shares move
=========================================

Softmax is a function of a whole row of scores. We move one of three scores, and every share answers. Then we add the
same number to all of them: no share should move at all. The literal formula disagrees.
"""

# %%
# One score moves
# ---------------
#
# The first score goes from −5 to 7; the others stay at 0 and 1. The lower panel shows how fast each share changes. The
# first one gains what the two others lose, so the three slopes have sum 0 everywhere.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import figures

plt.style.use("formulario.book")

first = torch.linspace(-5, 7, 301, dtype=torch.float64)


def share(place):
    """One of the three shares, as a function of the first score."""
    return lambda x: F.softmax(torch.stack([x, torch.zeros_like(x), torch.ones_like(x)]), dim=0)[place]


figure, (above, below) = plt.subplots(2, 1, sharex=True, figsize=(6, 5.6))
slopes = []
for place in range(3):
    slopes.append(figures.slope(share(place), first))
    above.plot(first, share(place)(first), label=f"$p_{place + 1}$")
    below.plot(first, slopes[-1])
above.set_ylabel("share")
below.set(xlabel="first score $x_1$", ylabel="slope")
above.legend(loc="center right")
figures.describe(
    figure,
    "Two panels against the first score. Above, the first share rises from 0 to 1 while the two others fall to 0. "
    "Below, the slope of the first share is a hill of height 1/4; the slopes of the others are two hollows below 0.",
)
plt.show()

print(sum(slopes).abs().max().item())

# %%
# All scores move
# ---------------
#
# Now the scores are 0, 1 and 2, and the same number :math:`c` is added to all three. On paper the shares stay as they
# are: only differences of scores count. This is the formula as it is written, in float32. The lower panel shows the
# largest relative error in each interval of length 2.


def literal(x):
    return torch.exp(x) / torch.exp(x).sum(-1, keepdim=True)


shifts = torch.arange(-120, 120, 0.25).reshape(-1, 8)
scores = shifts[..., None] + torch.tensor([0.0, 1.0, 2.0])
truth = F.softmax(torch.tensor([0.0, 1.0, 2.0], dtype=torch.float64), dim=0)

figure, (above, below) = plt.subplots(2, 1, sharex=True, figsize=(6, 5.6))
for name, shares in {"library": F.softmax(scores, dim=-1), "literal formula": literal(scores)}.items():
    error = ((shares - truth) / truth).abs().amax(-1)
    above.plot(shifts.flatten(), shares[..., 2].flatten(), label=name)
    below.semilogy(shifts.mean(1), error.amax(1))
    right = shifts[error < 1e-6]
    print(name, right.min().item(), right.max().item())
above.set(ylabel="largest share", ylim=(-0.05, 1.05))
below.set(xlabel="added number $c$", ylabel="relative error", ylim=(1e-9, 10))
above.legend(loc="lower center")
figures.describe(
    figure,
    "Two panels against the added number. Above, the largest share of the library is 0.665 everywhere. The literal "
    "formula gives the same in the middle, is jagged below −100 and ends at −105; at 86 it drops to 0 and ends. "
    "Below, its error falls from 1 at −105 to 0.0000001 at −87, and ends at 86.",
)
plt.show()

# %%
# The printed numbers are the smallest and the largest shift at which all three shares are right to six digits. Beyond
# 86.3 the sum of the exponentials is ∞, and the shares drop to 0. A little later the largest exponential is ∞ itself,
# and ∞/∞ is NaN. Below −87.3 the exponentials are *subnormal*: they lose their digits one by one, until all three
# are 0, and 0/0 is NaN as well.
#
# The library subtracts the largest score first. The largest exponential is then 1, whatever the scores were.

print(literal(torch.tensor([1000.0, 1001.0, 1002.0])))
print(F.softmax(torch.tensor([1000.0, 1001.0, 1002.0]), dim=0))

# sphinx_gallery_thumbnail_number = 2
