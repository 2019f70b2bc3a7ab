"""
Threshold: the gradient left and right
======================================

PyTorch's Threshold is not the step that made training impossible in the sixties. We draw both, with their slopes, and
then let both learn.
"""

# %%
# Two jumps
# ---------
#
# Threshold jumps at 1/2, from -1 to the diagonal. The binary step jumps at 0, from 0 to 1. A full dot is what is
# returned at the jump itself, rings are values and slopes right beside. Right of its jump, Threshold has slope 1. The
# step has slope 0 on both sides.

from functools import partial
from itertools import pairwise

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import figures
from sklearn.datasets import load_digits

plt.style.use("formulario.book")


def step(x):
    """1 above 0, and 0 up to it; the sign has a gradient for PyTorch, which is 0 everywhere."""
    return torch.sign(x).clamp(min=0)


threshold = partial(F.threshold, threshold=0.5, value=-1.0)
figure = figures.value_and_slope({"Threshold": threshold, "binary step": step}, left=-2, right=2, kinks=(0, 0.5))
figures.describe(
    figure,
    "Two panels. Above, Threshold with t = 0.5 and v = -1 is -1 up to one half, where it jumps to the diagonal; the "
    "binary step is 0 up to 0 and 1 after it. Below, the slope of Threshold is 0 on the left and 1 on the right of one "
    "half; that of the step is 0 everywhere.",
)
plt.show()

# %%
# Slopes just left of the jump, at the jump, and just right of it:

print(figures.slope(threshold, torch.tensor([0.499, 0.5, 0.501])))
print(figures.slope(step, torch.tensor([-0.001, 0.0, 0.001])))

# %%
# What training sees
# ------------------
#
# A network with one hidden layer of 32 units learns to read handwritten digits. The hidden units are binary steps,
# thresholds or ReLUs; this time the threshold is 1/2 and the value 0. Ten networks learn at once: they are the first
# dimension of the weights. After every tenth step we note the gradient of the first layer and the error on digits that
# were kept back.

digits = load_digits()
torch.manual_seed(0)
order = torch.randperm(len(digits.target))
images = torch.tensor(digits.data, dtype=torch.float32)[order]
images = (images - images.mean()) / images.std()
labels = torch.tensor(digits.target)[order]
half, networks, steps = 900, 10, 300


def train(activation):
    """Every ten steps: the norm of the first layer's gradient and the share of wrong answers, of each network."""
    torch.manual_seed(0)
    sizes = [64, 32, 10]
    weights = [(torch.randn(networks, m, n) * (2 / m) ** 0.5).requires_grad_() for m, n in pairwise(sizes)]
    biases = [torch.zeros(networks, 1, n, requires_grad=True) for n in sizes[1:]]
    optimiser = torch.optim.Adam(weights + biases, lr=0.005)

    def run(x):
        hidden = activation(torch.baddbmm(biases[0], x.expand(networks, -1, -1), weights[0]))
        return torch.baddbmm(biases[1], hidden, weights[1])

    norms, errors = [], []
    for number in range(steps):
        batch = torch.randint(half, (networks, 32))
        loss = torch.nn.functional.cross_entropy(run(images[batch]).flatten(0, 1), labels[batch].flatten())
        optimiser.zero_grad()
        (networks * loss).backward()
        if number % 10 == 0:
            norms.append(weights[0].grad.flatten(1).norm(dim=1))
            with torch.no_grad():
                errors.append((run(images[half:]).argmax(-1) != labels[half:]).float().mean(1))
        optimiser.step()
    return torch.stack(norms), torch.stack(errors)


units = {"ReLU": F.relu, "Threshold": partial(F.threshold, threshold=0.5, value=0.0), "binary step": step}
figure, (left, right) = plt.subplots(1, 2, figsize=(6, 3.8))
for name, activation in units.items():
    norms, errors = train(activation)
    for axes, values in ((left, norms), (right, 100 * errors)):
        mean, spread = values.mean(1), values.std(1)
        (line,) = axes.plot(range(0, steps, 10), mean, label=name)
        axes.fill_between(
            range(0, steps, 10), mean - spread, mean + spread, color=line.get_color(), alpha=0.15, linewidth=0
        )
    print(f"{name:12} gradient {norms.min():.2g} to {norms.max():.2g}", end="  ")
    print(f"error {errors[-1].mean():.3f} ± {errors[-1].std():.3f}")
left.set(xlabel="step of training", xticks=(0, 150, 300), ylabel="gradient of the first layer")
right.set(xlabel="step of training", xticks=(0, 150, 300), ylabel="test error (%)", ylim=(0, 40))
right.legend()
figures.describe(
    figure,
    "Two panels against the step of training. Left, the norm of the first layer's gradient: exactly 0 for the binary "
    "step, clearly above 0 for Threshold and ReLU. Right, the test error: it falls to about 4 percent for Threshold "
    "and ReLU, and to 26 percent for the step.",
)
plt.show()

# %%
# Not one gradient comes back through the step. Its first layer stays as chance made it, and only the last one learns.
# Threshold sends the gradient back wherever its input is above 1/2, and learns as well as ReLU.
