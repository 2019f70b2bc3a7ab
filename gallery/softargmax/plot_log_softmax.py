"""
LogSoftmax: do not take the logarithm afterwards
================================================

The logarithm of softmax can be computed in two steps: first the probabilities, then
their logarithms. It can be computed in one step too. On paper there is no difference.
We widen the gap between two scores and watch three programs.
"""

# %%
# A gap between two scores
# ------------------------
#
# The scores are 0 and :math:`-g`, in float32. The upper panel shows the logarithm of
# the smaller probability. It is close to :math:`-g`. The lower panel shows the
# logarithm of the larger one, with its sign changed: a tiny number, about
# :math:`\exp(-g)`. A mark shows where a program gives up.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures

plt.style.use("formulario.book")

gaps = torch.arange(0, 130, 0.5)
scores = torch.stack([torch.zeros_like(gaps), -gaps], dim=-1)
programs = {
    "library": lambda x: F.log_softmax(x, dim=-1),
    "softmax, then log": lambda x: torch.log(F.softmax(x, dim=-1)),
    "PyTorch": lambda x: torch.nn.functional.log_softmax(x, dim=-1),
}

figure, (above, below) = plt.subplots(2, 1, sharex=True, figsize=(6, 6))
looks = [
    {"linewidth": 7, "alpha": 0.35},
    {"marker": "o"},
    {"marker": "s", "fillstyle": "none", "markersize": 11},
]
last = {}
for (name, program), look in zip(programs.items(), looks, strict=True):
    large, small = program(scores).unbind(-1)
    right = {"smaller": small.isfinite(), "larger": large < 0}
    for axes, values, which in ((above, small, "smaller"), (below, -large, "larger")):
        found = right[which]
        axes.plot(gaps[found], values[found], **look, markevery=[-1], label=name)
        last[name, which] = gaps[found].max().item()
        experiments.record(f"last gap, {which}, {name}", last[name, which], ".1f")
below.set_yscale("log")
above.set(ylabel="log of the smaller one")
below.set(xlabel="gap $g$", ylabel="− log of the larger one")
above.legend(loc="lower left")
figures.describe(
    figure,
    "Two panels against the gap. Above, library and PyTorch fall along the diagonal to "
    "the end at −130; softmax followed by the logarithm ends at a gap of "
    "{last gap, smaller, softmax, then log}. Below, on a logarithmic scale, the line "
    "of the library falls to the smallest numbers at {last gap, larger, library}; the "
    "two others end at {last gap, larger, PyTorch}.",
)
plt.show()

# %%
# The recorded gaps are those at the marks. In two steps, the smaller probability is 0
# beyond :value:`last gap, smaller, softmax, then log`, and its logarithm −∞. The larger
# one is 1 beyond :value:`last gap, larger, softmax, then log`, because the rest is lost
# beside 1, and its logarithm is 0.
#
# PyTorch computes in one step, and the smaller one is right. But it takes the logarithm
# of the larger one from a sum, 1 + exp(−g), and loses it all the same. The library
# leaves out the 1 and asks for log(1 + …) as a whole.

# %%
# The gradient
# ------------
#
# A loss needs the gradient. We ask for the logarithm of the smaller probability at a
# gap of 200: first the library, then the two steps, then PyTorch. In two steps the
# way back goes through 1/0, and both entries are NaN. In one step they are −1 and 1,
# as they should be: raise the second score, and the logarithm rises with it.

gradients = {}
for name, program in programs.items():
    x = torch.tensor([0.0, -200.0], requires_grad=True)
    program(x)[1].backward()
    gradients[name] = x.grad
    print(x.grad)

fails = {
    name: last[name, "smaller"] < gaps.max().item()
    or bool(gradients[name].isnan().any())
    for name in programs
}
experiments.claim(
    "A23",
    "The logarithm of softmax has to be computed in one step: in two steps float32 "
    "gives −∞ and gradients that are not numbers, in one step it does not.",
    fails["softmax, then log"] and not fails["library"] and not fails["PyTorch"],
    [
        "last gap, smaller, softmax, then log",
        "last gap, larger, softmax, then log",
    ],
)
