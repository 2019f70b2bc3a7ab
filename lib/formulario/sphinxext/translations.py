"""A page is not built in a language that does not say all of it.

During the build of a translation every message of a page is looked up in the page's catalogue. One that is missing or
fuzzy is a warning at the author's own file and line, one that the page does not say any more at the catalogue's.
``python -m formulario.sphinxext.translations`` brings all catalogues up to the English text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.nodes import extract_messages

from formulario.sphinxext.catalogues import FIGURES, FRAME, SCRIPTS, Catalogue, Message, Problem, place
from formulario.sphinxext.languages import SOURCE

logger = logging.getLogger(__name__)


class KeepMathematics(SphinxTransform):
    """Formulas are the same in every language, but for their words, which the renderer knows."""

    default_priority = 5

    def apply(self, **kwargs: Any) -> None:
        for node in self.document.findall(nodes.math_block):
            node["translatable"] = False


class CheckMessages(SphinxTransform):
    """Look up each message of a page before Sphinx translates it."""

    default_priority = 15  # after PreserveTranslatableMessages, before Locale

    def apply(self, **kwargs: Any) -> None:
        if self.config.language == SOURCE:
            return
        docname = self.env.current_document.docname
        catalogue = Catalogue.of(locale_of(self.app), self.config.language, docname)
        messages = messages_of(self.document, self.app)
        report(catalogue.problems(messages, shown=from_root(catalogue.path, self.app)), self.app)


def messages_of(document: nodes.document, app: Sphinx) -> Iterator[Message]:
    """All that a page says, each message with the place where its author wrote it."""
    for node, text in extract_messages(document):
        if _within(node, nodes.substitution_definition):
            continue
        source = Path((node.source or document["source"]).split(":docstring of ")[0])
        yield Message(text, *_written(text, source, node.line or 1, app))


def _written(text: str, source: Path, line: int, app: Sphinx) -> tuple[Path, int]:
    """File and line of what an author wrote: in the module of a docstring, in the script of a gallery page."""
    for file in _originals(source, app):
        found = place(text, file, line)
        if found:
            return file, found
    return source, line


def _originals(source: Path, app: Sphinx) -> list[Path]:
    """The files from which a file was generated; a page that an author wrote is its own."""
    generated = Path(app.srcdir) / "gallery"
    if not source.is_relative_to(generated):
        return [source] if source.is_file() else []
    original = Path(app.confdir) / "gallery" / source.relative_to(generated)
    script = original.with_suffix(".py")
    return [script] if script.is_file() else sorted(original.parent.rglob("GALLERY_HEADER.rst"))


def _within(node: nodes.Node | None, kind: type[nodes.Node]) -> bool:
    while node is not None and not isinstance(node, kind):
        node = node.parent
    return node is not None


def locale_of(app: Sphinx) -> Path:
    return Path(app.srcdir) / app.config.locale_dirs[0]


def from_root(path: Path, app: Sphinx) -> Path:
    return path.relative_to(app.confdir) if path.is_relative_to(app.confdir) else path


def report(problems: Iterable[Problem], app: Sphinx) -> None:
    for problem in problems:
        location = f"{from_root(problem.file, app)}:{problem.line}"
        logger.warning("%s", problem.message, location=location, type="translation")


def _check_pages_exist(app: Sphinx, env: Any) -> None:
    """A catalogue whose page is gone would never be looked at."""
    if app.config.language == SOURCE:
        return
    folder = locale_of(app) / app.config.language / "LC_MESSAGES"
    for path in sorted(folder.rglob("*.po")):
        domain = path.relative_to(folder).with_suffix("").as_posix()
        if domain not in env.found_docs and domain not in (FIGURES, SCRIPTS, FRAME):
            report([Problem(path, 1, "no page of this name: remove the catalogue, or rename it with its page")], app)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_transform(KeepMathematics)
    app.add_transform(CheckMessages)
    app.connect("env-check-consistency", _check_pages_exist)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
