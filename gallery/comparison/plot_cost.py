"""
What an activation costs
========================

An activation function works on each number alone. What takes the time, the arithmetic
or the way to the memory and back? We write two functions down as their formulas stand,
and compare them with code that does all in one pass.
"""

# %%
# Steps and bytes
# ---------------
#
# The formula :math:`x \, \tfrac12 (1 + \operatorname{erf}(x / \sqrt 2))`, typed in as
# it stands, is five steps: a quotient, an error function, a sum, a product, a quotient.
# Each of them reads a tensor, and writes another one. A number in float32 has four
# bytes, so 44 bytes go over the bus for each number. Code that does the five steps
# while the number is in the registers moves eight: four in, and four out.
#
# The times are those of the value alone, for many numbers, on one thread. They were
# measured beforehand by ``make bench``, since they depend on the computer.

import json
from pathlib import Path

import formulario as F
import matplotlib.pyplot as plt
from formulario import experiments, figures

plt.style.use("formulario.book")

measured = Path(F.__file__).parents[2] / "benchmarks/results/passes.json"
if not measured.exists():
    print("The measurements come with a clone of the book, and are drawn there.")
    raise SystemExit
result = json.loads(measured.read_text("utf-8"))
steps = result["steps"]
print(f"{result['device']}, torch {result['torch']}")
experiments.record("numbers", result["numbers"], ",.0f")

# %%
# Time against bytes
# ------------------
#
# The line is what the bytes alone would cost: the time of a copy, which computes
# nothing, times the bytes of a step over its own. What lies on the line waits for the
# memory. What lies above it computes, or has overhead.

figure, axes = plt.subplots(figsize=(7, 4.2))
copy = steps["copy"]["nanoseconds"] / steps["copy"]["bytes"]
ends = [6, 60]
axes.plot(ends, [copy * end for end in ends], color="0.5", label="the memory alone")
marks = {"copy": "s", "ReLU": "D", "SiLU": "o", "GELU": "^"}
ways = {"as written": "C3", "one pass": "C0", "compiled": "C2", "this library": "C1"}
for name, step in steps.items():
    function, _, way = name.partition(", ")
    if function not in marks:
        continue
    axes.plot(
        step["bytes"],
        step["nanoseconds"],
        marks[function],
        color=ways.get(way, "0.3"),
        markersize=9,
        markerfacecolor="none",
        markeredgewidth=2,
        label=name,
        linestyle="none",
    )
axes.set(xscale="log", yscale="log")
axes.set(xticks=[8, 16, 32, 44], xticklabels=[8, 16, 32, 44])
axes.set(xlim=(7, 60), xlabel="bytes moved for each number")
axes.set(yticks=[2, 4, 8, 16, 32], yticklabels=[2, 4, 8, 16, 32])
axes.set_ylabel("nanoseconds for each number")
axes.minorticks_off()
axes.legend(fontsize=10, loc="center left", bbox_to_anchor=(1, 0.5))
figures.describe(
    figure,
    "Time for each number against the bytes that it moves, both on scales of powers. A "
    "line rises with the bytes. A copy and ReLU lie on it at 8 bytes, and the "
    "functions that are done in one pass near them; the formulas as they are written "
    "lie on the line too, at 36 and 44 bytes, and take "
    "{GELU, as written over one pass} times as long for GELU.",
)
plt.show()

# %%
# In numbers: each time over that of a copy.

one = steps["copy"]["nanoseconds"]
old = steps.pop("copy over old memory")["nanoseconds"]
experiments.record("copy over old memory, over a copy", old / one, ".2f")
for name, step in steps.items():
    experiments.record(f"{name}, over a copy", step["nanoseconds"] / one, ".2f")
for function in ("SiLU", "GELU"):
    written, fused = (
        steps[f"{function}, {way}"]["nanoseconds"] for way in ("as written", "one pass")
    )
    experiments.record(f"{function}, as written over one pass", written / fused, ".1f")
