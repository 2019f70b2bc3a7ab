"""The ledger: a list of all equations of the book with their verdicts, on whatever page has ``{ledger}``."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from eqcheck.checks.verdict import Verdict
from eqcheck.sphinx.domain import equations_of, link
from eqcheck.sphinx.evidence import number
from eqcheck.sphinx.formula_words import in_language
from eqcheck.sphinx.messages import messages
from eqcheck.sphinx.number_format import format_number
from eqcheck.sphinx.verdicts import MARKS, OUTCOMES, outcome_of, ulps, unit


class ledger(nodes.General, nodes.Element):  # type: ignore[misc]  # docutils has no types
    """The place of the list; it is filled when the page is written."""


@dataclass(frozen=True)
class Entry:
    """A line of the ledger. A definition that no page shows has neither page nor number."""

    verdict: Verdict
    number: str = ""
    docname: str = ""
    title: str = ""
    anchor: str = ""
    reason: str = ""


def entries(env: BuildEnvironment) -> list[Entry]:
    """Every statement of the book in its order, then the definitions that the book does not show."""
    equations = equations_of(env)
    shown = [
        Entry(
            verdict=equations.verdicts[showing.statement],
            number=number(env, showing),
            docname=showing.docname,
            title=env.titles[showing.docname].astext(),
            anchor=showing.anchor,
            reason=showing.reason,
        )
        for showing in equations.ledger()
    ]
    return [*shown, *(Entry(equations.verdicts[statement]) for statement in equations.hidden())]


class LedgerDirective(SphinxDirective):
    """List all equations."""

    def run(self) -> list[nodes.Node]:
        equations_of(self.env).data["ledgers"].add(self.env.docname)
        return [ledger(docname=self.env.docname)]


class FillLedgers(SphinxPostTransform):
    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        self.language = self.config.language
        self.messages = messages(self.language)
        for node in list(self.document.findall(ledger)) if equations_of(self.env).checked else ():
            self.here = node["docname"]
            listed = entries(self.env)
            pages = [self.page(list(group)) for _, group in groupby(listed, key=lambda entry: entry.docname)]
            node.replace_self([self.totals(listed), *(part for page in pages for part in page)])

    def totals(self, listed: list[Entry]) -> nodes.Element:
        """*27 equations: 20 proved, 2 exhaustive, …*, and the same for each kind."""
        if not listed:
            return nodes.paragraph("", self.messages.gettext("There are no equations yet."))
        kinds: dict[str, list[Entry]] = {}
        for entry in listed:
            kinds.setdefault(entry.verdict.statement.kind, []).append(entry)
        total = self.messages.ngettext("{} equation", "{} equations", len(listed))
        number = nodes.strong("", total.format(format_number(len(listed), self.language)))
        lines = (nodes.paragraph("", self.messages.gettext(kind), *self.counted(of)) for kind, of in kinds.items())
        by_kind = nodes.bullet_list("", *(nodes.list_item("", line) for line in lines))
        all_kinds = nodes.paragraph("", "", number, *self.counted(listed, zeros=True))
        return nodes.container("", all_kinds, by_kind, classes=["ledger-totals"])

    def counted(self, listed: list[Entry], zeros: bool = False) -> list[nodes.Node]:
        """*: 20 proved, 2 exhaustive.*"""
        count = Counter(outcome_of(entry.verdict) for entry in listed)
        told = {
            "proved": self.messages.ngettext("{} proved", "{} proved", count["proved"]),
            "exhaustive": self.messages.ngettext("{} exhaustive", "{} exhaustive", count["exhaustive"]),
            "tried": self.messages.ngettext("{} tried", "{} tried", count["tried"]),
            "unchecked": self.messages.ngettext("{} not checked", "{} not checked", count["unchecked"]),
            "failed": self.messages.ngettext("{} wrong", "{} wrong", count["failed"]),
        }
        found: list[nodes.Node] = []
        for outcome, words in told.items():
            if count[outcome] or zeros:
                text = words.format(format_number(count[outcome], self.language)).replace(" ", "\N{NO-BREAK SPACE}", 1)
                found += [nodes.Text(", " if found else ": "), mark(outcome), nodes.Text(f"\N{NO-BREAK SPACE}{text}")]
        return [*found, nodes.Text(".")]

    def page(self, listed: list[Entry]) -> list[nodes.Node]:
        """The heading and the table of the equations of one page."""
        first = listed[0]
        _ = self.messages.gettext
        title = self.link(first.title, first) if first.docname else nodes.Text(_("On no page"))
        columns = {
            _("No."): 6, _("Equation"): 44, _("Kind"): 12, _("Verdict"): 14, _("Points"): 10, _("Largest error"): 14
        }  # fmt: skip
        group = nodes.tgroup("", *(nodes.colspec(colwidth=width) for width in columns.values()), cols=len(columns))
        group += nodes.thead("", row(*map(nodes.Text, columns)))
        group += nodes.tbody("", *map(self.line, listed))
        return [nodes.rubric("", "", title, **{"heading-level": 2}), nodes.table("", group, classes=["ledger"])]

    def line(self, entry: Entry) -> nodes.row:
        verdict, _ = entry.verdict, self.messages.gettext
        outcome, told = outcome_of(verdict), entry.reason or verdict.reason
        status = f"\N{NO-BREAK SPACE}{_(OUTCOMES[outcome])}"
        called = nodes.inline("", f" {unit(verdict.points, self.language)}", classes=["unit"])
        points = nodes.inline("", format_number(verdict.points, self.language), called)
        return row(
            self.link(f"({entry.number})" if entry.number else verdict.statement.name, entry),
            inline_formula(in_language(verdict.statement.latex, self.language)),
            nodes.Text(_(verdict.statement.kind)),
            nodes.inline("", "", mark(outcome), nodes.Text(f"{status}: {told}" if told else status)),
            points if verdict.points and verdict.status == "verified" else nodes.Text(""),
            nodes.Text(ulps(verdict, self.language)),
        )

    def link(self, text: str, entry: Entry) -> nodes.Node:
        if not entry.docname:
            return nodes.literal(text, text)
        return link(text, entry.docname, entry.anchor, self.here)


def row(*cells: nodes.Node) -> nodes.row:
    texts = ([nodes.paragraph("", "", cell)] if cell.astext() else [] for cell in cells)
    return nodes.row("", *(nodes.entry("", *text) for text in texts))


def mark(outcome: str) -> nodes.inline:
    return nodes.inline("", MARKS[outcome], classes=["mark", outcome])


def inline_formula(latex: str) -> nodes.math:
    """A display in a line of text: alignment marks that a display brings its own surroundings for get them here."""
    aligned = ("&" in latex or r"\\" in latex) and r"\begin" not in latex
    return nodes.math("", rf"\begin{{aligned}}{latex}\end{{aligned}}" if aligned else latex)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_node(ledger)
    app.add_directive("ledger", LedgerDirective)
    app.add_post_transform(FillLedgers)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
