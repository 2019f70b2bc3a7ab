"""
SELU: fifty layers, and still variance 1
========================================

SELU is ELU with two constants. They were computed such that mean 0 and variance 1 go in, and come out again. Is it true
for a network of fifty layers, with real data?
"""

# %%
# The curve
# ---------
#
# The slope on the right is 1.0507: a little more than 1, to make up for what the left side loses. At 0 the slope jumps
# from 1.758 down to this.

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import figures
from sklearn.datasets import load_digits
from sklearn.preprocessing import scale

plt.style.use("formulario.book")

figure = figures.value_and_slope({"SELU": F.selu})
figures.describe(
    figure,
    "Two panels. Above, SELU comes up from a floor at -1.758, has a slight kink at the origin and rises a little "
    "more steeply than the diagonal. Below, its slope grows up to 1.758 and jumps down to 1.051 at the origin.",
)
plt.show()

# %%
# Fifty layers
# ------------
#
# We send 300 handwritten digits from scikit-learn through fifty layers of 128 units. Nothing is trained. The weights
# have variance 1/n, where n counts the inputs of a unit; for ReLU 2/n, as is usual. There are ten networks for each
# function; the bars are standard deviations over them.

x = torch.tensor(scale(load_digits().data)[:300], dtype=torch.float32)
networks, depth, width = 10, 50, 128
shown = [1, 2, 3, 5, 7, 10, 15, 20, 30, 40, 50]


def outputs(function, gain):
    """The outputs of each layer whose number is shown; ``gain`` times 1/n is the variance of the weights."""
    torch.manual_seed(0)
    output = x.expand(networks, -1, -1)
    for layer in range(1, depth + 1):
        inputs = output.shape[2]
        output = function(output @ (torch.randn(networks, inputs, width) * (gain / inputs) ** 0.5))
        if layer in shown:
            yield output


def draw(runs, text):
    figure, (above, below) = plt.subplots(2, 1, sharex=True, figsize=(6, 5.6))
    for (name, (function, gain)), marker in zip(runs.items(), "osv^", strict=False):
        means, variances = zip(*((o.mean((1, 2)), o.var((1, 2))) for o in outputs(function, gain)), strict=True)
        means, variances = torch.stack(means), torch.stack(variances)
        above.errorbar(shown, means.mean(1), means.std(1), marker=marker, capsize=3, label=name)
        middle, spread = variances.log10().mean(1), variances.log10().std(1)
        bars = 10**middle - 10 ** (middle - spread), 10 ** (middle + spread) - 10**middle
        below.errorbar(shown, 10**middle, torch.stack(bars), marker=marker, capsize=3, label=name)
        print(name, means[-1].mean().item(), variances[-1].mean().item(), variances[-1].std().item())
    above.set(ylabel="mean")
    below.set(ylabel="variance", xlabel="layer", yscale="log")
    above.legend(ncols=3, loc="lower center", bbox_to_anchor=(0.5, 1))
    figures.describe(figure, text)
    plt.show()


draw(
    {"SELU": (F.selu, 1), "ELU": (F.elu, 1), "ReLU": (F.relu, 2)},
    "Mean and variance of the outputs against the layer, from 1 to 50. With SELU the mean stays at 0 and the "
    "variance comes up to 1. With ELU the variance falls below 0.01. With ReLU the mean is near a half, and the "
    "networks spread more and more.",
)

# %%
# The printed numbers are the mean, the variance and its standard deviation over the networks, all after fifty layers.
# SELU does what it promises. The digits come in with variance 0.81, since some pixels never change, and after ten
# layers the variance is close to 1: it is not only kept, it is found again. ReLU holds its size as well, though less
# exactly, but its mean is never 0.
#
# There is more than a mean and a variance. How alike are the answers to two different digits? With ReLU they end up
# almost parallel, and the network can hardly tell the digits apart. With SELU they do not.

for name, (function, gain) in {"SELU": (F.selu, 1), "ReLU": (F.relu, 2)}.items():
    *_, last = outputs(function, gain)
    directions = last / last.norm(dim=2, keepdim=True)
    cosines = directions @ directions.transpose(1, 2)
    print(name, (cosines.sum() - networks * len(x)).item() / (networks * len(x) * (len(x) - 1)))

# %%
# The other half of the recipe
# ----------------------------
#
# The constants were computed for weights of variance 1/n. PyTorch starts a linear layer with variance 1/(3n), and the
# recipe for ReLU says 2/n. With these the promise is broken: the variance dies, or it explodes.

draw(
    {"variance 1/n": (F.selu, 1), "variance 1/(3n)": (F.selu, 1 / 3), "variance 2/n": (F.selu, 2)},
    "Mean and variance of the outputs of SELU against the layer, for weights of three variances. With 1/n the "
    "variance stays near 1. With 1/(3n) it falls to a billionth, with 2/n it rises to several hundred.",
)

# sphinx_gallery_thumbnail_number = 2
