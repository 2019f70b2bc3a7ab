"""What the figures of the gallery share. Texts are plain English: the book translates them when it saves a figure."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import pairwise

import matplotlib.pyplot as plt
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import MultipleLocator
from torch import Tensor

Function = Callable[[Tensor], Tensor]


def describe(figure: Figure, alternative: str) -> None:
    """Say in words what the figure shows, for those who do not see it. The book takes it as alternative text.

    >>> figure = plt.figure()
    >>> describe(figure, "An empty sheet.")
    >>> figure.get_label()
    'An empty sheet.'
    >>> plt.close(figure)
    """
    figure.set_label(alternative)


def slope(function: Function, x: Tensor) -> Tensor:
    """The slope that training would use, as automatic differentiation gives it.

    >>> slope(torch.square, torch.tensor([-1.0, 0.0, 3.0]))
    tensor([-2.,  0.,  6.])
    """
    x = x.detach().clone().requires_grad_()
    return torch.autograd.grad(function(x).sum(), x)[0]


def breaks(function: Function, left: float, right: float) -> list[float]:
    """Where a function or its slope jumps, to six decimals: bisection goes to the larger change, and it stays large.

    >>> breaks(torch.relu, -1, 1)
    [0.0]
    """

    def value_and_slope(x: Tensor) -> Tensor:
        return torch.stack([function(x), slope(function, x)])

    def change(start: Tensor, end: Tensor) -> Tensor:
        return (value_and_slope(end) - value_and_slope(start)).abs().amax(dim=0)

    grid = torch.linspace(left, right, 1000, dtype=torch.float64)
    start, end = grid[:-1], grid[1:]
    for _ in range(30):
        middle = (start + end) / 2
        earlier = change(start, middle) > change(middle, end)
        start, end = torch.where(earlier, start, middle), torch.where(earlier, middle, end)
    return sorted({round(place, 6) + 0.0 for place in start[change(start, end) > 1e-6].tolist()})


def value_and_slope(
    functions: Mapping[str, Function],
    left: float = -3,
    right: float = 3,
    kinks: Sequence[float] = (0,),
    same_unit: bool = True,
    labels: tuple[str, str] = ("value", "slope"),
) -> Figure:
    """Draw each function, and below it its slope, as a rule in the same unit along all axes.

    At a kink or a jump, a full dot is what the function and its gradient return; a ring, what they return beside it.
    A function that has neither there is drawn without.
    """
    figure, (above, below) = plt.subplots(2, 1, sharex=True)
    for name, function in functions.items():
        (line,) = above.plot([], [], label=name)
        style = {"color": line.get_color(), "linestyle": line.get_linestyle()}
        for start, end in zip([left, *kinks], [*kinks, right], strict=True):
            x = _inside(start, end)
            above.plot(x, function(x), **style)
            below.plot(x, slope(function, x), **style)
        for kink in kinks:
            _mark_kink(above, below, function, kink, line.get_color())
    above.set_ylabel(labels[0])
    below.set_ylabel(labels[1])
    below.set_xlabel("$x$")
    if len(functions) > 1:
        figure.legend(*above.get_legend_handles_labels(), loc="outside upper center", ncols=4, handlelength=2)
    if same_unit:
        _same_unit(figure, above, below)
    return figure


def decision_chart(questions: Mapping[str, str], otherwise: str, labels: tuple[str, str] = ("yes", "no")) -> Figure:
    """Draw questions one below the other, and beside each what a *yes* leads to; below is what is left after all *no*.

    >>> figure = decision_chart({"Does it rain?": "umbrella"}, "hat")
    >>> [text.get_text() for text in figure.axes[0].texts if text.get_text()]
    ['Does it rain?', 'hat', 'umbrella', 'yes', 'no']
    >>> plt.close(figure)
    """
    left, right = 0.27, 0.66
    framed = {"boxstyle": "round,pad=0.45", "facecolor": "none", "edgecolor": "0.2"}
    grey = {"boxstyle": "square,pad=0.45", "facecolor": "0.87", "edgecolor": "none"}
    figure, axes = plt.subplots(figsize=(6, 1.1 * len(questions)))
    axes.set(xlim=(0, 1), ylim=(len(questions) + 0.3, -0.5))
    axes.set_axis_off()
    box = partial(axes.text, fontsize=12, va="center")
    column = [box(left, row, question, bbox=framed, ha="center") for row, question in enumerate(questions)]
    column.append(box(left, len(questions), otherwise, bbox=grey, ha="center"))
    for row, answer in enumerate(questions.values()):
        _arrow(axes, column[row], (1, 0.5), box(right, row, answer, bbox=grey), (0, 0.5))
        axes.text(0.59, row - 0.05, labels[0], fontsize=11, ha="center", va="bottom")
    for row, (above, below) in enumerate(pairwise(column)):
        _arrow(axes, above, (0.5, 0), below, (0.5, 1))
        axes.text(left + 0.02, row + 0.5, labels[1], fontsize=11, va="center")
    return figure


def _arrow(axes: Axes, start: Text, leaves: tuple[float, float], end: Text, arrives: tuple[float, float]) -> None:
    """From a place of one box to a place of another, both in fractions of the box."""
    style = {"arrowstyle": "-|>", "color": "0.2", "shrinkA": 6, "shrinkB": 6}
    axes.annotate("", xy=arrives, xycoords=end, xytext=leaves, textcoords=start, arrowprops=style)


def _same_unit(figure: Figure, *panels: Axes) -> None:
    """Panels one above the other, as high as what they hold, so that a unit has one length on all axes."""
    for axes in panels:
        bottom, top = axes.dataLim.intervaly
        axes.set(aspect="equal", ylim=(bottom - 0.3, top + 0.3))
        axes.xaxis.set_major_locator(MultipleLocator(1))
        axes.yaxis.set_major_locator(MultipleLocator(1))
    heights = [axes.viewLim.height for axes in panels]
    grid = panels[0].get_gridspec()
    assert grid is not None
    grid.set_height_ratios(heights)
    width = figure.get_figwidth()
    room_for_texts = 1.5 if figure.legends else 1.1
    figure.set_figheight((width - 0.8) * sum(heights) / panels[0].viewLim.width + room_for_texts)


def _mark_kink(above: Axes, below: Axes, function: Function, kink: float, color: str) -> None:
    at = torch.tensor([kink], dtype=torch.float64)
    beside = torch.cat([torch.nextafter(at, at - 1), torch.nextafter(at, at + 1)])
    lines: dict[Axes, Function] = {above: function, below: partial(slope, function)}
    if all(torch.allclose(*line(beside)) for line in lines.values()):
        return
    for axes, line in lines.items():
        axes.plot([kink, kink], line(beside), "o", color=color, markerfacecolor="none")
        axes.plot(at, line(at), "o", color=color)


def _inside(start: float, end: float) -> Tensor:
    """Points of an interval without its ends, which may be kinks."""
    x = torch.linspace(start, end, 101, dtype=torch.float64)
    x[0], x[-1] = torch.nextafter(x[0], x[1]), torch.nextafter(x[-1], x[-2])
    return x
