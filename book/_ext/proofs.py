"""The directive ``proof``: how an equation of the book is proved, or a false one refuted, step by step.

Nothing in it is typed. The prover runs while the page is written, and what it did is told: pieces, normal forms, cells.
"""

from __future__ import annotations

from collections.abc import Set
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path
from string import Formatter
from typing import Any, ClassVar, cast

from docutils import nodes
from docutils.parsers.rst import directives
from eqcheck.checks.tally import shown, shown_letter
from eqcheck.proof import Outcome, Proof, Refutation, prove
from eqcheck.proof.normal_form import TooLarge
from eqcheck.proof.steps import Step
from eqcheck.semantics.case import Case
from eqcheck.sphinx import decimal_mark, format_number
from eqcheck.sphinx.domain import equations_of
from eqcheck.sphinx.formula_words import in_language
from eqcheck.sphinx.verdicts import proof as size
from eqcheck.syntax.statement import Statement
from flint import arb
from sphinx.application import Sphinx
from sphinx.domains import Domain
from sphinx.environment import BuildEnvironment
from sphinx.locale import _
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from _ext.drawings import save, translated
from _ext.proof_figure import boxes, draw
from _ext.terms_in_latex import RELATIONS, latex, piece

logger = logging.getLogger(__name__)


class NotShown(Exception):
    """The directive asks for what there is not."""


class proof(nodes.General, nodes.Element):  # type: ignore[misc]
    """The place of a proof; it is filled when the page is written."""


class cells(nodes.General, nodes.Element):  # type: ignore[misc]
    """The place of the picture of its cells."""


class ProofDomain(Domain):
    """What Sphinx remembers of proofs from one build to the next."""

    name = "proof"
    label = "proof"
    initial_data: ClassVar[dict[str, Any]] = {
        "labels": {},  # docname -> the equations that it proves
        "told": {},  # docname -> what they said when the page was last written
    }

    def clear_doc(self, docname: str) -> None:
        self.data["labels"].pop(docname, None)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        self.data["labels"].update({name: found for name, found in otherdata["labels"].items() if name in docnames})


def proofs_of(env: BuildEnvironment) -> ProofDomain:
    return cast(ProofDomain, env.get_domain(ProofDomain.name))


def instead(argument: str) -> tuple[str, str]:
    """What is put in place of a part of the formula: ``0.17 -> 0.16``.

    :raises ValueError: if there is no arrow.
    """
    old, arrow, new = (part.strip() for part in argument.partition("->"))
    if not arrow:
        raise ValueError("write `:instead: old -> new`")
    return old, new


class ProofDirective(SphinxDirective):
    """Prove the equation of this label. ``:cells: 1`` draws those on which its first relation was settled, and the
    content is the caption of the figure."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {"instead": instead, "cells": directives.positive_int}
    has_content = True

    def run(self) -> list[nodes.Node]:
        equations = equations_of(self.env)
        label = self.arguments[0]
        proofs_of(self.env).data["labels"].setdefault(self.env.docname, []).append(label)
        for statement in equations.library.definitions.values():
            self.env.note_dependency(equations.root / statement.file)
        node = proof(docname=self.env.docname, label=label, instead=self.options.get("instead", ("", "")))
        self.set_source_info(node)
        return [nodes.container("", node, *self.figure(), classes=["proof"])]

    def figure(self) -> list[nodes.Node]:
        if "cells" not in self.options:
            return []
        self.assert_has_content()
        said = self.parse_content_to_nodes()
        caption = nodes.caption(said[0].rawsource, "", *said[0].children)
        self.set_source_info(caption)
        figure = nodes.figure("", cells(place=self.options["cells"]), caption, ids=[f"cells-{self.arguments[0]}"])
        self.state.document.note_explicit_target(figure)
        return [figure]


def stated(env: BuildEnvironment, label: str) -> Statement | None:
    """The equation that a page shows under this label."""
    return next((one.statement for one in equations_of(env).in_order() if one.label == label), None)


class TellProofs(SphinxPostTransform):
    """Run the prover, and tell what it did."""

    default_priority = 4

    def run(self, **kwargs: Any) -> None:
        for node in list(self.document.findall(proof)) if equations_of(self.env).checked else ():
            try:
                node.replace_self(self.told(node))
            except NotShown as problem:
                logger.warning("%s", problem, location=node)
                node.parent.parent.remove(node.parent)

    def told(self, node: proof) -> list[nodes.Node]:
        """What the prover did; the picture, if there is one, is put into its place.

        :raises NotShown: if there is nothing to show.
        """
        statement = stated(self.env, node["label"])
        if statement is None:
            raise NotShown(f"no equation has the label {node['label']!r}: name one that a page shows")
        if node["instead"][0] not in statement.latex:
            raise NotShown(f"{node['instead'][0]!r} is no part of {statement.latex!r}: name one in `:instead:`")
        statement = replace(statement, latex=statement.latex.replace(*node["instead"]))
        case, steps = Case.read(statement, equations_of(self.env).library), list[Step]()
        found = prove(case, watch=steps.append)
        if any(len(cell) > 1 for step in steps for cell, _bounds in step.cells):
            raise NotShown("cells of several letters cannot be shown: choose an equation with one")
        for picture in list(node.parent.findall(cells)):
            drawn = [step for step in steps if step.cells and step.place == picture["place"]]
            if not drawn:
                raise NotShown(f"no cells were needed for relation {picture['place']}: leave `:cells:` out")
            picture.replace_self(self.picture(drawn, f"{node['label']}-{picture['place']}", node["docname"]))
        claim = self.outcome(found, formula(in_language(statement.latex, self.config.language)))
        lines = [nodes.list_item("", self.step(step, case)) for step in steps if isinstance(found, Proof)]
        return [claim, nodes.bullet_list("", *lines)] if lines else [claim]

    def outcome(self, found: Outcome, claim: nodes.math) -> nodes.paragraph:
        """In one sentence what came of it."""
        if isinstance(found, Proof):
            how_large = size(found.pieces, found.cells, self.config.language)
            text = _("{claim} is proved for {range}: {size}.")
            return sentence(text, claim=claim, range=found.range, size=how_large)
        if isinstance(found, Refutation):
            point = ", ".join(f"{shown_letter(name)} = {self.number(value)}" for name, value in found.point.items())
            told = {"place": found.place, "next": found.place + 1, "gap": self.number(found.gap), "point": point}
            told |= dict(zip(("first", "second"), map(self.number, found.values), strict=True))
            text = _("{claim} is refuted at {point}.")
            if found.gap:
                text = _(
                    "{claim} is refuted at {point}: side {place} is {first} and side {next} is {second}, at least "
                    "{gap} apart."
                )
            return sentence(text, claim=claim, **{name: str(value) for name, value in told.items()})
        return sentence(_("{claim} is neither proved nor refuted."), claim=claim)

    def step(self, step: Step, case: Case) -> nodes.paragraph:
        letters = [letter.name for letter in case.domains.letters]
        where, (first, second) = formula(piece(step.facts, letters)), step.sides
        with suppress(TooLarge):
            first, second = map(step.normal, step.sides)
        if first is second:
            text = _("For {piece}: both sides have the normal form {form}.")
            return sentence(text, piece=where, form=formula(latex(first)))
        operator = case.equation.relation.operators[step.place - 1]
        claim = formula(f"{latex(step.sides[0])} {RELATIONS.get(operator, operator)} {latex(step.sides[1])}")
        if not step.cells:
            return sentence(_("For {piece}: {claim} by the signs of factors."), piece=where, claim=claim)
        found, count = boxes([step]), format_number(len(step.cells), self.config.language)
        ends = {"left": self.number(found[0][0]), "right": self.number(found[-1][1])}
        text = _("For {piece}: {claim} by bounds on {count} cells between {left} and {right}.")
        return sentence(text, piece=where, claim=claim, count=count, **ends)

    def number(self, value: Any) -> str:
        """A value with six digits."""
        if not isinstance(value, str):
            value = f"{float(value):.6g}" if isinstance(value, float | Fraction | arb) else shown(value)
        return str(value).replace("-", "−").replace(".", decimal_mark(self.config.language))

    def picture(self, steps: list[Step], name: str, docname: str) -> nodes.image:
        """The cells of one relation, in the language of the build."""
        path = Path(self.env.doctreedir) / "proofs" / f"{name}.svg"
        path.parent.mkdir(parents=True, exist_ok=True)
        save(draw(steps), path, partial(translated, {}, decimal_mark(self.config.language)))
        self.env.images.add_file(docname, str(path))
        alt = _(
            "Two panels. Above, a curve, the distance of the two sides, enclosed in {count} boxes; they are narrow "
            "where the curve comes near zero. Below, the same around one of these places: no box reaches zero."
        )
        count = format_number(len(boxes(steps)), self.config.language)
        return nodes.image(uri=str(path), candidates={"*": str(path)}, alt=alt.format(count=count))


def formula(text: str) -> nodes.math:
    return nodes.math("", text)


def sentence(text: str, **values: str | nodes.Node) -> nodes.paragraph:
    """A message with formulas in its places."""
    paragraph = nodes.paragraph()
    for before, name, _format, _conversion in Formatter().parse(text):
        paragraph += nodes.Text(before)
        if name:
            value = values[name]
            paragraph += nodes.Text(value) if isinstance(value, str) else value
    return paragraph


def pages_to_write_again(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The pages with a proof of an equation that has changed."""
    data = proofs_of(env).data
    told = {docname: [stated(env, label) for label in labels] for docname, labels in data["labels"].items()}
    before, data["told"] = data["told"], told
    return [docname for docname, statements in told.items() if before.get(docname) != statements]


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_node(proof)
    app.add_node(cells)
    app.add_domain(ProofDomain)
    app.add_directive("proof", ProofDirective)
    app.add_post_transform(TellProofs)
    app.connect("env-get-updated", pages_to_write_again)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
