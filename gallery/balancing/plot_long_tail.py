"""
A long tail: weights or equal frequencies?
==========================================

One class has 120 samples, another one 3. We train on them as they come, with weights, with equal frequencies, and with
equal frequencies followed by a few epochs at the true ones.
"""

# %%
# Ten classes, from frequent to rare
# ----------------------------------
#
# The samples are handwritten digits. There are ten starts, and in each of them every digit has another place between
# frequent and rare; so each class is each digit once. Whenever a digit is read, noise is added to it. Without noise the
# networks would soon know the few samples by heart, and have no doubts in which a frequency could matter.
#
# Each class has 50 more samples for testing. They measure how a class fares. For whatever depends on the frequencies,
# each class counts as much as it is frequent.

from itertools import islice

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import figures
from sklearn.datasets import load_digits

plt.style.use("formulario.book")

digits = load_digits()
pixels = torch.tensor(digits.data, dtype=torch.float32)
pixels = (pixels - pixels.mean()) / pixels.std()
starts, rates, noise = 10, torch.tensor([0.03, 0.1, 0.3, 1]), 1.2

sizes = (120 * (3 / 120) ** (torch.arange(10) / 9)).round().long()
classes = torch.repeat_interleave(torch.arange(10), sizes)
frequencies = sizes / sizes.sum()
print(sizes.tolist(), f"together {len(classes)}")

torch.manual_seed(0)
training, testing = [], []
for start in range(starts):
    shuffled = [torch.tensor((digits.target == (start + place) % 10).nonzero()[0]) for place in range(10)]
    shuffled = [places[torch.randperm(len(places))] for places in shuffled]
    training.append(torch.cat([places[:size] for places, size in zip(shuffled, sizes, strict=True)]))
    testing.append(torch.stack([places[120:170] for places in shuffled]))
training = torch.stack(training)
testing = pixels[torch.stack(testing)].flatten(1, 2)
testing = testing + noise * torch.randn(testing.shape)

# %%
# Three ways, four rates
# ----------------------
#
# A network has one hidden layer of 32 units. The weighted loss multiplies each sample by 1 over the frequency of its
# class, and divides by the sum of the weights in the batch, as PyTorch does. All ways take the same number of steps,
# with 30 samples each: 12 epochs of the balanced sampler. And all ways try four learning rates.

steps = 12 * 10 * 120 // 30


def networks():
    torch.manual_seed(1)
    parameters = [torch.randn(starts, 64, 32) / 8, torch.zeros(starts, 1, 32)]
    parameters += [torch.randn(starts, 32, 10) / 32**0.5, torch.zeros(starts, 1, 10)]
    return [parameter.repeat_interleave(len(rates), 0).requires_grad_() for parameter in parameters]


def scores(parameters, x):
    weight, bias, weight_out, bias_out = parameters
    return torch.baddbmm(bias_out, F.relu(torch.baddbmm(bias, x, weight)), weight_out)


def batches(balanced_epochs, first=0):
    """Batches of 30 for each start, without end."""
    samplers = [F.BalancedSampler(classes, balanced_epochs=balanced_epochs, seed=seed) for seed in range(starts)]
    epoch = first
    while True:
        for sampler in samplers:
            sampler.set_epoch(epoch)
        yield from torch.tensor([list(sampler) for sampler in samplers]).split(30, 1)
        epoch += 1


def train(parameters, batches, weights=None, trained=slice(None)):
    rate = rates.repeat(starts)[:, None, None]
    weights = torch.ones(10) if weights is None else weights
    for batch in batches:
        x = pixels[training.gather(1, batch)]
        x = (x + noise * torch.randn(x.shape)).repeat_interleave(len(rates), 0)
        y = classes[batch].repeat_interleave(len(rates), 0)
        loss = F.cross_entropy(scores(parameters, x).flatten(0, 1), y.flatten(), weights, reduction="none").view_as(y)
        loss = loss.sum(1) / weights[y].sum(1)
        gradients = torch.autograd.grad(loss.sum(), parameters[trained])
        with torch.no_grad():
            for parameter, gradient in zip(parameters[trained], gradients, strict=True):
                parameter -= rate * gradient
    return parameters


def evaluate(parameters, shift=0):
    """For each start, rate and class: its recall, and the share that it gets on average, at the true frequencies."""
    with torch.no_grad():
        x = testing.repeat_interleave(len(rates), 0)
        shares = F.softmax(scores(parameters, x) + shift, dim=-1).view(starts, len(rates), 10, 50, 10)
    recall = (shares.argmax(-1) == torch.arange(10)[:, None]).float().mean(-1)
    return recall, torch.einsum("srcj,c->srj", shares.mean(3), frequencies)


balanced = train(networks(), islice(batches(None), steps))
plain = train(networks(), islice(batches(0), steps))
results = {
    "plain": evaluate(plain),
    "weighted": evaluate(train(networks(), islice(batches(0), steps), 1 / frequencies)),
    "balanced": evaluate(balanced),
}

# %%
# Which rate is good?
# -------------------
#
# The share of a class that is recognised is its *recall*. We take its mean over the ten classes. The lines are medians
# over the starts, the bands the middle half of them.

looks = {
    "plain": {"color": "C0", "linestyle": "-", "marker": "o"},
    "weighted": {"color": "C1", "linestyle": "--", "marker": "s"},
    "balanced": {"color": "C2", "linestyle": "-.", "marker": "^"},
    "balanced, then true": {"color": "C3", "linestyle": ":", "marker": "D"},
}


def draw(axes, x, values, name):
    low, middle, high = values.quantile(torch.tensor([0.25, 0.5, 0.75]), dim=0)
    axes.plot(x, middle, label=name, **looks[name])
    axes.fill_between(x, low, high, color=looks[name]["color"], alpha=0.12, linewidth=0)


figure, axes = plt.subplots()
for name, (recall, _) in results.items():
    draw(axes, rates, recall.mean(2), name)
    print(f"{name:10}", *(f"{rate:.2f}" for rate in recall.mean(2).quantile(0.5, dim=0)))
axes.set(xscale="log", xlabel="learning rate", ylabel="mean recall of the classes", ylim=(0, 1))
axes.set_xticks(rates, [f"{rate:.2g}" for rate in rates])
axes.minorticks_off()
axes.legend(loc="lower left")
figures.describe(
    figure,
    "Mean recall against the learning rate, from 0.03 to 1. Balanced networks stay between 0.6 and 0.7. With weights "
    "the line begins beside theirs and falls to 0.2 at the rate 1. Plain ones reach 0.6 at best.",
)
plt.show()

# %%
# At small rates, weights do nearly what equal frequencies do. At 0.3 they are no better than nothing. At 1 they have
# ruined the networks, while equal frequencies have not. Three batches out of four hold no sample of the rarest class.
# When one comes, it weighs as much as 40 of the most frequent class. The chapter has a formula for the noise: by so
# much do the weights multiply the mean square of a step. A batch of 30 is worth one of 9.

print((1 / (10 * frequencies)).mean().item())

# %%
# From here on we keep the rate 0.1, where all three ways do well.
#
# Practice after the textbook
# ---------------------------
#
# Now five more epochs for the balanced networks, at the true frequencies. We also try what is cheaper. In these epochs
# we train *only biases*, the ten of the output. Or we train nothing at all: *balanced, shifted* adds the logarithms of
# the true frequencies to the scores. For comparison, *plain, shifted* subtracts them from the scores of the plain
# networks, which makes all classes equally frequent in their eyes.


def practice(trained):
    copies = [parameter.detach().clone().requires_grad_() for parameter in balanced]
    epochs = 5 * -(-len(classes) // 30)
    return evaluate(train(copies, islice(batches(0, first=12), epochs), trained=trained))


results["balanced, then true"] = practice(slice(None))
results["only biases"] = practice(slice(3, None))
results["balanced, shifted"] = evaluate(balanced, frequencies.log())
results["plain, shifted"] = evaluate(plain, -frequencies.log())

print(f"{'':20} {'all':>6} {'head':>6} {'tail':>6} {'right':>6} {'amiss':>6} {'tail share':>10}")
for name, (recall, share) in results.items():
    recall, share = recall[:, 1], share[:, 1]
    right = (recall * frequencies).sum(1)
    amiss = (share - frequencies).abs().sum(1) / 2
    measures = recall.mean(1), recall[:, :3].mean(1), recall[:, -3:].mean(1), right, amiss, share[:, -3:].sum(1)
    print(f"{name:20}", *(f"{values.mean():6.3f}" for values in measures))
    print(f"{'±':>20}", *(f"{values.std():6.3f}" for values in measures))
for rate in (1, 2):
    after, before = (results[name][0][:, rate, -3:].mean(1) for name in ("balanced, then true", "plain"))
    print(f"tail at the rate {rates[rate]:.1f}: {after.mean():.3f} instead of {before.mean():.3f}, above plain by")
    print(*(f"{gain:.2f}" for gain in after - before))
print(f"true share of the tail {frequencies[-3:].sum():.3f}")

# %%
# The columns are the mean recall of all classes, of the three most frequent ones (*head*) and of the three rarest ones
# (*tail*); the share of right answers at the true frequencies; how far the shares that the classes get on average are
# from their true frequencies, all together (half the sum of the differences); and the share of the tail, which should
# be 0.043. Below stand standard deviations over the ten starts.
#
# Equal frequencies more than double the recall of the tail, from 0.29 to 0.62. The head pays for it, and the shares are
# wrong: the tail gets 0.11. After five epochs at the true frequencies they are right, and the tail has lost most of
# what it had won. A part remains, in each of the ten starts. It is smaller at the rate 0.3, which suits plain networks
# best. And the share of right answers is that of the plain networks, no more.
#
# Five epochs are not enough for the biases alone. And the logarithms do in no time what the five epochs do. Subtracted
# from the scores of plain networks, they also bring most of the recall of the tail, 0.57 out of 0.62. So the classes
# were not so badly learned after all; it is the frequencies that spoke against them.
#
# From head to tail
# -----------------

figure, axes = plt.subplots()
for name in looks:
    draw(axes, sizes, results[name][0][:, 1], name)
axes.set(xscale="log", xlabel="samples of the class in training", ylabel="recall of the class", ylim=(0, 1))
axes.set_xticks(sizes[::3], [f"{size}" for size in sizes[::3]])
axes.minorticks_off()
axes.legend(loc="lower right")
figures.describe(
    figure,
    "Recall against the number of samples, from 3 to 120. Plain networks rise from 0.06 to 0.9. Balanced and weighted "
    "ones stay more level, balanced from 0.46 to 0.8. Balanced and then true, the line runs between them in the tail, "
    "and with the plain one in the head.",
)
plt.show()

# %%
# The lines cross at some 30 samples. Above, the frequencies help the plain networks; below, they harm them. Of the
# rarest class, with its three samples, plain networks recognise next to nothing.
#
# Are the shares right?
# ---------------------
#
# Where a line lies on the thin diagonal, the share that a class gets on average is as large as it should be.

figure, axes = plt.subplots(figsize=(6, 5.2))
axes.plot(frequencies[[0, -1]], frequencies[[0, -1]], "-", color="0.5", linewidth=0.8)
for name in ("plain", "balanced", "balanced, then true"):
    draw(axes, frequencies, results[name][1][:, 1], name)
axes.set(xscale="log", yscale="log", xlabel="true frequency of the class", ylabel="share that it gets on average")
axes.set_aspect("equal")
axes.legend()
figures.describe(
    figure,
    "The mean share of a class against its true frequency, on logarithmic scales. Plain, and balanced then true, lie "
    "near the diagonal. Balanced networks give the rare classes too much, the rarest one more than three times its "
    "share.",
)
plt.show()

# %%
# A balanced network takes the rarest class for more than three times as frequent as it is. Nothing has ever told it
# otherwise.
