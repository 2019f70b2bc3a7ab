"""The directive ``curves``: a table of all the library's functions of one number, with what can be said of each.

Nothing in it is typed. The facts are computed from the definitions (:mod:`formulario.equations.facts`) while the page
is written, and the costs are those of the file that the option ``:costs:`` names, below ``equation_root``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from formulario.equations.sources import Problem
from formulario.sphinxext import places
from formulario.sphinxext.checking import warn
from formulario.sphinxext.domain import EquationDomain, equations_of, link
from formulario.sphinxext.evidence import documented
from formulario.sphinxext.words import Words, in_language

if TYPE_CHECKING:
    from formulario.equations.curves import Curve, Span, Turn
    from formulario.equations.facts import End, Facts

NOTHING = 1e-9
"""A mean that is nearer to 0 is 0: the integral is computed in machine numbers."""


class curves(nodes.General, nodes.Element):
    """The place of the table; it is filled when the page is written."""


@dataclass(frozen=True)
class Line:
    """A function with its facts, what it costs, and where the book explains it and documents it."""

    curve: Curve
    facts: Facts
    costs: dict[str, float]
    section: tuple[str, str] | None
    reference: tuple[str, str] | None


def lines(env: BuildEnvironment, costs: dict[str, dict[str, float]]) -> list[Line]:
    """Every function of one number, in the order in which the book's pages define them."""
    # Imported here and not above: a build that writes no such table needs no torch.
    from formulario.equations.curves import curve, scalar_functions
    from formulario.equations.facts import facts
    from formulario.equations.scope import EvaluationError

    equations = equations_of(env)
    library = equations.library
    names = scalar_functions(library)
    sections = sections_of(env)
    order = {name: place for place, name in enumerate(sections)}
    names.sort(key=lambda name: order.get(name, len(order)))
    found = []
    for name in names:
        try:
            one = curve(library, name)
        except EvaluationError as error:
            statement = library.definitions[name]
            warn(equations, statement.file, statement.line, str(error))
            continue
        found.append(Line(one, facts(one), costs.get(name, {}), sections.get(name), documented(env, name)))
    return found


def sections_of(env: BuildEnvironment) -> dict[str, tuple[str, str]]:
    """Page and anchor of the section in which each function is defined, in the order of the book."""
    found: dict[str, tuple[str, str]] = {}
    pages: dict[str, nodes.document] = {}
    for showing in equations_of(env).in_order():
        if showing.label and showing.statement.kind == "definition" and showing.statement.name not in found:
            page = pages.setdefault(showing.docname, env.get_doctree(showing.docname))
            found[showing.statement.name] = (showing.docname, section_around(page, showing.anchor))
    return found


def section_around(page: nodes.document, anchor: str) -> str:
    """The anchor of the innermost section with something of this anchor in it."""
    sections = [
        section["ids"][0]
        for section in page.findall(nodes.section)
        if any(anchor in inner["ids"] for inner in section.findall(nodes.Element))
    ]
    return sections[-1] if sections else anchor


class CurvesDirective(SphinxDirective):
    """Compare all functions of one number."""

    option_spec: ClassVar[dict[str, Any]] = {"costs": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        equations = equations_of(self.env)
        # The table shows and links to what the ledger lists: where one has to be written again, so has the other.
        equations.data["ledgers"].add(self.env.docname)
        for statement in equations.library.definitions.values():
            self.env.note_dependency(equations.root / statement.file)
        return [curves(docname=self.env.docname, costs=self.costs(equations))]

    def costs(self, equations: EquationDomain) -> str:
        """The file of the costs, if there is one."""
        name = self.options.get("costs", "")
        if not name:
            return ""
        self.env.note_dependency(equations.root / name)
        if (equations.root / name).exists():
            return name
        path, line = places.written_at(*self.get_source_info(), self.env.srcdir)
        message = f"`:costs:` names a file that is not there, {name}: measure the costs, or leave the option out"
        equations.note_problem(self.env.docname, Problem(equations.relative(path), line, message))
        return ""


class FillCurves(SphinxPostTransform):
    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        equations = equations_of(self.env)
        for node in list(self.document.findall(curves)) if equations.checked else ():
            measured = json.loads(Path(equations.root, node["costs"]).read_text("utf-8")) if node["costs"] else {}
            table = Table(in_language(self.config.language), node["docname"], measured)
            listed = lines(self.env, measured.get("cost", {}))
            node.replace_self([table.of(listed), *table.stamp()])


class Table:
    """The table in the words of one language."""

    def __init__(self, words: Words, here: str, measured: dict[str, Any]) -> None:
        self.words = words
        self.say = words.curves
        self.here = here
        self.measured = measured

    def of(self, listed: list[Line]) -> nodes.table:
        headings = [heading for heading, _ in self.cells(listed[0])]
        columns = [nodes.colspec(colwidth=10, **({"stub": 1} if not place else {})) for place in range(len(headings))]
        group = nodes.tgroup("", *columns, cols=len(columns))
        group += nodes.thead("", nodes.row("", *(entry(nodes.Text(self.say[heading])) for heading in headings)))
        group += nodes.tbody("", *(nodes.row("", *(cell for _, cell in self.cells(line))) for line in listed))
        return nodes.table("", group, classes=["curves"])

    def cells(self, line: Line) -> Iterator[tuple[str, nodes.entry]]:
        """Every column's key, and what stands there."""
        told, say = line.facts, self.say
        yield "function", entry(*self.name(line))
        yield "range", entry(nodes.Text(self.spans(told.range)))
        yield "slopes", entry(nodes.Text(self.spans(told.slopes)))
        breaks = [self.turn(turn) for turn in told.breaks] or [say["none"]]
        yield "breaks", entry(*map(nodes.Text, breaks))
        yield "left", entry(nodes.Text(self.end(told.left)))
        yield "right", entry(nodes.Text(self.end(told.right)))
        yield "rises", entry(nodes.Text(say[told.rises]))
        yield "symmetry", entry(nodes.Text(say[told.symmetry or "no"]))
        yield "homogeneous", entry(nodes.Text(say["yes" if told.homogeneous else "no"]))
        yield "mean", entry(nodes.Text(self.number(told.mean if abs(told.mean) > NOTHING else 0)))
        yield "smoothness", entry(*self.smoothness(told.smoothness))
        for source in ("torch", "formulario"):
            if self.measured:
                yield source, entry(nodes.Text(self.cost(line.costs.get(source))))

    def name(self, line: Line) -> Iterator[nodes.Node]:
        """The printed name, the call in code, and the values of the parameters."""
        one = line.curve
        yield link(one.head, *line.section, self.here) if line.section else nodes.Text(one.head)
        code = nodes.literal(one.name, one.name)
        yield link(one.name, *line.reference, self.here) if line.reference else code
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

    def turn(self, turn: Turn) -> str:
        """The place of a kink with the slopes before and after it, or of a jump with the values."""
        before, after = (self.number(float(side[turn.order])) for side in (turn.left, turn.right))
        return self.say["kink" if turn.order else "jump"].format(self.number(turn.place), before, after)

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
        told = self.say["measured"].format(**{**self.measured, "numbers": numbers})
        return [nodes.paragraph("", told, classes=["curves-stamp"])]


def entry(*parts: nodes.Node) -> nodes.entry:
    """A cell with a line for each part."""
    return nodes.entry("", *(nodes.paragraph("", "", part) for part in parts))


def pages_to_write_again(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """A chapter's section may have got another anchor, which no ledger knows of."""
    data = equations_of(env).data
    if not data["ledgers"]:
        return []
    before, data["sections"] = data["sections"], sections_of(env)
    return sorted(data["ledgers"]) if data["sections"] != before else []


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_node(curves)
    app.add_directive("curves", CurvesDirective)
    app.add_post_transform(FillCurves)
    app.add_css_file("curves.css")
    app.connect("env-get-updated", pages_to_write_again)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
