"""
Softmax: one score moves, all probabilities move
================================================

Softmax is a function of a whole row of scores. We move one of three scores, and every
probability answers. Then we add the same number to all of them: nothing should move at
all. The literal formula disagrees.
"""

# %%
# One score moves
# ---------------
#
# The first score goes from −5 to 7; the others stay at 0 and 1. The lower panel shows
# how fast each probability changes. The first one gains what the two others lose, so
# the three slopes have sum 0 everywhere.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from torch import nn

plt.style.use("formulario.book")

first = torch.linspace(-5, 7, 301, dtype=torch.float64)


def probability(place):
    """One of the three, as a function of the first score."""

    def of_first(x):
        scores = torch.stack([x, torch.zeros_like(x), torch.ones_like(x)])
        return F.softmax(scores, dim=0)[place]

    return of_first


figure, (above, below) = plt.subplots(2, 1, sharex=True, figsize=(6, 5.6))
slopes = []
for place in range(3):
    slopes.append(figures.slope(probability(place), first))
    above.plot(first, probability(place)(first), label=f"$p_{place + 1}$")
    below.plot(first, slopes[-1])
above.set_ylabel("probability")
below.set(xlabel="first score $x_1$", ylabel="slope")
above.legend(loc="center right")
figures.describe(
    figure,
    "Two panels against the first score. Above, the first probability rises from 0 to "
    "1 while the two others fall to 0. Below, the slope of the first one is a hill of "
    "height 1/4; the slopes of the others are two hollows below 0.",
)
plt.show()

experiments.record("largest sum of the slopes", sum(slopes).abs().max(), ".0e")

# %%
# All scores move
# ---------------
#
# Now the scores are 0, 1 and 2, and the same number :math:`c` is added to all three.
# On paper the probabilities stay as they are: only differences of scores count. This
# is the formula as it is written, in float32. The lower panel shows the largest
# relative error in each interval of length 2.


def literal(x):
    return torch.exp(x) / torch.exp(x).sum(-1, keepdim=True)


shifts = torch.arange(-120, 120, 0.25).reshape(-1, 8)
scores = shifts[..., None] + torch.tensor([0.0, 1.0, 2.0])
truth = F.softmax(torch.tensor([0.0, 1.0, 2.0], dtype=torch.float64), dim=0)

figure, (above, below) = plt.subplots(2, 1, sharex=True, figsize=(6, 5.6))
programs = {
    "library": lambda x: F.softmax(x, dim=-1),
    "literal formula": literal,
}
errors = {}
for name, program in programs.items():
    p = program(scores)
    errors[name] = ((p - truth) / truth).abs().amax(-1)
    above.plot(shifts.flatten(), p[..., 2].flatten(), label=name)
    below.semilogy(shifts.mean(1), errors[name].amax(1))
wrong = shifts[~(errors["literal formula"] < 1e-6)]
low, high = wrong[wrong < 0].max(), wrong[wrong > 0].min()
experiments.record("wrong up to here, literal formula", low, ".1f")
experiments.record("wrong from here on, literal formula", high, ".1f")
experiments.record("largest relative error, library", errors["library"].max(), ".0e")
above.set(ylabel="largest probability", ylim=(-0.05, 1.05))
below.set(xlabel="added number $c$", ylabel="relative error", ylim=(1e-9, 10))
above.legend(loc="lower center")
figures.describe(
    figure,
    "Two panels against the added number. Above, the largest probability of the "
    "library is 0.665 everywhere. The literal formula gives the same in the middle, is "
    "jagged far on the left and ends there; on the right it drops to 0 and ends. "
    "Below, its error falls to that of the library at "
    "{wrong up to here, literal formula}, and ends at "
    "{wrong from here on, literal formula}.",
)
plt.show()

# %%
# A program is called right where all three probabilities are, to six digits. Beyond
# :value:`wrong from here on, literal formula` the sum of the exponentials is ∞, and the
# probabilities drop to 0. A little later the largest exponential is ∞ itself, and ∞/∞
# is NaN. Below :value:`wrong up to here, literal formula` the exponentials are
# *subnormal*: they lose their digits one by one, until all three are 0, and 0/0 is
# NaN as well.
#
# The library subtracts the largest score first. The largest exponential is then 1,
# whatever the scores were.

print(literal(torch.tensor([1000.0, 1001.0, 1002.0])))
print(F.softmax(torch.tensor([1000.0, 1001.0, 1002.0]), dim=0))

# %%
# All scores are multiplied
# -------------------------
#
# What is softened is not the maximum but the *argmax*. We take rows of ten random
# scores whose largest is ahead by 0.02 at least, and multiply them by a thousand. Is
# anything left but a 1 for the largest, and a 0 for all others?

farthest = []
for seed in experiments.seeds(5):
    torch.manual_seed(seed)
    scores = torch.randn(1_000, 10, dtype=torch.float64)
    first, second = scores.topk(2).values.unbind(-1)
    scores = scores[first - second > 0.02]
    winner = nn.functional.one_hot(scores.argmax(-1), 10)
    farthest.append((F.softmax(1000 * scores, dim=-1) - winner).abs().max())
experiments.record("farthest from the argmax", farthest, ".0e")

experiments.claim(
    "A22",
    "Softmax is a soft argmax: a number added to all scores changes nothing, and "
    "scores multiplied by a large number give 1 to the largest and 0 to the others.",
    errors["library"].max().item() < 1e-6 and max(farthest).item() < 1e-6,
    [
        "largest relative error, library",
        "wrong up to here, literal formula",
        "wrong from here on, literal formula",
        "farthest from the argmax",
    ],
)

# sphinx_gallery_thumbnail_number = 2
