"""
Annealing: soft first, hard later
=================================

A network that ends in hard decisions may learn with soft ones. We raise the inverse
temperature while it learns, and compare with networks whose inverse temperature stays:
in a mixture of experts, and in a small attention.
"""

# %%
# Three ways
# ----------
#
# The inverse temperature multiplies scores that are cosines, between −1 and 1, so
# that no weight can grow in its place. It stays at 1, where the largest probability
# is at most :math:`e^2` times the smallest; or at 100, where nearly everything goes
# to the largest score; or at 10, in between. Or it rises from 1 to 100 in the first
# four fifths of the training.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from torch import nn
from torch.nn.functional import normalize

plt.style.use("formulario.book")

SCHEDULES = {
    "fixed 1": (1, 1),
    "fixed 10": (10, 10),
    "fixed 100": (100, 100),
    "annealed": (1, 100),
}
RUNS, STEPS = 8, 80

digits = load_digits()
pictures = torch.tensor(digits.data / 16, dtype=torch.float32)
classes = torch.tensor(digits.target)


def train(networks, softmax, schedule, batches, rate):
    """Train all networks on their batches with a schedule. Then decide hard."""
    optimizer = torch.optim.Adam(networks.parameters(), lr=rate)
    annealing = F.Annealing(softmax, *schedule, steps=STEPS * 4 // 5)
    for inputs, targets in batches:
        scores = networks(inputs)
        # Each network has its own mean, so that it learns as if it were alone.
        loss = RUNS * F.cross_entropy(scores.flatten(0, 1), targets.flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        annealing.step()
    softmax.inverse_temperature = torch.inf


def errors(networks, inputs, targets):
    """The fraction of wrong answers of each network."""
    with torch.no_grad():
        return (networks(inputs).argmax(-1) != targets).float().mean(1)


# %%
# A mixture of experts
# --------------------
#
# Each picture of a digit becomes a point in the plane, by its first two principal
# components. An expert is a linear classifier, and one alone can only cut the plane
# by straight lines. A gate looks in which direction the point lies, and says with
# which weights the scores of eight experts are added up. In the end only the expert
# with the largest weight is asked: the others need not even be computed.

components = PCA(2, random_state=0).fit_transform(digits.data)
points = torch.tensor(components / components.std(), dtype=torch.float32)
EXPERTS = 8


class Mixture(nn.Module):
    def __init__(self):
        super().__init__()
        self.directions = nn.Parameter(torch.randn(EXPERTS, 2))
        self.experts = nn.Linear(2, EXPERTS * 10)
        self.softmax = F.Softmax(dim=-1)

    def forward(self, x):
        gate = self.softmax(normalize(x, dim=-1) @ normalize(self.directions, dim=-1).T)
        scores = self.experts(x).unflatten(-1, (EXPERTS, 10))
        return (gate.unsqueeze(-1) * scores).sum(-2)


def mixtures(schedule):
    """Errors on the pictures that the mixtures learned from, and on new ones."""
    networks, orders = [], []
    for seed in experiments.seeds(RUNS):
        torch.manual_seed(seed)
        networks.append(Mixture())
        orders.append(torch.randperm(len(points)))
    learned, new = torch.stack(orders).split([1200, len(points) - 1200], dim=1)
    together = experiments.SideBySide(networks)
    # Side by side all run as the first one, which has the softmax.
    batches = [(points[learned], classes[learned])] * STEPS
    train(together, networks[0].softmax, schedule, batches, rate=0.1)
    return [errors(together, points[part], classes[part]) for part in (learned, new)]


# %%
# An attention
# ------------
#
# Five pairs of pictures: a key and a value. A further picture, the query, shows the
# same digit as one of the keys, in another handwriting. The answer is the digit on
# that key's value. So the network has to compare pictures, and to look at the value
# of one pair only. Query and keys go through the same linear layer; their cosine is
# the score.

by_class = torch.stack([pictures[classes == digit][:170] for digit in range(10)])
PAIRS = 5


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.key = nn.Linear(64, 16)
        self.value = nn.Linear(64, 10)
        self.softmax = F.Softmax(dim=-1)

    def forward(self, pictures):
        query, *keys = normalize(self.key(pictures[:, : 1 + PAIRS]), dim=-1).unbind(1)
        weights = self.softmax((query.unsqueeze(1) * torch.stack(keys, dim=1)).sum(-1))
        return (weights.unsqueeze(-1) * self.value(pictures[:, 1 + PAIRS :])).sum(1)


def tasks(count, handwritings):
    """Query, keys and values for each network, and the right answers."""
    keys = torch.rand(RUNS, count, 10).argsort(-1)[..., :PAIRS]  # five different digits
    values = torch.randint(10, keys.shape)
    right = torch.randint(PAIRS, (RUNS, count, 1))
    shown = torch.cat([keys.gather(-1, right), keys, values], dim=-1)
    written = handwritings[torch.randint(len(handwritings), shown.shape)]
    return by_class[shown, written], values.gather(-1, right).squeeze(-1)


def attentions(schedule):
    """Errors on handwritings that the attentions learned from, and on new ones."""
    networks = []
    for seed in experiments.seeds(RUNS):
        torch.manual_seed(seed)
        networks.append(Attention())
    learned, new = torch.randperm(170).split([120, 50])
    together = experiments.SideBySide(networks)
    batches = (tasks(64, learned) for _ in range(STEPS))
    train(together, networks[0].softmax, schedule, batches, rate=0.03)
    return [errors(together, *tasks(500, part)) for part in (learned, new)]


# %%
# The outcome
# -----------
#
# Each mark is a network. Every schedule starts from the same weights and meets the
# same pictures, so that we may compare run by run. Annealing counts as better than a
# fixed inverse temperature if, with hard decisions on the pictures that it learned
# from, it makes fewer errors in at least three quarters of the runs, in the mixture as
# well as in the attention.

found = {"mixture of experts": {}, "attention": {}}
for experiment, run in zip(found, (mixtures, attentions), strict=True):
    for name, schedule in SCHEDULES.items():
        found[experiment][name], new = run(schedule)
        experiments.record(
            f"errors, {experiment}, {name}", found[experiment][name], ".1%"
        )
        experiments.record(f"errors on new pictures, {experiment}, {name}", new, ".1%")


def better_than(fixed):
    return all(
        (wrong["annealed"] < wrong[fixed]).float().mean() >= 0.75
        for wrong in found.values()
    )


experiments.claim(
    "Q09",
    "A network that decides softly at first and harder later ends in better hard "
    "decisions than one whose inverse temperature stays.",
    {
        "the other stays soft": better_than("fixed 1"),
        "the other stays in between": better_than("fixed 10"),
        "the other is hard from the start": better_than("fixed 100"),
    },
    [f"errors, {experiment}, {name}" for experiment in found for name in SCHEDULES],
)

figure, panels = plt.subplots(1, 2, figsize=(7, 3.6), sharex=True)
for axes, (experiment, wrong) in zip(panels, found.items(), strict=True):
    for place, errors_of_runs in enumerate(wrong.values()):
        axes.plot([place] * RUNS, 100 * errors_of_runs, "o", color="C0", alpha=0.5)
        middle = 100 * errors_of_runs.median()
        axes.plot(
            [place - 0.3, place + 0.3], [middle, middle], color="C1", linestyle="-"
        )
    axes.set(title=experiment, ylim=(0, None), xlim=(-0.5, 3.5), xticks=range(4))
    labels = [r"$\beta = 1$", r"$\beta = 10$", r"$\beta = 100$", "annealed"]
    axes.set_xticklabels(labels, fontsize=11)
    axes.grid(axis="x", visible=False)
panels[0].set_ylabel("errors in percent")
figures.describe(
    figure,
    "Two panels, each with four columns of marks, one mark for each network, and a "
    "line at their median. Mixture of experts: "
    "{errors, mixture of experts, fixed 1} of "
    "errors at β = 1, {errors, mixture of experts, fixed 10} at 10, "
    "{errors, mixture of experts, fixed 100} at 100, "
    "{errors, mixture of experts, annealed} annealed. Attention: "
    "{errors, attention, fixed 1}, {errors, attention, fixed 10}, "
    "{errors, attention, fixed 100} and {errors, attention, annealed}.",
)
plt.show()
