"""A page is not built in a language that does not say all of it.

During the build of a translation every message of a page is looked up in the page's catalogue. One that is missing or
fuzzy is a warning at the author's own file and line, one that the page does not say any more at the catalogue's.
The builder ``catalogues`` reads the same pages, and brings the catalogues up to what they say.
"""

from __future__ import annotations

import gettext
import importlib.util
import sys
from collections.abc import Iterable, Iterator
from copy import copy
from functools import cache
from pathlib import Path
from typing import Any

import sphinx
from babel.messages.extract import extract_python
from docutils import nodes
from docutils.frontend import get_default_settings
from jinja2.ext import babel_extract
from myst_parser.mdit_to_docutils import base
from sphinx.application import Sphinx
from sphinx.builders.dummy import DummyBuilder
from sphinx.domains.python import _annotations
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.nodes import extract_messages
from sphinx.writers import html5

from _ext.catalogues import COMMON, FRAME, Catalogue, Message, TranslationProblem, place, update
from _ext.languages import SOURCE

logger = logging.getLogger(__name__)

WRITERS = (_annotations, html5)
"""Modules of Sphinx with words of theirs on a page."""
KEYWORDS = ("_", "gettext")
"""The functions whose argument is translated."""


class CatalogueBuilder(DummyBuilder):
    """Writes no page, but collects the messages of all of them for their catalogues."""

    name = "catalogues"
    epilog = ""

    def init(self) -> None:
        self.messages: dict[str, list[Message]] = {}


def _write_catalogues(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or not isinstance(app.builder, CatalogueBuilder):
        return
    for domain, messages in sorted(app.builder.messages.items()):
        catalogue = catalogue_of(domain, app)
        size, waiting = update(catalogue, messages, Path(app.confdir))
        if size:
            logger.info("%s: %d messages, %d to translate", from_root(catalogue.path, app), size, waiting)
    for path in _without_page(app):
        logger.info("%s: removed with its page", from_root(path, app))
        path.unlink()


def check(domain: str, messages: Iterable[Message], app: Sphinx) -> None:
    """Look messages up in their catalogue; where catalogues are being written, hand them over."""
    if isinstance(app.builder, CatalogueBuilder):
        app.builder.messages[domain] = list(messages)
        return
    catalogue = catalogue_of(domain, app)
    for problem in catalogue.problems(messages, shown=from_root(catalogue.path, app)):
        report(problem, app)


def report(problem: TranslationProblem, app: Sphinx) -> None:
    location = f"{from_root(problem.file, app)}:{problem.line}"
    logger.warning("%s", problem.message, location=location, type="translation")


def catalogue_of(domain: str, build: Sphinx | BuildEnvironment, language: str | None = None) -> Catalogue:
    locale = Path(build.srcdir) / build.config.locale_dirs[0]
    return Catalogue.of(locale, language or build.config.language, domain)


def from_root(path: Path, app: Sphinx) -> Path:
    return path.relative_to(app.confdir) if path.is_relative_to(app.confdir) else path


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
        check(self.env.current_document.docname, messages_of(self.document, self.app), self.app)


def messages_of(document: nodes.document, app: Sphinx) -> Iterator[Message]:
    """All that a page says, each message with the place where its author wrote it."""
    for node, text in extract_messages(document):
        if isinstance(node, nodes.field_name) or _within(node, nodes.substitution_definition):
            continue  # Sphinx itself translates the names of fields, such as *Parameters*
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


def _check_frame(app: Sphinx) -> None:
    if app.config.language != SOURCE:
        check(FRAME, frame_messages(app), app)


def frame_messages(app: Sphinx) -> Iterator[Message]:
    """The words of the templates, the book's and the theme's, of this package and of what writes pages.

    Those of them are left out that Sphinx's own catalogue has.
    """
    known = gettext.translation(FRAME, Path(sphinx.__file__).parent / "locale", [app.config.language], fallback=True)
    own = [Path(app.confdir) / folder for folder in app.config.templates_path]
    theme = importlib.util.find_spec(app.config.html_theme)  # a package, or one of Sphinx's own, whose words are known
    folders = (*own, *(theme.submodule_search_locations or () if theme else ()))
    templates = [file for folder in folders for file in sorted(Path(folder).rglob("*.html"))]
    modules = [module for name, module in sorted(sys.modules.items()) if name.startswith(f"{__package__}.")]
    for path in (*templates, *(Path(module.__file__ or "") for module in (*modules, *WRITERS))):
        yield from (Message(text, path, line) for text, line in _translated_in(path) if known.gettext(text) == text)


def _translated_in(file: Path) -> Iterator[tuple[str, int]]:
    """The texts, with their lines, that a template or a module of Python has translated."""
    found: Iterable[tuple[int, Any, Any, Any]]
    with file.open("rb") as code:
        if file.suffix == ".html":
            found = babel_extract(code, KEYWORDS, [], {"extensions": "jinja2.ext.i18n"})
        else:
            found = extract_python(code, dict.fromkeys(KEYWORDS), [], {})
        yield from ((text, line) for line, _, text, _ in found if isinstance(text, str))


def _check_pages_exist(app: Sphinx, env: Any) -> None:
    """A catalogue whose page is gone would never be looked at."""
    if app.config.language != SOURCE and not isinstance(app.builder, CatalogueBuilder):
        for path in _without_page(app):
            without_page = "no page of this name: remove the catalogue, or rename it with its page"
            report(TranslationProblem(path, 1, without_page), app)


def _without_page(app: Sphinx) -> list[Path]:
    catalogues = catalogue_of(FRAME, app).path.parent
    domains = {path.relative_to(catalogues).with_suffix("").as_posix(): path for path in catalogues.rglob("*.po")}
    return [path for domain, path in sorted(domains.items()) if domain not in {*app.env.found_docs, *COMMON}]


def _own_nodes(app: Sphinx, document: nodes.document) -> None:
    """Let a translation forget the document in which it was read, which would be kept with the page.

    That one knows Sphinx's whole environment: pages would be ten times as large, and a build twice as long.
    """
    for node in document.findall():
        node.document = document


def _ask_for_settings_once() -> None:
    """myst-parser has docutils set up a command line for each message, to learn its settings; they are always the same.

    Where myst-parser keeps them itself, this is needed no more.
    """
    settings_of = cache(get_default_settings)
    base.get_default_settings = lambda *parsers: copy(settings_of(*parsers))  # type: ignore[attr-defined]


def setup(app: Sphinx) -> dict[str, Any]:
    _ask_for_settings_once()
    app.add_builder(CatalogueBuilder)
    app.add_transform(KeepMathematics)
    app.add_transform(CheckMessages)
    app.connect("builder-inited", _check_frame)
    app.connect("doctree-read", _own_nodes)
    app.connect("env-check-consistency", _check_pages_exist)
    app.connect("build-finished", _write_catalogues)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
