"""The ledger: a list of all equations of the book with their verdicts, on whatever page has ``{ledger}``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.osutil import relative_uri
from sphinx.writers.html5 import HTML5Translator

from eqcheck.checks.verdict import Verdict
from eqcheck.sphinx.domain import equations_of, link
from eqcheck.sphinx.evidence import number
from eqcheck.sphinx.filters import filter_fields
from eqcheck.sphinx.formula_words import in_language
from eqcheck.sphinx.messages import messages
from eqcheck.sphinx.number_format import decimal_mark, format_number
from eqcheck.sphinx.verdicts import MARKS, OUTCOMES, OpenVerdicts, outcome_of, ulps, unit

LIST = "equations.json"
"""The same list for programs, beside the pages."""


class ledger(nodes.General, nodes.Element):  # type: ignore[misc]  # docutils has no types
    """The place of the list; it is filled when the page is written."""


class fold(nodes.container):  # type: ignore[misc]
    """What opens and closes under its title."""


class fold_title(nodes.paragraph):  # type: ignore[misc]
    """What is seen of a fold while it is closed."""


class ledger_list(nodes.container):  # type: ignore[misc]
    """A list of items without paragraphs."""


class ledger_line(nodes.paragraph):  # type: ignore[misc]
    """One of its items."""


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
            tools = [*self.download(), self.fields(listed)] if listed else []
            node.replace_self([self.totals(listed), *tools, *pages])

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

    def page(self, listed: list[Entry]) -> nodes.Element:
        """The equations of one page, folded under its title and their counts."""
        first = listed[0]
        title = nodes.Text(first.title if first.docname else self.messages.gettext("On no page"))
        head = fold_title("", "", title, *self.counted(listed))
        return fold("", head, ledger_list("", *map(self.line, listed)), classes=["ledger"])

    def line(self, entry: Entry) -> ledger_line:
        """A line without markup inside it: the page of a large book would be heavy with drawn formulas."""
        verdict, _ = entry.verdict, self.messages.gettext
        outcome, told = outcome_of(verdict), entry.reason or verdict.reason
        facts = [_(verdict.statement.kind), f"{MARKS[outcome]}\N{NO-BREAK SPACE}{_(OUTCOMES[outcome])}"]
        if told:
            facts[-1] += f": {told}"
        if verdict.points and verdict.status == "verified":
            facts.append(f"{format_number(verdict.points, self.language)} {unit(verdict.points, self.language)}")
        facts += filter(None, [ulps(verdict, self.language)])
        name = f"({entry.number})" if entry.number else verdict.statement.name
        formula = (nodes.Text(" "), self.formula(verdict.statement.latex), nodes.Text(" "))
        found = nodes.inline("", " · ".join(facts))
        return ledger_line("", "", self.link(name, entry), *formula, found, classes=classes_of(verdict))

    def formula(self, latex: str) -> nodes.Node:
        """As text where KaTeX would draw it; MathJax draws it in the browser."""
        line = in_one_line(in_language(latex, self.language))
        if getattr(self.app.builder, "math_renderer_name", "") != "katex":
            return nodes.math("", line)
        from eqcheck.sphinx.plain_text import plain_text  # needs KaTeX's program

        try:
            return nodes.Text(plain_text(line, decimal_mark(self.language)))
        except ValueError:  # its own page says what is wrong
            return nodes.Text(latex)

    def fields(self, listed: list[Entry]) -> nodes.raw:
        """What filters the list: text, the kind, the outcome."""
        _ = self.messages.gettext
        kinds = {f"kind-{entry.verdict.statement.kind}": _(entry.verdict.statement.kind) for entry in listed}
        outcomes = {outcome: _(name) for outcome, name in OUTCOMES.items()}
        met = {outcome_of(entry.verdict) for entry in listed}
        found = {outcome: name for outcome, name in outcomes.items() if outcome in met}
        return filter_fields(".ledger li", self.language, {_("Kind"): kinds, _("Verdict"): found})

    def download(self) -> list[nodes.Node]:
        """The file with the same list, for programs; an archive of pages has none."""
        if self.app.builder.name not in OpenVerdicts.builders:
            return []
        address = relative_uri(self.app.builder.get_target_uri(self.here), LIST)
        words = self.messages.gettext("The same list, for programs:")
        return [nodes.paragraph("", f"{words} ", nodes.reference("", LIST, refuri=address, internal=False))]

    def link(self, text: str, entry: Entry) -> nodes.Node:
        if not entry.docname:
            return nodes.literal(text, text)
        return link(text, entry.docname, entry.anchor, self.here)


def classes_of(verdict: Verdict) -> list[str]:
    """What the list is filtered by, and coloured."""
    return [f"kind-{verdict.statement.kind}", outcome_of(verdict)]


def mark(outcome: str) -> nodes.inline:
    return nodes.inline("", MARKS[outcome], classes=["mark", outcome])


def in_one_line(latex: str) -> str:
    """A display in a line of text: alignment marks that a display brings its own surroundings for get them here."""
    aligned = ("&" in latex or r"\\" in latex) and r"\begin" not in latex
    return rf"\begin{{aligned}}{latex}\end{{aligned}}" if aligned else latex


Writer = Callable[[HTML5Translator, nodes.Element], None]


def written_as(tag: str) -> tuple[Writer, Writer]:
    """What writes a node as this element."""
    return (
        lambda self, node: self.body.append(self.starttag(node, tag, "")),
        lambda self, node: self.body.append(f"</{tag}>\n"),
    )


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_node(ledger)
    for node, tag in ((fold, "details"), (fold_title, "summary"), (ledger_list, "ul"), (ledger_line, "li")):
        app.add_node(node, html=written_as(tag))
    app.add_directive("ledger", LedgerDirective)
    app.add_post_transform(FillLedgers)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
