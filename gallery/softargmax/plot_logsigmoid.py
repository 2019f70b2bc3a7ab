"""
LogSigmoid: the literal formula fails twice
===========================================

The logarithm of the sigmoid is a smooth curve with a short formula. Typed in as it
stands, it gives −∞ on the left, 0 on the right, and NaN for the slope. We draw the
function, then look at both failures.
"""

# %%
# The curve
# ---------
#
# On the left it follows the diagonal, on the right it nears 0 from below. The slope
# falls from 1 to 0; in the middle it is 1/2. Read from right to left, it is the
# sigmoid.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures

plt.style.use("formulario.book")

figure = figures.value_and_slope(
    {"LogSigmoid": F.logsigmoid}, left=-4, right=4, kinks=()
)
figures.describe(
    figure,
    "Two panels. Above, LogSigmoid follows the diagonal on the left, passes −0.69 at "
    "0, and nears 0 on the right. Below, its slope falls smoothly from 1 to 0 and is "
    "1/2 at 0.",
)
plt.show()

# %%
# Formula against code
# --------------------
#
# Here is the formula, term by term, in single precision (float32).


def literal(x):
    return torch.log(1 / (1 + torch.exp(-x)))


print(literal(torch.tensor([-100.0, -1.0, 1.0, 20.0])))
print(F.logsigmoid(torch.tensor([-100.0, -1.0, 1.0, 20.0])))

# %%
# Far on the left the exponential is larger than the largest number of float32. It
# becomes ∞, its inverse 0, and the logarithm −∞. Far above 0 the exponential is so
# small that it is lost when it is added to 1, and the logarithm of 1 is 0. Nothing
# stops, and nothing warns.
#
# How wrong are the two? The truth comes from double precision. We take 80 numbers in
# each interval of length 1, and draw the largest relative error in it. An error of 1
# means that no digit is right; what is smaller than a billionth is drawn at the lower
# edge.

x = (torch.arange(-12_800, 4_000) / 80).reshape(-1, 80)
truth = F.logsigmoid(x.double())

figure, (above, below) = plt.subplots(2, 1, sharex=True, figsize=(6, 5.6))
errors = {}
for name, function in {"library": F.logsigmoid, "literal formula": literal}.items():
    errors[name] = ((function(x) - truth) / truth).abs()
    above.plot(x.flatten(), function(x).flatten(), label=name)
    below.semilogy(x.mean(1), errors[name].amax(1).clamp(min=1e-9))
finite = x[literal(x).isfinite()].min().item()
no_digit = x[(errors["literal formula"] == 1) & (x > 0)].min()
worst = errors["library"].max()
experiments.record("finite down to here, literal formula", finite, ".1f")
experiments.record("no digit is right from here on, literal formula", no_digit, ".1f")
experiments.record("largest relative error, library", worst, ".0e")
for axes, word in ((above, "−∞"), (below, "∞")):
    axes.axvline(finite, color="0.4", linewidth=1)
    place = {"transform": axes.get_xaxis_transform(), "ha": "right", "va": "top"}
    axes.text(finite - 3, 0.9, word, **place)
above.set_ylabel("value")
below.set(xlabel="$x$", ylabel="relative error", ylim=(5e-10, 10))
above.legend(loc="lower right")
figures.describe(
    figure,
    "Two panels. Above, the curve of the library runs along the diagonal down to −160; "
    "the literal formula ends at {finite down to here, literal formula}, and is −∞ "
    "left of it. Below, the relative error of the library stays below "
    "{largest relative error, library}. That of the literal formula is infinite on the "
    "left; it rises from 0 on, and is 1 from "
    "{no digit is right from here on, literal formula} on.",
)
plt.show()

# %%
# The slopes
# ----------
#
# Training needs the slope. At −100 the literal formula multiplies ∞ by 0 on its way
# back, and the answer is NaN: one such number, and all weights are NaN after the next
# step.

for function in (literal, F.logsigmoid):
    print(figures.slope(function, torch.tensor([-100.0, -1.0, 1.0, 20.0])))

# %%
# The formula fails where its value or its slope is no finite number, though the true
# ones are.


def fails(function):
    slope = figures.slope(function, x)
    return not bool((function(x).isfinite() & slope.isfinite()).all())


experiments.claim(
    "A20",
    "LogSigmoid has to be computed as one function: in float32 its formula, typed in "
    "as it stands, gives −∞ and slopes that are not numbers, and the library’s does "
    "not.",
    fails(literal) and not fails(F.logsigmoid) and worst.item() < 1e-6,
    [
        "finite down to here, literal formula",
        "no digit is right from here on, literal formula",
        "largest relative error, library",
    ],
)
