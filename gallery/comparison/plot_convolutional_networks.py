"""
Convolutional networks with four activations
============================================

Sigmoid, tanh, ReLU and GELU in networks of three and of twelve convolutional layers:
which of them learn to read digits?
"""

# %%
# The data and the networks
# -------------------------
#
# The data are MNIST-1D: digits as lines of 40 numbers, shifted, sheared and disturbed.
# There are 14,000 to train on, 2,000 to choose the learning rate by and 4,000 for the
# test. Each activation gets the learning rate, of four, that serves it best; then five
# networks are trained from other initial weights.
#
# That takes half an hour, so ``make bench`` does it beforehand, and here the results
# are read. The script is ``benchmarks/networks.py``.

import json
from pathlib import Path

import formulario as F
import matplotlib.pyplot as plt
from formulario import experiments, figures

plt.style.use("formulario.book")

measured = Path(F.__file__).parents[2] / "benchmarks/results/networks.json"
if not measured.exists():
    print("The measurements come with a clone of the book, and are drawn there.")
    raise SystemExit
result = json.loads(measured.read_text("utf-8"))
for depth, networks in result["networks"].items():
    for name, found in networks.items():
        print(f"{depth} layers, {name}: learning rate {found['learning rate']}")

# %%
# What they learn
# ---------------
#
# A guess is right in one case of ten: that is the dotted line.

names = ["sigmoid", "tanh", "ReLU", "GELU"]
figure, panels = plt.subplots(1, 2, figsize=(7.6, 3.8), sharey=True)
for axes, (depth, networks) in zip(panels, result["networks"].items(), strict=True):
    for place, found in enumerate(networks.values()):
        accuracies = found["test accuracy"]
        axes.plot(
            [place] * len(accuracies), accuracies, "o", color=f"C{place}", alpha=0.7
        )
    axes.axhline(0.1, color="0.4", linestyle=":")
    axes.set(title=f"{depth} layers", xlim=(-0.5, 3.5), ylim=(0, 1))
    axes.set_xticks(range(4), names)
panels[0].set_ylabel("accuracy on test data")
figures.describe(
    figure,
    "Accuracy on test data of five networks for each activation, in two panels. With "
    "three layers sigmoid has {3 layers, sigmoid}, tanh {3 layers, tanh}, and ReLU and "
    "GELU have {3 layers, GELU}, all close together. With twelve layers all networks "
    "with sigmoid lie on the dotted line, tanh has {12 layers, tanh}, ReLU "
    "{12 layers, ReLU} with one network far below, and GELU {12 layers, GELU}.",
)
plt.show()

# %%
# In numbers, the medians with the quartiles of the five networks:

experiments.record("steps", result["steps"][-1], ",.0f")
for depth, networks in result["networks"].items():
    for name, found in networks.items():
        accuracies = found["test accuracy"]
        experiments.record(f"{depth} layers, {name}", accuracies, ".0%")
        experiments.record(f"lowest at depth {depth}, {name}", min(accuracies), ".0%")
        experiments.record(f"highest at depth {depth}, {name}", max(accuracies), ".0%")
