"""
Binary cross-entropy, and how not to compute it
===============================================

Yes or no: malignant or benign? A model gives a score, the sigmoid makes a probability
of it, and the logarithm a loss. Computed in these steps the loss breaks down where the
model is sure. Computed from the score it does not.
"""

# %%
# Three ways to the same number
# -----------------------------
#
# The target is 0, so the model is wrong on the right-hand side. All numbers are in
# float32; float64 serves as the truth.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from sklearn.datasets import load_breast_cancer
from torch import nn

plt.style.use("formulario.book")


def literal(score, target):
    """As the formula says, step by step."""
    p = torch.sigmoid(score)
    return -target * p.log() - (1 - target) * (1 - p).log()


score = torch.linspace(-30, 130, 3201)
target = torch.zeros_like(score)
steps = literal(score, target)
limited = F.binary_cross_entropy(torch.sigmoid(score), target, reduction="none")
direct = F.binary_cross_entropy_with_logits(score, target, reduction="none")
truth = F.binary_cross_entropy_with_logits(
    score.double(), target.double(), reduction="none"
)
infinite = score[steps.isinf()].min().item()
experiments.record("literal formula infinite from", infinite, ".1f")
experiments.record("literal formula 0 below", score[steps > 0].min().item(), ".1f")

figure, (left, right) = plt.subplots(1, 2, figsize=(7, 3.6), width_ratios=(3, 2))
ways = {
    "step by step": (steps, "--"),
    "from the probability": (limited, ":"),
    "from the score": (direct, "-"),
}
for name, (loss, style) in ways.items():
    left.plot(score, loss, style, label=name)
    wrong = ((loss - truth) / truth).abs().clamp(1e-9)
    near = score < 0
    right.semilogy(score[near], wrong[near], style)
left.set(xlabel="score (logit)", ylabel="loss, target 0")
right.set(xlabel="score (logit)", ylabel="relative error")
figure.legend(loc="outside upper center", ncols=3)
figures.describe(
    figure,
    "Two panels. On the left the loss against the score, up to 130: from the score it "
    "is a straight line; step by step it ends at {literal formula infinite from}, "
    "where it becomes infinite; from the probability it jumps there to 100 and stays. "
    "On the right the relative error for negative scores: step by step it grows to 1 "
    "at {literal formula 0 below}; the two others stay at rounding.",
)
plt.show()

# %%
# A model that is sure
# --------------------
#
# Logistic regression on the 569 tumours that scikit-learn ships, from measurements as
# they are, not brought to one scale. Some are in the thousands, and so the scores are
# large from the first step on. The model is trained twice from the same weights.

cancer = load_breast_cancer()
features = torch.tensor(cancer.data, dtype=torch.float32)
malignant = (torch.tensor(cancer.target) == 0).float()


def trained(loss, steps=200):
    """The model, and the last step: the one in which its weights were lost, if any."""
    torch.manual_seed(0)
    model = nn.Linear(30, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-3)
    step = 0
    while step < steps and not model.weight.isnan().any():
        step += 1
        optimizer.zero_grad()
        loss(model(features).squeeze(1), malignant).mean().backward()
        optimizer.step()
    return model, step


_, lost = trained(literal)
model, last = trained(F.binary_cross_entropy_with_logits)
right = ((model(features).squeeze(1) > 0) == (malignant == 1)).float().mean().item()
experiments.record("step in which the weights are lost", lost, ".0f")
experiments.record("accuracy from the score", right, ".0%")
print(f"from the score, the last step is {last}")

# %%
# Step by step, all weights are NaN in step :value:`step in which the weights are lost`:
# an infinite loss has a slope of ∞, the sigmoid there a slope of 0, and their product
# is NaN. From the score nothing is lost, and after 200 steps :value:`accuracy from the
# score` of the tumours are classified correctly.
