"""The glossary in the order of the language, and a link to each of its terms where a chapter uses it first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple
from unicodedata import normalize

import snowballstemmer
from babel import Locale
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

PAGE = "appendix/glossary"
CHAPTERS = ("activations/", "losses/", "how-to-read")
WORD = re.compile(r"\w+(?:[-’'(]\w+\)?\w*)*")
NEVER_WITHIN = (
    nodes.reference, addnodes.pending_xref, nodes.literal, nodes.title, nodes.caption, nodes.entry, nodes.footnote,
)  # fmt: skip
MEANS_SOMETHING_ELSE = {
    "en": {"cell", "even", "odd", "odds", "piece", "tried", "verified"},
    "it": {"cella", "esito", "gruppo", "odds", "pari", "porta", "tratto", "verificata"},
}
"""Terms that in a sentence are mostly other words, or have the stem of one: *even if*, *si tratta di*."""


class SortByTerm(SphinxTransform):
    """A translated glossary is not in order any more."""

    default_priority = 25  # after Locale

    def apply(self, **kwargs: Any) -> None:
        for glossary in self.document.findall(addnodes.glossary):
            for terms in glossary.findall(nodes.definition_list):
                terms[:] = sorted(terms, key=lambda item: in_order(item[0].astext()))


def in_order(term: str) -> str:
    """What terms are sorted by: capitals and accents do not count.

    >>> sorted(["unità", "ulp", "ReLU", "residuo", "unità morta"], key=in_order)
    ['ReLU', 'residuo', 'ulp', 'unità', 'unità morta']
    """
    return "".join(sign for sign in normalize("NFKD", term).casefold() if sign.isalnum() or sign == " ")


class GlossaryTerm(NamedTuple):
    """A term, the stems of its words, and its place in the glossary."""

    stems: tuple[str, ...]
    address: str
    definition: str


@cache
def _stemmer(language: str) -> Any:
    return snowballstemmer.stemmer(str(Locale.parse(language).english_name).lower())


def stems(text: str, language: str) -> list[tuple[str, int, int]]:
    """The stem of each word, with its place: a plural has the stem of its singular.

    >>> stems("le unità morte", "it"), stems("dead units", "en")
    ([('le', 0, 2), ('unit', 3, 8), ('mort', 9, 14)], [('dead', 0, 4), ('unit', 5, 10)])
    """
    stem = _stemmer(language).stemWord
    return [(stem(word[0].casefold()), *word.span()) for word in WORD.finditer(text)]


@cache
def _terms(env: BuildEnvironment) -> dict[str, list[GlossaryTerm]]:
    """The terms of the glossary as the page's language has them, by their first stem; those of most words first."""
    language = env.config.language
    found: dict[str, list[GlossaryTerm]] = {}
    for item in env.get_doctree(PAGE).findall(nodes.definition_list_item) if PAGE in env.found_docs else ():
        term, definition = item[0], item[-1]
        if term.astext() not in MEANS_SOMETHING_ELSE.get(language, ()):
            words = tuple(stem for stem, _, _ in stems(term.astext(), language))
            found.setdefault(words[0], []).append(GlossaryTerm(words, term["ids"][0], definition.astext()))
    return {first: sorted(terms, key=lambda term: -len(term.stems)) for first, terms in found.items()}


class LinkTerms(SphinxPostTransform):
    """Link the first use of each term in a chapter."""

    default_priority = 5
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        if not self.env.current_document.docname.startswith(CHAPTERS):
            return
        used: set[str] = set()
        for text in list(self.document.findall(nodes.Text)):
            if _in_a_sentence(text):
                self._link(text, used)

    def _link(self, text: nodes.Text, used: set[str]) -> None:
        pieces: list[nodes.Node] = []
        end = 0
        for term, first, last in _uses(text, self.env, used):
            pieces += [nodes.Text(text[end:first]), self._reference(term, text[first:last])]
            end = last
        if pieces:
            text.parent.replace(text, [*pieces, nodes.Text(text[end:])])

    def _reference(self, term: GlossaryTerm, words: str) -> nodes.reference:
        page = self.app.builder.get_relative_uri(self.env.current_document.docname, PAGE)
        address = f"{page}#{term.address}"
        return nodes.reference("", words, internal=True, refuri=address, reftitle=term.definition, classes=["term"])


def _in_a_sentence(text: nodes.Text) -> bool:
    around, paragraph = text.parent, False
    while around is not None:
        if isinstance(around, NEVER_WITHIN):
            return False
        paragraph = paragraph or isinstance(around, nodes.paragraph)
        around = around.parent
    return paragraph


def _uses(text: str, env: BuildEnvironment, used: set[str]) -> Iterator[tuple[GlossaryTerm, int, int]]:
    """Terms that are not used before, with their places in the text; the one of most words, where several fit."""
    words = stems(text, env.config.language)
    at = 0
    while at < len(words):
        rest = tuple(stem for stem, _, _ in words[at:])
        known = _terms(env).get(rest[0], ())
        fitting = next((term for term in known if rest[: len(term.stems)] == term.stems), None)
        if fitting and fitting.address not in used:
            used.add(fitting.address)
            yield fitting, words[at][1], words[at + len(fitting.stems) - 1][2]
        at += len(fitting.stems) if fitting else 1


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_transform(SortByTerm)
    app.add_post_transform(LinkTerms)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
