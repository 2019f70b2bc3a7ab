"""
A factor between two layers
===========================

We multiply the weights before an activation function by c, and divide those after it by
c. Does the network still say the same, and does it still learn the same?
"""

# %%
# The output
# ----------
#
# A network for handwritten digits has one hidden layer, with weights W₁ and biases
# before the activation function and W₂ after it. We draw its numbers at random, from 5
# initialisations, and then move a factor c from the second layer to the first.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from sklearn.datasets import load_digits
from torch import nn

plt.style.use("formulario.book")

digits = load_digits()
images = torch.tensor(digits.data) / 16
labels = torch.tensor(digits.target)


def network(activation, factor, seed):
    torch.manual_seed(seed)
    layers = nn.Sequential(nn.Linear(64, 32), activation(), nn.Linear(32, 10)).double()
    with torch.no_grad():
        layers[0].weight *= factor
        layers[0].bias *= factor
        layers[2].weight /= factor
    return layers


def change_of_scores(activation, factor, seed):
    """How far the scores are from those with factor 1, relative to their size."""
    with torch.no_grad():
        before = network(activation, 1, seed)(images)
        after = network(activation, factor, seed)(images)
    return ((after - before).norm() / before.norm()).item()


factors = torch.logspace(-2, 2, 20).tolist()
activations = {"Sigmoid": F.Sigmoid, "Tanh": F.Tanh, "ReLU": F.ReLU}
changes = {
    name: torch.tensor(
        [
            [change_of_scores(activation, factor, seed) for factor in factors]
            for seed in experiments.seeds(5)
        ]
    )
    for name, activation in activations.items()
}

# %%
# With ReLU the scores do not change, up to rounding in the sixteenth digit: a factor
# passes through it, and the next layer takes it away. Sigmoid and Tanh let no factor
# pass. The lines are the medians of the 5 starts, and the bands hold the middle half.

figure, axes = plt.subplots()
for name, change in changes.items():
    low, middle, high = change.quantile(torch.tensor([0.25, 0.5, 0.75]), dim=0)
    (line,) = axes.loglog(factors, middle.clamp(min=1e-17), label=name)
    axes.fill_between(
        factors, low, high, color=line.get_color(), alpha=0.15, linewidth=0
    )
axes.set(xlabel="factor $c$ of the first layer", ylabel="relative change of the scores")
axes.legend(loc="center right")
figures.describe(
    figure,
    "Relative change of the scores against the factor, from 0.01 to 100, on "
    "logarithmic scales. With ReLU it is nothing but rounding, for every factor. With "
    "Sigmoid and Tanh it is many orders of magnitude larger.",
)
plt.show()

at_ten = {
    name: [change_of_scores(activation, 10, seed) for seed in experiments.seeds(5)]
    for name, activation in activations.items()
}
for name, change in at_ten.items():
    form = ".0e" if name == "ReLU" else ".0%"
    experiments.record(f"change of the scores, {name}", change, form)

# %%
# The gradients
# -------------
#
# Now we let ReLU learn. The network with W₁ × 10 and W₂ ÷ 10 says the same, but a
# change of its weights does not do the same. A hidden unit is ten times as large, and
# so is the gradient with respect to W₂; what comes back through W₂ is a tenth of what
# it was, and so is the gradient with respect to W₁.


def gradients(factor, seed):
    layers = network(F.ReLU, factor, seed)
    F.cross_entropy(layers(images), labels).backward()
    return layers[0].weight.grad, layers[2].weight.grad


ratios = []
for seed in experiments.seeds(5):
    pairs = zip(gradients(10, seed), gradients(1, seed), strict=True)
    ratios.append([(changed.norm() / usual.norm()).item() for changed, usual in pairs])
first, second = zip(*ratios, strict=True)
experiments.record("gradient by W₁, factor of its size", first, ".2f")
experiments.record("gradient by W₂, factor of its size", second, ".2f")

# %%
# A step of gradient descent goes by these gradients. Relative to its weights, W₁ moves
# a hundredth as far as before, and W₂ a hundred times as far.
#
# The training
# ------------
#
# Three networks for each start, with the factors 0.1, 1 and 10, learn from the same
# batches in the same order, by gradient descent with the same learning rate. At step 0
# they say the same.


def training(factor, learning_rate):
    """The loss at each step, for each start."""
    networks, orders = [], []
    for seed in experiments.seeds(5):
        networks.append(network(F.ReLU, factor, seed).float())
        orders.append(torch.randperm(len(images)))
    networks, orders = experiments.SideBySide(networks), torch.stack(orders)
    optimiser = torch.optim.SGD(networks.parameters(), lr=learning_rate)
    losses = []
    for batch in orders.repeat(1, 3).split(60, dim=1):
        scores = networks(images[batch].float())
        loss = F.cross_entropy(scores.movedim(2, 1), labels[batch], reduction="none")
        optimiser.zero_grad()
        loss.mean(1).sum().backward()
        optimiser.step()
        losses.append(loss.detach().mean(1))
    return torch.stack(losses, dim=1)


losses = {factor: training(factor, learning_rate=0.1) for factor in (0.1, 1, 10)}
figure, axes = plt.subplots()
for factor, loss in losses.items():
    low, middle, high = loss.quantile(torch.tensor([0.25, 0.5, 0.75]), dim=0)
    steps = range(len(middle))
    (line,) = axes.plot(steps, middle, label=f"$c = {factor}$")
    axes.fill_between(steps, low, high, color=line.get_color(), alpha=0.15, linewidth=0)
axes.set(xlabel="step of training", ylabel="cross-entropy", ylim=(0, None))
axes.legend()
figures.describe(
    figure,
    "Cross-entropy against the step of training, for three networks that say the same "
    "at the start. In the end it is {loss after training, c = 1} with the factor 1, "
    "{loss after training, c = 10} with the factor 10 and {loss after training, c = "
    "0.1} with the factor 0.1.",
)
plt.show()

# %%
# The loss after training is the mean over the last pass through the data. We train once
# more, with ten times the learning rate.


def after(loss):
    return loss[:, -30:].mean(1)


for factor, loss in losses.items():
    experiments.record(f"loss after training, c = {factor}", after(loss), ".2f")
for factor in losses:
    faster = training(factor, learning_rate=1)
    experiments.record(
        f"loss at ten times the rate, c = {factor}", after(faster), ".2f"
    )

# %%
# So the size of the weights is a free choice for what a network with ReLU says, and not
# for how it learns. That the uneven networks are ahead at the small learning rate is no
# advice. One of their layers takes much larger steps than the other, which helps as
# long as all steps are small. At ten times the rate the even network has caught up, and
# the one with c = 0.1 says the same for every digit: its loss is that of guessing, log
# 10 or 2.30.
#
# The rule of the claim: the division matters to the output of Sigmoid and Tanh if the
# factor 10 changes the scores by more than a hundredth at each start, and it does not
# matter with ReLU if they stay the same to nine digits. For the training it does not
# matter with ReLU if the quartiles of the loss after training overlap with those at the
# factor 1.


def overlap(one, other):
    quarters = torch.tensor([0.25, 0.75])
    (low, high), (other_low, other_high) = (
        one.quantile(quarters),
        other.quantile(quarters),
    )
    return bool(low <= other_high and other_low <= high)


matters = min(at_ten["Sigmoid"] + at_ten["Tanh"]) > 0.01
unmoved = max(at_ten["ReLU"]) < 1e-9
same = all(overlap(after(losses[1]), after(losses[factor])) for factor in (0.1, 10))
experiments.claim(
    "Q07",
    "How the size of the weights is divided between two layers matters if the function "
    "between them has a scale, and does not matter with ReLU.",
    {
        "only the output counts": matters and unmoved,
        "the network learns": matters and same,
    },
    numbers=[
        "change of the scores, Tanh",
        "change of the scores, ReLU",
        "loss after training, c = 1",
        "loss after training, c = 10",
    ],
)
