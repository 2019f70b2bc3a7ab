"""
The weight of a class moves the threshold
=========================================

A class may count more than another. The weight of one class is turned up and down, and we count both kinds of mistakes.
Then the same is tried without any weight in training.
"""

# %%
# Malignant or benign
# -------------------
#
# Scikit-learn ships measurements of 569 tumours, 212 of them malignant. We take two features, the texture and the
# smoothness, and half of the tumours to learn from, in 20 random splits. The model is linear, and trained to the end.
# The weight of the class *malignant* goes from 1/8 to 16; the other one stays at 1.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import figures
from sklearn.datasets import load_breast_cancer

plt.style.use("formulario.book")

cancer = load_breast_cancer()
features = torch.tensor(cancer.data[:, [1, 4]], dtype=torch.float32)
features = (features - features.mean(0)) / features.std(0)
classes = torch.tensor(cancer.target)  # 0 is malignant, 1 benign
torch.manual_seed(0)
splits = torch.stack([torch.randperm(len(classes)) for _ in range(20)])
train, test = splits[:, :285], splits[:, 285:]


def scores(parameters, rows):
    return features[rows] @ parameters[:, :2] + parameters[:, 2:]


def trained(weight):
    """Slopes and biases of one model for each split, at the least loss."""
    parameters = torch.zeros(len(splits), 3, 2, requires_grad=True)
    optimizer = torch.optim.LBFGS([parameters], max_iter=40, line_search_fn="strong_wolfe")

    def loss():
        optimizer.zero_grad()
        x = F.log_softmax(scores(parameters, train).flatten(0, 1), dim=-1)
        value = F.nll_loss(x, classes[train].flatten(), weight=weight)
        value.backward()
        return value

    optimizer.step(loss)
    return parameters.detach()


def mistakes(scores):
    """The share of the malignant that is missed, and of the benign that gives alarm, for each split."""
    truth, said = classes[test], scores.argmax(-1)
    missed = ((said == 1) & (truth == 0)).sum(1) / (truth == 0).sum(1)
    alarms = ((said == 0) & (truth == 1)).sum(1) / (truth == 1).sum(1)
    return torch.stack([missed, alarms])


weights = 2.0 ** torch.arange(-3, 5)
plain = scores(trained(torch.ones(2)), test)
in_training, afterwards = [], []
for weight in weights:
    both = torch.stack([weight, torch.tensor(1.0)])
    in_training.append(mistakes(scores(trained(both), test)))
    afterwards.append(mistakes(plain + both.log()))
    medians = [*in_training[-1].median(-1).values, *afterwards[-1].median(-1).values]
    print(f"{weight:6}  " + "  ".join(f"{share:.3f}" for share in medians))

# %%
# A large weight finds more of the tumours, and alarms more of the healthy. A small one does the opposite. No weight is
# right by itself: it says how much worse one mistake is than the other.
#
# The rings show a model that was trained without weights. Only afterwards is log w added to its score for *malignant*.
# Up to a weight of 4 it decides in nearly the same way. Here a weight is not much more than a moved threshold.

figure, axes = plt.subplots()
for kind, name in enumerate(("malignant and missed", "benign and alarmed")):
    low, middle, high = torch.stack(in_training)[:, kind].quantile(torch.tensor([0.25, 0.5, 0.75]), dim=1)
    (line,) = axes.plot(weights, middle, label=name)
    axes.fill_between(weights, low, high, color=line.get_color(), alpha=0.15, linewidth=0)
    moved = torch.stack(afterwards)[:, kind].median(1).values
    axes.plot(weights, moved, "o", color=line.get_color(), fillstyle="none")
axes.plot([], [], "o", color="0.4", fillstyle="none", label="threshold moved")
axes.set_xscale("log", base=2)
axes.set_xticks(weights, ["1/8", "1/4", "1/2", "1", "2", "4", "8", "16"])
axes.set(xlabel="weight $w$ of the malignant", ylabel="share of the class", ylim=(-0.03, 1))
axes.legend(loc="upper center")
figures.describe(
    figure,
    "Two shares against the weight of the malignant, from 1/8 to 16. The share that is missed falls from 0.90 to 0; "
    "the share of the benign that gives alarm rises from 0.01 to 0.74. They cross between 1 and 2. Rings for a moved "
    "threshold lie on the lines up to a weight of 4, and part from them a little beyond.",
)
plt.show()
