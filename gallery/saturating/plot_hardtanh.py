"""
Hardtanh: bounds of your own
============================

Hardtanh is a straight line that is cut off at two bounds. We draw it for several bounds, and see what becomes of it
when the weights are large.
"""

# %%
# Three pairs of bounds
# ---------------------
#
# The first pair is the default. A full dot is what the library returns at a kink, a ring what it returns right beside.

from functools import partial
from itertools import pairwise

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import figures
from sklearn.datasets import load_digits

plt.style.use("formulario.book")

bounds = [(-1, 1), (-2, 0.5), (0, 2)]
curves = {f"$l = {low}$, $u = {high}$": partial(F.hardtanh, min_val=low, max_val=high) for low, high in bounds}
figure = figures.value_and_slope(curves, kinks=sorted({bound for pair in bounds for bound in pair}))
figures.describe(
    figure,
    "Two panels. Above, three broken lines rise along the diagonal and are cut off at -1 and 1, at -2 and 0.5, and at "
    "0 and 2. Below, each slope is 1 between its bounds and 0 outside, with full dots at 0 and rings at 1 at each "
    "bound.",
)
plt.show()

# %%
# Small weights and large ones
# ----------------------------
#
# Networks with two hidden layers of 32 units learn to read handwritten digits, in 300 steps. They start with weights of
# several sizes; 1 is the usual one, which keeps the size of a signal. Ten networks learn at once: they are the first
# dimension of the weights. We also count, before training, how many units have a slope of less than 0.001.

digits = load_digits()
torch.manual_seed(0)
order = torch.randperm(len(digits.target))
images = torch.tensor(digits.data, dtype=torch.float32)[order]
images = (images - images.mean()) / images.std()
labels = torch.tensor(digits.target)[order]
half, networks = 900, 10


def start(gain):
    torch.manual_seed(0)
    sizes = [64, 32, 32, 10]
    weights = [(gain * torch.randn(networks, m, n) / m**0.5).requires_grad_() for m, n in pairwise(sizes)]
    return weights, [torch.zeros(networks, 1, n, requires_grad=True) for n in sizes[1:]]


def run(x, weights, biases, activation):
    """What the units of each hidden layer receive, and the scores."""
    sums = [torch.baddbmm(biases[0], x.expand(networks, -1, -1), weights[0])]
    for weight, bias in zip(weights[1:], biases[1:], strict=True):
        sums.append(torch.baddbmm(bias, activation(sums[-1]), weight))
    return sums[:-1], sums[-1]


def flat_units(activation, gain):
    """Share of slopes below 0.001 in each network."""
    sums, _ = run(images[:half], *start(gain), activation)
    return torch.stack([(figures.slope(activation, s) < 0.001).float().mean((1, 2)) for s in sums]).mean(0)


def test_errors(activation, gain):
    """Share of wrong answers of each network after training."""
    weights, biases = start(gain)
    optimiser = torch.optim.Adam(weights + biases, lr=0.003)
    for _ in range(300):
        batch = torch.randint(half, (networks, 32))
        _, scores = run(images[batch], weights, biases, activation)
        loss = torch.nn.functional.cross_entropy(scores.flatten(0, 1), labels[batch].flatten())
        optimiser.zero_grad()
        (networks * loss).backward()
        optimiser.step()
    with torch.no_grad():
        _, scores = run(images[half:], weights, biases, activation)
        return (scores.argmax(-1) != labels[half:]).float().mean(1)


# %%
# The printed columns are the function, the size of the weights, the error, its standard deviation, and the share of
# flat units at the start.

gains = [0.1, 0.3, 1, 3, 10]
figure, (above, below) = plt.subplots(2, 1, figsize=(6, 5), sharex=True)
for (name, activation), marker in zip({"Hardtanh": F.hardtanh, "Tanh": F.tanh}.items(), "os", strict=True):
    errors = torch.stack([test_errors(activation, gain) for gain in gains])
    flat = torch.stack([flat_units(activation, gain) for gain in gains])
    above.errorbar(gains, 100 * errors.mean(1), 100 * errors.std(1), marker=marker, capsize=3, label=name)
    below.errorbar(gains, flat.mean(1), flat.std(1), marker=marker, capsize=3)
    for gain, error, share in zip(gains, errors, flat, strict=True):
        print(f"{name:9} {gain:4}  {error.mean():.3f}  {error.std():.3f}  {share.mean():.2f}")
above.set(xscale="log", yscale="log", ylabel="test error (%)")
above.set_yticks([3, 5, 10, 20, 50], ["3", "5", "10", "20", "50"])
above.minorticks_off()
above.legend()
below.set(xlabel="size of the weights at the start", ylabel="share of flat units", ylim=(-0.05, 1.05))
below.set_xticks(gains, map(str, gains))
below.minorticks_off()
figures.describe(
    figure,
    "Two panels against the size of the starting weights, from 0.1 to 10 times the usual. Above, the test error: "
    "Hardtanh lies a little below Tanh up to 1 and above it from 3 on, where both rise to more than half. Below, the "
    "share of flat units: for Hardtanh 0.24 at 1 and 0.92 at 10, for Tanh 0 at 1 and 0.67 at 10.",
)
plt.show()

# %%
# Up to the usual size hardtanh is no worse than tanh: the difference is smaller than the standard deviation. Beyond,
# most of its units have no slope at all, and the network learns little. Tanh suffers too, but later.
