"""Convolutional networks with four activation functions: the figures of the section *A larger experiment*.

Run by ``make bench``, in half an hour on one core. The data are those of MNIST-1D: digits drawn as lines, shifted,
sheared and disturbed, which a linear classifier reads badly and a convolutional network well. They are made here, not
fetched.

Each function gets the learning rate that serves it best on validation data; then five networks are trained with it from
other initial weights, and read test data that nothing was chosen on.
"""

from __future__ import annotations

import json
import platform
from pathlib import Path
from statistics import mean

import formulario as F
import torch
from mnist1d.data import get_dataset_args, make_dataset
from torch import Tensor, nn

ACTIVATIONS = {"sigmoid": F.Sigmoid, "tanh": F.Tanh, "ReLU": F.ReLU, "GELU": F.GELU}
LEARNING_RATES = (1e-3, 3e-3, 1e-2, 3e-2)
DEPTHS = (3, 12)
SEEDS = range(5)
CHOOSING = SEEDS[:2]  # the runs by which the learning rate is chosen
CHANNELS, LENGTH, STEPS, BATCH, EVERY = 25, 40, 1500, 100, 75

Split = tuple[Tensor, Tensor]


def data() -> tuple[Split, Split, Split]:
    """Training, validation and test data: signals of 40 numbers, and which digit each of them is."""
    settings = get_dataset_args()
    settings.num_samples = 20_000
    made = make_dataset(settings)
    x, y, x_test, y_test = (torch.tensor(made[part]) for part in ("x", "y", "x_test", "y_test"))
    x, x_test = x.float()[:, None], x_test.float()[:, None]
    return (x[:14_000], y[:14_000]), (x[14_000:], y[14_000:]), (x_test, y_test)


def network(depth: int, activation: type[nn.Module]) -> nn.Sequential:
    """A third of the layers at each of three lengths, 20, 10 and 5, then a linear layer for the ten classes."""
    layers: list[nn.Module] = []
    for layer in range(depth):
        first = layer % (depth // 3) == 0
        inputs = CHANNELS if layer else 1
        layers += [nn.Conv1d(inputs, CHANNELS, 3, stride=2 if first else 1, padding=1), activation()]
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(CHANNELS * LENGTH // 8, 10))


def accuracy(model: nn.Module, split: Split) -> float:
    with torch.no_grad():
        return float((model(split[0]).argmax(1) == split[1]).double().mean())


def train(depth: int, name: str, rate: float, seed: int, training: Split, validation: Split) -> tuple[nn.Module, list]:
    """A trained network, and its accuracy on validation data along the way."""
    torch.manual_seed(seed)
    model = network(depth, ACTIVATIONS[name])
    optimiser = torch.optim.Adam(model.parameters(), lr=rate)
    course = []
    for step in range(1, STEPS + 1):
        batch = torch.randint(len(training[1]), (BATCH,))
        optimiser.zero_grad()
        F.cross_entropy(model(training[0][batch]), training[1][batch]).backward()
        optimiser.step()
        if step % EVERY == 0:
            course.append(round(accuracy(model, validation), 4))
    return model, course


def measured(depth: int, name: str, splits: tuple[Split, Split, Split]) -> dict[str, object]:
    """The best learning rate for a function, and the five networks that it gives."""
    training, validation, test = splits
    runs = {
        (rate, seed): train(depth, name, rate, seed, training, validation)
        for rate in LEARNING_RATES for seed in CHOOSING
    }  # fmt: skip
    rate = max(LEARNING_RATES, key=lambda rate: mean(runs[rate, seed][1][-1] for seed in CHOOSING))
    best = [runs.get((rate, seed)) or train(depth, name, rate, seed, training, validation) for seed in SEEDS]
    found = {
        "learning rate": rate,
        "test accuracy": [round(accuracy(model, test), 4) for model, _ in best],
        "validation accuracy": [course for _, course in best],
    }
    print(f"{depth} layers, {name}: {found['test accuracy']}, learning rate {rate}", flush=True)
    return found


if __name__ == "__main__":
    torch.set_num_threads(1)
    splits = data()
    result = {
        "torch": torch.__version__,
        "python": platform.python_version(),
        "steps": list(range(EVERY, STEPS + 1, EVERY)),
        "networks": {
            str(depth): {name: measured(depth, name, splits) for name in ACTIVATIONS} for depth in DEPTHS
        },
    }  # fmt: skip
    path = Path(__file__).parent / "results" / "networks.json"
    path.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
