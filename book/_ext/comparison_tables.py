"""The tables of the comparison pages: intervals, kinks, ends and costs in the words of one language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from math import inf
from typing import Any

from babel.numbers import get_decimal_symbol
from docutils import nodes
from eqcheck.analysis.curves import Breakpoint, Curve, Span
from eqcheck.analysis.loss_curves import LossCurve
from eqcheck.analysis.loss_properties import LossProperties, Origin
from eqcheck.analysis.properties import End, Properties
from eqcheck.sphinx.domain import link
from eqcheck.sphinx.number_format import format_number
from sphinx.locale import _

from _ext.tables import labelled_entry, named_row

SPACE = "\N{NO-BREAK SPACE}"
NOTHING = 1e-9
"""A mean that is nearer to 0 is 0: the integral is computed in machine numbers."""

Cells = Iterator[tuple[str, labelled_entry]]
"""Every column's heading, and what stands there."""


@dataclass(frozen=True)
class Line:
    """A function with its properties, what it costs, and where the book explains it and documents it."""

    curve: Curve
    properties: Any
    costs: dict[str, float]
    section: tuple[str, str] | None
    reference: tuple[str, str] | None


class Table:
    """A table in the language of the build.

    :param language: that language, for the numbers.
    :param here: the page of the table, from which it links to others.
    :param measured: how the costs were measured; empty if there are none.
    """

    def __init__(self, language: str, here: str, measured: dict[str, Any]) -> None:
        self.language = language
        self.separator = f"{';' if get_decimal_symbol(language) == ',' else ','}{SPACE}"
        self.here = here
        self.measured = measured

    def of(self, lines: list[Line]) -> nodes.table:
        rows = {line.curve.name: dict([*self.cells(line), *self.costs(line)]) for line in lines}
        headings = list(next(iter(rows.values())))
        columns = [nodes.colspec(colwidth=10, **({"stub": 1} if not place else {})) for place in range(len(headings))]
        group = nodes.tgroup("", *columns, cols=len(columns))
        group += nodes.thead("", nodes.row("", *(nodes.entry("", nodes.paragraph("", text)) for text in headings)))
        group += nodes.tbody("", *(self.row(name, cells) for name, cells in rows.items()))
        return nodes.table("", group, classes=["comparison", "sortable"])

    def row(self, name: str, cells: dict[str, labelled_entry]) -> named_row:
        for label, cell in cells.items():
            cell["label"] = label
        return named_row("", *cells.values(), function=name)

    def cells(self, line: Line) -> Cells:
        raise NotImplementedError

    def how_measured(self) -> str:
        raise NotImplementedError

    def costs(self, line: Line) -> Cells:
        if self.measured:
            yield _("Cost in PyTorch"), entry(self.cost(line.costs.get("torch")))
            yield _("Cost here"), entry(self.cost(line.costs.get("formulario")))

    def call(self, curve: Curve) -> str:
        """The second line of the name: the function in code."""
        return curve.name

    def name(self, line: Line) -> Iterator[nodes.Node]:
        """The printed name, the call in code, and the values of the parameters."""
        curve = line.curve
        yield link(curve.head, *line.section, self.here) if line.section else nodes.Text(curve.head)
        call = self.call(curve)
        yield link(call, *line.reference, self.here) if line.reference else nodes.literal(call, call)
        for name, value in curve.parameters.items():
            yield nodes.inline("", f"{name} = {self.number(float(value))}", classes=["parameter"])

    def spans(self, spans: tuple[Span, ...]) -> str:
        """Intervals, and single numbers in braces: ``{0} ∪ (1, ∞)``."""
        parts: list[str] = []
        for single, group in groupby(spans, key=lambda span: len(set(self.ends(span))) == 1):
            if single:
                parts.append("{" + self.separator.join(self.ends(span)[0] for span in group) + "}")
            else:
                parts += map(self.interval, group)
        return " ∪ ".join(parts)

    def interval(self, span: Span) -> str:
        first = "(" if span.lower_open or span.lower == -inf else "["
        last = ")" if span.upper_open or span.upper == inf else "]"
        return first + self.separator.join(self.ends(span)) + last

    def ends(self, span: Span) -> list[str]:
        return [self.number(float(end)) for end in (span.lower, span.upper)]

    def kinks_and_jumps(self, points: tuple[Breakpoint, ...]) -> list[str]:
        """Each in a line."""
        return [self.kink_or_jump(point) for point in points] or [_("none")]

    def kink_or_jump(self, point: Breakpoint) -> str:
        """The place of a kink with the slopes before and after it, or of a jump with the values."""
        before, after = (self.number(float(side[point.order])) for side in (point.left, point.right))
        text = _("at {place}: {before} → {after}") if point.order else _("at {place}: jump {before} → {after}")
        return text.format(place=self.number(point.place), before=before, after=after).replace(" ", SPACE)

    def end(self, end: End) -> str:
        return self.value_and_slope(self.number(end.value), self.number(end.slope))

    def value_and_slope(self, value: str, slope: str) -> str:
        text = _("{value}, slope {slope}").format(value=value, slope=slope)
        return text.replace(" ", SPACE).replace(f",{SPACE}", ", ", 1)

    def smoothness(self, times: float) -> nodes.Node | str:
        if times < 0:
            return _("jumps")
        return nodes.inline("", "", nodes.Text("C"), nodes.superscript("", self.number(times)))

    def yes_or_no(self, answer: bool) -> str:
        return _("yes") if answer else _("no")

    def cost(self, ratio: float | None) -> str:
        """Two digits: more of them would be noise."""
        return _("none") if ratio is None else self.number(float(f"{ratio:.2g}"))

    def number(self, value: float) -> str:
        return ("−" if value < 0 else "") + format_number(abs(value), self.language)

    def stamp(self) -> list[nodes.Node]:
        """How, where and with what the costs were measured."""
        if not self.measured:
            return []
        numbers = self.number(self.measured["numbers"])
        text = self.how_measured().format(**{**self.measured, "numbers": numbers})
        return [nodes.paragraph("", text, classes=["how-measured"])]


class FunctionTable(Table):
    """Functions of one number."""

    def how_measured(self) -> str:
        return _(
            "Cost: the time for the values of {numbers} numbers ({dtype}) and for the gradient back, in units of "
            "PyTorch’s ReLU. All functions were measured side by side in one run, on one thread of this processor: "
            "{device}; PyTorch {torch}, Python {python}."
        )

    def cells(self, line: Line) -> Cells:
        of: Properties = line.properties
        monotonic = {"strictly": _("yes"), "weakly": _("never falls"), "no": _("no")}
        symmetry = {"odd": _("odd"), "even": _("even"), "": _("no")}
        yield _("Function"), entry(*self.name(line))
        yield _("Values"), entry(self.spans(of.range))
        yield _("Slopes"), entry(self.spans(of.slopes))
        yield _("Kinks, slope before → after"), entry(*self.kinks_and_jumps(of.kinks_and_jumps))
        yield _("Towards −∞"), entry(self.end(of.left))
        yield _("Towards ∞"), entry(self.end(of.right))
        yield _("Always rises"), entry(monotonic[of.monotonic])
        yield _("Symmetry"), entry(symmetry[of.symmetry])
        yield _("Homogeneous"), entry(self.yes_or_no(of.homogeneous))
        yield _("Mean"), entry(self.number(of.mean if abs(of.mean) > NOTHING else 0))
        yield _("Smooth"), entry(self.smoothness(of.smoothness))


class LossTable(Table):
    """Losses, each as a function of one number of the prediction."""

    def how_measured(self) -> str:
        return _(
            "Cost: the time for the mean loss of {numbers} predicted numbers ({dtype}) and for the gradient back, in "
            "units of PyTorch’s mse_loss. For losses of classes these are {examples} examples with {classes} classes. "
            "All losses were measured side by side in one run, on one thread of this processor: {device}; PyTorch "
            "{torch}, Python {python}."
        )

    def call(self, curve: Curve) -> str:
        assert isinstance(curve, LossCurve)
        return f"{curve.name}({curve.fixed})"

    def cells(self, line: Line) -> Cells:
        of: LossProperties = line.properties
        convex = {"strictly": _("strictly"), "weakly": _("yes"), "no": _("no")}
        scale = {None: _("yes"), 1: _("none: c"), 2: _("none: c²")}
        yield _("Loss"), entry(*self.name(line))
        yield _("Values"), entry(self.spans(of.range))
        yield _("Slopes"), entry(self.spans(of.slopes))
        yield _("Towards −∞"), entry(self.end(of.left))
        yield _("At 0"), entry(self.origin(of.origin))
        yield _("Towards ∞"), entry(self.end(of.right))
        yield _("Bounded slope"), entry(self.yes_or_no(of.robust))
        yield _("Convex"), entry(convex[of.convex])
        yield _("Scale"), entry(scale[of.degree])
        yield _("Differences only"), entry(self.yes_or_no(of.translation_invariant))
        yield _("Smooth"), entry(self.smoothness(of.smoothness))

    def origin(self, origin: Origin) -> str:
        value, before, after = map(self.number, (origin.value, origin.before, origin.after))
        return self.value_and_slope(value, before if before == after else f"{before} → {after}")


def entry(*lines: nodes.Node | str) -> labelled_entry:
    """A cell with these lines."""
    parts = (nodes.Text(line) if isinstance(line, str) else line for line in lines)
    return labelled_entry("", *(nodes.paragraph("", "", part) for part in parts), label="")
