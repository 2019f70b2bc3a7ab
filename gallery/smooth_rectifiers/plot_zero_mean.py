"""
A mean near zero: is it why ELU learns faster?
==============================================

ELU has negative outputs, so the mean output of a layer can be near 0. This is said to
make learning faster. We measure the means, and the speed. Then we change the mean and
nothing else.
"""

# %%
# Four functions, eight networks
# ------------------------------
#
# The task is to read handwritten digits, 8 by 8 pixels each, from scikit-learn. A
# network has six layers of 32 units. Beside ReLU and ELU we take two functions that
# differ from them by a constant: ReLU lowered by 0.4, whose mean is near 0, and ELU
# raised by 0.4, whose mean is not.
#
# Each function gets the same eight draws of the weights. They are scaled such that the
# outputs keep their size from layer to layer: the gain divides by the root of the mean
# square that the function gives to a standard normal number.

from itertools import pairwise

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from sklearn.datasets import load_digits
from torch import nn

plt.style.use("formulario.book")
seeds = experiments.seeds(8)
depth, width = 6, 32

digits = load_digits()
x = torch.tensor(digits.data, dtype=torch.float32)
x, y = (x - x.mean(0)) / (x.std(0) + 1), torch.tensor(digits.target)

# Numbers that fill the normal distribution evenly, in place of random ones.
normal = torch.special.ndtri(torch.arange(0.5, 1_000) / 1_000)


class Network(nn.Module):
    def __init__(self, function, lift):
        super().__init__()
        self.function = function
        self.register_buffer("lift", torch.tensor(lift))
        gain = (function(normal) + lift).square().mean() ** -0.5
        sizes = [64] + depth * [width] + [10]
        self.layers = nn.ModuleList(nn.Linear(n, m) for n, m in pairwise(sizes))
        for layer in self.layers:
            nn.init.normal_(layer.weight, std=gain * layer.in_features**-0.5)
            nn.init.zeros_(layer.bias)

    def forward(self, x):
        """The outputs of the hidden layers, and the scores of the ten digits."""
        outputs = []
        for layer in self.layers[:-1]:
            x = self.function(layer(x)) + self.lift
            outputs.append(x)
        return torch.stack(outputs), self.layers[-1](x)


# %%
# The means
# ---------
#
# Before training, we take the mean output of each layer, divided by the outputs' size
# (the root of their mean square). The bars are standard deviations over the networks.

functions = {
    "ReLU": (F.relu, 0.0),
    "ReLU $- 0.4$": (F.relu, -0.4),
    "ELU $+ 0.4$": (F.elu, 0.4),
    "ELU": (F.elu, 0.0),
}
words = dict(zip(functions, ("ReLU", "lowered ReLU", "raised ELU", "ELU"), strict=True))


def start(name):
    """A network for each seed."""
    networks = []
    for seed in seeds:
        torch.manual_seed(seed)
        networks.append(Network(*functions[name]))
    return networks


figure, axes = plt.subplots()
means = {}
for name, marker in zip(functions, "osv^", strict=True):
    with torch.no_grad():
        outputs, _ = experiments.SideBySide(start(name))(
            x[:500].expand(len(seeds), -1, -1)
        )
    relative = outputs.mean((2, 3)) / outputs.square().mean((2, 3)).sqrt()
    style = {"marker": marker, "capsize": 3, "label": name}
    axes.errorbar(range(1, depth + 1), relative.mean(0), relative.std(0), **style)
    means[name] = relative.mean(1)
    experiments.record(f"relative mean, {words[name]}", means[name], ".2f")
axes.set(xlabel="layer", ylabel="mean output, relative to size", ylim=(-0.1, 0.8))
axes.legend(ncols=2, loc="lower center", bbox_to_anchor=(0.5, 1))
figures.describe(
    figure,
    "Mean output of six layers, relative to the size of the outputs. ELU raised by "
    "0.4 lies highest, at {relative mean, raised ELU}, then ReLU at "
    "{relative mean, ReLU}, ELU at {relative mean, ELU}, and ReLU lowered by 0.4 "
    "lowest, at {relative mean, lowered ReLU}. None changes much from layer to layer.",
)
plt.show()

# %%
# ELU has a smaller mean than ReLU, though not 0. The constant does what it should:
# lowered, ReLU is closer to 0 than ELU is, and ELU raised is above ReLU.
#
# The speed
# ---------
#
# Now we train with plain gradient descent on batches of 32 digits, drawn anew for each
# network, with two learning rates. A fair comparison lets each function have the one
# that suits it. The lines are medians over the eight networks, the bands hold the
# middle half. Each point is the mean loss of 20 steps.

rates, steps = (0.1, 0.2), 100


def learn(names):
    """Losses by learning rate, function and network, after each step of training."""
    networks = experiments.SideBySide(
        [net for _ in rates for name in names for net in start(name)]
    )
    optimiser = torch.optim.SGD(networks.parameters(), lr=1)
    # The learning rate of each network multiplies its loss: so all are trained at once.
    rate = torch.tensor(rates).repeat_interleave(len(names) * len(seeds))
    draws = [torch.Generator().manual_seed(seed) for seed in seeds]
    losses = []
    for _ in range(steps):
        drawn = [torch.randint(len(x), (32,), generator=draw) for draw in draws]
        batch = torch.stack(drawn).repeat(len(rates) * len(names), 1)
        _, scores = networks(x[batch])
        loss = nn.functional.cross_entropy(
            scores.transpose(1, 2), y[batch], reduction="none"
        ).mean(1)
        optimiser.zero_grad()
        (rate * loss).sum().backward()
        optimiser.step()
        losses.append(loss.detach())
    smooth = torch.stack(losses).unfold(0, 20, 1).mean(2)
    return smooth.unflatten(1, (len(rates), len(names), len(seeds)))


losses = torch.cat([learn(["ReLU", "ReLU $- 0.4$"]), learn(["ELU $+ 0.4$", "ELU"])], 2)

figure, panels = plt.subplots(1, 2, figsize=(6, 4.4), sharey=True)
for axes, rate, of_rate in zip(panels, rates, losses.unbind(1), strict=True):
    for name, runs in zip(functions, of_rate.unbind(1), strict=True):
        low, middle, high = runs.quantile(torch.tensor([0.25, 0.5, 0.75]), dim=1)
        (line,) = axes.semilogy(range(20, steps + 1), middle, label=name)
        band = {"color": line.get_color(), "alpha": 0.15, "linewidth": 0}
        axes.fill_between(range(20, steps + 1), low, high, **band)
    axes.set(xlabel="step of training", title=f"learning rate {rate}")
panels[0].set_ylabel("cross-entropy")
handles = panels[0].get_legend_handles_labels()
figure.legend(*handles, ncols=2, loc="outside upper center")
figures.describe(
    figure,
    "Cross-entropy against the step of training, on a logarithmic scale, in two "
    "panels for learning rates 0.1 and 0.2. In both ELU falls fastest by far, and "
    "ReLU is slowest at first; ReLU lowered by 0.4 and ELU raised by 0.4 lie between "
    "them.",
)
plt.show()

# %%
# How many steps does it take until the loss falls below 0.5? A network that does not
# get there counts with all its steps.

below = losses < 0.5
needed = torch.where(below.any(0), below.float().argmax(0) + 20, steps).double()
faster = {}
for rate, of_rate in zip(rates, needed, strict=True):
    relu, lowered, raised, elu = of_rate
    experiments.record(f"steps of ReLU, learning rate {rate}", relu, ".0f")
    experiments.record(f"steps of ELU, learning rate {rate}", elu, ".0f")
    experiments.record(
        f"steps of ELU per step of ReLU, learning rate {rate}", elu / relu, ".0%"
    )
    lead = relu - elu
    experiments.record(
        f"lead lost by raised ELU, learning rate {rate}", (raised - elu) / lead, ".0%"
    )
    experiments.record(
        f"lead made up by lowered ReLU, learning rate {rate}",
        (relu - lowered) / lead,
        ".0%",
    )
    faster[rate] = elu.quantile(0.75) < relu.quantile(0.25)

nearer = means["ELU"].abs().quantile(0.75) < means["ReLU"].abs().quantile(0.25)
experiments.claim(
    "A07",
    "ELU brings the mean output of a layer nearer to 0 than ReLU does, and the "
    "network learns in fewer steps.",
    {f"the learning rate is {rate}": nearer and faster[rate] for rate in rates},
    ["relative mean, ReLU", "relative mean, ELU"]
    + [f"steps of ELU per step of ReLU, learning rate {rate}" for rate in rates],
)

# %%
# The claim asks that the middle halves of the networks do not overlap, neither in the
# mean nor in the steps. ELU needs
# :value:`steps of ELU per step of ReLU, learning rate 0.1` of the steps of ReLU with
# the smaller learning rate, and
# :value:`steps of ELU per step of ReLU, learning rate 0.2` with the larger one.
#
# Is the mean the reason? In part. Raise ELU by a constant, and it loses
# :value:`lead lost by raised ELU, learning rate 0.1` and
# :value:`lead lost by raised ELU, learning rate 0.2` of its lead over ReLU: the mean
# does matter. But lower ReLU by a constant, so that its mean is even nearer to 0 than
# that of ELU, and it makes up only
# :value:`lead made up by lowered ReLU, learning rate 0.1` and
# :value:`lead made up by lowered ReLU, learning rate 0.2` of the lead. ELU has
# something else that ReLU lacks: a slope below zero, through which the gradient comes
# back.
#
# This is one small network, on one task, without normalisation. Batch normalisation
# takes the mean out again in the next layer, whatever the function, and with it this
# advantage should shrink.

# sphinx_gallery_thumbnail_number = 2
