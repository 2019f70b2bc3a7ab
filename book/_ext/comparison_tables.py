"""The tables of curves: intervals, kinks, ends and costs in the words of one language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from math import inf
from typing import TYPE_CHECKING, Any

from docutils import nodes
from eqcheck.sphinx.domain import link
from eqcheck.sphinx.words import Words

if TYPE_CHECKING:
    from eqcheck.analysis.curves import Curve, Span, Breakpoint
    from eqcheck.analysis.loss_properties import Origin
    from eqcheck.analysis.properties import End

NOTHING = 1e-9
"""A mean that is nearer to 0 is 0: the integral is computed in machine numbers."""

Cells = Iterator[tuple[str, nodes.entry]]
"""Every column's key, and what stands there."""


@dataclass(frozen=True)
class Line:
    """A function with its facts, what it costs, and where the book explains it and documents it."""

    curve: Curve
    facts: Any
    costs: dict[str, float]
    section: tuple[str, str] | None
    reference: tuple[str, str] | None


class Table:
    """A table in the words of one language."""

    measured_as = "measured"
    """The key of the words that say how the costs were measured."""

    def __init__(self, words: Words, here: str, measured: dict[str, Any]) -> None:
        self.words = words
        self.say = words.curves
        self.here = here
        self.measured = measured

    def of(self, listed: list[Line]) -> nodes.table:
        rows = [dict([*self.cells(line), *self.costs(line)]) for line in listed]
        columns = [nodes.colspec(colwidth=10, **({"stub": 1} if not place else {})) for place in range(len(rows[0]))]
        group = nodes.tgroup("", *columns, cols=len(columns))
        group += nodes.thead("", nodes.row("", *(entry(nodes.Text(self.say[heading])) for heading in rows[0])))
        group += nodes.tbody("", *(nodes.row("", *row.values()) for row in rows))
        return nodes.table("", group, classes=["curves"])

    def cells(self, line: Line) -> Cells:
        raise NotImplementedError

    def costs(self, line: Line) -> Cells:
        for source in ("torch", "formulario") if self.measured else ():
            yield source, entry(nodes.Text(self.cost(line.costs.get(source))))

    def call(self, one: Curve) -> str:
        """The second line of the name: the function in code."""
        return one.name

    def name(self, line: Line) -> Iterator[nodes.Node]:
        """The printed name, the call in code, and the values of the parameters."""
        one = line.curve
        yield link(one.head, *line.section, self.here) if line.section else nodes.Text(one.head)
        call = self.call(one)
        yield link(call, *line.reference, self.here) if line.reference else nodes.literal(call, call)
        for name, value in one.parameters.items():
            yield nodes.inline("", f"{name} = {self.number(float(value))}", classes=["parameter"])

    def spans(self, spans: tuple[Span, ...]) -> str:
        """Intervals, and single numbers in braces: ``{0} ∪ (1, ∞)``."""
        parts = []
        for single, group in groupby(spans, key=lambda span: span.lower == span.upper):
            if single:
                parts.append("{" + self.say["comma"].join(self.number(float(span.lower)) for span in group) + "}")
            else:
                parts += map(self.interval, group)
        return " ∪ ".join(parts)

    def interval(self, span: Span) -> str:
        first = "(" if span.lower_open or span.lower == -inf else "["
        last = ")" if span.upper_open or span.upper == inf else "]"
        return first + self.say["comma"].join(self.number(float(end)) for end in (span.lower, span.upper)) + last

    def breaks(self, breakpoints: tuple[Breakpoint, ...]) -> list[nodes.Text]:
        """Each kink or jump in a line."""
        return [nodes.Text(text) for text in [self.point(point) for point in breakpoints] or [self.say["none"]]]

    def point(self, point: Breakpoint) -> str:
        """The place of a kink with the slopes before and after it, or of a jump with the values."""
        before, after = (self.number(float(side[point.order])) for side in (point.left, point.right))
        return self.say["kink" if point.order else "jump"].format(self.number(point.place), before, after)

    def end(self, end: End) -> str:
        return self.say["end"].format(self.number(end.value), self.number(end.slope))

    def smoothness(self, times: float) -> list[nodes.Node]:
        if times < 0:
            return [nodes.Text(self.say["jumps"])]
        power = nodes.superscript("", self.number(times))
        return [nodes.inline("", "", nodes.Text("C"), power)]

    def cost(self, ratio: float | None) -> str:
        """Two digits: more of them would be noise."""
        return self.say["none"] if ratio is None else self.number(float(f"{ratio:.2g}"))

    def number(self, value: float) -> str:
        return ("−" if value < 0 else "") + self.words.number(abs(value))

    def stamp(self) -> list[nodes.Node]:
        """How, where and with what the costs were measured."""
        if not self.measured:
            return []
        numbers = self.words.number(self.measured["numbers"])
        told = self.say[self.measured_as].format(**{**self.measured, "numbers": numbers})
        return [nodes.paragraph("", told, classes=["curves-stamp"])]


class FunctionTable(Table):
    """Functions of one number."""

    def cells(self, line: Line) -> Cells:
        told, say = line.facts, self.say
        yield "function", entry(*self.name(line))
        yield "range", entry(nodes.Text(self.spans(told.range)))
        yield "slopes", entry(nodes.Text(self.spans(told.slopes)))
        yield "breaks", entry(*self.breaks(told.breaks))
        yield "left", entry(nodes.Text(self.end(told.left)))
        yield "right", entry(nodes.Text(self.end(told.right)))
        yield "monotonic", entry(nodes.Text(say[told.monotonic]))
        yield "symmetry", entry(nodes.Text(say[told.symmetry or "no"]))
        yield "homogeneous", entry(nodes.Text(say["yes" if told.homogeneous else "no"]))
        yield "mean", entry(nodes.Text(self.number(told.mean if abs(told.mean) > NOTHING else 0)))
        yield "smoothness", entry(*self.smoothness(told.smoothness))


class LossTable(Table):
    """Losses, each as a function of one number of the prediction."""

    measured_as = "losses_measured"

    def call(self, one: Any) -> str:
        return f"{one.name}({one.held})"

    def cells(self, line: Line) -> Cells:
        told, say = line.facts, self.say
        yield "loss", entry(*self.name(line))
        yield "range", entry(nodes.Text(self.spans(told.range)))
        yield "slopes", entry(nodes.Text(self.spans(told.slopes)))
        yield "left", entry(nodes.Text(self.end(told.left)))
        yield "origin", entry(nodes.Text(self.origin(told.origin)))
        yield "right", entry(nodes.Text(self.end(told.right)))
        yield "robust", entry(nodes.Text(say["yes" if told.robust else "no"]))
        yield "convex", entry(nodes.Text(say[f"convex_{told.convex}"]))
        yield "degree", entry(nodes.Text(say[f"degree_{told.degree}"]))
        yield "translation_invariant", entry(nodes.Text(say["yes" if told.translation_invariant else "no"]))
        yield "smoothness", entry(*self.smoothness(told.smoothness))

    def origin(self, origin: Origin) -> str:
        value, before, after = map(self.number, (origin.value, origin.before, origin.after))
        return self.say["end"].format(value, before if before == after else f"{before} → {after}")


def entry(*parts: nodes.Node) -> nodes.entry:
    """A cell with a line for each part."""
    return nodes.entry("", *(nodes.paragraph("", "", part) for part in parts))
