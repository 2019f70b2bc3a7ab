"""Beside each equation its verdict: a mark that opens to what was compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, cast

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from eqcheck.checks.verdict import Verdict
from eqcheck.sphinx.domain import Showing, equations_of, link
from eqcheck.sphinx.evidence import Evidence, evidence, number
from eqcheck.sphinx.messages import N_, messages
from eqcheck.sphinx.number_format import format_number
from eqcheck.sphinx.shown_domain import shown_domain
from eqcheck.syntax.kinds import KINDS

MARKS = {"verified": "✓", "unchecked": "○", "failed": "✗"}
STATUSES = {"verified": N_("verified"), "unchecked": N_("not checked"), "failed": N_("wrong")}
INSIDE = {"verified": N_("what was compared"), "unchecked": N_("why"), "failed": N_("what differs")}


class verdict(nodes.General, nodes.Element):  # type: ignore[misc]  # docutils has no types
    """The place of a verdict: ``docname`` and ``anchor`` of the formula, and as child why it is unchecked."""


class folded(nodes.General, nodes.Element):  # type: ignore[misc]
    """A verdict that opens and closes: its ``mark`` for the eye, and the text ``said`` instead by a screen reader."""


def ulps(outcome: Verdict, language: str | None) -> str:
    """The largest error for each number format: ``float64 0.5 ulp, float32 1 ulp``."""
    gap = "\N{NO-BREAK SPACE}"
    errors = outcome.max_ulp.items()
    return ", ".join(f"{dtype}{gap}{format_number(error, language)}{gap}ulp" for dtype, error in errors)


def unit(count: int, language: str | None) -> str:
    """What the points of a comparison are called: one ``point``, any other number of ``points``."""
    return messages(language).ngettext("point", "points", count)


def points(count: int, language: str | None) -> str:
    """How many points were compared: ``1 point``, ``12 345 points``."""
    return f"{format_number(count, language)} {unit(count, language)}"


class TellVerdicts(SphinxPostTransform):
    """Put the verdict, in one sentence, where its place is kept."""

    default_priority = 6

    def run(self, **kwargs: Any) -> None:
        self.language = self.config.language
        self.gettext = messages(self.language).gettext
        equations = equations_of(self.env)
        for node in list(self.document.findall(verdict)) if equations.checked else ():
            self.here = node["docname"]
            told = evidence(self.env, equations.showing(self.here, node["anchor"]))
            chapter = [self.chapter(told.chapter)] if told.chapter else []
            domain = shown_domain(told.verdict.details, self.language)
            node.replace_self([*domain, *chapter, self.shown(told)])

    def shown(self, told: Evidence) -> nodes.Element:
        return nodes.paragraph("", self.sentence(told), classes=["verdict"])

    def chapter(self, showing: Showing) -> nodes.paragraph:
        """Where the equation of a docstring is discussed under its number."""
        title = self.env.titles[showing.docname].astext()
        text = f"{self.gettext('Equation')} ({number(self.env, showing)}), {title}"
        return nodes.paragraph("", "", self.link(text, showing.docname, showing.anchor), classes=["equation-chapter"])

    def sentence(self, told: Evidence) -> str:
        """The verdict in words: *Definition, verified: 120 points, float64 0.5 ulp.*"""
        outcome = told.verdict
        kind, status = self.gettext(outcome.statement.kind), self.gettext(STATUSES[outcome.status])
        if outcome.status == "verified":
            facts = [points(outcome.points, self.language), ulps(outcome, self.language)]
        else:
            facts = [told.reason or outcome.reason or outcome.message]
        tail = ", ".join(fact for fact in facts if fact)
        return f"{kind.capitalize()}, {status}: {tail}." if tail else f"{kind.capitalize()}, {status}."

    def link(self, text: str, docname: str, anchor: str) -> nodes.Element:
        return link(text, docname, anchor, self.here)


class OpenVerdicts(TellVerdicts):
    """In a browser the verdict is a mark that opens to all that is known."""

    builders = ("html", "dirhtml", "singlehtml")
    default_priority = 5

    def shown(self, told: Evidence) -> nodes.Element:
        outcome, _ = told.verdict, self.gettext
        status = _(STATUSES[outcome.status])
        called = f"{_('Equation')} {told.number}".strip()
        facts = nodes.field_list(classes=["verdict-facts"])
        for name, value in self.facts(told):
            value = value if isinstance(value, nodes.Element) else nodes.paragraph(value, value)
            facts += nodes.field("", nodes.field_name("", name), nodes.field_body("", value))
        sentence = nodes.paragraph("", "", nodes.strong("", status.capitalize()))
        if outcome.status == "verified":
            sentence += nodes.Text(f". {_(KINDS[outcome.statement.kind].sentence)}")
        body = nodes.container("", sentence, facts, classes=["verdict-body"])
        if outcome.status == "failed":
            body += nodes.literal_block(outcome.message, outcome.message, language="none")
        said = f"{called}, {status}: {_(INSIDE[outcome.status])}"
        return folded("", body, mark=MARKS[outcome.status], said=said, classes=["verdict", outcome.status])

    def facts(self, told: Evidence) -> Iterator[tuple[str, str | nodes.Element]]:
        """What is known, each thing with its name."""
        outcome, statement, _ = told.verdict, told.verdict.statement, self.gettext
        if told.reason or outcome.reason:
            yield _("Reason"), told.reason or outcome.reason
        yield _("Kind"), _(statement.kind)
        if outcome.status == "verified":
            yield _("Points"), format_number(outcome.points, self.language)
        if outcome.max_ulp:
            yield _("Largest error"), ulps(outcome, self.language)
        if "difference" in outcome.details:
            yield _("Largest difference"), format_number(cast(float, outcome.details["difference"]), self.language)
        if "equality" in outcome.details:
            yield _("Equal at"), points(cast(int, outcome.details["equality"]), self.language)
        if statement.where:
            yield _("For"), code(statement.where)
        if statement.within:
            yield _("Within"), code(statement.within)
        if statement.within_ulps:
            yield _("Within"), code(f"{statement.within_ulps} ulp")
        if told.code:
            yield _("Code"), self.links(told.code)
        if told.scripts:
            yield _("Scripts"), self.links((title, docname, "") for docname, title in told.scripts)
        if outcome.status != "unchecked":
            yield _("With"), ", ".join(f"{package} {number}" for package, number in told.versions)

    def links(self, targets: Iterable[tuple[str, str, str]]) -> nodes.paragraph:
        paragraph = nodes.paragraph()
        for target in targets:
            paragraph += [nodes.Text(", "), self.link(*target)] if paragraph.children else [self.link(*target)]
        return paragraph


def code(text: str) -> nodes.paragraph:
    return nodes.paragraph("", "", nodes.literal("", text))


def visit_folded(self: HTML5Translator, node: folded) -> None:
    """Fold a verdict. Sphinx's own folded admonitions are boxes, which every theme dresses in its way."""
    self.body.append(
        f'{self.starttag(node, "details")}<summary><span class="mark" aria-hidden="true">{node["mark"]}</span>'
        f'<span class="said">{self.encode(node["said"])}</span></summary>\n'
    )


def depart_folded(self: HTML5Translator, node: folded) -> None:
    self.body.append("</details>\n")


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_node(verdict)
    app.add_node(folded, html=(visit_folded, depart_folded))
    app.add_post_transform(OpenVerdicts)
    app.add_post_transform(TellVerdicts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
