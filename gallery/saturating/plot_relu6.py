"""
ReLU6: a rectifier with a ceiling
=================================

ReLU6 lets pass what lies between 0 and 6, and cuts off the rest. We draw its two kinks, and then ask whether it has to
be 6.
"""

# %%
# Two kinks
# ---------
#
# A full dot marks what the library returns at a kink itself, a ring what it returns right beside. At both kinks the
# slope is that of the flat side.

from itertools import pairwise

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import figures
from sklearn.datasets import load_digits

plt.style.use("formulario.book")

figure = figures.value_and_slope({"ReLU6": F.relu6}, left=-3, right=9, kinks=(0, 6))
figures.describe(
    figure,
    "Two panels. Above, ReLU6 is 0 for negative inputs, rises along the diagonal to 6 and stays there. Below, its "
    "slope is 1 between 0 and 6 and 0 elsewhere; full dots at 0 and 6 mark 0, rings mark 1.",
)
plt.show()

# %%
# Other ceilings
# --------------
#
# We train networks with two hidden layers of 32 units to read handwritten digits, and vary the ceiling. Ten networks
# learn at once: they are the first dimension of the weights. Half of the 1,797 digits are kept back for the test.

digits = load_digits()
torch.manual_seed(0)
order = torch.randperm(len(digits.target))
images = torch.tensor(digits.data, dtype=torch.float32)[order]
images = (images - images.mean()) / images.std()
labels = torch.tensor(digits.target)[order]
half, networks = 900, 10


def test_errors(ceiling):
    """Share of wrong answers of each network after 300 steps, and the share of units that sit at the ceiling."""
    torch.manual_seed(0)
    sizes = [64, 32, 32, 10]
    weights = [(torch.randn(networks, m, n) * (2 / m) ** 0.5).requires_grad_() for m, n in pairwise(sizes)]
    biases = [torch.zeros(networks, 1, n, requires_grad=True) for n in sizes[1:]]
    optimiser = torch.optim.Adam(weights + biases, lr=0.003)

    def run(x):
        x = x.expand(networks, -1, -1)
        for weight, bias in zip(weights[:-1], biases[:-1], strict=True):
            x = F.hardtanh(torch.baddbmm(bias, x, weight), 0, ceiling)
        return x, torch.baddbmm(biases[-1], x, weights[-1])

    for _ in range(300):
        batch = torch.randint(half, (networks, 32))
        scores = run(images[batch])[1].flatten(0, 1)
        loss = networks * torch.nn.functional.cross_entropy(scores, labels[batch].flatten())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    with torch.no_grad():
        hidden, scores = run(images[half:])
    return (scores.argmax(-1) != labels[half:]).float().mean(1), (hidden == ceiling).float().mean()


# %%
# The function with another ceiling is :func:`formulario.hardtanh` with the lower bound 0. The ceilings go from 0.1 to
# 24; the last one, infinity, is plain ReLU. The printed columns are the ceiling, the mean error on the test, its
# standard deviation over the ten networks, and the share of units at the ceiling.

ceilings = [0.1, 0.25, 0.5, 1, 2, 3, 6, 12, 24, torch.inf]
means, spreads = [], []
for ceiling in ceilings:
    errors, saturated = test_errors(ceiling)
    means.append(100 * errors.mean())
    spreads.append(100 * errors.std())
    print(f"{ceiling:5}  {errors.mean():.3f}  {errors.std():.3f}  {saturated:.3f}")

figure, axes = plt.subplots(figsize=(6, 3.4))
axes.errorbar(range(len(ceilings)), means, spreads, marker="o", linestyle="none", capsize=3)
axes.set_xticks(range(len(ceilings)), [*map(str, ceilings[:-1]), "∞"])
axes.set(xlabel="ceiling", ylabel="test error (%)", ylim=(0, None))
figures.describe(
    figure,
    "Test error against the ceiling, from 0.1 to 24 and without a ceiling. It falls from 17 percent at 0.1 to "
    "about 4 percent at 2 and is flat from there on; the bars of all ceilings from 2 upwards overlap.",
)
plt.show()

# %%
# From 2 upwards nothing happens that chance could not do. So there is nothing special in 6, for this task at least.
# Below 1 the ceiling costs something: a third of the units sit at it, and they get no gradient.
