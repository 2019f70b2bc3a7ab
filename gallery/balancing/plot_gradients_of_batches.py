"""
The gradients of batches
========================

Weights and equal frequencies send training the same way on average. How far from this
average is a single batch?
"""

# %%
# Two features of tumours
# -----------------------
#
# Of each tumour we take the radius and the number of dents in its outline, both in
# standard deviations from the mean. All 357 benign tumours are kept, and only seven of
# the malignant ones. The classifier has two weights, which start at 0.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from sklearn.datasets import load_breast_cancer
from torch.utils.data import DataLoader, RandomSampler, TensorDataset

plt.style.use("formulario.book")

tumours = load_breast_cancer()
features = torch.tensor(tumours.data[:, [0, 7]], dtype=torch.float32)
features = (features - features.mean(0)) / features.std(0)
malignant = torch.tensor(tumours.target) == 0

# %%
# A batch has 32 tumours. Nothing is trained: for each batch we keep the gradient of the
# loss with respect to the weights, which the first step of training would follow, and
# how many malignant tumours it has seen.


def gradients(data, sampler, class_weights=None):
    found, seen = [], []
    while len(found) < 500:
        for x, y in DataLoader(data, batch_size=32, sampler=sampler, drop_last=True):
            weights = torch.zeros(2, requires_grad=True)
            scores = torch.stack([torch.zeros(len(x)), x @ weights], dim=1)
            losses = F.cross_entropy(scores, y, weight=class_weights, reduction="none")
            losses.mean().backward()
            found.append(weights.grad)
            seen.append(int(y.sum()))
    return torch.stack(found[:500]), torch.tensor(seen[:500])


# %%
# A thousand batches
# ------------------
#
# Five hundred have weights, and five hundred equal frequencies. That is done five
# times, with other malignant tumours.

runs = []
for seed in experiments.seeds(5):
    torch.manual_seed(seed)
    few = features[malignant][torch.randperm(int(malignant.sum()))[:7]]
    inputs = torch.cat([features[~malignant], few])
    targets = torch.tensor([0] * (len(inputs) - 7) + [1] * 7)
    data = TensorDataset(inputs, targets)
    class_weights = len(targets) / (2 * torch.bincount(targets))
    weighted, seen = gradients(data, RandomSampler(data), class_weights)
    balanced, _ = gradients(data, F.BalancedSampler(targets, seed=seed))
    runs.append((weighted, balanced, seen))
print(class_weights)

# %%
# The picture shows the first run. A cross marks the mean of each cloud.

weighted, balanced, seen = runs[0]
figure, (left, right) = plt.subplots(1, 2, figsize=(8, 4.6), sharex=True, sharey=True)
marks = [("o", "none"), ("^", "one"), ("s", "two or more")]
for count, (mark, name) in enumerate(marks):
    cloud = weighted[seen.clamp(max=2) == count]
    left.plot(*cloud.T, mark, color=f"C{count}", markersize=5, alpha=0.6, label=name)
right.plot(*balanced.T, "D", color="C3", markersize=5, alpha=0.6, label="sixteen")
for axes, cloud in [(left, weighted), (right, balanced)]:
    axes.plot(*cloud.mean(0), "k+", markersize=18, markeredgewidth=2)
    axes.set(xlabel="derivative w.r.t. the first weight", aspect="equal")
    axes.legend(title="malignant in the batch", loc="lower right", title_fontsize=11)
left.set(title="weights", ylabel="derivative w.r.t. the second weight")
right.set(title="equal frequencies")
figures.describe(
    figure,
    "Two clouds of points, on the same scales, each with a cross in its middle; the "
    "crosses stand at the same place. With weights, the batches without a malignant "
    "tumour lie close together near 0, those with one lie in several groups around, "
    "and those with two or more reach far out. At equal frequencies all points lie "
    "close around the cross.",
)
plt.show()

# %%
# With weights, the batches without a malignant tumour lie on a small heap near 0. Where
# a batch with one malignant tumour lies depends on which one it is: there are as many
# groups as tumours. At equal frequencies every batch has sixteen, each of the seven
# twice or three times, so that the batches are nearly the same.
#
# The distance from the mean, of the typical batch (root of the mean square):


def spread(gradients):
    return float((gradients - gradients.mean(0)).square().sum(1).mean().sqrt())


experiments.record(
    "spread with weights, over that at equal frequencies",
    [spread(weighted) / spread(balanced) for weighted, balanced, _ in runs],
    ".0f",
)
experiments.record(
    "distance of the two means, over the spread with weights",
    [
        float((weighted.mean(0) - balanced.mean(0)).norm()) / spread(weighted)
        for weighted, balanced, _ in runs
    ],
    ".2f",
)
experiments.record(
    "batches without a malignant tumour",
    [float((seen == 0).double().mean()) for *_, seen in runs],
    ".0%",
)
