"""The other languages of the book under each paragraph, where a reader asks for them.

Paragraphs have the same number in every language, and each page leaves its own in a script file beside it. A page asks
for the file of another language only when its switch is pressed: written into the page, they would make it half as
heavy again. A script it is because a page that was opened from a disk may load no other file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from babel import Locale
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.locale import _
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from _ext.languages import LANGUAGES, own_name

NUMBER = "paragraph_number"
NEVER_WITHIN = (nodes.entry, nodes.footnote, nodes.citation, addnodes.only, nodes.system_message)
"""Tables and notes are for a glance, cards of the gallery are links, and messages differ: they go before pages are
written, but docutils has one more where it does not know a directive's name in a language."""
PARAGRAPH = re.compile(r'<p\b[^>]*? id="(?P<id>p-\d+)"[^>]*>(?P<content>.*?)</p>', re.DOTALL)
CAPTION = re.compile(r'<figcaption id="(p-\d+)">\s*<p>(.*?)<span class="caption-text" id="\1">', re.DOTALL)
"""docutils writes the address of a caption twice, and not where the text is a paragraph."""
ADDRESSES = re.compile(r'<a class="headerlink".*?</a>|<span id="[^"]*"></span>| id="[^"]*"(?=[^<>]*>)')
"""What a page may have only once: the addresses of things, and the links to them."""


class NumberParagraphs(SphinxTransform):
    """Number what is read as running text while the page is still in the authors' language, and so in their order."""

    default_priority = 16  # before Locale

    def apply(self, **kwargs: Any) -> None:
        number_paragraphs(self.document)


def number_paragraphs(document: nodes.document) -> None:
    paragraphs = (node for node in document.findall(_is_paragraph) if not _within(node, NEVER_WITHIN))
    for number, node in enumerate(paragraphs, start=1):
        node[NUMBER] = number


def _is_paragraph(node: nodes.Node) -> bool:
    return isinstance(node, nodes.paragraph | nodes.caption)


def _within(node: nodes.Node, kinds: tuple[type[nodes.Node], ...]) -> bool:
    return node.parent is not None and (isinstance(node.parent, kinds) or _within(node.parent, kinds))


class AddressParagraphs(SphinxPostTransform):
    """Give the numbered paragraphs their addresses; in a book of one file many would have the same."""

    default_priority = 5
    builders = ("html",)

    def run(self, **kwargs: Any) -> None:
        for node in self.document.findall(_is_paragraph):
            if NUMBER in node:
                node["ids"].insert(0, f"p-{node[NUMBER]}")


def paragraphs(page: str) -> dict[str, str]:
    """The HTML within each numbered paragraph of a page, by its address, without addresses of its own.

    >>> paragraphs('<p id="p-1">One <a id="id2" href="#note">note</a></p><p>two</p>')
    {'p-1': 'One <a href="#note">note</a>'}
    """
    return {found["id"]: ADDRESSES.sub("", found["content"]) for found in PARAGRAPH.finditer(page)}


def _offer(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document) -> None:
    """Leave the paragraphs of a page beside it, and put the switches for other languages under its title."""
    if app.builder.name != "html" or "body" not in context:
        return
    body = CAPTION.sub(r'<figcaption>\n<p id="\1">\2<span class="caption-text">', context["body"])
    own = paragraphs(body)
    if not own:
        return
    said = json.dumps(own, ensure_ascii=False, separators=(",", ":"))
    beside = Path(app.outdir) / file_of(pagename)
    beside.parent.mkdir(parents=True, exist_ok=True)
    beside.write_text(f'parallelText("{app.config.language}",{said})\n', "utf-8")
    switches = "".join(_switches(pagename, app.config.language))
    context["body"] = body.replace("</h1>", f'</h1>\n<p class="parallel-text-switches">{switches}</p>', 1)


def file_of(pagename: str) -> str:
    return f"{pagename}.paragraphs.js"


def _switches(pagename: str, here: str) -> Iterator[str]:
    up = "../" * (pagename.count("/") + 1)
    for language in LANGUAGES:
        if language != here:
            called = str(Locale.parse(language).get_display_name(here)).capitalize()
            label = escape(_("%(language)s below each paragraph") % {"language": called})
            about = f'data-language="{language}" data-name="{own_name(language)}"'
            file = f'data-file="{up}{language}/{file_of(pagename)}"'
            yield f'<button type="button" aria-pressed="false" {about} {file}>{label}</button>'


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_transform(NumberParagraphs)
    app.add_post_transform(AddressParagraphs)
    app.connect("html-page-context", _offer, priority=900)  # what a page says is complete
    app.add_css_file("parallel_text.css")
    app.add_js_file("parallel_text.js", loading_method="defer", priority=600)  # after that of languages
    return {"parallel_read_safe": True, "parallel_write_safe": True}
