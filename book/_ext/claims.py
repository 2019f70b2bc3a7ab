"""What the lecture claims, and what was found: a box in the chapter, a page that collects all, and ``claims.json``.

The directive ``claim`` shows what a script of the gallery states of one point of the lecture; ``claims`` lists all.
Nothing in them is typed: sentence, verdict and numbers come from the run of the script.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docutils import nodes
from eqcheck.sphinx.filters import filter_fields
from formulario.experiments import Claim
from sphinx.addnodes import only, pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from _ext import other_seeds
from _ext.catalogues import FIGURES, FRAME
from _ext.languages import LANGUAGES, SOURCE
from _ext.measurements import localized, scripts, written
from _ext.script_runs import Run, record_of
from _ext.translations import catalogue_of

logger = logging.getLogger(__name__)

Say = Callable[[str], str]
LIST = "claims.json"
SIGNS = {"holds": "✓", "sometimes": "◐", "fails": "✗"}


@dataclass(frozen=True)
class Stated:
    """A claim with the run of the script that states it."""

    point: str
    claim: Claim
    run: Run
    copy: Path

    @property
    def outcome(self) -> str:
        met = self.claim.found.values()
        return "holds" if all(met) else "sometimes" if any(met) else "fails"

    def numbers(self, say: Say, language: str) -> Iterator[str]:
        """What was measured, each number with its quartiles."""
        for name in self.claim.numbers:
            found = self.run.measured[name]
            text = f"{say(name)}: {written(found, language)}"
            if found.low is not None and found.high is not None:
                low, high = (localized(found.written(end), language) for end in (found.low, found.high))
                text += f" ({low} – {high})"
            yield text


def stated(env: BuildEnvironment) -> dict[str, Stated]:
    """All claims, in the order of the lecture: activations, questions, losses."""
    found: dict[str, Stated] = {}
    for copy in scripts(env):
        run = Run.of(copy)
        assert run is not None
        for point, claim in run.claims.items():
            if point in found:
                here, there = copy.name, found[point].copy.name
                logger.warning("%s is claimed by %s and by %s: a point has one claim", point, there, here, type="claim")
            found[point] = Stated(point, claim, run, copy)
    return dict(sorted(found.items(), key=lambda item: ("AQL".find(item[0][0]), item[0])))


def verdict(found: Mapping[str, bool], say: Say, _: Say) -> str:
    """The verdict in words, in the language of ``say`` (what scripts say) and ``_`` (what the book says)."""
    met = [say(condition) for condition, holds in found.items() if holds]
    if len(met) == len(found):
        return _("holds")
    return _("holds when") + " " + _(", and when ").join(met) if met else _("does not hold here")


def say_in(env: BuildEnvironment, domain: str, language: str) -> Say:
    """What a catalogue says in this language for an English text."""
    return str if language == SOURCE else catalogue_of(domain, env, language).get


def label(point: str) -> str:
    return f"claim-{point.lower()}"


# --- the box ----------------------------------------------------------------------------------------------------------


class ClaimDirective(SphinxDirective):
    """The claim of one point of the lecture."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        point = self.arguments[0]
        claim = stated(self.env).get(point)
        if claim is None:
            where = self.get_location()
            logger.warning("no script claims %s: call experiments.claim in one", point, location=where, type="claim")
            return []
        depend(self.env, claim)
        language, say = self.config.language, say_in(self.env, FIGURES, self.config.language)
        title = verdict_of(claim, say).replace(" ", f" {point} ", 1)
        numbers = (nodes.list_item("", nodes.paragraph("", text)) for text in claim.numbers(say, language))
        box = nodes.admonition(
            "", nodes.title("", title, translatable=False), nodes.paragraph("", say(claim.claim.sentence)),
            nodes.bullet_list("", *numbers), nodes.paragraph("", "", *self.source(claim)),
            classes=["claim", claim.outcome], ids=[label(point)],
        )
        standard = self.env.domains.standard_domain
        standard.anonlabels[label(point)] = (self.env.docname, label(point))
        return [box]

    def source(self, claim: Stated) -> Iterator[nodes.Node]:
        if claim.run.seeds:
            yield nodes.Text(_("Runs with %d seeds. ") % len(claim.run.seeds))
        yield nodes.Text(_("Script: "))
        yield script_of(claim, self.env)
        yield nodes.Text(". ")
        yield reference("doc", "/appendix/claims", _("All claims"))


def depend(env: BuildEnvironment, claim: Stated) -> None:
    """The page shows what this claim says."""
    env.note_dependency(record_of(claim.copy))
    if env.config.language != SOURCE:
        env.note_dependency(catalogue_of(FIGURES, env).path)


def reference(kind: str, target: str, text: str) -> nodes.Element:
    return pending_xref(
        "", nodes.inline("", text), refdomain="std", reftype=kind, reftarget=target, refexplicit=True, refwarn=True,
    )


def script_of(claim: Stated, env: BuildEnvironment) -> nodes.Element:
    """The page of the gallery."""
    page = "/" + claim.copy.relative_to(env.srcdir).with_suffix("").as_posix()
    node = reference("doc", page, page)
    node["refexplicit"] = False
    return node


# --- the page of all claims -------------------------------------------------------------------------------------------


class ClaimsDirective(SphinxDirective):
    """A table of all claims."""

    def run(self) -> list[nodes.Node]:
        gallery = Path(self.env.srcdir).parent / "gallery"
        self.env.note_dependency(gallery / other_seeds.FILE)
        found, known = stated(self.env), other_seeds.read(gallery)
        say = say_in(self.env, FIGURES, self.config.language)
        rows = []
        for claim in found.values():
            depend(self.env, claim)
            name = claim.copy.relative_to(Path(self.env.srcdir) / "gallery").as_posix()
            others = known[name].of(claim.point) if name in known else []
            rows.append(nodes.row("", *cells(
                [nodes.paragraph("", "", reference("ref", label(claim.point), claim.point))],
                [
                    nodes.paragraph("", say(claim.claim.sentence)),
                    nodes.paragraph("", "", nodes.strong("", verdict_of(claim, say)), classes=["verdict"]),
                ],
                [nodes.paragraph("", number) for number in claim.numbers(say, self.config.language)],
                [nodes.paragraph("", "", script_of(claim, self.env)), nodes.paragraph("", same_with(claim, others))],
            ), classes=[claim.outcome]))
        head = (_("Point"), _("Claim and verdict"), _("Measured"), _("Script and other seeds"))
        group = nodes.tgroup(
            "", *(nodes.colspec(colwidth=width) for width in (10, 38, 34, 18)),
            nodes.thead("", nodes.row("", *cells(*([nodes.paragraph("", title)] for title in head)))),
            nodes.tbody("", *rows), cols=len(head),
        )
        count = nodes.paragraph("", totals(list(found.values())), translatable=False)
        verdicts = {"holds": _("holds"), "sometimes": _("holds when"), "fails": _("does not hold here")}
        fields = filter_fields(".claims tbody tr", self.config.language, {_("Verdict"): verdicts})
        return [count, *self.download(), fields, nodes.table("", group, classes=["claims", "colwidths-given"])]

    def download(self) -> list[nodes.Node]:
        """The file with the same list, for programs."""
        address = "../" * self.env.docname.count("/") + LIST
        link = nodes.reference("", LIST, refuri=address, internal=False)
        words = nodes.paragraph("", _("The same list, for programs: "), link, translatable=False)
        return [only("", words, expr="not epub")]


def verdict_of(claim: Stated, say: Say) -> str:
    return f"{SIGNS[claim.outcome]} {verdict(claim.claim.found, say, _)}"


def cells(*contents: list[nodes.Node]) -> Iterator[nodes.entry]:
    return (nodes.entry("", *content) for content in contents)


def same_with(claim: Stated, others: list[dict[str, bool]]) -> str:
    """How many of the other sets of seeds lead to the same verdict."""
    if not others:
        return _("no chance in it") if not claim.run.seeds else ""
    same = sum(found == claim.claim.found for found in others)
    return _("other seeds: the same verdict in %(same)d of %(all)d") % {"same": same, "all": len(others)}


def totals(found: list[Stated]) -> str:
    count = Counter(claim.outcome for claim in found)
    told = {"holds": _("%d hold"), "sometimes": _("%d hold under a condition"), "fails": _("%d do not hold here")}
    return ", ".join(f"{SIGNS[outcome]} {text % count[outcome]}" for outcome, text in told.items()) + "."


# --- the same for programs --------------------------------------------------------------------------------------------


def write_json(app: Sphinx, exception: Exception | None) -> None:
    """All claims in every language: beside the pages, and where ``claims_json`` says."""
    if exception is not None or app.builder.name != "html":
        return
    listed = [in_all_languages(claim, app.env) for claim in stated(app.env).values()]
    text = json.dumps(listed, indent=1, ensure_ascii=False) + "\n"
    (app.outdir / LIST).write_text(text, "utf-8")
    if app.config.claims_json:
        (Path(app.confdir) / app.config.claims_json).write_text(text, "utf-8")


def in_all_languages(claim: Stated, env: BuildEnvironment) -> dict[str, Any]:
    def said(text: Callable[[Say, Say, str], str]) -> dict[str, str]:
        return {
            language: text(say_in(env, FIGURES, language), say_in(env, FRAME, language), language)
            for language in LANGUAGES
        }

    def number(name: str) -> dict[str, Any]:
        found = claim.run.measured[name]
        return {
            "name": said(lambda say, _, language: say(name)),
            "text": said(lambda say, _, language: written(found, language)),
            "value": found.value, "low": found.low, "high": found.high,
        }

    return {
        "id": claim.point,
        "claim": said(lambda say, _, language: say(claim.claim.sentence)),
        "verdict": said(lambda say, _, language: verdict(claim.claim.found, say, _)),
        "conditions": claim.claim.found,
        "numbers": [number(name) for name in claim.claim.numbers],
        "seeds": claim.run.seeds,
        "script": f"gallery/{claim.copy.relative_to(Path(env.srcdir) / 'gallery').as_posix()}",
    }


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_config_value("claims_json", "", "env", types=frozenset({str}))
    app.add_directive("claim", ClaimDirective)
    app.add_directive("claims", ClaimsDirective)
    app.connect("build-finished", write_json)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
