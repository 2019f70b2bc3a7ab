"""
The adaptive softmax: few classes at hand, many behind
======================================================

Most words of a text are among a few hundred, and most of the dictionary hardly ever occurs. The adaptive softmax keeps
the frequent classes in a shortlist. The rare ones are put into clusters, and the head has one score for each.
"""

# %%
# Two levels
# ----------
#
# Seven classes: a shortlist of two, a cluster of three and a cluster of two. The upper bar divides the whole between
# the two frequent classes and the two clusters, A and B. The lower bar divides each cluster between its own classes.
# The function returns the logarithms of the seven parts below.

import json
from pathlib import Path
from time import process_time

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import figures

plt.style.use("formulario.book")

head = torch.tensor([0.50, 0.24, 0.18, 0.08]).log()
clusters = torch.tensor([0.5, 0.3, 0.2]).log(), torch.tensor([0.75, 0.25]).log()
shares = F.adaptive_log_softmax(head, *clusters).exp()
print(shares, shares.sum())

figure, axes = plt.subplots(figsize=(6, 2.8))
shades = ["#0b2545", "#1f7a8c", "#d07a00", "#9b1b4a"]
for height, parts, names, owner in (
    (1, head.exp(), ["class 1", "class 2", "A", "B"], [0, 1, 2, 3]),
    (0, shares, "1234567", [0, 1, 2, 2, 2, 3, 3]),
):
    left = 0.0
    for part, name, shade in zip(parts.tolist(), names, owner, strict=True):
        axes.barh(height, part, left=left, height=0.6, color=shades[shade], alpha=0.55, edgecolor="black", linewidth=1)
        axes.text(left + part / 2, height, name, ha="center", va="center", fontsize=11)
        left += part
for border in (0.74, 0.92):
    axes.plot([border, border], [0.3, 0.7], color="black", linewidth=1, linestyle=":")
axes.set(xlabel="share of the whole", yticks=[0, 1], yticklabels=["all classes", "head"], xlim=(0, 1))
axes.grid(False)
figures.describe(
    figure,
    "Two bars of the same length. The upper one has four parts: class 1, class 2, and the clusters A and B. In the "
    "lower one A is divided into classes 3 to 5, and B into 6 and 7.",
)
plt.show()

# %%
# Where the weights are
# ---------------------
#
# The scores of the head are taken from all features. For the first cluster the features are first projected to a
# quarter of them, for the second one to a sixteenth: rare classes have little to learn from. Here are 64 features and
# 10,000 classes, with the cutoffs 500 and 2,000. A rectangle is a matrix of weights: as wide as it has classes, as high
# as it has features. The small projections themselves are left out of the picture, but not of the count.

features, classes, cutoffs = 64, 10_000, [500, 2_000]
layer = F.AdaptiveLogSoftmaxWithLoss(features, classes, cutoffs)
matrices = [layer.head.weight, *(tail[1].weight for tail in layer.tail)]

figure, panels = plt.subplots(2, 1, figsize=(6, 4.4), sharex=True, sharey=True)
panels[0].add_patch(plt.Rectangle((0, 0), classes, features, facecolor="#0b2545", alpha=0.55))
left = 0
for matrix, shade in zip(matrices, (shades[0], shades[2], shades[3]), strict=True):
    panels[1].add_patch(plt.Rectangle((left, 0), *matrix.shape, facecolor=shade, alpha=0.55, edgecolor="black"))
    left += matrix.shape[0]
panels[1].annotate("head", (600, 52))
panels[1].annotate("cluster 1", (600, 20))
panels[1].annotate("cluster 2", (6_000, 8), ha="center")
panels[0].annotate("full softmax", (5_000, 30), ha="center", va="center")
panels[0].set(xlim=(0, classes + 100), ylim=(0, 78), ylabel="features")
panels[1].set(xlabel="classes, the frequent ones first", ylabel="features")
figures.describe(
    figure,
    "Above, the full softmax is one rectangle, 10,000 classes wide and 64 features high. Below, only the first 500 "
    "classes are 64 high; the next 1,500 are 16 high, and the other 8,000 are 4 high.",
)
plt.show()

weights = sum(weight.numel() for weight in layer.parameters())
print(f"full {features * classes}, adaptive {weights}, ratio {features * classes / weights:.1f}")

# %%
# A seventh of the weights is left.

# %%
# A step of training
# ------------------
#
# The work shrinks further. A batch needs the head for all of its examples, but a cluster only for those whose right
# class lies in it, and if the classes follow Zipf's law, class *r* being 1/*r* times as frequent as class 1, these are
# few. We count multiplications for one example on average, and beside it take the time of a step: the loss and all
# gradients, for 128 examples. The times are those of the computer that drew this figure. They are taken in turns, and
# the fastest of five counts.


def multiplications(classes, cutoffs, features=64):
    frequency = 1 / torch.arange(1, classes + 1, dtype=torch.float64)
    frequency /= frequency.sum()
    count = features * (cutoffs[0] + len(cutoffs))
    for number, (start, end) in enumerate(zip(cutoffs, [*cutoffs[1:], classes], strict=True), start=1):
        width = features // 4**number
        count += frequency[start:end].sum().item() * width * (features + end - start)
    return count


def seconds(step):
    start = process_time()
    step()
    return process_time() - start


torch.manual_seed(0)
x = torch.randn(128, features, requires_grad=True)
counted, timed = [], []
sizes = [1_000, 3_000, 10_000, 30_000]
for classes in sizes:
    cutoffs = [classes // 20, classes // 5]
    y = torch.multinomial(1 / torch.arange(1.0, classes + 1), 128, replacement=True)
    full = torch.nn.Linear(features, classes, bias=False)
    layer = F.AdaptiveLogSoftmaxWithLoss(features, classes, cutoffs)
    steps = (
        lambda full=full, y=y: torch.nn.functional.cross_entropy(full(x), y).backward(),
        lambda layer=layer, y=y: layer(x, y).loss.backward(),
    )
    fastest = [min(times) for times in zip(*[[seconds(step) for step in steps] for _ in range(5)], strict=True)]
    timed.append(fastest[0] / fastest[1])
    counted.append(features * classes / multiplications(classes, cutoffs))
    print(f"{classes:6} classes: {counted[-1]:.1f} times fewer multiplications")

figure, axes = plt.subplots()
axes.plot(sizes, counted, marker="o", label="multiplications")
axes.plot(sizes, timed, marker="s", label="time of a step")
axes.axhline(1, color="#555555", linewidth=1)
axes.set(xscale="log", xlabel="classes", ylabel="full softmax / adaptive softmax", ylim=(0, None))
axes.legend()
figures.describe(
    figure,
    "Two lines against the number of classes. By the count, the full softmax needs 14 to 16 times as many "
    "multiplications. By the clock there is no advantage with 1000 classes, and it grows with them.",
)
plt.show()

# %%
# The count promises more than the clock keeps. Small matrices are multiplied in no time either way, and to pick the
# examples of each cluster takes time too. With a thousand classes nothing is gained.

# %%
# Up to a million classes
# -----------------------
#
# The same with 128 features, up to a million classes, and with the memory that a step needs: weights, gradients and
# all that lies between. These numbers were measured beforehand, all in one run, by ``make bench``.

measured = Path(F.__file__).parents[2] / "benchmarks/results/many_classes.json"
if not measured.exists():
    print("The measurements come with a clone of the book, and are drawn there.")
    raise SystemExit
result = json.loads(measured.read_text("utf-8"))
growth = result["growth"]
sizes = [entry["classes"] for entry in growth]

figure, (above, below) = plt.subplots(2, 1, sharex=True, figsize=(6, 6))
for axes, key in ((above, "milliseconds"), (below, "megabytes")):
    for name, label, marker in (("full", "full softmax", "o"), ("adaptive", "adaptive softmax", "s")):
        axes.plot(sizes, [entry[key][name] for entry in growth], marker=marker, label=label)
    axes.set(xscale="log", yscale="log", ylabel=key)
below.set_xlabel("classes")
above.legend()
figures.describe(
    figure,
    "Two panels on logarithmic scales, from a thousand to a million classes. With a thousand the adaptive softmax "
    "needs a little more time, above, and twice the memory, below. From ten thousand on it needs less of both, and in "
    "the end about a tenth of the full one.",
)
plt.show()

print(f"{result['device']}, torch {result['torch']}, Python {result['python']}, {result['date']}")
for entry in growth:
    time, memory = (entry[key]["full"] / entry[key]["adaptive"] for key in ("milliseconds", "megabytes"))
    print(f"{entry['classes']:8} classes: full / adaptive, time {time:.1f}, memory {memory:.1f}")
