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
from eqcheck.sphinx.words import Words, in_language

MARKS = {"verified": "✓", "unchecked": "○", "failed": "✗"}


class verdict(nodes.General, nodes.Element):
    """The place of a verdict: ``docname`` and ``anchor`` of the formula, and as child why it is unchecked."""


class details(nodes.General, nodes.Element):
    """What opens and closes."""


class summary(nodes.General, nodes.Element):
    """The mark on which one clicks: ``mark`` for the eye, ``said`` for a screen reader."""


def ulps(words: Words, outcome: Verdict) -> str:
    """The largest error for each number format: ``float64 0.5 ulp, float32 1 ulp``."""
    gap = "\N{NO-BREAK SPACE}"
    return ", ".join(f"{dtype}{gap}{words.number(error)}{gap}ulp" for dtype, error in outcome.max_ulp.items())


class TellVerdicts(SphinxPostTransform):
    """Put the verdict, in one sentence, where its place is kept."""

    default_priority = 6

    def run(self, **kwargs: Any) -> None:
        self.words = in_language(self.config.language)
        equations = equations_of(self.env)
        for node in list(self.document.findall(verdict)) if equations.checked else ():
            self.here = node["docname"]
            told = evidence(self.env, equations.showing(self.here, node["anchor"]))
            chapter = [self.chapter(told.chapter)] if told.chapter else []
            node.replace_self([*chapter, self.shown(told)])

    def shown(self, told: Evidence) -> nodes.Element:
        return nodes.paragraph("", self.sentence(told), classes=["verdict"])

    def chapter(self, showing: Showing) -> nodes.paragraph:
        """Where the equation of a docstring is discussed under its number."""
        title = self.env.titles[showing.docname].astext()
        text = f"{self.words.equation} ({number(self.env, showing)}), {title}"
        return nodes.paragraph("", "", self.link(text, showing.docname, showing.anchor), classes=["equation-chapter"])

    def sentence(self, told: Evidence) -> str:
        """The verdict in words: *Definition, verified: 120 points, float64 0.5 ulp.*"""
        outcome, words = told.verdict, self.words
        head = f"{words.kind[outcome.statement.kind].capitalize()}, {words.status(outcome.status)}"
        if outcome.status == "verified":
            facts = [words.count(outcome.points, words.points), ulps(words, outcome)]
        else:
            facts = [told.reason or outcome.reason or outcome.message]
        tail = ", ".join(fact for fact in facts if fact)
        return f"{head}: {tail}." if tail else f"{head}."

    def link(self, text: str, docname: str, anchor: str) -> nodes.Element:
        return link(text, docname, anchor, self.here)


class OpenVerdicts(TellVerdicts):
    """In a browser the verdict is a mark that opens to all that is known."""

    builders = ("html", "dirhtml", "singlehtml")
    default_priority = 5

    def shown(self, told: Evidence) -> nodes.Element:
        outcome, words = told.verdict, self.words
        called = f"{words.equation} {told.number}".strip()
        said = f"{called}, {words.status(outcome.status)}: {words.inside[outcome.status]}"
        head = summary(mark=MARKS[outcome.status], said=said)
        facts = nodes.field_list(classes=["verdict-facts"])
        for name, value in self.facts(told):
            value = value if isinstance(value, nodes.Element) else nodes.paragraph(value, value)
            facts += nodes.field("", nodes.field_name("", words.facts[name]), nodes.field_body("", value))
        status = nodes.paragraph("", "", nodes.strong("", words.status(outcome.status).capitalize()))
        if outcome.status == "verified":
            status += nodes.Text(f". {words.comparison[outcome.statement.kind]}")
        body = nodes.container("", status, facts, classes=["verdict-body"])
        if outcome.status == "failed":
            body += nodes.literal_block(outcome.message, outcome.message, language="none")
        return details("", head, body, classes=["verdict", outcome.status])

    def facts(self, told: Evidence) -> Iterator[tuple[str, str | nodes.Element]]:
        outcome, statement, words = told.verdict, told.verdict.statement, self.words
        if told.reason or outcome.reason:
            yield "reason", told.reason or outcome.reason
        yield "kind", words.kind[statement.kind]
        if outcome.status == "verified":
            yield "points", words.number(outcome.points)
        if outcome.max_ulp:
            yield "max_ulp", ulps(words, outcome)
        if "difference" in outcome.details:
            yield "difference", words.number(cast(float, outcome.details["difference"]))
        if "equality" in outcome.details:
            yield "equality", words.count(cast(int, outcome.details["equality"]), words.points)
        for option in ("where", "within"):
            if getattr(statement, option):
                yield option, nodes.paragraph("", "", nodes.literal("", getattr(statement, option)))
        if told.code:
            yield "code", self.links(told.code)
        if told.scripts:
            yield "scripts", self.links((title, docname, "") for docname, title in told.scripts)
        if outcome.status != "unchecked":
            yield "versions", ", ".join(f"{package} {number}" for package, number in told.versions)

    def links(self, targets: Iterable[tuple[str, str, str]]) -> nodes.paragraph:
        paragraph = nodes.paragraph()
        for target in targets:
            paragraph += [nodes.Text(", "), self.link(*target)] if paragraph.children else [self.link(*target)]
        return paragraph


def visit_details(self: HTML5Translator, node: details) -> None:
    self.body.append(self.starttag(node, "details"))


def depart_details(self: HTML5Translator, node: details) -> None:
    self.body.append("</details>\n")


def visit_summary(self: HTML5Translator, node: summary) -> None:
    self.body.append(
        f'<summary><span class="mark" aria-hidden="true">{node["mark"]}</span>'
        f'<span class="said">{self.encode(node["said"])}</span></summary>\n'
    )
    raise nodes.SkipNode


def leave_out(self: Any, node: verdict) -> None:
    """Builders that resolve no page, such as gettext, have nothing to tell."""
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_node(verdict, html=(leave_out, None))
    app.add_node(details, html=(visit_details, depart_details))
    app.add_node(summary, html=(visit_summary, None))
    app.add_post_transform(OpenVerdicts)
    app.add_post_transform(TellVerdicts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
