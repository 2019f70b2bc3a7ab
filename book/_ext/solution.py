"""The directive ``solution``: the answer to an exercise, folded in an admonition on screens and open on paper."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.locale import _
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective


class SolutionDirective(SphinxDirective):
    """Fold the content away."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        self.assert_has_content()
        title = nodes.title("", _("Solution"), translatable=False)
        content = self.parse_content_to_nodes()
        return [nodes.admonition("", title, *content, classes=["solution"], collapsible="closed")]


class UnfoldInBooks(SphinxPostTransform):
    """Not every reader of EPUB can open what is folded."""

    default_priority = 5
    builders = ("epub",)

    def run(self, **kwargs: Any) -> None:
        for admonition in self.document.findall(nodes.admonition):
            admonition.attributes.pop("collapsible", None)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("solution", SolutionDirective)
    app.add_post_transform(UnfoldInBooks)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
