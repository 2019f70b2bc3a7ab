"""
CELU: the kink removed
======================

ELU has a kink unless alpha is 1. CELU divides by alpha inside the exponential too, and
the kink is gone. What does this change?
"""

# %%
# No jump in the slope
# --------------------
#
# The floors are those of ELU. But now all curves leave the origin with slope 1, and a
# deep floor is reached slowly.

from functools import partial

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures

plt.style.use("formulario.book")

curves = {f"$α = {a}$": partial(F.celu, alpha=a) for a in (0.5, 1, 2)}
figure = figures.value_and_slope(curves)
figures.describe(
    figure,
    "Two panels. Above, three curves come up from the floors -0.5, -1 and -2 and pass "
    "through the origin along the diagonal. Below, their slopes rise to 1 at the "
    "origin and stay there, without a jump.",
)
plt.show()

# %%
# The slope just left of 0
# ------------------------
#
# We ask the library for the slope right beside 0, on the left, for many values of
# alpha. ELU answers alpha, CELU answers 1. On the right both have slope 1.

alphas = torch.linspace(0.1, 3, 30)
beside = torch.tensor([-1e-12, 1e-12], dtype=torch.float64)
jumps = {}
figure, axes = plt.subplots(figsize=(6, 3.6))
for name, function in {"ELU": F.elu, "CELU": F.celu}.items():
    curves = [partial(function, alpha=alpha.item()) for alpha in alphas]
    left, right = torch.stack([figures.slope(curve, beside) for curve in curves], 1)
    jumps[name] = (right - left).abs()
    axes.plot(alphas, left, label=name)
axes.set(xlabel="$α$", ylabel="slope just left of 0")
axes.legend()
figures.describe(
    figure,
    "Slope just left of 0 against alpha, from 0.1 to 3. For ELU it is alpha itself, a "
    "line through the origin. For CELU it is 1 throughout. The two meet at alpha = 1.",
)
plt.show()

# %%
# For ELU the jump is the distance of alpha from 1, and it vanishes only there. We call
# a slope continuous if it does not jump by more than a billionth.

experiments.record("largest jump of the slope, ELU", jumps["ELU"].max(), ".1f")
experiments.record("largest jump of the slope, CELU", jumps["CELU"].max(), ".0e")
elsewhere = (alphas - 1).abs() > 1e-6
experiments.claim(
    "A08",
    "The slope of CELU is continuous at 0 for every alpha, that of ELU only for alpha "
    "= 1.",
    bool(
        (jumps["CELU"] < 1e-9).all()
        and (jumps["ELU"][elsewhere] > 1e-9).all()
        and (jumps["ELU"][~elsewhere] < 1e-6).all()
    ),
    ["largest jump of the slope, ELU", "largest jump of the slope, CELU"],
)

# %%
# One curve at another size
# -------------------------
#
# All CELUs are one curve, enlarged. Here are five points of ELU with alpha = 1, and the
# same points of CELU, drawn ten times as large with alpha = 10. The numbers agree.

x = torch.tensor([-3.0, -1.0, -0.1, 0.0, 2.0])
print(F.elu(x))
print(F.celu(10 * x, alpha=10.0) / 10)

# sphinx_gallery_thumbnail_number = 2
