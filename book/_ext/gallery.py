"""The gallery: scripts are run once, in English, and shown in every language.

Around sphinx-gallery's own work: before it, whatever was drawn from code or words that have changed since is
forgotten, so that it is drawn again; after it, the scripts and notebooks of the other languages are written, and their
messages checked. What a drawing depends on stands beside it, in ``plot_NAME.drawing.json``.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx_gallery.gen_rst import md5sum_is_current
from sphinx_gallery.notebook import jupyter_notebook

from _ext.catalogues import FIGURES, SCRIPTS, Catalogue, Message, place
from _ext.dependencies import files_used
from _ext.drawings import Drawing, drawings
from _ext.languages import NAMES, SOURCE, say
from _ext.scripts import as_script, messages, translated_blocks, translated_code
from _ext.translations import catalogue_of, check


def scripts_of(app: Sphinx) -> dict[Path, Path]:
    """The scripts of the gallery, each with its copy in the book."""
    gallery = Path(app.confdir) / "gallery"
    return {
        script: Path(app.srcdir) / "gallery" / script.relative_to(gallery)
        for script in sorted(gallery.rglob("plot_*.py"))
    }


def record_of(copy: Path) -> Path:
    return copy.with_suffix(".drawing.json")


def forget_what_changed(app: Sphinx) -> None:
    """Before sphinx-gallery looks: what is not as it was drawn goes, with all that was made of it."""
    scripts = scripts_of(app)
    figures = {language: catalogue_of(FIGURES, app, language) for language in NAMES if language != SOURCE}
    for script, copy in scripts.items():
        if copy.exists() and not _is_current(script, copy, figures):
            _forget(copy)
    known = set(scripts.values())
    for record in (Path(app.srcdir) / "gallery").rglob("*.drawing.json"):
        copy = record.with_name(record.name.replace(".drawing.json", ".py"))
        if copy not in known:
            _forget(copy)


def _is_current(script: Path, copy: Path, figures: dict[str, Catalogue]) -> bool:
    drawing = Drawing.read(record_of(copy))
    return (
        drawing is not None
        and script.read_bytes() == copy.read_bytes()
        and md5sum_is_current(copy, mode="t")
        and all(_hash(Path(file)) == content for file, content in drawing.sources.items())
        and all(
            figures[language].get(text) == drawn
            for language, words in drawing.words.items()
            for text, drawn in words.items()
        )
    )


def _forget(copy: Path) -> None:
    for file in (*copy.parent.glob(f"{copy.stem}.*"), *copy.parent.glob(f"images/**/sphx_glr_{copy.stem}_*")):
        file.unlink()


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.exists() else "gone"


def keep_what_was_drawn(app: Sphinx) -> None:
    """After sphinx-gallery: take down what each new drawing depends on, and give thumbnails their other languages."""
    for copy, drawing in drawings.items():
        drawing.sources = {str(file): _hash(file) for file in sorted(_sources(copy, app))}
        for image in drawing.descriptions:
            figure = copy.parent / "images" / image
            thumbnail = copy.parent / "images" / "thumb" / f"sphx_glr_{copy.stem}_thumb.svg"
            if thumbnail.read_bytes() == figure.read_bytes():
                for language in drawing.words:
                    shutil.copyfile(figure.with_suffix(f".{language}.svg"), thumbnail.with_suffix(f".{language}.svg"))
        drawing.write(record_of(copy))
    drawings.clear()


def _sources(copy: Path, app: Sphinx) -> Iterator[Path]:
    """The files whose change makes a drawing an old one: of the library, its style, the versions, what was measured."""
    library = importlib.import_module(app.config.eqcheck_library)
    script = copy.read_text("utf-8")
    yield from files_used(script, library)
    yield from (file for file in Path(app.confdir).glob("benchmarks/results/*.json") if file.name in script)
    yield from Path(library.__file__ or "").parent.glob("*.mplstyle")
    yield Path(app.confdir) / "requirements.txt"


def speak_the_language(app: Sphinx) -> None:
    """Scripts and notebooks of a translation, and the check that nothing in them and in the figures is missing."""
    language = app.config.language
    if language == SOURCE:
        return
    code = catalogue_of(SCRIPTS, app)
    for script, copy in scripts_of(app).items():
        page = catalogue_of(copy.relative_to(app.srcdir).with_suffix("").as_posix(), app)
        blocks = translated_blocks(script, page, code)
        notebook = jupyter_notebook(blocks, app.config.sphinx_gallery_conf, copy.parent)
        _write(copy.with_suffix(f".{language}.py"), as_script(blocks))
        _write(copy.with_suffix(f".{language}.ipynb"), json.dumps(notebook, indent=1, ensure_ascii=False))
    check(SCRIPTS, script_messages(app), app)
    if app.config.plot_gallery not in (False, "0", "False"):
        check(FIGURES, figure_messages(app), app)


def _write(file: Path, text: str) -> None:
    """Write only what is new: a page that offers the file for download is read again by its date."""
    if not file.exists() or file.read_text("utf-8") != text:
        file.write_text(text, "utf-8")


def script_messages(app: Sphinx) -> list[Message]:
    """The comments in the code of all scripts."""
    return [message for script in scripts_of(app) for message in messages(script)]


def figure_messages(app: Sphinx) -> list[Message]:
    """The words in the figures and the descriptions of the figures, from what was drawn last."""
    return [
        Message(text, script, place(text, script) or 1)
        for script, copy in scripts_of(app).items()
        if (drawing := Drawing.read(record_of(copy)))
        for text in drawing.texts()
    ]


def _say(node: nodes.Element, text: str) -> None:
    node.clear()
    node += nodes.Text(text)


class ShowInLanguage(SphinxTransform):
    """A gallery page without sphinx-gallery's own English: its frame and its comments in the page's language."""

    default_priority = 8  # before messages are collected

    def apply(self, **kwargs: Any) -> None:
        docname = self.env.current_document.docname
        if docname.startswith("gallery/"):
            self._thumbnails()
            self._downloads()
            self._comments()

    def _thumbnails(self) -> None:
        for node in list(self.document.findall(nodes.raw)):
            if "sphx-glr-thumbnail-title" in node.astext():
                _say(node, "</div>")
            elif "sg-tag-list" in node.astext():
                node.parent.remove(node)
            elif "sphx-glr-thumbcontainer" in node.astext():
                _say(node, re.sub(r' tooltip="[^"]*"', "", node.astext()))

    def _downloads(self) -> None:
        for note in list(self.document.findall(nodes.note)):
            if "sphx-glr-download-link-note" in note["classes"]:
                note.parent.parent.remove(note.parent)
        for container in list(self.document.findall(nodes.container)):
            for link in list(container.findall(addnodes.download_reference)):
                self._download(container, link)

    def _download(self, container: nodes.container, link: addnodes.download_reference) -> None:
        kind = Path(link["reftarget"]).suffix
        if "sphx-glr-download-zip" in container["classes"]:
            container.parent.remove(container)
        elif any(name.startswith("sphx-glr-download-") for name in container["classes"]):
            language = self.config.language
            if language != SOURCE:
                link["reftarget"] = str(Path(link["reftarget"]).with_suffix(f".{language}{kind}"))
            _say(link, f"{say(kind, language)}: {link['reftarget']}")
            link.parent["translatable"] = False

    def _comments(self) -> None:
        if self.config.language == SOURCE:
            return
        catalogue = catalogue_of(SCRIPTS, self.app)
        self.env.note_dependency(catalogue.path)
        for block in self.document.findall(nodes.literal_block):
            if block.get("language") == "Python":
                code = translated_code(block.astext(), catalogue)
                block.rawsource = code  # the highlighter colours a block only where both are the same
                _say(block, code)


class DescribeFigures(SphinxTransform):
    """Every figure of a gallery page says what it shows; the words come with the drawing, not with the page."""

    default_priority = 25  # after the page's own messages were translated

    def apply(self, **kwargs: Any) -> None:
        copy = Path(self.env.doc2path(self.env.current_document.docname)).with_suffix(".py")
        drawing = Drawing.read(record_of(copy))
        if drawing is None:
            return
        self.env.note_dependency(record_of(copy))
        descriptions = drawing.descriptions
        if self.config.language != SOURCE:
            catalogue = catalogue_of(FIGURES, self.app)
            self.env.note_dependency(catalogue.path)
            descriptions = {image: catalogue.get(text) for image, text in descriptions.items()}
        for image in self.document.findall(nodes.image):
            image["alt"] = descriptions.get(Path(image["uri"]).name, image.get("alt", ""))


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("builder-inited", forget_what_changed, priority=100)  # sphinx-gallery comes at 500
    app.connect("builder-inited", keep_what_was_drawn, priority=600)
    app.connect("builder-inited", speak_the_language, priority=700)
    app.add_transform(ShowInLanguage)
    app.add_transform(DescribeFigures)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
