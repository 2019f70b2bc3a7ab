"""What the adaptive softmax saves against the full one: time and memory as classes grow, and a model of words.

Run by ``make bench``, or alone. The book takes the result from ``benchmarks/results/many_classes.json``; no test and no
build measures anything.

Each measurement is a step of training through the last layer alone: the loss, and all its gradients. The contestants
take turns, and of each the fastest round counts. A CPU's own time is taken, on one thread. The memory is the most that
weights, gradients and all between held at once.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from importlib.metadata import version
from importlib.util import find_spec
from itertools import product, repeat
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory

import formulario as F
import torch
from side_by_side import device, peak, seconds, stamp
from torch import Tensor, nn

RESULT = Path(__file__).parent / "results" / "many_classes.json"
DEVICE = device()


def tell(progress: dict) -> None:
    print(progress, file=sys.stderr, flush=True)


# --- as classes grow

CLASSES = (1_000, 10_000, 100_000, 1_000_000)
FEATURES, BATCH = 128, 128
ROUNDS = {1_000: 60, 10_000: 30, 100_000: 8, 1_000_000: 3}
CONTESTANTS = ("full", "adaptive", "torch")
"""The full softmax as torch computes it, ours, and torch's adaptive softmax."""

Loss = Callable[[Tensor, Tensor], Tensor]


def examples(classes: int, batch: int, features: int) -> tuple[Tensor, Tensor]:
    """Features, and targets of which class r is 1/r times as frequent as class 1."""
    torch.manual_seed(0)
    y = torch.multinomial(1 / torch.arange(1.0, classes + 1), batch, replacement=True).to(DEVICE)
    return torch.randn(batch, features, device=DEVICE, requires_grad=True), y


def cutoffs(classes: int) -> list[int]:
    """A twentieth of the classes in the shortlist, a fifth before the second cluster."""
    return [classes // 20, classes // 5]


def full(features: int, classes: int) -> tuple[nn.Module, Loss]:
    layer = nn.Linear(features, classes, bias=False, device=DEVICE)
    return layer, lambda x, y: nn.functional.cross_entropy(layer(x), y)


def contestant(name: str, classes: int, features: int = FEATURES) -> tuple[nn.Module, Loss]:
    """The layer with its weights, and its loss."""
    if name == "full":
        return full(features, classes)
    source = {"adaptive": F, "torch": nn}[name]
    layer = source.AdaptiveLogSoftmaxWithLoss(features, classes, cutoffs(classes), device=DEVICE)
    return layer, lambda x, y: layer(x, y).loss


def times(
    classes: int, rounds: int, names: Iterable[str] = CONTESTANTS, batch: int = BATCH, features: int = FEATURES
) -> dict[str, float]:
    """Milliseconds of a step, for each contestant."""
    x, y = examples(classes, batch, features)
    losses = {name: contestant(name, classes, features) for name in names}
    fastest = dict.fromkeys(names, inf)
    for _ in range(rounds):
        for name, (layer, loss) in losses.items():
            layer.zero_grad()
            fastest[name] = min(fastest[name], seconds(lambda loss=loss: loss(x, y).backward()))
            layer.zero_grad()
    return {name: round(1000 * time, 3) for name, time in fastest.items()}


def memory(name: str, classes: int, batch: int = BATCH, features: int = FEATURES) -> float:
    """Megabytes that weights, gradients and all between need in one step."""
    x, y = examples(classes, batch, features)
    return round(peak(lambda: contestant(name, classes, features)[1](x, y).backward()) / 1e6, 1)


def weights(name: str, classes: int) -> int:
    return sum(weight.numel() for weight in contestant(name, classes)[0].parameters())


def growth() -> list[dict]:
    found = []
    for classes in CLASSES:
        found.append({
            "classes": classes,
            "cutoffs": cutoffs(classes),
            "weights": {name: weights(name, classes) for name in CONTESTANTS},
            "milliseconds": times(classes, ROUNDS[classes]),
            "megabytes": {name: memory(name, classes) for name in CONTESTANTS},
        })
        tell(found[-1])
    return found


SIZES = [(128, 128, 200_000), (512, 128, 200_000), (512, 512, 200_000), (2048, 256, 267_735)]
"""Batch, features and classes; the last are those of a dictionary that many compare themselves by, WikiText-103's."""


def against_torch() -> list[dict]:
    """Torch's time for its adaptive softmax over that of ours, and our memory over torch's, for larger batches."""
    found = []
    for batch, features, classes in SIZES:
        time = times(classes, 6, ("adaptive", "torch"), batch, features)
        needed = {name: memory(name, classes, batch, features) for name in time}
        found.append({
            "batch": batch,
            "features": features,
            "classes": classes,
            "time, torch / ours": round(time["torch"] / time["adaptive"], 2),
            "memory, ours / torch": round(needed["adaptive"] / needed["torch"], 2),
        })
        tell(found[-1])
    return found


# --- a model of words

PACKAGES = {
    "networkx": "networkx", "scipy": "scipy", "sklearn": "scikit-learn", "skimage": "scikit-image", "sympy": "sympy",
    "matplotlib": "matplotlib", "numpy": "numpy", "torch": "torch",
}
"""Whose documentation is read, by the names that they have on the package index."""
RAREST = 5
"""Words that occur less often are left out."""
WIDTH, WORDS_AT_ONCE, STEPS, CHECKS, SEEDS = 64, 512, 3000, 4, 3
WORD_CUTOFFS = [1000, 5000]


def documentation(package: str) -> Iterator[str]:
    """What stands between three quotation marks in the source of a package."""
    for file in sorted(Path(find_spec(package).origin).parent.rglob("*.py")):
        if "tests" not in file.parts:
            yield from re.findall('"""(.*?)"""', file.read_text("utf-8"), re.DOTALL)


def corpus() -> tuple[list[str], Tensor, Tensor]:
    """The words by frequency; the text for training and, every tenth text, for the test."""
    texts = [re.findall("[a-z]+", text.lower()) for package in PACKAGES for text in documentation(package)]
    counts = Counter(word for words in texts for word in words)
    words = sorted((word for word in counts if counts[word] >= RAREST), key=lambda word: (-counts[word], word))
    number = {word: rank for rank, word in enumerate(words)}
    texts = [[number[word] for word in words if word in number] for words in texts]

    def triples(texts: list[list[int]]) -> Tensor:
        return torch.tensor([text[k : k + 3] for text in texts for k in range(len(text) - 2)])

    return words, triples([text for k, text in enumerate(texts) if k % 10]), triples(texts[::10])


class Body(nn.Module):
    """Two words go in; features for the third come out."""

    def __init__(self, words: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(words, WIDTH, sparse=True)
        self.mix = nn.Linear(2 * WIDTH, WIDTH)

    def forward(self, pairs: Tensor) -> Tensor:
        return torch.tanh(self.mix(self.embedding(pairs).flatten(1)))


def trained(kind: str, seed: int, words: int, train: Tensor, test: Tensor) -> list[dict]:
    """Perplexity on the test, and seconds of training so far, at some steps."""
    torch.manual_seed(seed)
    body = Body(words).to(DEVICE)
    if kind == "full":
        layer, loss = full(WIDTH, words)
    else:
        layer = F.AdaptiveLogSoftmaxWithLoss(WIDTH, words, WORD_CUTOFFS, device=DEVICE)
        loss = lambda x, y: layer(x, y).loss  # noqa: E731
    optimiser = torch.optim.Adagrad([*body.parameters(), *layer.parameters()], lr=0.1)
    generator = torch.Generator().manual_seed(seed)

    def step() -> None:
        batch = train[torch.randint(len(train), (WORDS_AT_ONCE,), generator=generator)].to(DEVICE)
        optimiser.zero_grad()
        loss(body(batch[:, :2]), batch[:, 2]).backward()
        optimiser.step()

    @torch.no_grad()
    def perplexity() -> float:
        parts = test.split(WORDS_AT_ONCE)
        total = sum(len(part) * loss(body(part[:, :2]), part[:, 2]).double() for part in parts)
        return (total / len(test)).exp().item()

    found, spent = [], 0.0
    for number in range(1, STEPS + 1):
        spent += seconds(step)
        if number % (STEPS // CHECKS) == 0:
            found.append({"step": number, "seconds": round(spent, 2), "perplexity": round(perplexity(), 1)})
            tell({"kind": kind, "seed": seed, **found[-1]})
    return found


def trained_alone(kind: str, seed: int, texts: Path) -> list[dict]:
    """The same in a process of its own."""
    command = [sys.executable, __file__, "--train", kind, str(seed), str(texts)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def language() -> dict:
    words, train, test = corpus()
    test = test[torch.randperm(len(test), generator=torch.Generator().manual_seed(0))[:16_384]].to(DEVICE)
    counts = train[:, 2].bincount(minlength=len(words)).double()
    reach = counts.cumsum(0) / counts.sum()
    runs: dict[str, list] = {"full": [], "adaptive": []}
    kinds, seeds = zip(*product(runs, range(SEEDS)), strict=True)
    with TemporaryDirectory() as folder, ThreadPoolExecutor(2 if DEVICE == "cpu" else 1) as pool:
        torch.save({"words": len(words), "train": train, "test": test}, texts := Path(folder) / "texts")
        # Each counts its own time, of one thread, so two can go at once.
        for kind, found in zip(kinds, pool.map(trained_alone, kinds, seeds, repeat(texts)), strict=True):
            runs[kind].append(found)
    return {
        "packages": {name: version(name) for name in PACKAGES.values()},
        "words": len(train) + len(test),
        "types": len(words),
        "cutoffs": WORD_CUTOFFS,
        "share": [round(reach[cutoff - 1].item(), 3) for cutoff in WORD_CUTOFFS],
        "width": WIDTH,
        "batch": WORDS_AT_ONCE,
        "runs": runs,
    }


def main() -> None:
    torch.set_num_threads(1)
    torch.sparse.check_sparse_tensor_invariants.disable()  # said aloud, or torch warns
    if sys.argv[1:2] == ["--train"]:
        print(json.dumps(trained(sys.argv[2], int(sys.argv[3]), **torch.load(sys.argv[4]))))
        return
    result = {
        **stamp(),
        "date": date.today().isoformat(),
        "features": FEATURES,
        "batch": BATCH,
        "growth": growth(),
        "against torch": against_torch(),
        "language": language(),
    }
    RESULT.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
