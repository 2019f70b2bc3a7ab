"""
NLL: what counts, and how much
==============================

The negative log-likelihood picks one number for each target. First we look at these numbers one by one, for the letters
of a text. Then we forget the logarithm, and see what happens.
"""

# %%
# A loss for each letter
# ----------------------
#
# Python ships a text of its own: twenty lines about good programs. We predict each letter from the one before, by the
# frequencies of all such pairs in the text. The targets are seven of its lines. Those that are shorter than the others
# are filled up with targets that are ignored.
#
# The predictions have three dimensions: line, possible letter, place in the line. The classes are the second one. The
# more the ground of a letter stands out, the larger the surprise. What stands in many lines, such as *is better than*,
# is faint.

import contextlib
import io
from itertools import pairwise

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import figures
from sklearn.datasets import load_digits

plt.style.use("formulario.book")

with contextlib.redirect_stdout(io.StringIO()) as printed:
    import this  # noqa: F401  (prints the text)
lines = [" " + line.lower() for line in printed.getvalue().splitlines() if line]
letters = sorted(set("".join(lines)))
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
print(tuple(x.shape), tuple(target.shape), tuple(losses.shape))

figure, axes = plt.subplots(figsize=(6, 2.6))
shades = axes.pcolormesh(losses.where(target >= 0, torch.nan), cmap="Greys", vmin=0, vmax=6)
for n, line in enumerate(lines):
    for place, letter in enumerate(line[1:]):
        color = "white" if losses[n, place] > 3 else "black"
        axes.text(place + 0.5, n + 0.5, letter, color=color, fontsize=11, ha="center", va="center_baseline")
axes.invert_yaxis()
axes.set(xticks=[], yticks=[])
axes.grid(visible=False)
axes.spines[:].set_visible(False)
figure.colorbar(shades, label="loss", shrink=0.9)
figures.describe(
    figure,
    "Seven lines of text in a grid, each letter on a ground that is the fainter, the smaller its loss, from 0 to 6. "
    "The words “is better than”, which stand in five of them, are faint. The full stop after “dense” stands out most. "
    "Behind the end of a short line there is nothing.",
)
plt.show()

# %%
# One number for all of them? The sum adds all letters up. The mean divides by the number of letters that count. It is
# not the mean over all places, which also counts the empty ones. Nor is it the mean of the lines' own means, which
# gives a short line as much say as a long one.

count = (target != -100).sum().item()
means = torch.stack([F.nll_loss(x[[n]], target[[n]]) for n in range(len(lines))])
print(f"sum                {F.nll_loss(x, target, reduction='sum'):.2f}")
print(f"mean               {F.nll_loss(x, target):.4f}")
print(f"sum / {count} letters  {losses.sum() / count:.4f}")
print(f"sum / {losses.numel()} places   {losses.mean():.4f}")
print(f"mean of the means  {means.mean():.4f}")

# %%
# Without the logarithm
# ---------------------
#
# Nothing stops us from passing the shares themselves. The loss is then minus the share of the right class, and it does
# fall. We train a small network on handwritten digits in both ways, from ten starts, each way with the best of four
# learning rates: the one whose median is best at the end.

digits = load_digits()
images, labels = torch.tensor(digits.data / 16, dtype=torch.float32), torch.tensor(digits.target)
rates, starts, steps = torch.tensor([0.1, 0.3, 1, 3]), 10, 300
networks = starts * len(rates)
rate = rates.repeat(starts)[:, None, None]


def accuracies(last):
    """Share of 797 test digits that are read rightly, at each 10th step, and what is read at the end."""
    torch.manual_seed(0)
    order = torch.stack([torch.randperm(len(images)) for _ in range(starts)])
    drawn = [torch.randn(starts, m, n) / m**0.5 for m, n in ((64, 32), (32, 10))]
    first, second = (weights.repeat_interleave(len(rates), 0).requires_grad_() for weights in drawn)
    below, above = (torch.zeros(networks, 1, n, requires_grad=True) for n in (32, 10))
    parameters = [first, second, below, above]

    def scores(rows):
        x = images[rows].repeat_interleave(len(rates), 0)
        return torch.baddbmm(above, F.relu(torch.baddbmm(below, x, first)), second)

    history = []
    for step in range(steps + 1):
        if step % 10 == 0:
            said = scores(order[:, 1000:]).argmax(-1).view(starts, len(rates), -1)
            history.append((said == labels[order[:, None, 1000:]]).float().mean(-1))
        rows = order[:, torch.randint(1000, (32,))]
        truth = labels[rows].repeat_interleave(len(rates), 0)
        loss = F.nll_loss(last(scores(rows), dim=-1).flatten(0, 1), truth.flatten(), reduction="sum") / 32
        with torch.no_grad():
            for parameter, gradient in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
                parameter -= rate * gradient
    return torch.stack(history), said


figure, axes = plt.subplots()
for name, last in {"logarithms of shares": F.log_softmax, "shares": F.softmax}.items():
    history, said = accuracies(last)
    best = history[-1].median(0).values.argmax()
    low, middle, high = history[:, :, best].quantile(torch.tensor([0.25, 0.5, 0.75]), dim=1)
    (line,) = axes.plot(range(0, steps + 1, 10), middle, label=name)
    axes.fill_between(range(0, steps + 1, 10), low, high, color=line.get_color(), alpha=0.15, linewidth=0)
    never = [10 - len(start.unique()) for start in said[:, best]]
    print(f"{name:20}  rate {rates[best]:.0f}  {low[-1]:.3f}  {middle[-1]:.3f}  {high[-1]:.3f}  never said: {never}")
axes.set(xlabel="step of training", ylabel="share read rightly", ylim=(0, 1))
axes.legend(loc="lower right")
figures.describe(
    figure,
    "The share of digits read rightly against the step of training. With logarithms it passes 0.9 within 120 "
    "steps, and ends at 0.95 with a narrow band. With the shares themselves it rises more slowly, the band is wide, "
    "and it ends at 0.85.",
)
plt.show()

# %%
# With the shares, a network learns as well, but more slowly, and it gets less far. Seven of the ten starts have a digit
# that they never say, some have several; with the logarithms it is one start. A digit that is read quite wrongly has a
# share near 0 for the truth, and there the slope of the share is near 0 as well.
