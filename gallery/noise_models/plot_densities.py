"""
Three noises and their losses
=============================

A density says how likely each error is. Its negative logarithm, up to a constant, is a
loss. We draw the two beside each other: Gauss, Laplace, and Huber's, which is the first
in the middle and the second in the tails.
"""

# %%
# From the loss to the density and back
# -------------------------------------
#
# A density is the exponential of the loss with its sign changed, divided by a number
# that makes its area 1. The area is found here by adding up narrow strips.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures

plt.style.use("formulario.book")

error = torch.linspace(-40, 40, 160_001, dtype=torch.float64)
target = torch.zeros_like(error)
losses = {
    "Gauss": F.mse_loss(error, target, reduction="none") / 2,
    "Laplace": F.l1_loss(error, target, reduction="none"),
    "Huber": F.huber_loss(error, target, reduction="none"),
}
densities = {}
for name, loss in losses.items():
    density = torch.exp(-loss)
    densities[name] = density / torch.trapezoid(density, error)
    far = error.abs() >= 4
    mass = torch.trapezoid(densities[name] * far, error).item()
    experiments.record(f"beyond 4, {name}", mass, ".3%")

# %%
# The picture
# -----------
#
# On the left the densities, on the right their losses. An error beyond 4 has the
# probability :value:`beyond 4, Gauss` under Gauss, :value:`beyond 4, Laplace` under
# Laplace and :value:`beyond 4, Huber` under Huber's density. The thicker the tail, the
# flatter the loss.

figure, (left, right) = plt.subplots(1, 2, figsize=(7, 3.4))
shown = error.abs() <= 5
for name, style in (("Gauss", "-"), ("Laplace", "--"), ("Huber", ":")):
    left.semilogy(error[shown], densities[name][shown], style, label=name)
    right.plot(error[shown], losses[name][shown], style)
left.set(xlabel="error", ylabel="density", ylim=(1e-5, 1))
right.set(xlabel="error", ylabel="loss", ylim=(-0.2, 8))
figure.legend(loc="outside upper center", ncols=3)
figures.describe(
    figure,
    "Two panels, for errors from −5 to 5. On the left, on a logarithmic scale, the "
    "densities: that of Gauss is a parabola which plunges below 0.0001, that of "
    "Laplace a tent, and Huber's is rounded at the top and straight outside. On the "
    "right, the losses are the same three shapes, turned upside down.",
)
plt.show()
