"""
Sigmoid against tanh: which learns faster?
==========================================

Tanh has outputs around 0, and is said to learn faster for this reason. We train networks with both, and with two
functions in between, which tell the reasons apart.
"""

# %%
# Forty networks at once
# ----------------------
#
# The task is to read handwritten digits, with three hidden layers of 32 units and plain stochastic gradient descent. A
# fair comparison lets each function choose its own learning rate. So we train with four rates and ten starts at once:
# the networks are the first dimension of all weights, and one matrix product serves them all.

from itertools import pairwise

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import figures
from sklearn.datasets import load_digits

plt.style.use("formulario.book")

digits = load_digits()
images = torch.tensor(digits.data, dtype=torch.float32)
images = (images - images.mean()) / images.std()
labels = torch.tensor(digits.target)
rates = torch.tensor([0.1, 0.3, 1, 3])
starts, steps = 10, 300
networks = starts * len(rates)


def losses(activation, gain):
    """Loss at each step, for each start and each rate."""
    torch.manual_seed(0)
    sizes = [64, 32, 32, 32, 10]
    weights = [gain * torch.randn(starts, m, n) / m**0.5 for m, n in pairwise(sizes)]
    weights = [weight.repeat_interleave(len(rates), 0).requires_grad_() for weight in weights]
    biases = [torch.zeros(networks, 1, n, requires_grad=True) for n in sizes[1:]]
    rate = rates.repeat(starts)[:, None, None]
    history = []
    for _ in range(steps):
        batch = torch.randint(len(images), (starts, 32)).repeat_interleave(len(rates), 0)
        x = images[batch]
        for weight, bias in zip(weights[:-1], biases[:-1], strict=True):
            x = activation(torch.baddbmm(bias, x, weight))
        scores = torch.baddbmm(biases[-1], x, weights[-1]).flatten(0, 1)
        loss = torch.nn.functional.cross_entropy(scores, labels[batch].flatten(), reduction="none")
        loss = loss.view(networks, -1).mean(1)
        gradients = torch.autograd.grad(loss.sum(), weights + biases)
        with torch.no_grad():
            for parameter, gradient in zip(weights + biases, gradients, strict=True):
                parameter -= rate * gradient
        history.append(loss.detach().view(starts, -1))
    return torch.stack(history)


# %%
# Each function at its best
# -------------------------
#
# We call a network ready when its loss, averaged over ten steps, falls below 1/2 for the first time. The best rate is
# the one whose median start is ready first. A start that never gets there counts as 300.


def readiness(history):
    """The first step, for each start and each rate, at which the mean of ten losses is below 1/2."""
    below = history.unfold(0, 10, 1).mean(-1) < 0.5
    first = below.float().argmax(0)
    return torch.where(below.any(0), first + 10, steps)


functions = {
    "Sigmoid": F.sigmoid,
    "Sigmoid − 1/2": lambda x: F.sigmoid(x) - 0.5,
    "Tanh + 1": lambda x: F.tanh(x) + 1,
    "Tanh": F.tanh,
}
curves, ready = {}, {}
for gain in (1, 4):
    for name, activation in functions.items():
        history = losses(activation, gain)
        first = readiness(history)
        best = first.median(0).values.argmin()
        curves[name, gain] = history[:, :, best]
        ready[name, gain] = first[:, best].float()
        print(f"{name:14} weights × {gain}  rate {rates[best]:4.2g}  ready {ready[name, gain].median():.0f}")

figure, axes = plt.subplots()
for name in ("Tanh", "Sigmoid"):
    smooth = curves[name, 1].unfold(0, 10, 1).mean(-1)
    low, middle, high = smooth.quantile(torch.tensor([0.25, 0.5, 0.75]), dim=1)
    (line,) = axes.semilogy(range(10, steps + 1), middle, label=name)
    axes.fill_between(range(10, steps + 1), low, high, color=line.get_color(), alpha=0.15, linewidth=0)
axes.axhline(0.5, color="0.5", linestyle="-", linewidth=0.8)
axes.set(xlabel="step of training", ylabel="loss")
axes.legend()
figures.describe(
    figure,
    "Loss against the step of training, on a logarithmic scale. Tanh falls below one half after some 40 steps, the "
    "sigmoid after some 260; their bands never meet.",
)
plt.show()

# %%
# The centre or the slope?
# ------------------------
#
# Tanh differs from the sigmoid in two ways: its outputs are centred, and it is four times as steep. *Sigmoid − 1/2* is
# centred and no steeper. *Tanh + 1* is as steep as tanh and not centred. And the weights at the start may be usual, or
# four times as large, which makes up for the slope 1/4 of a sigmoid.

figure, axes = plt.subplots(figsize=(6, 3.2))
for gain, marker, shift in ((1, "o", -0.1), (4, "s", 0.1)):
    spread = torch.stack([ready[name, gain] for name in functions])
    low, middle, high = spread.quantile(torch.tensor([0.25, 0.5, 0.75]), dim=1)
    places = torch.arange(len(functions)) + shift
    label = "usual weights" if gain == 1 else "weights × 4"
    axes.errorbar(middle, places, xerr=[middle - low, high - middle], fmt=marker, capsize=3, label=label)
axes.set_yticks(range(len(functions)), functions)
axes.invert_yaxis()
axes.set(xlabel="steps until the loss is below 1/2", xlim=(0, steps))
axes.legend()
figures.describe(
    figure,
    "Steps until the loss falls below one half, for four functions and two starts. With usual weights the sigmoid "
    "needs 265, centred 104, steeper 66, and tanh, which is both, 37. With weights four times as large they need 75, "
    "31, 131 and 82.",
)
plt.show()

# %%
# Both changes help, and the slope more than the centre. With large weights at the start, *Sigmoid − 1/2* is ready no
# later than tanh with usual ones. Tanh + 1 suffers from large weights most: its outputs are all positive and large.
# So the mean matters, the slope matters, and the size of the weights can stand for the slope.
