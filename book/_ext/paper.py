"""The book as one page, and that page printed: ``-b singlehtml`` makes a PDF with tags and an outline.

It leaves out the gallery, whose figures are in the chapters: nobody runs a script from paper.

Sphinx's own builder of one page leaves two things broken, which are mended here: pages have ids in common, such as
``exercises``, and a link to a place on another page keeps the name of that page before it, as in ``#document-a#b``. A
test of the links says when this is needed no more.
"""

from __future__ import annotations

import re
import shutil
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from sphinx.addnodes import start_of_file
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.builders.singlehtml import SingleFileHTMLBuilder
from sphinx.errors import SphinxError
from sphinx.util.display import progress_message
from sphinx.util.nodes import inline_all_toctrees

from _ext.offers import pdf_of

ELSEWHERE = re.compile(r"#document-(?P<page>[^#]*)(#(?P<place>.*))?")
LEFT_OUT = "gallery/index"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def inside(node: nodes.Element, page: str) -> Iterator[tuple[nodes.Element, str]]:
    """All elements of the book, each with the page that it comes from."""
    page = node["docname"] if isinstance(node, start_of_file) else page
    yield node, page
    for child in node.children:
        if isinstance(child, nodes.Element):
            yield from inside(child, page)


def lift(tree: nodes.document) -> None:
    """Put the pages that a page lists at its end, below its title, in whatever section the list stands."""
    for page in list(tree.findall(start_of_file)):
        section = page.parent
        while not isinstance(section.parent, start_of_file | nodes.document):
            section = section.parent
        page.parent.remove(page)
        section += page


class OtherTemplates(StandaloneHTMLBuilder):
    """A builder whose pages are not those of the site, which would ask for its theme."""

    own_templates: ClassVar[list[str]] = []

    def init_templates(self) -> None:
        site = self.config.templates_path
        self.config.templates_path = self.own_templates
        super().init_templates()
        self.config.templates_path = site  # the words in them are looked for there


class PaperBuilder(OtherTemplates, SingleFileHTMLBuilder):
    """One page with the look of :file:`print.css`, and the PDF of it."""

    own_templates: ClassVar[list[str]] = ["book/_templates/paper"]

    def get_theme_config(self) -> tuple[str, dict[str, str | int | bool]]:
        return "basic", {}

    def assemble_doctree(self) -> nodes.document:
        root = self.config.root_doc
        included: set[str] = {root}
        tree = inline_all_toctrees(self, included, root, self.env.get_doctree(root), str, [root, LEFT_OUT])
        tree["docname"] = root
        lift(tree)
        self.env.resolve_references(tree, root, self)
        self.mend_links(tree, included)
        return tree

    def mend_links(self, tree: nodes.document, included: set[str]) -> None:
        """Make each id the only one of its name, and links to what is left out plain words."""
        elements = list(inside(tree, self.config.root_doc))
        pages: dict[str, set[str]] = defaultdict(set)
        for node, page in elements:
            for place in node.get("ids", ()):
                pages[place].add(page)
        self.common = {place for place, having in pages.items() if len(having) > 1}
        for node, page in elements:
            for kind in ("ids", "backrefs"):
                if node.get(kind):
                    node[kind] = [self.place(page, name) for name in node[kind]]
            if "refid" in node:
                node["refid"] = self.place(page, node["refid"])
            elsewhere = ELSEWHERE.fullmatch(node.get("refuri", ""))
            if elsewhere and elsewhere["page"] not in included:
                node.replace_self(node.children)
            elif elsewhere and elsewhere["place"]:
                node["refuri"] = f"#{self.place(elsewhere['page'], elsewhere['place'])}"

    def place(self, page: str, name: str) -> str:
        """An id of a page as an id of the book."""
        return f"{page}-{name}" if name in self.common else name

    def assemble_toc_fignumbers(self) -> dict[str, dict[str, dict[str, tuple[int, ...]]]]:
        numbers = super().assemble_toc_fignumbers()
        return {
            root: {
                kind: {self.place(kind.rpartition("/")[0], name): number for name, number in numbered.items()}
                for kind, numbered in kinds.items()
            }
            for root, kinds in numbers.items()
        }

    def finish(self) -> None:
        super().finish()
        file = pdf_of(self._app)
        with progress_message(f"printing {file.name}"):
            file.parent.mkdir(parents=True, exist_ok=True)
            printed(Path(self.outdir) / f"{self.config.root_doc}.html", file)


def printed(page: Path, file: Path) -> None:
    """Have Chromium print a page into a file."""
    from playwright.sync_api import sync_playwright

    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    if chromium is None:
        raise SphinxError("a PDF needs Chromium: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        view = browser.new_page()
        view.set_default_timeout(0)
        view.goto(page.as_uri())
        view.evaluate("for (const folded of document.querySelectorAll('details.solution')) folded.open = true")
        view.pdf(path=file, format="A4", tagged=True, outline=True)
        browser.close()


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_builder(PaperBuilder, override=True)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
