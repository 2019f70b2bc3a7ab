"""
The weight of a class moves the threshold
=========================================

One class may count more than another. We raise and lower the weight of one class, and
count both kinds of mistakes. Then we try the same without any weight in training.
"""

# %%
# Malignant or benign
# -------------------
#
# Scikit-learn ships measurements of 569 tumours, 212 of them malignant. We take two
# features, the texture and the smoothness, and half of the tumours to learn from, in 20
# random splits. The models are linear, and are trained side by side. The weight of the
# class *malignant* goes from 1/8 to 16; the other one stays at 1.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from formulario.experiments import SideBySide
from sklearn.datasets import load_breast_cancer
from torch import nn

plt.style.use("formulario.book")

cancer = load_breast_cancer()
features = torch.tensor(cancer.data[:, [1, 4]], dtype=torch.float32)
features = (features - features.mean(0)) / features.std(0)
classes = torch.tensor(cancer.target)  # 0 is malignant, 1 benign
splits = []
for seed in experiments.seeds(20):
    torch.manual_seed(seed)
    splits.append(torch.randperm(len(classes)))
train, test = torch.stack(splits).split([285, 284], dim=1)


def trained(weight):
    """A model for each split, at its least loss, where the sum of all is least too."""
    models = SideBySide([nn.Linear(2, 2) for _ in splits])
    optimizer = torch.optim.LBFGS(
        models.parameters(), max_iter=40, line_search_fn="strong_wolfe"
    )

    def loss():
        optimizer.zero_grad()
        x = F.log_softmax(models(features[train]).flatten(0, 1), dim=-1)
        value = F.nll_loss(x, classes[train].flatten(), weight=weight)
        value.backward()
        return value

    optimizer.step(loss)
    return models


def mistakes(scores):
    """Fractions: malignant tumours that are missed, benign ones with a false alarm."""
    truth, said = classes[test], scores.argmax(-1)
    missed = ((said == 1) & (truth == 0)).sum(1) / (truth == 0).sum(1)
    alarms = ((said == 0) & (truth == 1)).sum(1) / (truth == 1).sum(1)
    return torch.stack([missed, alarms])


names = ["1/8", "1/4", "1/2", "1", "2", "4", "8", "16"]
weights = 2.0 ** torch.arange(-3, 5)
kinds = "malignant and missed", "benign and alarmed"
plain = trained(torch.ones(2))(features[test]).detach()
in_training, afterwards = [], []
for weight in weights:
    both = torch.tensor([weight, 1])
    in_training.append(mistakes(trained(both)(features[test])))
    afterwards.append(mistakes(plain + both.log()))
for name, found in {
    "smallest weight": in_training[0],
    "weight 1": in_training[3],
    "weight 4": in_training[5],
    "largest weight": in_training[-1],
}.items():
    for kind, row in zip(kinds, found, strict=True):
        experiments.record(f"{kind}, {name}", row, ".0%")
apart = (torch.stack(in_training) - torch.stack(afterwards)).abs().median(2).values
experiments.record("weight and threshold apart, up to 4", apart[:6].max().item(), ".1%")
experiments.record(
    "weight and threshold apart, largest weight", apart[-1].max().item(), ".1%"
)

# %%
# With a large weight more of the malignant tumours are found, and more of the benign
# ones give a false alarm; with a small one it is the other way round. Which weight is
# right depends on how much worse one mistake is than the other.
#
# The rings show a model that was trained without weights. Only afterwards is log w
# added to its score for *malignant*. Up to a weight of 4 the two differ by
# :value:`weight and threshold apart, up to 4` of a class at most, and at 16 by
# :value:`weight and threshold apart, largest weight`, in the median of the splits. So
# here a weight is not much more than a moved threshold.

figure, axes = plt.subplots()
for kind, name in enumerate(kinds):
    rows = torch.stack(in_training)[:, kind]
    low, middle, high = rows.quantile(torch.tensor([0.25, 0.5, 0.75]), dim=1)
    (line,) = axes.plot(weights, middle, label=name)
    color = line.get_color()
    axes.fill_between(weights, low, high, color=color, alpha=0.15, linewidth=0)
    moved = torch.stack(afterwards)[:, kind].median(1).values
    axes.plot(weights, moved, "o", color=color, fillstyle="none")
axes.plot([], [], "o", color="0.4", fillstyle="none", label="threshold moved")
axes.set_xscale("log", base=2)
axes.set_xticks(weights, names)
axes.set(
    xlabel="weight $w$ of the malignant",
    ylabel="fraction of the class",
    ylim=(-0.03, 1),
)
axes.legend(loc="upper center")
figures.describe(
    figure,
    "Two fractions against the weight of the malignant, from 1/8 to 16. That of the "
    "malignant that are missed falls from {malignant and missed, smallest weight} to "
    "{malignant and missed, largest weight}; that of the benign with a false alarm "
    "rises from {benign and alarmed, smallest weight} to {benign and alarmed, largest "
    "weight}. Rings for a moved threshold lie on the lines up to a weight of 4, and "
    "part from them a little beyond.",
)
plt.show()
