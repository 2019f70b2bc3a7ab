"""
Zipf's law: what a model of words saves, and what it pays
=========================================================

A language model predicts the next word, and has a class for each word of its
vocabulary. In the paper on the adaptive softmax a network read 17 million words, 44,000
of them different. With the full softmax it took 83 minutes and reached a perplexity of
144; with the adaptive one it took 30 minutes and reached 147. We repeat this on a small
scale.
"""

# %%
# The text
# --------
#
# None of the packages that this book uses comes with a text of millions of words. But
# they have documentation, written by thousands of people, which is English of a kind.
# Here we read that of scikit-learn: all that stands between triple quotation marks. A
# word is a run of letters. Words that occur less than five times are left out, and the
# others are numbered by frequency.

import json
import re
from collections import Counter
from pathlib import Path

import formulario as F
import matplotlib.pyplot as plt
import sklearn
import torch
from formulario import experiments, figures
from torch import nn

plt.style.use("formulario.book")


files = sorted(Path(sklearn.__file__).parent.rglob("*.py"))
sources = [file.read_text("utf-8") for file in files if "tests" not in file.parts]
found = [text for source in sources for text in re.findall('"""(.*?)"""', source, re.S)]
texts = [re.findall("[a-z]+", text.lower()) for text in found]
counts = Counter(word for text in texts for word in text)
frequent = [word for word in counts if counts[word] >= 5]
words = sorted(frequent, key=lambda word: (-counts[word], word))
frequency = torch.tensor([counts[word] for word in words], dtype=torch.float64)
share = frequency.cumsum(0) / frequency.sum()
print(words[:8])
experiments.record("words", frequency.sum(), ",.0f")
experiments.record("different words", len(words), ",.0f")
for count in (100, 200, 1000):
    experiments.record(f"text made of the first {count} words", share[count - 1], ".0%")

# %%
# Zipf's law says that the word of rank *r* is 1/*r* times as frequent as the first one.
# On two logarithmic axes that is a straight line. The law is rough, but good enough
# here: 200 words out of :value:`different words` make up
# :value:`text made of the first 200 words` of the text.

ranks = torch.arange(1, len(words) + 1)
figure, (above, below) = plt.subplots(2, 1, sharex=True, figsize=(6, 6))
above.plot(ranks, frequency / frequency.sum(), label="words")
above.plot(ranks, 1 / ranks / (1 / ranks).sum(), label="Zipf's law")
above.set(xscale="log", yscale="log", ylabel="frequency")
above.legend()
below.plot(ranks, share)
below.set(xlabel="rank of the word", ylabel="fraction of the text", ylim=(0, 1))
figures.describe(
    figure,
    "Above, the frequency of words falls with their rank roughly along the straight "
    "line of Zipf's law, and below it at both ends. Below, the fraction of the "
    "text that the first ranks make up grows to {text made of the first 100 words} at "
    "rank 100 and to {text made of the first 1000 words} at rank 1000.",
)
plt.show()

# %%
# How long should the shortlist be?
# ----------------------------------
#
# Count the multiplications for one word. Each score of the head costs 64. A word of the
# cluster, which has 16 features, costs the projection as well, and 16 for each score of
# the cluster. With a longer list the head becomes more expensive, but the cluster is
# needed less often. We count for one cluster and every length of the list. A second
# cluster, with 4 features, can save more.

features = 64
lengths = torch.arange(1, len(words))
in_cluster = 1 - share[lengths - 1]
one = features * (lengths + 1)
one = one + in_cluster * features / 4 * (features + len(words) - lengths)
best = int(lengths[one.argmin()])
print(best, F.best_cutoffs(frequency, features, clusters=1, least=0))
cutoffs = [200, 1_000]
two = features * (cutoffs[0] + 2) + sum(
    (share[end - 1] - share[start - 1]).item() * width * (features + end - start)
    for start, end, width in ((200, 1_000, 16), (1_000, len(words), 4))
)
full = features * len(words)
experiments.record("best length of the list, one cluster", best, ".0f")
experiments.record("fewer multiplications, one cluster", full / one.min(), ".1f")
experiments.record("fewer multiplications, two clusters", full / two, ".1f")

figure, axes = plt.subplots()
axes.plot(lengths, one, label="one cluster")
axes.axhline(full, color="C1", linestyle="--", label="full softmax")
axes.plot(best, one.min(), "o", color="C0")
axes.plot(cutoffs[0], two, "s", color="C2", label="two clusters, 200 and 1000")
axes.set(xscale="log", yscale="log", xlabel="words in the shortlist")
axes.set_ylabel("multiplications for a word")
axes.set_ylim(bottom=12_000)
axes.legend(loc="lower left")
figures.describe(
    figure,
    "The line for one cluster falls until the list has "
    "{best length of the list, one cluster} words, and rises to that of the full "
    "softmax at the right. The square of two clusters lies below the lowest point.",
)
plt.show()

# %%
# A short training
# ----------------
#
# The network takes two words. It looks up 64 numbers for each, mixes the 128 into 64
# features, and guesses the third word. Both models have the same initial weights before
# the last layer, and see the same words, 64 at a time, for 40 steps. The words for
# training come from a tenth of the texts, those of the test from another tenth.
# *Perplexity* is the exponential of the mean loss: a model with perplexity 300 is as
# uncertain as one that has to choose among 300 equally likely words.

number = {word: rank for rank, word in enumerate(words)}


def triples(texts):
    found = [[number[word] for word in text if word in number] for text in texts]
    places = ((line, k) for line in found for k in range(len(line) - 2))
    return torch.tensor([line[k : k + 3] for line, k in places])


train = triples(texts[1::10])
test = triples(texts[::10])[::32]


class Body(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(len(words), features)
        self.mix = nn.Linear(2 * features, features)

    def forward(self, pairs):
        return torch.tanh(self.mix(self.embedding(pairs).flatten(1)))


def perplexity(kind, seed, steps=40, batch=64):
    torch.manual_seed(seed)
    body = Body()
    if kind == "full":
        layer = nn.Linear(features, len(words), bias=False)
    else:
        layer = F.AdaptiveLogSoftmaxWithLoss(features, len(words), cutoffs)

    def loss(lines):
        x, target = body(lines[:, :2]), lines[:, 2]
        if kind == "full":
            return F.cross_entropy(layer(x), target)
        return layer(x, target).loss

    optimiser = torch.optim.Adagrad([*body.parameters(), *layer.parameters()], lr=0.1)
    torch.manual_seed(seed)
    order = torch.randint(len(train), (steps, batch))
    for chosen in order:
        optimiser.zero_grad()
        loss(train[chosen]).backward()
        optimiser.step()
    with torch.no_grad():
        return loss(test).exp().item()


seeds = experiments.seeds(3)
for kind in ("full", "adaptive"):
    reached = [perplexity(kind, seed) for seed in seeds]
    experiments.record(f"perplexity after 40 steps, {kind}", reached, ".0f")

# %%
# After so short a training the adaptive softmax is even ahead. One reason may be that
# it has fewer weights to learn.

# %%
# A longer training
# -----------------
#
# The same model is trained on the documentation of eight packages, 512 words at a time,
# with three seeds. Every tenth text is kept for the test. This was measured beforehand,
# by ``make bench``. Each line is a seed; the time is processor time, for the training
# alone.

measured = Path(F.__file__).parents[2] / "benchmarks/results/many_classes.json"
if not measured.exists():
    print("The measurements come with a clone of the book, and are drawn there.")
    raise SystemExit
result = json.loads(measured.read_text("utf-8"))
runs = result["language"]["runs"]
read, different = result["language"]["words"], result["language"]["types"]
experiments.record("million words, eight packages", read / 1e6, ".1f")
experiments.record("different words, eight packages", different, ",.0f")
experiments.record("the paper's text over ours", 17e6 / read, ".0f")
print(f"{result['device']}, torch {result['torch']}, {result['date']}")

looks = {
    "full": {"color": "C0", "linestyle": "-", "marker": "o"},
    "adaptive": {"color": "C1", "linestyle": "--", "marker": "s"},
}
figure, axes = plt.subplots()
last = {}
for kind, found in runs.items():
    for seed, run in enumerate(found):
        label = f"{kind} softmax" if seed == 0 else None
        seconds = [entry["seconds"] for entry in run]
        perplexities = [entry["perplexity"] for entry in run]
        axes.plot(seconds, perplexities, label=label, **looks[kind])
    first = [run[0]["perplexity"] for run in found]
    ends = last[kind] = {
        "seconds": torch.tensor([run[-1]["seconds"] for run in found]),
        "perplexity": torch.tensor([run[-1]["perplexity"] for run in found]),
    }
    experiments.record(f"seconds, {kind}", ends["seconds"], ".0f")
    experiments.record(f"first perplexity, {kind}", first, ".0f")
    experiments.record(f"perplexity, {kind}", ends["perplexity"], ".0f")
faster = last["full"]["seconds"] / last["adaptive"]["seconds"]
worse = last["adaptive"]["perplexity"] / last["full"]["perplexity"] - 1
experiments.record("times as fast", faster, ".1f")
experiments.record("rise of the perplexity", worse, ".0%")
axes.set(xscale="log", xlabel="seconds of training", ylabel="perplexity, test set")
axes.legend()
figures.describe(
    figure,
    "Perplexity against the time of training, on a logarithmic scale. Both groups of "
    "lines fall alike, those of the full softmax from {first perplexity, full} to "
    "{perplexity, full}. Those of the adaptive softmax end before those of the full "
    "softmax begin, at a slightly higher perplexity.",
)
plt.show()

# %%
# Both models see the same words, and at the end the perplexity of the adaptive softmax
# is higher by :value:`rise of the perplexity`. But the full one takes
# :value:`times as fast` times as long: in the time that the adaptive one needs for its
# whole training the full one has hardly begun.
