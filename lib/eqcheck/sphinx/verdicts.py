"""Beside each equation its verdict: a mark that opens to what was compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from eqcheck.checks.verdict import Verdict
from eqcheck.sphinx.domain import Showing, equations_of, link
from eqcheck.sphinx.evidence import Evidence, evidence, number
from eqcheck.sphinx.formula_words import in_language
from eqcheck.sphinx.messages import N_, messages
from eqcheck.sphinx.number_format import format_number, format_range, format_tolerance
from eqcheck.sphinx.shown_domain import format_where, shown_domain
from eqcheck.syntax.kinds import KINDS

MARKS = {"proved": "✓", "exhaustive": "✓", "tried": "✓", "unchecked": "○", "failed": "✗"}
"""The style sheet draws the tick of a proof on a disc, that of an exhaustive comparison in a ring."""
OUTCOMES = {
    "proved": N_("proved"),
    "exhaustive": N_("exhaustive"),
    "tried": N_("tried"),
    "unchecked": N_("not checked"),
    "failed": N_("wrong"),
}
INSIDE = {
    "proved": N_("for which values"),
    "exhaustive": N_("what was compared"),
    "tried": N_("what was compared"),
    "unchecked": N_("why"),
    "failed": N_("what differs"),
}
SENTENCES = {
    "proved": N_("This holds for all of these values, with the functions as they are printed."),
    "exhaustive": N_(
        "The code was run on every finite number of float16 in this range, and compared with this formula."
    ),
}


class verdict(nodes.General, nodes.Element):  # type: ignore[misc]  # docutils has no types
    """The place of a verdict: ``docname`` and ``anchor`` of the formula, whether it is ``open`` at first, and as child
    why it is unchecked."""


class folded(nodes.General, nodes.Element):  # type: ignore[misc]
    """A verdict that opens and closes: the mark of an ``outcome`` for the eye, with the ``word`` for it, and the text
    ``said`` instead by a screen reader. It may be open at first."""


def outcome_of(found: Verdict) -> str:
    """What came of a statement, as :data:`OUTCOMES` names it: a verified one by its certainty."""
    return found.certainty or found.status


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


def proof(pieces: int, cells: int, language: str | None) -> str:
    """How large a proof is: ``2 pieces, 33 cells``, or ``1 piece, exact`` where no bounds were needed."""
    said = messages(language)
    in_pieces = said.ngettext("{} piece", "{} pieces", pieces).format(format_number(pieces, language))
    in_cells = said.ngettext("{} cell", "{} cells", cells).format(format_number(cells, language))
    exactly = said.gettext("exact")
    return f"{in_pieces}, {in_cells if cells else exactly}"


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
            node.replace_self([*domain, *chapter, self.shown(told, node["open"])])

    def shown(self, told: Evidence, is_open: bool) -> nodes.Element:
        return nodes.paragraph("", self.sentence(told), classes=["verdict"])

    def chapter(self, showing: Showing) -> nodes.paragraph:
        """Where the equation of a docstring is discussed under its number."""
        title = self.env.titles[showing.docname].astext()
        text = "{} ({}), {}".format(self.gettext("Equation"), number(self.env, showing), title)
        return nodes.paragraph("", "", self.link(text, showing.docname, showing.anchor), classes=["equation-chapter"])

    def sentence(self, told: Evidence) -> str:
        """The verdict in words: *Definition, tried: 120 points, float64 0.5 ulp.*"""
        outcome = told.verdict
        said = f"{self.gettext(outcome.statement.kind).capitalize()}, {self.gettext(OUTCOMES[outcome_of(outcome)])}"
        if outcome.status == "verified":
            compared = points(outcome.points, self.language) if outcome.points else ""
            facts = [format_range(outcome.range, self.language), compared, ulps(outcome, self.language)]
        else:
            facts = [told.reason or outcome.reason or outcome.message]
        tail = ", ".join(fact for fact in facts if fact)
        return f"{said}: {tail}." if tail else f"{said}."

    def link(self, text: str, docname: str, anchor: str) -> nodes.Element:
        return link(text, docname, anchor, self.here)


class OpenVerdicts(TellVerdicts):
    """In a browser the verdict is a mark that opens to all that is known."""

    builders = ("html", "dirhtml", "singlehtml")
    default_priority = 5

    def shown(self, told: Evidence, is_open: bool) -> nodes.Element:
        outcome, found, _ = outcome_of(told.verdict), told.verdict, self.gettext
        word = _(OUTCOMES[outcome])
        called = "{} {}".format(_("Equation"), told.number).strip()
        facts = nodes.field_list(classes=["verdict-facts"])
        for name, value in self.facts(told):
            value = value if isinstance(value, nodes.Element) else nodes.paragraph(value, value)
            facts += nodes.field("", nodes.field_name("", name), nodes.field_body("", value))
        sentence = nodes.paragraph("", "", nodes.strong("", word.capitalize()))
        if found.status == "verified":
            sentence += nodes.Text(f". {_(SENTENCES.get(outcome) or KINDS[found.statement.kind].sentence)}")
        body = nodes.container("", sentence, facts, classes=["verdict-body"])
        if found.status == "failed":
            body += nodes.literal_block(found.message, found.message, language="none")
        said = f"{called}, {word}: {_(INSIDE[outcome])}"
        classes = ["verdict", *dict.fromkeys((found.status, outcome))]
        told_of = {"outcome": outcome, "word": word.capitalize(), "said": said}
        return folded("", body, **told_of, opened={"open": "open"} if is_open else {}, classes=classes)

    def facts(self, told: Evidence) -> Iterator[tuple[str, str | nodes.Element]]:
        """What is known, each thing with its name."""
        outcome, statement, _ = told.verdict, told.verdict.statement, self.gettext
        if told.reason or outcome.reason:
            yield _("Reason"), told.reason or outcome.reason
        yield _("Kind"), _(statement.kind)
        if outcome.range:
            yield _("For"), format_range(outcome.range, self.language)
        elif statement.where:
            yield _("For"), format_where(statement.where, self.language)
        if "cells" in outcome.details:
            pieces, cells = (cast(int, outcome.details[part]) for part in ("pieces", "cells"))
            yield _("Proof"), proof(pieces, cells, self.language)
        if outcome.points and outcome.status == "verified":
            name = _("Code compared at") if outcome.certainty == "proved" else _("Compared at")
            yield name, points(outcome.points, self.language)
        if outcome.max_ulp:
            yield _("Largest error"), ulps(outcome, self.language)
        if "difference" in outcome.details:
            yield _("Largest difference"), format_number(cast(float, outcome.details["difference"]), self.language)
        if "overflow" in outcome.details:
            points_of = cast(Mapping[str, str], outcome.details["overflow"])
            where = ", ".join(f"{form} ({format_range(point, self.language)})" for form, point in points_of.items())
            yield _("In floating point"), _("the printed formula overflows") + f": {where}"
        if statement.within:
            yield _("Within"), format_tolerance(statement.within, self.language)
        if statement.within_ulps:
            yield _("Within"), code(f"{statement.within_ulps} ulp")
        if told.code:
            yield _("Code"), self.links(told.code)
        if told.scripts:
            yield _("Scripts"), self.links((title, docname, "") for docname, title in told.scripts)
        if outcome.status != "unchecked":
            yield _("With"), ", ".join(f"{package} {number}" for package, number in told.versions)
        yield "LaTeX", copyable(nodes.literal("", in_language(statement.latex, self.language)))
        yield _("Cite as"), self.citation(told)

    def citation(self, told: Evidence) -> nodes.paragraph:
        """*The book 1.0, Rectifiers, equation (3), rectifiers#equation-relu*: the place where it has its number."""
        cited = told.chapter
        page, anchor = (cited.docname, cited.anchor) if cited else (self.here, told.anchor)
        digits = number(self.env, cited) if cited else told.number
        called = "{} ({})".format(self.gettext("equation"), digits) if digits else told.verdict.statement.name
        book = f"{self.config.project} {self.config.release}".strip()
        where = f"{book}, {self.env.titles[page].astext()}, {called}, "
        return copyable(nodes.inline("", "", nodes.Text(where), self.link(f"{page}#{anchor}", page, anchor)))

    def links(self, targets: Iterable[tuple[str, str, str]]) -> nodes.paragraph:
        paragraph = nodes.paragraph()
        for target in targets:
            paragraph += [nodes.Text(", "), self.link(*target)] if paragraph.children else [self.link(*target)]
        return paragraph


def copyable(text: nodes.TextElement) -> nodes.paragraph:
    """What ``copyable.js`` gives a button that copies it."""
    text["classes"].append("copyable")
    return nodes.paragraph("", "", text)


def code(text: str) -> nodes.paragraph:
    return nodes.paragraph("", "", nodes.literal("", text))


def visit_folded(self: HTML5Translator, node: folded) -> None:
    """Fold a verdict. Sphinx's own folded admonitions are boxes, which every theme dresses in its way."""
    outcome, word, said = node["outcome"], self.encode(node["word"]), self.encode(node["said"])
    mark = f'<span class="mark {outcome}" title="{word}" aria-hidden="true">{MARKS[outcome]}</span>'
    _ = messages(self.config.language).gettext
    words = {"data-copy": _("Copy"), "data-copied": _("Copied")}
    start = self.starttag(node, "details", **words, **node["opened"])
    self.body.append(f'{start}<summary>{mark}<span class="said">{said}</span></summary>\n')


def depart_folded(self: HTML5Translator, node: folded) -> None:
    self.body.append("</details>\n")


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_node(verdict)
    app.add_node(folded, html=(visit_folded, depart_folded))
    app.add_post_transform(OpenVerdicts)
    app.add_post_transform(TellVerdicts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
