"""
The adaptive softmax: few classes at hand, many behind
======================================================

A few hundred different words make up most of a text, while most of the dictionary
hardly ever occurs. The adaptive softmax keeps the frequent classes in a shortlist and
puts the rare ones into clusters. The head has a score for each class of the shortlist
and one for each cluster.
"""

# %%
# Two levels
# ----------
#
# There are seven classes: a shortlist of two, a cluster of three and a cluster of two.
# The upper bar divides the probability between the two frequent classes and the two
# clusters, A and B. The lower bar divides that of each cluster between its own classes.
# The function returns the logarithms of the seven probabilities below.

import json
from pathlib import Path

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures

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
        look = {"color": shades[shade], "edgecolor": "black", "linewidth": 1}
        axes.barh(height, part, left=left, height=0.6, alpha=0.55, **look)
        middle = {"ha": "center", "va": "center", "fontsize": 11}
        axes.text(left + part / 2, height, name, **middle)
        left += part
for border in (0.74, 0.92):
    axes.plot([border, border], [0.3, 0.7], color="black", linewidth=1, linestyle=":")
axes.set(xlabel="probability", xlim=(0, 1))
axes.set_yticks([0, 1], ["all classes", "head"])
axes.grid(False)
figures.describe(
    figure,
    "Two bars of the same length. The upper one has four parts: class 1, class 2, and "
    "the clusters A and B. In the lower one A is divided into classes 3 to 5, and B "
    "into 6 and 7.",
)
plt.show()

# %%
# Where the weights are
# ---------------------
#
# The head is computed from all features. For the first cluster they are projected to a
# quarter as many, for the second one to a sixteenth, because rare classes have few
# examples to learn from. Here are 64 features and 10,000 classes, with the cutoffs 500
# and 2,000. Each rectangle is a matrix of weights, as wide as it has classes and as
# high as it has features. The small projections are left out of the picture, but not of
# the count.

features, classes, cutoffs = 64, 10_000, [500, 2_000]
layer = F.AdaptiveLogSoftmaxWithLoss(features, classes, cutoffs)
matrices = [layer.head.weight, *(tail[1].weight for tail in layer.tail)]

figure, panels = plt.subplots(2, 1, figsize=(6, 4.4), sharex=True, sharey=True)
whole = plt.Rectangle((0, 0), classes, features, facecolor="#0b2545", alpha=0.55)
panels[0].add_patch(whole)
left = 0
for matrix, shade in zip(matrices, (shades[0], shades[2], shades[3]), strict=True):
    look = {"facecolor": shade, "edgecolor": "black", "alpha": 0.55}
    panels[1].add_patch(plt.Rectangle((left, 0), *matrix.shape, **look))
    left += matrix.shape[0]
panels[1].annotate("head", (600, 52))
panels[1].annotate("cluster 1", (600, 20))
panels[1].annotate("cluster 2", (6_000, 8), ha="center")
panels[0].annotate("full softmax", (5_000, 30), ha="center", va="center")
panels[0].set(xlim=(0, classes + 100), ylim=(0, 78), ylabel="features")
panels[1].set(xlabel="classes, the frequent ones first", ylabel="features")
figures.describe(
    figure,
    "Above, the full softmax is one rectangle, 10,000 classes wide and 64 features "
    "high. Below, only the first 500 classes are 64 high; the next 1,500 are 16 high, "
    "and the other 8,000 are 4 high.",
)
plt.show()

weights = sum(weight.numel() for weight in layer.parameters())
experiments.record("weights, full softmax", features * classes, ",.0f")
experiments.record("weights, adaptive softmax", weights, ",.0f")
experiments.record("fewer weights", features * classes / weights, ".1f")

# %%
# The adaptive softmax has :value:`fewer weights` times fewer weights.

# %%
# Up to a million classes
# -----------------------
#
# The work shrinks even more than the weights. A batch needs the head for all of its
# examples, but a cluster only for those whose target lies in it. If the classes follow
# Zipf's law, by which class *r* is 1/*r* times as frequent as class 1, these are few.
# We count the multiplications for one example on average, and show beside it the time
# of a step: the loss and all gradients, for 128 examples of 128 features. It is
# processor time, that of the fastest of several rounds. It was measured beforehand by
# ``make bench``, and so was the memory that a step needs for weights, gradients and all
# that lies between.

measured = Path(F.__file__).parents[2] / "benchmarks/results/many_classes.json"
if not measured.exists():
    print("The measurements come with a clone of the book, and are drawn there.")
    raise SystemExit
result = json.loads(measured.read_text("utf-8"))
growth = result["growth"]
sizes = [entry["classes"] for entry in growth]
print(f"{result['device']}, torch {result['torch']}, {result['date']}")


def multiplications(classes, cutoffs, features=128):
    """How many the adaptive softmax needs for one example, on average."""
    frequency = 1 / torch.arange(1, classes + 1, dtype=torch.float64)
    frequency /= frequency.sum()
    count = features * (cutoffs[0] + len(cutoffs))
    borders = zip(cutoffs, [*cutoffs[1:], classes], strict=True)
    for number, (start, end) in enumerate(borders, start=1):
        width = features // 4**number
        needed = frequency[start:end].sum().item()
        count += needed * width * (features + end - start)
    return count


names = ["a thousand", "ten thousand", "a hundred thousand", "a million"]
fewer, faster, smaller = [], [], []
for name, entry in zip(names, growth, strict=True):
    time, memory = entry["milliseconds"], entry["megabytes"]
    full = 128 * entry["classes"]
    fewer.append(full / multiplications(entry["classes"], entry["cutoffs"]))
    faster.append(time["full"] / time["adaptive"])
    smaller.append(memory["full"] / memory["adaptive"])
    experiments.record(f"fewer multiplications, {name} classes", fewer[-1], ".0f")
    experiments.record(f"times as fast, {name} classes", faster[-1], ".2g")
    experiments.record(f"less memory, {name} classes", smaller[-1], ".2g")

first = growth[0]["milliseconds"]
sides = result["against torch"]
larger = next(one for one in sides if (one["batch"], one["features"]) == (512, 128))
torchs, ours = first["adaptive"] / first["torch"], larger["time, torch / ours"]
memory = 100 * larger["memory, ours / torch"]
experiments.record("torch times as fast, a thousand classes", torchs, ".1f")
experiments.record("times as fast as torch, 512 examples", ours, ".1f")
experiments.record("percent of the memory of torch, 512 examples", memory, ".0f")

figure, axes = plt.subplots()
axes.plot(sizes, fewer, marker="o", label="multiplications")
axes.plot(sizes, faster, marker="s", label="time of a step")
axes.axhline(1, color="#555555", linewidth=1)
axes.set(xscale="log", xlabel="classes", ylabel="full softmax / adaptive softmax")
axes.set_ylim(0, None)
axes.legend()
figures.describe(
    figure,
    "Two lines against the number of classes. By the count, the full softmax needs "
    "{fewer multiplications, a thousand classes} to "
    "{fewer multiplications, a million classes} times as many multiplications. By the "
    "clock it takes {times as fast, a thousand classes} to "
    "{times as fast, a million classes} times as long.",
)
plt.show()

# %%
# With few classes the count promises more than the clock shows: a small matrix takes
# nearly as long as a medium-sized one, and picking the examples of each cluster takes
# time too. With a thousand no time is gained. With a million the clock shows
# :value:`times as fast, a million classes` where the count says
# :value:`fewer multiplications, a million classes`. The count leaves out that scores
# have to be written and read again, and the full softmax has one for each example and
# class.

figure, (above, below) = plt.subplots(2, 1, sharex=True, figsize=(6, 6))
looks = {"full": ("full softmax", "o"), "adaptive": ("adaptive softmax", "s")}
for axes, key in ((above, "milliseconds"), (below, "megabytes")):
    for name, (label, marker) in looks.items():
        needed = [entry[key][name] for entry in growth]
        axes.plot(sizes, needed, marker=marker, label=label)
    axes.set(xscale="log", yscale="log", ylabel=key)
below.set_xlabel("classes")
above.legend()
for name in looks:
    few, many = growth[0]["milliseconds"][name], growth[-1]["milliseconds"][name]
    experiments.record(f"milliseconds, {name}, a thousand classes", few, ".1f")
    experiments.record(f"seconds, {name}, a million classes", many / 1000, ".2g")
figures.describe(
    figure,
    "Two panels on logarithmic scales, from a thousand to a million classes. Above, "
    "the adaptive softmax needs more time with a thousand, and less from ten thousand "
    "on. Below, it needs less memory throughout. With a million the full one needs "
    "{times as fast, a million classes} times the time and "
    "{less memory, a million classes} times the memory.",
)
plt.show()

# %%
# *Saves* means that the full softmax needs more than 1.2 times as much time, and
# more than 1.2 times as much memory.

saves = [min(both) > 1.2 for both in zip(faster, smaller, strict=True)]
experiments.claim(
    "L09",
    "The adaptive softmax saves time and memory.",
    {
        "there are a thousand classes": saves[0],
        "there are ten thousand to a million classes": all(saves[1:]),
    },
    [
        *(f"times as fast, {name} classes" for name in names),
        *(f"less memory, {name} classes" for name in names),
    ],
)
