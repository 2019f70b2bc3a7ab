"""The picture of a proof by bounds: the distance of two sides, and the cells on which it was enclosed."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import matplotlib.pyplot as plt
from eqcheck.proof.enclosure import Enclosures, Undecided, exact
from eqcheck.proof.steps import Step
from flint import arb
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from sphinx.locale import _

Box = tuple[float, float, float, float]
"""A cell with the bounds of the distance on it: left, right, lower, upper."""
POINTS = 60
"""So many points of the curve are drawn on each cell."""
WINDOW = 5
"""The lower picture is so many times as wide, to either side, as the narrowest cell."""


def boxes(steps: Sequence[Step]) -> list[Box]:
    """The cells of all pieces, from left to right, with the distance of the sides on them."""
    found = []
    for step in steps:
        for cell, bounds in step.cells:
            ((left, right),) = cell.values()
            lower, upper = sorted((abs(float(bounds.lower())), abs(float(bounds.upper()))))
            found.append((float(left), float(right), lower, upper))
    return sorted(found)


def curve(step: Step) -> tuple[list[float], list[float]]:
    """The distance of the sides on the cells of one piece, by the arithmetic of the proof."""
    points: dict[float, float] = {}
    for cell, _bounds in step.cells:
        ((name, (left, right)),) = cell.items()
        for number in range(POINTS + 1):
            place = left + (right - left) * Fraction(number, POINTS)
            points[float(place)] = abs(_value(step, {name: exact(place)}))
    return sorted(points), [points[place] for place in sorted(points)]


def _value(step: Step, at: dict[str, arb]) -> float:
    try:
        return float(Enclosures(at)(step.gap).mid())
    except Undecided:
        return float("nan")


def draw(steps: Sequence[Step]) -> Figure:
    """All cells above; below, those around the place where the sides come nearest.

    :param steps: those of one relation, on every piece, with cells
    """
    found, curves = boxes(steps), [curve(step) for step in steps]
    points = [point for one in curves for point in zip(*one, strict=True)]
    nearest = min(points, key=lambda point: point[1])[0]
    reach = WINDOW * min(right - left for left, right, _lower, _upper in found)
    tops = (max(box[3] for box in found), 1.6 * max(height for x, height in points if abs(x - nearest) < reach))
    with plt.style.context("formulario.book"):
        figure = Figure(figsize=(6, 6.4))
        panels = figure.subplots(2, 1)
        for axes, top in zip(panels, tops, strict=True):
            _draw_on(axes, found, curves)
            axes.set(ylim=(-0.1 * top, 1.05 * top))
        panels[1].set(xlim=(nearest - reach, nearest + reach), xlabel="$x$")
        figure.legend(*panels[0].get_legend_handles_labels(), loc="outside upper center", ncols=2)
    return figure


def _draw_on(axes: Axes, found: list[Box], curves: list[tuple[list[float], list[float]]]) -> None:
    ink, line, shade, *_others = plt.rcParams["axes.prop_cycle"].by_key()["color"]
    lefts, rights, lowers, uppers = zip(*found, strict=True)
    widths = [right - left for left, right in zip(lefts, rights, strict=True)]
    heights = [upper - lower for lower, upper in zip(lowers, uppers, strict=True)]
    style: Any = {"facecolor": f"{shade}33", "edgecolor": shade, "linewidth": 0.8}
    axes.bar(lefts, heights, widths, lowers, align="edge", label=_("bounds on a cell"), **style)
    for number, (x, height) in enumerate(curves):
        axes.plot(x, height, color=ink, linestyle="-", label="" if number else _("distance of the sides"))
    axes.axhline(0, color=line, linestyle="--")
