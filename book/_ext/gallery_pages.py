"""The pages of the gallery, in their language: sphinx-gallery writes its own part of them in English.

Its HTML around the cards is laid out anew, its downloads are those of the language, code has its comments and words in
it, and every figure says what it shows.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.locale import _
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from _ext.catalogues import FIGURES, SCRIPTS
from _ext.downloads import wording_of
from _ext.languages import SOURCE
from _ext.measurements import NotMeasured, filled, printed
from _ext.script_runs import Run, record_of
from _ext.scripts import translated_code
from _ext.translations import catalogue_of

logger = logging.getLogger(__name__)

DRAWN = re.compile(r"sphx_glr_(?P<script>plot_\w+)_\d{3}\.svg")
"""The name of a figure of the gallery."""


class LocalizeGallery(SphinxTransform):
    """What sphinx-gallery adds to the author's text, and the code, in the language of the page."""

    default_priority = 8  # before messages are collected

    def apply(self, **kwargs: Any) -> None:
        docname = self.env.current_document.docname
        if docname.startswith("gallery/"):
            if docname.endswith("/index"):
                self.lay_out_cards()
            self.offer_downloads()
            self.translate_code()
            self.translate_output()

    def lay_out_cards(self) -> None:
        """The cards of each section in one box. The HTML around them goes: it holds English titles and tooltips."""
        for html in list(self.document.findall(nodes.raw)):
            html.parent.remove(html)
        for section in self.document.findall(nodes.section):
            cards = [child for child in section.children if isinstance(child, addnodes.only)]
            for image in section.findall(nodes.image):
                if b"<image" in Path(self.env.srcdir, image["uri"].lstrip("/")).read_bytes():
                    image["classes"].append("photograph")
            if cards:
                boxes = (nodes.container("", *card.children, classes=["card"]) for card in cards)
                cards[0].replace_self(addnodes.only("", nodes.container("", *boxes, classes=["cards"]), expr="html"))
                for card in cards[1:]:
                    section.remove(card)

    def offer_downloads(self) -> None:
        """The script and the notebook of the language; no archive of both, and no note at the head that leads there."""
        for note in list(self.document.findall(nodes.note)):
            if "sphx-glr-download-link-note" in note["classes"]:
                note.parent.parent.remove(note.parent)
        for box in list(self.document.findall(nodes.container)):
            if "sphx-glr-download-zip" in box["classes"]:
                box.parent.remove(box)
            elif "sphx-glr-download" in box["classes"]:
                (link,) = box.findall(addnodes.download_reference)
                self.offer_download(link)

    def offer_download(self, link: addnodes.download_reference) -> None:
        file = Path(link["reftarget"])
        offer = _("Download the notebook") if file.suffix == ".ipynb" else _("Download the script")
        link["reftarget"] = f"{self.config.language}/{file}"
        link.parent["translatable"] = False
        _replace_text(link, f"{offer}: {file}")

    def translate_code(self) -> None:
        if self.config.language == SOURCE:
            return
        copy = Path(self.env.doc2path(self.env.current_document.docname)).with_suffix(".py")
        if not copy.exists():
            return
        for domain in (SCRIPTS, FIGURES):
            self.env.note_dependency(catalogue_of(domain, self.app).path)
        wording = wording_of(copy, self.app)
        for block in self.document.findall(nodes.literal_block):
            if block.get("language") == "Python":
                code = translated_code(block.astext(), wording)
                block.rawsource = code  # the highlighter colours a block only where both are the same
                _replace_text(block, code)

    def translate_output(self) -> None:
        """What the script printed of its measurements and claims."""
        run = Run.of(Path(self.env.doc2path(self.env.current_document.docname)).with_suffix(".py"))
        if self.config.language == SOURCE or run is None:
            return
        catalogue = catalogue_of(FIGURES, self.app)
        self.env.note_dependency(catalogue.path)
        for block in self.document.findall(nodes.literal_block):
            if "sphx-glr-script-out" in block.parent["classes"] + block["classes"]:
                _replace_text(block, printed(block.astext(), run, self.config.language, catalogue.get))


class DescribeFigures(SphinxTransform):
    """A figure of the gallery says what it shows, on every page that does not say it in words of its own."""

    default_priority = 25  # after the page's own messages were translated

    def apply(self, **kwargs: Any) -> None:
        gallery = Path(self.app.srcdir) / "gallery"
        for image in self.document.findall(nodes.image):
            drawn = DRAWN.fullmatch(Path(image["uri"]).name)
            if drawn is None or (image.get("alt") and not self.env.current_document.docname.startswith("gallery/")):
                continue
            chapter = Path(image["uri"]).parent.parent.name
            copy = gallery / chapter / f"{drawn['script']}.py"
            run = Run.of(copy)
            if run is not None:
                self.env.note_dependency(record_of(copy))
                image["alt"] = self.description(image, run)

    def description(self, image: nodes.image, run: Run) -> str:
        template: str = run.descriptions.get(Path(image["uri"]).name, image.get("alt", ""))
        if self.config.language != SOURCE:
            catalogue = catalogue_of(FIGURES, self.app)
            self.env.note_dependency(catalogue.path)
            template = catalogue.get(template)
        try:
            return filled(template, run, self.config.language)
        except NotMeasured as trouble:
            logger.warning("%s", trouble, location=image, type="measured")
            return template


def _replace_text(node: nodes.Element, text: str) -> None:
    node.clear()
    node += nodes.Text(text)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_transform(LocalizeGallery)
    app.add_transform(DescribeFigures)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
