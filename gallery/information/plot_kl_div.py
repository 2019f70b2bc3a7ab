"""
KLDiv: learn from a teacher, and mind the mean
==============================================

A network that has seen many digits gives its probabilities for a few of them. A second
network learns from these in place of labels. The loss is the relative entropy, computed
by ``kl_div``, one of whose reductions does not do what its name says.
"""

# %%
# Thirty digits
# -------------
#
# The teacher is a linear classifier that has learned from 1,000 handwritten digits. The
# student is a linear classifier too, but sees only 30 of them. It learns either from
# their labels, by cross-entropy, or from the teacher's probabilities, by ``kl_div``.
# The probabilities of both are softened: all scores are divided by 2 before the
# softmax. This makes the gradient about four times smaller, so the loss is multiplied
# by 4. There are six random splits.
#
# The probabilities are tried with two reductions, and everything else is the same.
# ``"batchmean"`` divides the sum by the number of digits. ``"mean"`` divides by the
# number of digits and by the number of classes.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from sklearn.datasets import load_digits
from torch import nn

plt.style.use("formulario.book")

digits = load_digits()
images = torch.tensor(digits.data / 16, dtype=torch.float32)
labels = torch.tensor(digits.target)
seeds = experiments.seeds(6)
order = []
for seed in seeds:
    torch.manual_seed(seed)
    order.append(torch.randperm(len(images)))
order = torch.stack(order)
many, few, test = order[:, :1000], order[:, :30], order[:, 1000:]


def right(model):
    """The accuracy on the test set, for each split."""
    with torch.no_grad():
        return (model(images[test]).argmax(-1) == labels[test]).float().mean(1)


def trained(rows, loss, steps):
    """The models of all splits, and their accuracy at each 20th step."""
    models = []
    for seed in seeds:
        torch.manual_seed(seed)
        models.append(nn.Linear(64, 10))
    model = experiments.SideBySide(models)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.5)
    history = [right(model)]
    for step in range(1, steps + 1):
        optimiser.zero_grad()
        of_one = loss(model(images[rows]).flatten(0, 1), rows)
        (len(seeds) * of_one).backward()  # the loss is a mean over all splits
        optimiser.step()
        if step % 20 == 0:
            history.append(right(model))
    return model, torch.stack(history)


def from_labels(scores, rows):
    return F.cross_entropy(scores, labels[rows].flatten())


teacher, at_school = trained(many, from_labels, 100)
probabilities = F.softmax(teacher(images[few]).detach().flatten(0, 1) / 2, dim=-1)


def from_probabilities(reduction):
    def loss(scores, _):
        logarithms = F.log_softmax(scores / 2, dim=-1)
        return 4 * F.kl_div(logarithms, probabilities, reduction=reduction)

    return loss


experiments.record("accuracy, teacher", at_school[-1], ".0%")
ways = {
    "probabilities, batchmean": from_probabilities("batchmean"),
    "probabilities, mean": from_probabilities("mean"),
    "labels": from_labels,
}
ends = {}
figure, axes = plt.subplots()
for name, loss in ways.items():
    _, history = trained(few, loss, 200)
    low, middle, high = history.quantile(torch.tensor([0.25, 0.5, 0.75]), dim=1)
    steps = range(0, 201, 20)
    (line,) = axes.plot(steps, middle, label=name)
    axes.fill_between(steps, low, high, color=line.get_color(), alpha=0.15, linewidth=0)
    ends[name] = history[-1]
    experiments.record(f"accuracy, {name}", history[-1], ".0%")
of_teacher = at_school[-1].median()
axes.axhline(of_teacher, color="0.5", linestyle="-", linewidth=0.8)
axes.text(200, of_teacher + 0.01, "teacher", ha="right", color="0.4")
axes.set(xlabel="step of training", ylabel="accuracy", ylim=(0, 1))
axes.legend(loc="lower right")
figures.describe(
    figure,
    "The accuracy on the test set against the step of training. With the teacher’s "
    "probabilities and batchmean it reaches {accuracy, probabilities, batchmean}, with "
    "labels it soon stays at {accuracy, labels}. With probabilities and mean it rises "
    "slowly and has come to {accuracy, probabilities, mean} after 200 steps. A line at "
    "{accuracy, teacher} is the teacher.",
)
plt.show()

for name in ("labels", "probabilities, mean"):
    better = (ends["probabilities, batchmean"] > ends[name]).sum()
    splits = f"splits in which batchmean is better than {name}"
    experiments.record(splits, better, ".0f")

# %%
# The student that learns from probabilities is more accurate than the one that learns
# from labels, in :value:`splits in which batchmean is better than labels` of the six
# splits. A label names the right digit and says nothing about the others, while the
# probabilities say of each how plausible it is. Here teacher and student are models of
# the same form, and the probabilities for a few digits go far towards determining the
# teacher; another student may gain less.
#
# With ``"mean"`` all steps of the same student are a tenth as long, since there are ten
# classes. This is not wrong but slow, as if the learning rate had been divided by ten.

# %%
# The reductions
# --------------
#
# The same 30 rows of ten probabilities, and a student that has learned nothing yet: the
# sum, the two means, and the relative entropy, averaged over the digits.

scores, target = torch.zeros(30, 10), probabilities[:30]
for reduction in ("sum", "batchmean", "mean"):
    print(F.kl_div(F.log_softmax(scores, dim=-1), target, reduction=reduction))
print(F.relative_entropy(target, F.softmax(scores, dim=-1)).mean())
