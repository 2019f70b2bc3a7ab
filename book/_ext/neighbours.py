"""At the foot of a gallery page: the chapter that its folder belongs to, and the reference of what its script uses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from docutils import nodes
from eqcheck.sphinx.domain import link
from eqcheck.sphinx.evidence import gallery_scripts, named_in
from sphinx.application import Sphinx
from sphinx.domains.python import ObjectEntry
from sphinx.locale import _
from sphinx.transforms.post_transforms import SphinxPostTransform


class Neighbours(SphinxPostTransform):
    """Adds the paragraph to the pages of the gallery."""

    default_priority = 5  # before references are resolved
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        script = gallery_scripts(self.env).get(self.env.docname)
        section = self.document.next_node(nodes.section)
        if script is None or section is None:
            return
        here = self.env.docname
        paragraph = nodes.paragraph(classes=["neighbours"])
        for chapter in self.chapters():
            title = self.env.titles[chapter].astext()
            paragraph += [nodes.Text(_("Chapter") + ": "), link(title, chapter, "", here)]
        for place, (name, entry) in enumerate(self.documented(named_in(script))):
            start = (" · " if paragraph.children else "") + _("Reference") + ": "
            paragraph += [nodes.Text(", " if place else start), link(name, entry.docname, entry.node_id, here)]
        if paragraph.children:
            section += paragraph

    def chapters(self) -> Iterator[str]:
        """The pages outside the gallery that bear the name of the script's folder."""
        folder = PurePosixPath(self.env.docname).parent
        for page in sorted(self.env.found_docs):
            if PurePosixPath(page).name == folder.name and not page.startswith(f"{folder.parts[0]}/"):
                yield page

    def documented(self, names: frozenset[str]) -> list[tuple[str, ObjectEntry]]:
        """Those names that the reference explains, each with its place there."""
        objects, library = self.env.domains.python_domain.objects, self.config.eqcheck_library
        in_order = sorted(names, key=lambda name: (name.lower(), name))
        entries = ((name, objects.get(f"{library}.{name}")) for name in in_order)
        return [(name, entry) for name, entry in entries if entry]


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_post_transform(Neighbours)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
