"""
Mish: three curves that are hard to tell apart
==============================================

GELU, SiLU and Mish were found by different people for different reasons. We draw them
together.
"""

# %%
# Together
# --------
#
# All three dip below zero and come back, and all join the diagonal on the right. SiLU
# turns most slowly. At the origin the slope of Mish is 3/5, that of the others 1/2.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures

plt.style.use("formulario.book")

gates = {"GELU": F.gelu, "SiLU": F.silu, "Mish": F.mish}
figure = figures.value_and_slope(gates, left=-5, right=4, kinks=())
figures.describe(
    figure,
    "Two panels. Above, GELU, SiLU and Mish dip to {lowest value, GELU}, "
    "{lowest value, SiLU} and {lowest value, Mish} below zero and join the diagonal "
    "above. Below, their slopes cross zero at {lowest point, GELU}, "
    "{lowest point, SiLU} and {lowest point, Mish}, and overshoot 1 on the right.",
)
plt.show()

# %%
# The dips
# --------
#
# Where is the lowest point of each, and how deep is it? And how steep does each become?

x = torch.linspace(-6, 6, 120_001, dtype=torch.float64)
for name, gate in gates.items():
    value, slope = gate(x), figures.slope(gate, x)
    experiments.record(f"lowest point, {name}", x[value.argmin()], ".2f")
    experiments.record(f"lowest value, {name}", value.min(), ".2f")
    experiments.record(f"largest slope, {name}", slope.max(), ".2f")
