"""The search of the book: by sections, with their text at hand, so that it works from a file and asks for no page.

Sphinx's own index knows which page has a word, and its script fetches whole pages for excerpts, which a browser does
not allow from ``file://``. Here ``searchindex.js`` holds each section's address, title and text, formulas in a line,
and ``search.js`` searches it with MiniSearch (``_static/minisearch.js``, version 7.2.0) on Sphinx's stemmer and stop
words. ``book/synonyms.toml`` says which words mean the same, in all languages; so does the glossary.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Set
from dataclasses import asdict, dataclass, field
from os import PathLike
from pathlib import Path
from typing import Any

from docutils import nodes
from eqcheck.sphinx import decimal_mark
from eqcheck.sphinx.katex import KatexError
from eqcheck.sphinx.plain_text import plain_text
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.search import IndexBuilder
from sphinx_gallery._doctree_links import code_links_block

from _ext.glossary import PAGE as GLOSSARY

START, END = "const BOOK = ", ";\n"
NOT_READ = (
    nodes.math_block, nodes.literal_block, nodes.doctest_block, nodes.raw, nodes.comment, nodes.table, nodes.term,
    nodes.footnote_reference, nodes.target, nodes.title, addnodes.desc_signature, addnodes.toctree, nodes.citation,
    code_links_block,
)  # fmt: skip


@dataclass
class Section:
    """What one finds: a section, an entry of the reference, a term of the glossary."""

    page: str
    anchor: str
    title: str
    path: list[str]
    text: str = ""


@dataclass
class Reader:
    """The sections of a page."""

    docname: str
    language: str
    found: list[Section] = field(default_factory=list)

    def read(self, node: nodes.Element, section: Section | None, path: list[str]) -> None:
        for child in node.children:
            head = self.head(child)
            if head:
                anchor, title = head
                inner = Section(self.docname, anchor if path else "", title, path)
                self.found.append(inner)
                self.read(child, inner, [*path, title])
            elif isinstance(child, nodes.TextElement) and not isinstance(child, NOT_READ):
                if section:
                    section.text = f"{section.text} {self.plain(child)}".strip()
            elif isinstance(child, nodes.Element) and not is_skipped(child):
                self.read(child, section, path)

    def head(self, node: nodes.Node) -> tuple[str, str] | None:
        """Anchor and title of what is an answer of its own."""
        if isinstance(node, nodes.section):
            return node["ids"][0], self.plain(node[0])
        if isinstance(node, addnodes.desc) and node[0]["ids"]:
            return node[0]["ids"][0], node[0].get("fullname", node[0].astext())
        if isinstance(node, nodes.definition_list_item) and node[0]["ids"]:
            return node[0]["ids"][0], self.plain(node[0])
        return None

    def plain(self, node: nodes.Node) -> str:
        if isinstance(node, nodes.math):
            try:
                return plain_text(str(node.astext()), decimal_mark(self.language))
            except KatexError:  # the page says so
                return str(node.astext())
        if isinstance(node, nodes.Text):
            return " ".join(str(node).split("\n"))
        return "".join(self.plain(child) for child in node.children if not isinstance(child, NOT_READ))


def is_skipped(node: nodes.Element) -> bool:
    """Code, tables, and equations with their verdicts: they are seen on the page, not found by their words."""
    return isinstance(node, NOT_READ) or bool({"equation", "ledger"} & {*node.get("classes", ())})


class SectionIndex(IndexBuilder):
    """Sphinx's place for an index, filled with sections."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.env = arguments[0]
        self.sections: dict[str, list[dict[str, Any]]] = {}

    def feed(self, docname: str, filename: str | PathLike[str], title: str, doctree: nodes.document) -> None:
        reader = Reader(docname, self.env.config.language)
        reader.read(doctree, None, [])
        self.sections[docname] = [asdict(section) for section in reader.found]

    def load(self, stream: Any, format: Any) -> None:
        text = stream.read()
        if not text.startswith(START):
            raise ValueError("not an index of sections")
        for section in json.loads(text.removeprefix(START).removesuffix(END))["sections"]:
            self.sections.setdefault(section["page"], []).append(section)

    def prune(self, docnames: Any) -> None:
        self.sections = {name: found for name, found in self.sections.items() if name in set(docnames)}

    def dump(self, stream: Any, format: Any) -> None:
        ordered = [section for name in sorted(self.sections) for section in self.sections[name]]
        synonyms = [*synonyms_of(Path(self.env.srcdir)), *glossary_pairs(self.sections.get(GLOSSARY, []))]
        book = {"synonyms": synonyms, "sections": ordered}
        stream.write(START + json.dumps(book, ensure_ascii=False, separators=(",", ":")) + END)


def synonyms_of(source: Path) -> list[list[str]]:
    """What means the same, in any language."""
    file = source / "synonyms.toml"
    groups = tomllib.loads(file.read_text("utf-8"))["same"] if file.exists() else []
    return [[word for words in group.values() for word in words] for group in groups]


def glossary_pairs(terms: list[dict[str, Any]]) -> Iterator[list[str]]:
    """Each term with its name in the other language, which its definition begins with."""
    for term in terms:
        other, end, _ = term["text"].partition(". ")
        if end and term["anchor"].startswith("term-") and len(other) < 50 and other[:1].islower():
            yield [term["title"], other]


class Site(StandaloneHTMLBuilder):
    """Sphinx's builder of web pages, with this index."""

    def load_indexer(self, docnames: Set[str]) -> None:
        self.indexer = SectionIndex(
            self.env, self.config.html_search_language or self.config.language or "en",
            self.config.html_search_options, self.config.html_search_scorer,
        )  # fmt: skip
        super().load_indexer(docnames)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_builder(Site, override=True)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
