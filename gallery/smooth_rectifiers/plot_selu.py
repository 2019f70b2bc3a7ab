"""
SELU: fifty layers, and still variance 1
========================================

SELU is ELU with two constants. They were chosen such that numbers with
mean 0 and variance 1 come out with mean 0 and variance 1 again. Is it true for a
network of fifty layers, with real data?
"""

# %%
# The curve
# ---------
#
# The slope on the right is a little more than 1, to make up for what the left side
# loses. At 0 the slope jumps down to this.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures
from sklearn.datasets import load_digits
from sklearn.preprocessing import scale
from torch import nn

plt.style.use("formulario.book")

figure = figures.value_and_slope({"SELU": F.selu})
figures.describe(
    figure,
    "Two panels. Above, SELU comes up from a floor at {floor}, has a slight kink at "
    "the origin and rises a little more steeply than the diagonal. Below, its slope "
    "grows up to {slope just left of 0} and jumps down to {slope just right of 0} at "
    "the origin.",
)
plt.show()

left, right = figures.slope(F.selu, torch.tensor([-1e-6, 1e-6]))
experiments.record("floor", F.selu(torch.tensor(-torch.inf)), ".3f")
experiments.record("slope just left of 0", left, ".3f")
experiments.record("slope just right of 0", right, ".3f")
experiments.record("mean square without the scale", right**-2, ".3f")

# %%
# Fifty layers
# ------------
#
# We send 100 handwritten digits from scikit-learn through fifty layers of 128 units.
# Nothing is trained. The weights have variance 1/n, where n counts the inputs of a
# unit; for ReLU 2/n, as is usual. There are ten networks for each function; the bars
# are standard deviations over them.

x = torch.tensor(scale(load_digits().data)[:100], dtype=torch.float32)
seeds = experiments.seeds(10)
depth, width = 50, 128
experiments.record("variance of the digits", x.var(), ".2f")


@torch.no_grad()
def outputs(function, gain, seed):
    """The outputs of all layers; the variance of the weights is ``gain`` times 1/n."""
    torch.manual_seed(seed)
    found = [x]
    for _ in range(depth):
        n = found[-1].shape[1]
        layer = nn.Linear(n, width)
        nn.init.normal_(layer.weight, std=(gain / n) ** 0.5)
        nn.init.zeros_(layer.bias)
        found.append(function(layer(found[-1])))
    return torch.stack(found[1:])


def run(function, gain):
    """For each network mean and variance of each layer, and the outputs of the last."""
    runs = [outputs(function, gain, seed) for seed in seeds]
    means = torch.stack([run.mean((1, 2)) for run in runs])
    variances = torch.stack([run.var((1, 2)) for run in runs])
    return means, variances, torch.stack([run[-1] for run in runs])


shown = torch.tensor([1, 2, 3, 5, 7, 10, 15, 20, 30, 40, 50])


def draw(runs):
    """Means and variances against the layer; the variances on a logarithmic scale."""
    figure, (above, below) = plt.subplots(2, 1, sharex=True, figsize=(6, 5.6))
    for (name, (means, variances, _)), marker in zip(runs.items(), "osv", strict=True):
        style = {"marker": marker, "capsize": 3, "label": name}
        means, logs = means[:, shown - 1], variances[:, shown - 1].log10()
        above.errorbar(shown, means.mean(0), means.std(0), **style)
        middle, low, high = (10 ** (logs.mean(0) + k * logs.std(0)) for k in (0, -1, 1))
        below.errorbar(
            shown, middle, torch.stack([middle - low, high - middle]), **style
        )
    above.set(ylabel="mean")
    below.set(ylabel="variance", xlabel="layer", yscale="log")
    above.legend(ncols=3, loc="lower center", bbox_to_anchor=(0.5, 1))
    return figure


runs = {"SELU": run(F.selu, 1), "ELU": run(F.elu, 1), "ReLU": run(F.relu, 2)}
figures.describe(
    draw(runs),
    "Mean and variance of the outputs against the layer, from 1 to 50. With SELU the "
    "mean stays at 0 and the variance comes up to {variance at the end, SELU}. With "
    "ELU the variance falls to {variance at the end, ELU}. With ReLU the mean at the "
    "end is {mean at the end, ReLU}, and the networks spread more and more.",
)
plt.show()

for name, (means, variances, _) in runs.items():
    experiments.record(f"mean at the end, {name}", means[:, -1], "z.2f")
    experiments.record(f"variance at the end, {name}", variances[:, -1], ".2g")

# %%
# SELU does what it promises. The digits come in with variance
# :value:`variance of the digits`, since some pixels never change, and after fifty
# layers the variance is :value:`variance at the end, SELU`. ReLU keeps the size of
# the numbers as well, though less exactly, but their mean is never 0.
#
# There is more than a mean and a variance. How alike are the answers to two different
# digits? We measure the mean cosine between them: 1 for parallel outputs, 0 for outputs
# that have nothing in common. With ReLU they end up almost parallel, and the network
# can hardly tell the digits apart. With SELU they do not.

for name, (_, _, last) in runs.items():
    directions = last / last.norm(dim=2, keepdim=True)
    cosines = directions @ directions.transpose(1, 2)
    pairs = len(x) * (len(x) - 1)
    alike = (cosines.sum((1, 2)) - len(x)) / pairs
    experiments.record(f"cosine between two digits, {name}", alike, ".2f")

# %%
# The other half of the recipe
# ----------------------------
#
# The constants were computed for weights of variance 1/n. PyTorch starts a linear layer
# with variance 1/(3n), and the recipe for ReLU says 2/n.

recipes = {
    "variance 1/n": runs["SELU"],
    "variance 1/(3n)": run(F.selu, 1 / 3),
    "variance 2/n": run(F.selu, 2),
}
figures.describe(
    draw(recipes),
    "Mean and variance of the outputs of SELU against the layer, for weights of three "
    "variances. With 1/n the variance stays near 1. With 1/(3n) it falls to "
    "{variance at the end, small weights}, with 2/n it rises to "
    "{variance at the end, large weights}.",
)
plt.show()

small, large = (recipes[name][1][:, -1] for name in ("variance 1/(3n)", "variance 2/n"))
experiments.record("variance at the end, small weights", small, ".0e")
experiments.record("variance at the end, large weights", large, ".0f")

# %%
# A network keeps the promise if its last layer has a mean between -0.1 and 0.1, and a
# variance between 0.8 and 1.25. At least nine networks of ten have to.

kept = {}
for name, (means, variances, _) in recipes.items():
    mean, variance = means[:, -1], variances[:, -1]
    keeps = (mean.abs() < 0.1) & (variance > 0.8) & (variance < 1.25)
    kept[f"the weights have {name}"] = keeps.float().mean() >= 0.9
experiments.claim(
    "A09",
    "Through fifty layers, SELU keeps mean 0 and variance 1.",
    kept,
    ["mean at the end, SELU", "variance at the end, SELU"],
)

# %%
# With other weights the promise is broken: the variance vanishes, or it explodes.

# sphinx_gallery_thumbnail_number = 2
