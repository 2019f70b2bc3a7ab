"""
Mish: three curves that are hard to tell apart
==============================================

GELU, SiLU and Mish were found by different people for different reasons. We draw them together.
"""

# %%
# Together
# --------
#
# All three dip below zero and come back, and all join the diagonal on the right. SiLU turns most slowly. At the origin
# the slope of Mish is 3/5, that of the others 1/2.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import figures

plt.style.use("formulario.book")

gates = {"GELU": F.gelu, "SiLU": F.silu, "Mish": F.mish}
figure = figures.value_and_slope(gates, left=-5, right=4, kinks=())
figures.describe(
    figure,
    "Two panels. Above, GELU, SiLU and Mish dip to -0.17, -0.28 and -0.31 below zero and join the diagonal above. "
    "Below, their slopes cross zero between -0.8 and -1.3, and overshoot 1 on the right.",
)
plt.show()

# %%
# The dips
# --------
#
# Where is the lowest point of each, and how deep is it? And how steep does each become?

x = torch.linspace(-6, 6, 1_200_001, dtype=torch.float64)
for name, gate in gates.items():
    value, slope = gate(x), figures.slope(gate, x)
    print(name, round(x[value.argmin()].item(), 4), round(value.min().item(), 4), round(slope.max().item(), 4))
