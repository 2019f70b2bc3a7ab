"""The directive ``exercises``: the exercises of some chapters on one page, to be handed out, without their solutions.

    ```{exercises} way_back why_bend
    ```

The chapters are named as in the table of contents of their part. Their text is taken over when the page is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docutils import nodes
from eqcheck.sphinx.domain import link
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import docname_join
from sphinx.util.docutils import SphinxDirective

from _ext.detached import detached
from _ext.parallel_text import number_paragraphs

SECTION = "exercises"


class exercises(nodes.General, nodes.Element):  # type: ignore[misc]  # docutils has no types
    """The place of the exercises of the chapters of a ``part``."""


class ExercisesDirective(SphinxDirective):
    """The exercises of all chapters that a page lists in its table of contents."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        self.env.metadata[self.env.docname]["exercises"] = self.arguments[0]
        return [exercises(part=self.env.relfn2path(self.arguments[0])[0])]


class FillExercises(SphinxPostTransform):
    """Takes the exercises over; what they refer to is resolved afterwards."""

    default_priority = 4

    def run(self, **kwargs: Any) -> None:
        here = self.env.docname
        for place in list(self.document.findall(exercises)):
            sheet: list[nodes.Node] = []
            for docname in self.env.toctree_includes.get(place["part"], ()):
                questions = list(questions_of(self.env, docname, here))
                if questions:
                    title = link(self.env.titles[docname].astext(), docname, SECTION, here)
                    ids = [nodes.make_id(f"{SECTION}-{docname}")]
                    sheet.append(nodes.section("", nodes.title("", "", title), *questions, ids=ids))
            place.replace_self(sheet)
            number_paragraphs(self.document)  # those that came along have the numbers of their own pages


def questions_of(env: BuildEnvironment, docname: str, here: str) -> Iterator[nodes.Element]:
    """What a chapter asks, in its own language, with its references as seen from another page."""
    for section in env.get_doctree(docname).findall(nodes.section):
        if SECTION in section["ids"]:
            for part in section.children[1:]:
                if not (isinstance(part, nodes.admonition) and "solution" in part["classes"]):
                    question = detached(part)
                    for reference in question.findall(pending_xref):
                        if reference["reftype"] == "doc":
                            reference["reftarget"] = f"/{docname_join(docname, reference['reftarget'])}"
                        reference["refdoc"] = here
                    yield question


def sheets(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Pages to be written at each build: what they show stands in other pages."""
    return [docname for docname, data in env.metadata.items() if "exercises" in data]


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_node(exercises)
    app.add_directive("exercises", ExercisesDirective)
    app.add_post_transform(FillExercises)
    app.connect("env-get-updated", sheets)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
