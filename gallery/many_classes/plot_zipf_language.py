"""
Zipf's law: what a model of words saves, and what it pays
=========================================================

A model of language predicts the next word, one class for each word that there is. In the paper on the adaptive softmax
a network read 17 million words with 44,000 different ones among them. With the full softmax it took 83 minutes and
reached a perplexity of 144; with the adaptive one 30 minutes and 147. We repeat this on a small scale.
"""

# %%
# The text
# --------
#
# No text of millions of words comes with the packages of this book. But they have documentation, written by thousands
# of people, and it is English of a kind. Here we read that of scikit-learn: all that stands between three quotation
# marks. A word is a run of letters. Words that occur less than five times are left out, and the others are numbered by
# frequency.

import json
import re
from collections import Counter
from pathlib import Path

import formulario as F
import matplotlib.pyplot as plt
import sklearn
import torch
from formulario import figures
from torch import nn

plt.style.use("formulario.book")


files = sorted(Path(sklearn.__file__).parent.rglob("*.py"))
sources = [file.read_text("utf-8") for file in files if "tests" not in file.parts]
texts = [re.findall("[a-z]+", text.lower()) for source in sources for text in re.findall('"""(.*?)"""', source, re.S)]
counts = Counter(word for text in texts for word in text)
words = sorted((word for word in counts if counts[word] >= 5), key=lambda word: (-counts[word], word))
frequency = torch.tensor([counts[word] for word in words], dtype=torch.float64)
share = frequency.cumsum(0) / frequency.sum()
print(len(words), "different words among", int(frequency.sum()))
print("the most frequent:", *words[:8])
for count in (100, 200, 1000):
    print(f"the first {count} are {share[count - 1]:.0%} of the text")

# %%
# Zipf's law says that the word of rank *r* is 1/*r* times as frequent as the first one. On two logarithmic axes that is
# a straight line. The law is rough, and good enough for us: 200 words out of 3800 do two thirds of the work.

ranks = torch.arange(1, len(words) + 1)
figure, (above, below) = plt.subplots(2, 1, sharex=True, figsize=(6, 6))
above.plot(ranks, frequency / frequency.sum(), label="words")
above.plot(ranks, 1 / ranks / (1 / ranks).sum(), label="Zipf's law")
above.set(xscale="log", yscale="log", ylabel="frequency")
above.legend()
below.plot(ranks, share)
below.set(xlabel="rank of the word", ylabel="share of the first ranks", ylim=(0, 1))
figures.describe(
    figure,
    "Above, the frequency of words falls with their rank roughly along the straight line of Zipf's law, and below it "
    "at both ends. Below, the share of the first ranks grows to 0.56 at rank 100 and to 0.9 at rank 1000.",
)
plt.show()

# %%
# How long should the shortlist be?
# ----------------------------------
#
# Count the multiplications for one word: 64 for each score of the head; for a word of the cluster, on 16 features, the
# projection and 16 for each score of the cluster. A longer list makes the head dearer, and the cluster is asked less
# often. We count for one cluster and every length of the list. A second cluster, on 4 features, can save more.

features = 64
lengths = torch.arange(1, len(words))
one = features * (lengths + 1) + (1 - share[lengths - 1]) * features / 4 * (features + len(words) - lengths)
best = int(lengths[one.argmin()])
cutoffs = [200, 1_000]
two = features * (cutoffs[0] + 2) + sum(
    (share[end - 1] - share[start - 1]).item() * width * (features + end - start)
    for start, end, width in ((200, 1_000, 16), (1_000, len(words), 4))
)
full = features * len(words)
print(f"full {full}; one cluster {int(one.min())}, with {best} words in the list; cutoffs {cutoffs}: {int(two)}")
print(f"ratios {full / one.min():.1f} and {full / two:.1f}")

figure, axes = plt.subplots()
axes.plot(lengths, one, label="one cluster")
axes.axhline(full, color="C1", linestyle="--", label="full softmax")
axes.plot(best, one.min(), "o", color="C0")
axes.plot(cutoffs[0], two, "s", color="C2", label="two clusters, 200 and 1000")
axes.set(xscale="log", yscale="log", xlabel="words in the shortlist", ylabel="multiplications for a word")
axes.set_ylim(bottom=12_000)
axes.legend(loc="lower left")
figures.describe(
    figure,
    "The line for one cluster falls until the list has between 100 and 200 words, and rises to that of the full "
    "softmax at the right. The square of two clusters lies below the lowest point.",
)
plt.show()

# %%
# A short training
# ----------------
#
# The network takes two words: it looks up 64 numbers for each, mixes the 128 into 64 features, and guesses the third.
# Both models begin with equal weights in front of the last layer, and see the same words, 128 at a time, for 60 steps.
# The words come from a tenth of the texts, those of the test from another tenth. *Perplexity* is the exponential of the
# mean loss: a model with perplexity 300 is as uncertain as one that has to choose among 300 equally likely words.

number = {word: rank for rank, word in enumerate(words)}


def triples(texts):
    found = [[number[word] for word in text if word in number] for text in texts]
    return torch.tensor([line[k : k + 3] for line in found for k in range(len(line) - 2)])


train = triples(texts[1::10])
test = triples(texts[::10])[::16]


class Body(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(len(words), features)
        self.mix = nn.Linear(2 * features, features)

    def forward(self, pairs):
        return torch.tanh(self.mix(self.embedding(pairs).flatten(1)))


def perplexity(kind, seed, steps=60, batch=128):
    torch.manual_seed(seed)
    body = Body()
    if kind == "full":
        layer = nn.Linear(features, len(words), bias=False)
    else:
        layer = F.AdaptiveLogSoftmaxWithLoss(features, len(words), cutoffs)

    def loss(lines):
        x, target = body(lines[:, :2]), lines[:, 2]
        return F.cross_entropy(layer(x), target) if kind == "full" else layer(x, target).loss

    optimiser = torch.optim.Adagrad([*body.parameters(), *layer.parameters()], lr=0.1)
    order = torch.randint(len(train), (steps, batch), generator=torch.Generator().manual_seed(seed))
    for chosen in order:
        optimiser.zero_grad()
        loss(train[chosen]).backward()
        optimiser.step()
    with torch.no_grad():
        return loss(test).exp().item()


for kind in ("full", "adaptive"):
    print(kind, *(f"{perplexity(kind, seed):.0f}" for seed in range(2)))

# %%
# After so short a training the adaptive softmax is even ahead, with both seeds. That it has fewer weights to find may
# be the reason.

# %%
# A longer training
# -----------------
#
# The same model, on the documentation of eight packages: 3.3 million words, 15,000 different ones, 512 at a time, three
# seeds. Every tenth text is kept for the test. This was measured beforehand, by ``make bench``. A seed is a line; the
# time is that of the processor, for the training alone.

measured = Path(F.__file__).parents[2] / "benchmarks/results/many_classes.json"
if not measured.exists():
    print("The measurements come with a clone of the book, and are drawn there.")
    raise SystemExit
result = json.loads(measured.read_text("utf-8"))
runs = result["language"]["runs"]
figure, axes = plt.subplots()
for (kind, seeds), marker in zip(runs.items(), "os", strict=True):
    color = {"full": "C0", "adaptive": "C1"}[kind]
    for seed, run in enumerate(seeds):
        axes.plot(
            [entry["seconds"] for entry in run], [entry["perplexity"] for entry in run], marker=marker, color=color,
            linestyle={"full": "-", "adaptive": "--"}[kind], label=f"{kind} softmax" if seed == 0 else None,
        )
axes.set(xscale="log", xlabel="seconds of training", ylabel="perplexity on the test")
axes.legend()
figures.describe(
    figure,
    "Perplexity against the time of training, on a logarithmic scale. Both groups of lines fall alike, from about 450 "
    "to below 300. Those of the adaptive softmax end before those of the full softmax begin, at a slightly higher "
    "perplexity.",
)
plt.show()

print(f"{result['device']}, torch {result['torch']}, Python {result['python']}, {result['date']}")
for kind, seeds in runs.items():
    last = [run[-1] for run in seeds]
    print(kind, *(f"{entry['seconds']:.0f} s, perplexity {entry['perplexity']:.0f};" for entry in last))

# %%
# Both see the same words, and at the end the full softmax is ahead by a few percent. But it takes about seven times as
# long, and whoever has only the time of the adaptive one is better served by that.
