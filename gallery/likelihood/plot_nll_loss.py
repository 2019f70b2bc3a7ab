"""
NLL: what counts, and how much
==============================

The negative log-likelihood picks one number for each target. First we look at these
numbers one by one, for the letters of a text. Then we leave out the logarithm, and see
what training makes of it.
"""

# %%
# A loss for each letter
# ----------------------
#
# Python ships a text of its own: twenty lines about good programs. We predict each
# letter from the one before, by the frequencies of all such pairs in the text. The
# targets are seven of its lines. Those that are shorter than the others are filled up
# with targets that are ignored.
#
# The predictions have three dimensions: line, possible letter, place in the line. The
# classes are the second one. The more the ground of a letter stands out, the larger the
# surprise. Words that stand in many lines, such as *is better than*, are faint.

import contextlib
import io
from itertools import pairwise

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from formulario.experiments import SideBySide
from sklearn.datasets import load_digits
from torch import nn

plt.style.use("formulario.book")

with contextlib.redirect_stdout(io.StringIO()) as printed:
    import this  # noqa: F401  (prints the text)
lines = [" " + line.lower() for line in printed.getvalue().splitlines() if line]
letters = sorted(set("".join(lines)))
experiments.record("different signs", len(letters), ".0f")
pairs = torch.zeros(len(letters), len(letters))
for line in lines:
    for before, letter in pairwise(line):
        pairs[letters.index(before), letters.index(letter)] += 1
logarithms = (pairs / pairs.sum(1, keepdim=True)).log()

lines = [line for line in lines if len(line) <= 31]
width = max(map(len, lines)) - 1
target = torch.full((len(lines), width), -100)
x = torch.zeros(len(lines), len(letters), width)
for n, line in enumerate(lines):
    for place, (before, letter) in enumerate(pairwise(line)):
        target[n, place] = letters.index(letter)
        x[n, :, place] = logarithms[letters.index(before)]

losses = F.nll_loss(x, target, reduction="none")
print(x.shape, target.shape, losses.shape, sep="\n")

figure, axes = plt.subplots(figsize=(6, 2.6))
shades = axes.pcolormesh(
    losses.where(target >= 0, torch.nan), cmap="Greys", vmin=0, vmax=6
)
for n, line in enumerate(lines):
    for place, letter in enumerate(line[1:]):
        color = "white" if losses[n, place] > 3 else "black"
        axes.text(
            place + 0.5,
            n + 0.5,
            letter,
            color=color,
            fontsize=11,
            ha="center",
            va="center_baseline",
        )
axes.invert_yaxis()
axes.set(xticks=[], yticks=[])
axes.grid(visible=False)
axes.spines[:].set_visible(False)
figure.colorbar(shades, label="loss", shrink=0.9)
figures.describe(
    figure,
    "Seven lines of text in a grid, each letter on a ground that is the fainter, the "
    "smaller its loss, from 0 to 6. The words “is better than”, which stand in five of "
    "them, are faint. The full stop after “dense” stands out most. After the end of a "
    "short line there is nothing.",
)
plt.show()

# %%
# To make one number of these losses, the sum adds up those of all letters. The mean
# divides by the number of letters that count. It is not the mean over all places, which
# also counts the empty ones. Nor is it the mean of the lines' own means, which counts a
# short line as much as a long one.

loss, counted = F.nll_loss(x, target), (target != -100).sum()
means = torch.stack([F.nll_loss(x[[n]], target[[n]]) for n in range(len(lines))])
experiments.record("letters that count", counted.item(), ".0f")
experiments.record("sum", F.nll_loss(x, target, reduction="sum").item(), ".2f")
experiments.record("mean", loss.item(), ".3f")
experiments.record("sum over all places", losses.mean().item(), ".3f")
experiments.record("mean of the means", means.mean().item(), ".3f")
experiments.record("perplexity", loss.exp().item(), ".1f")

# %%
# Now the letters get weights: a vowel counts four times. Then the mean divides by the
# sum of the weights of all letters that count, an ignored place not among them.

weight = torch.tensor([4.0 if letter in "aeiou" else 1.0 for letter in letters])
weighted = F.nll_loss(x, target, weight=weight)
total = F.nll_loss(x, target, weight=weight, reduction="sum")
sum_of_weights = weight[target[target != -100]].sum()
experiments.record("sum of the weights", sum_of_weights.item(), ".0f")
experiments.record(
    "weighted sum over the sum of weights", (total / sum_of_weights).item(), ".3f"
)
experiments.record("weighted sum over the letters", (total / counted).item(), ".3f")
experiments.record("weighted mean", weighted.item(), ".3f")
averages_as_said = (
    bool((losses[target == -100] == 0).all())
    and torch.allclose(loss, losses.sum() / counted)
    and torch.allclose(weighted, total / sum_of_weights)
)

# %%
# Without the logarithm
# ---------------------
#
# Nothing stops us from passing the probabilities themselves. The loss is then minus the
# probability of the right class, and it does fall. We train a small network on
# handwritten digits in both ways, with ten initialisations, each way with the best of
# four learning rates: the one whose median accuracy is best at the end.
#
# The networks of all rates are trained side by side: a step at the rate 1 on a loss
# that was multiplied by *r* is a step at the rate *r*.

digits = load_digits()
images = torch.tensor(digits.data / 16, dtype=torch.float32)
labels = torch.tensor(digits.target)
rates, steps = torch.tensor([0.1, 0.3, 1, 3]), 200
runs = experiments.seeds(10)


def network(seed):
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))


order, drawn = [], []
for seed in runs:
    torch.manual_seed(seed)
    order.append(torch.randperm(len(images)))
    drawn.append(torch.randint(1000, (steps, 32)))
order = torch.stack(order).repeat_interleave(len(rates), 0)
batches = torch.stack(drawn, dim=1).repeat_interleave(len(rates), 1)
train, test = order[:, :1000], order[:, 1000:1400]


def accuracies(last):
    """Accuracy on the test digits every 20 steps, and the predictions at the end."""
    networks = SideBySide([network(seed) for seed in runs for _ in rates])
    optimizer = torch.optim.SGD(networks.parameters(), lr=1)
    history = []
    for step in range(steps + 1):
        if step % 20 == 0:
            with torch.no_grad():
                said = networks(images[test]).argmax(-1)
            right = (said == labels[test]).float().mean(1)
            history.append(right.view(len(runs), len(rates)))
        if step < steps:
            rows = train.gather(1, batches[step])
            x = last(networks(images[rows]), dim=-1)
            losses = F.nll_loss(x.movedim(2, 1), labels[rows], reduction="none")
            optimizer.zero_grad()
            (rates.repeat(len(runs)) * losses.mean(1)).sum().backward()
            optimizer.step()
    return torch.stack(history), said.view(len(runs), len(rates), -1)


figure, axes = plt.subplots()
at_the_end = {}
ways = {"log-probabilities": F.log_softmax, "probabilities": F.softmax}
for name, last in ways.items():
    history, said = accuracies(last)
    best = history[-1].median(0).values.argmax()
    right = history[:, :, best]
    low, middle, high = right.quantile(torch.tensor([0.25, 0.5, 0.75]), dim=1)
    (line,) = axes.plot(range(0, steps + 1, 20), middle, label=name)
    color = line.get_color()
    axes.fill_between(
        range(0, steps + 1, 20), low, high, color=color, alpha=0.15, linewidth=0
    )
    at_the_end[name] = right[-1]
    never = [10 - len(digits.unique()) for digits in said[:, best]]
    experiments.record(f"read rightly, {name}", right[-1], ".0%")
    experiments.record(f"best rate, {name}", rates[best].item(), ".1g")
    starts = sum(count > 0 for count in never)
    experiments.record(f"starts that never say some digit, {name}", starts, ".0f")
axes.set(xlabel="step of training", ylabel="accuracy", ylim=(0, 1))
axes.legend(loc="lower right")
figures.describe(
    figure,
    "The accuracy on test digits against the step of training. With "
    "log-probabilities it rises soon, and ends at {read rightly, log-probabilities} "
    "with a narrow band. With the probabilities themselves it rises more slowly, the "
    "band is wide, and it ends at {read rightly, probabilities}.",
)
plt.show()

# %%
# With the probabilities a network learns as well, but more slowly, and it gets less
# far. Of the ten networks, :value:`starts that never say some digit, probabilities`
# have a digit that they never predict; with the logarithms it is :value:`starts that
# never say some digit, log-probabilities`. Where a network is quite wrong, the
# probability of the right class is near 0, the softmax saturates, and the gradient of
# this probability is near 0 as well.
#
# NLL takes probabilities for logarithms without an error. That this does harm is shown
# if the quartiles of the two ways do not overlap at the end.

harm = at_the_end["probabilities"].quantile(0.75) < at_the_end[
    "log-probabilities"
].quantile(0.25)
experiments.claim(
    "L05",
    "NLL needs log-probabilities, and does not check that it gets them; ignored "
    "targets do not count, and its mean divides by the sum of the weights.",
    holds=bool(harm) and averages_as_said,
    numbers=[
        "read rightly, log-probabilities",
        "read rightly, probabilities",
        "weighted mean",
        "weighted sum over the sum of weights",
    ],
)
