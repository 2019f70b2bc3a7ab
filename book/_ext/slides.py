"""Slides of each chapter, made from the page itself: ``<chapter>-slides.html`` beside ``<chapter>.html``.

Nothing is written for them; :mod:`_ext.slide_cards` says what is shown. They are a page of the site, with its formulas,
fonts and figures, and their own style sheet and script, which need no other machine.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, cast

from docutils import nodes
from eqcheck.sphinx.verdicts import MARKS, folded
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment
from sphinx.locale import _
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from _ext.detached import detached
from _ext.katex_heights import without_negative_heights
from _ext.slide_cards import Slide, anchor_of, caption, copies, is_chapter, is_equation, slides_of, title_of

logger = logging.getLogger(__name__)

STYLES = (
    "eqcheck/katex/katex.min.css", "eqcheck/formula.css", "eqcheck/equation.css", "fonts.css",
    "signs.css", "book.css", "slides.css",
)
SCRIPTS = ("slides.js", "keyboard.js")
PERMALINK = re.compile(r'<a class="headerlink".*?</a>')


def address(docname: str) -> str:
    """The page of a chapter's slides, without its ending."""
    return f"{docname}-slides"


class Deck:
    """Writes the parts of a chapter as they stand on slides."""

    def __init__(self, builder: StandaloneHTMLBuilder, docname: str) -> None:
        self.builder = builder
        self.page = builder.get_relative_uri(docname, docname) or Path(builder.get_target_uri(docname)).name

    def html(self, *parts: nodes.Node) -> str:
        html = "".join(self.builder.render_partial(part)["fragment"] for part in parts)
        return PERMALINK.sub("", without_negative_heights(html))

    def heading(self, title: nodes.Element) -> str:
        return self.html(nodes.inline("", "", *detached(title, self.page).children))

    def part(self, part: nodes.Element) -> str:
        if isinstance(part, nodes.figure):
            picture = detached(next(part.findall(nodes.image)), self.page)
            said = f"<figcaption>{self.html(*(detached(text, self.page) for text in caption(part)))}</figcaption>"
            return f'<figure class="{" ".join(picture["classes"])}">{self.html(picture)}{said}</figure>'
        part = detached(part, self.page)
        if is_equation(part):
            for node in list(part.findall(folded)):
                mark, outcome = MARKS[node["outcome"]], node["outcome"]
                html = f'<span class="mark {outcome}" title="{node["word"]}">{mark}</span>'
                node.parent.replace(node, nodes.raw("", html, format="html"))
            for node in list(part.findall(nodes.paragraph)):
                if "equation-chapter" in node["classes"]:
                    node.parent.remove(node)
        return self.html(part)

    def slide(self, slide: Slide) -> dict[str, Any]:
        """What the template asks of a slide."""
        figures = [card for card in slide.cards if card.kind == "figure"]
        text = [part for card in slide.cards for part in (card.parts[:-1] if card in figures else card.parts)]
        return {
            "title": self.heading(slide.title),
            "about": self.heading(slide.about) if slide.about is not None else "",
            "anchor": slide.anchor,
            "place": f"{self.page}#{slide.anchor}".rstrip("#"),
            "layout": slide.layout,
            "text": "".join(self.part(part) for part in text),
            "figure": self.part(slide.figure) if slide.figure is not None else "",
            "notes": self.html(*(detached(part, self.page) for part in slide.notes if is_said(part))),
        }


def is_said(part: nodes.Element) -> bool:
    """Whether a part of a chapter belongs into the notes: its prose, and the code that a speaker may want to type."""
    folded_away = isinstance(part, nodes.admonition) and {"solution", "claim"} & set(part["classes"])
    return not folded_away and not is_equation(part) and not isinstance(part, (nodes.figure, nodes.table))


def _measure(document: nodes.document) -> None:
    """Note of each figure how wide it is, as a multiple of its height."""
    for figure in document.findall(nodes.figure):
        image = next(figure.findall(nodes.image))
        if "height" in image:
            figure["aspect"] = float(image["width"]) / float(image["height"])


def _write(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """The slides of a chapter, while its page is written."""
    if app.builder.name != "html" or doctree is None or not is_chapter(doctree):
        return
    builder = cast(StandaloneHTMLBuilder, app.builder)
    _measure(doctree)
    deck = Deck(builder, pagename)
    slides = [deck.slide(slide) for slide in slides_of(doctree)]
    for number, slide in enumerate(slides, 1):
        first_of_section = all(slide["anchor"] != other["anchor"] for other in slides[: number - 1])
        slide["id"] = slide["anchor"] if first_of_section and slide["anchor"] else f"slide-{number}"
    name = address(pagename)
    up = "../" * name.count("/")
    here = dict.fromkeys(languages := [code for code, *_rest in context["languages"]])
    here |= {code: f"{up}../{code}/{name}.html" for code in languages}
    styles = [f"{up}_static/{style}" for style in STYLES]
    html = builder.templates.render("slides.html", {
        **context,
        "page": deck.page, "slides": slides, "styles": styles,
        "scripts": [f"{up}_static/{script}" for script in SCRIPTS],
        "languages": [(code, own, here[code]) for code, own, _address in context["languages"]],
        "chapter": re.sub("<.*?>", "", slides[0]["title"]),
    })
    path = app.outdir / f"{name}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(html, "utf-8")


class LinkSlides(SphinxPostTransform):
    """At the foot of a chapter, the way to its slides."""

    default_priority = 5
    builders = ("html",)

    def run(self, **kwargs: Any) -> None:
        if is_chapter(self.document):
            target = Path(f"{address(self.env.docname)}.html").name
            link = nodes.reference("", _("Slides of this chapter"), refuri=target, internal=True)
            chapter = self.document.next_node(nodes.section)
            assert chapter is not None
            chapter += nodes.paragraph("", "", link, classes=["neighbours", "slides"])


class to_slides(nodes.Inline, nodes.TextElement):  # type: ignore[misc]  # docutils has no types
    """A way to the slides of a ``chapter``, or of one ``section`` of it."""


class SlidesRole(SphinxRole):
    """``{slides}`chapter` `` or ``{slides}`chapter#section` ``, shown as the title of what it leads to."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        page, _sign, section = self.text.partition("#")
        node = to_slides("", chapter=self.env.relfn2path(page)[0], section=section)
        self.set_source_info(node)
        return [node], []


def place_of(env: BuildEnvironment, chapter: str, wanted: str) -> tuple[nodes.Element, str] | None:
    """The title of a section, or of the whole chapter, and where its slides begin, or those of its first part."""
    if chapter not in env.found_docs or not is_chapter(document := env.get_doctree(chapter)):
        return None
    if not wanted:
        return title_of(next(document.findall(nodes.section))), ""
    for section in document.findall(nodes.section):
        if wanted in section["ids"]:
            parts = {anchor_of(part) for part in section.findall(nodes.section)}
            anchors = (slide.anchor for slide in slides_of(document) if slide.anchor in parts)
            return next(((title_of(section), anchor) for anchor in anchors), None)
    return None


class ResolveSlides(SphinxPostTransform):
    """Where there are no slides, as in a book on paper, the title stands alone."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        for node in list(self.document.findall(to_slides)):
            found = place_of(self.env, node["chapter"], node["section"])
            if found is None:
                where = f"{node['chapter']}#{node['section']}".rstrip("#")
                logger.warning("there are no slides of %s", where, location=node, type="slides")
                node.parent.remove(node)
                continue
            title = copies(found[0])
            if self.app.builder.name == "html":
                page = self.app.builder.get_relative_uri(self.env.docname, node["chapter"])
                place = f"{page.removesuffix('.html')}-slides.html#{found[1]}".rstrip("#")
                title = [nodes.reference("", "", *title, refuri=place, internal=True)]
            node.replace_self(title)


def setup(app: Sphinx) -> dict[str, Any]:
    app.setup_extension("_ext.image_sizes")  # from which the shape of a figure is known
    app.connect("html-page-context", _write, priority=900)
    app.add_node(to_slides)
    app.add_role("slides", SlidesRole())
    app.add_post_transform(LinkSlides)
    app.add_post_transform(ResolveSlides)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
