"""
How accurate is a value?
========================

A number in float32 has about seven digits, so no function can be exact. How near to the
exact value does each activation function come, ours and PyTorch's, and how near does
its slope?
"""

# %%
# A measure that is fair
# ----------------------
#
# A rounding changes a number :math:`x` by a factor of at most :math:`1 + u`, with
# :math:`u = 2^{-24}` in float32. Nobody can ask for more than a result that is exact
# for an input within a few roundings, and rounded a few times itself. The first
# changes :math:`f(x)` by :math:`u \, |x f'(x)|` for each rounding, the second by
# :math:`u \, |f(x)|`. So we divide the error by :math:`u \, (|f(x)| + |x f'(x)|)`,
# and count roundings. The library is written for at most four of them, in the value
# and in the slope, which is the same with :math:`f'` and :math:`f''`. Below the
# smallest normal number, about :math:`10^{-38}`, float32 has fewer digits, and an error
# up to that size is forgiven.
#
# The exact value is that of the library in float64, which has sixteen digits; the
# ledger of the equations says how it was held against the formula itself.

import re
from functools import partial
from inspect import signature

import formulario as F
import matplotlib.pyplot as plt
import torch
from formulario import experiments, figures

plt.style.use("formulario.book")

CHAPTERS = ["rectifiers", "smooth_rectifiers", "gates"]
CHAPTERS += ["saturating", "shrinkage", "softargmax"]
PARAMETERS = {
    "prelu": {"weight": torch.tensor(0.25)},
    "threshold": {"threshold": 1.0, "value": 0.0},
}


def of_one_number(function):
    """Whether this is an activation of one number that PyTorch has too."""
    chapter = getattr(function, "__module__", "").rpartition(".")[2]
    code = hasattr(function, "__code__") and chapter in CHAPTERS
    return code and "dim" not in signature(function).parameters and by_torch(function)


def by_torch(function):
    name = function.__name__
    return getattr(torch.nn.functional, name, None) or getattr(torch, name, None)


def called(function, name, dtype):
    """The function with the parameters of the book, in a dtype."""
    parameters = PARAMETERS.get(name, {})
    return partial(
        function,
        **{
            key: value.to(dtype) if isinstance(value, torch.Tensor) else value
            for key, value in parameters.items()
        },
    )


functions = {
    re.search(r"\\operatorname\{(\w+)\}", function.__doc__)[1]: function
    for function in vars(F).values()
    if of_one_number(function)
}

# %%
# Value and slope, everywhere
# ---------------------------
#
# The inputs lie between −100 and 100, most of them near zero, and on either side of
# it down to :math:`10^{-6}`. Of each hundred neighbours we keep the largest error.

u = 2**-24
smallest = torch.finfo(torch.float32).tiny
steps = torch.logspace(-6, 2, 10_000)
x = torch.cat([-steps.flip(0), steps])


def derivatives(function, x, order):
    """The value, the slope, and so on; 0 where nothing depends on the number."""
    x = x.clone().requires_grad_()
    found = [function(x)]
    for _ in range(order):
        (next_one,) = torch.autograd.grad(
            found[-1].sum(), x, create_graph=order > 1, materialize_grads=True
        )
        found.append(next_one)
        if not next_one.requires_grad:
            return [one.detach() for one in found] + [torch.zeros_like(x)]
    return [one.detach() for one in found]


def roundings(found, exact, change):
    """The error of what was found, in roundings, the largest of each hundred."""
    error = ((found.double() - exact).abs() - smallest).clamp(min=0)
    rounding = u * (exact.abs() + (x.double() * change).abs())
    return (error / rounding.clamp(min=1e-300)).unflatten(0, (-1, 100)).amax(1)


errors = {"value": {}, "slope": {}}
for name, function in functions.items():
    key = function.__name__
    exact = derivatives(called(function, key, torch.float64), x.double(), order=2)
    sources = {"PyTorch": by_torch(function), "this library": function}
    for source, one in sources.items():
        found = derivatives(called(one, key, torch.float32), x, order=1)
        for k, what in enumerate(errors):
            measured = roundings(found[k], exact[k], exact[k + 1])
            errors[what].setdefault(name, {})[source] = measured

# %%
# The panels show the roundings on a scale of powers of ten, and a line at four. Where
# the two curves are one, the library calls PyTorch's own code, because it is accurate
# enough.

LABELS = {
    "value": "error of the value in roundings",
    "slope": "error of the slope in roundings",
}
STYLES = {
    "PyTorch": {"color": "C3", "linestyle": "-", "linewidth": 1},
    "this library": {"color": "C0", "linestyle": "-", "linewidth": 1.6},
}
place = x.unflatten(0, (-1, 100)).mean(1)


def draw(what):
    columns = 4
    rows = -(-(len(functions) + 1) // columns)
    figure, panels = plt.subplots(
        rows, columns, figsize=(7, 1.3 * rows + 0.4), sharex=True, sharey=True
    )
    for axes, (name, curves) in zip(panels.flat, errors[what].items(), strict=False):
        for source, measured in curves.items():
            axes.plot(place, measured.clamp(1e-2, 1e8), label=source, **STYLES[source])
        axes.axhline(4, color="0.5", linestyle=":", linewidth=1)
        axes.set_title(name, fontsize=11, pad=2)
        axes.set(yscale="log", ylim=(1e-2, 1e8), yticks=[1e-1, 1e3, 1e7])
        axes.set_xscale("symlog", linthresh=0.01)
        ticks = [-100, -1, 0, 1, 100]
        axes.set(xticks=ticks, xticklabels=["−100", "−1", "0", "1", "100"])
        axes.tick_params(labelsize=8)
        axes.minorticks_off()
    for axes in panels.flat[len(functions) :]:
        axes.axis("off")
    panels.flat[len(functions)].legend(
        *panels.flat[0].get_legend_handles_labels(), loc="center", handlelength=1.5
    )
    figure.supxlabel("$x$", fontsize=11)
    figure.supylabel(LABELS[what], fontsize=11)
    return figure


figures.describe(
    draw("value"),
    "A panel for each activation function with the error of its value in float32, in "
    "roundings, from x = −100 to 100. The library stays below a line at four "
    "everywhere, at {largest error of a value, this library} at most. In PyTorch, GELU "
    "and SiLU leave it on the left and Tanhshrink near 0, up to "
    "{largest error of a value, PyTorch}.",
)
plt.show()

# %%
# The slopes:

figures.describe(
    draw("slope"),
    "A panel for each activation function with the error of its slope in float32, in "
    "roundings, from x = −100 to 100. The library stays near or below a line at four, "
    "at {largest error of a slope, this library} at most; PyTorch's slopes of "
    "functions with an exponential tail leave it, and that of Tanhshrink near 0, up to "
    "{largest error of a slope, PyTorch}.",
)
plt.show()

# %%
# The largest of all, and how many functions stay below four with both value and
# slope:

for what, of_functions in errors.items():
    for source in STYLES:
        largest = max(curves[source].max() for curves in of_functions.values())
        experiments.record(f"largest error of a {what}, {source}", largest, ".2g")
experiments.record("functions", len(functions), ".0f")
for source in STYLES:
    within = sum(
        all(errors[what][name][source].max() <= 4 for what in errors)
        for name in functions
    )
    experiments.record(f"functions within four roundings, {source}", within, ".0f")
