"""The languages of the book: which there are, which one is being built, and where each page is in the others.

The first is what authors write. Every other one is a translation: a folder of catalogues below ``book/locale``.
``python -m _ext.languages`` lists them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from babel import Locale

if TYPE_CHECKING:
    from sphinx.application import Sphinx

LANGUAGES = ("en", "it")
SOURCE, *TRANSLATIONS = LANGUAGES


def own_name(language: str) -> str:
    """What a language calls itself.

    >>> own_name("it")
    'Italiano'
    """
    return str(Locale.parse(language).display_name).capitalize()


def of_build(tags: Any) -> str:
    """The language that a build was asked for with ``-t it``; the authors' own without a tag."""
    return next((language for language in LANGUAGES if tags.has(language)), SOURCE)


def _switch(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Give each page the addresses of itself in every language: sites of all languages lie side by side."""
    page = app.builder.get_target_uri(pagename)
    up = "../" * (page.count("/") + 1)
    context["languages"] = [(language, own_name(language), f"{up}{language}/{page}") for language in LANGUAGES]


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("html-page-context", _switch)
    app.add_js_file("languages.js", loading_method="defer")
    return {"parallel_read_safe": True, "parallel_write_safe": True}


if __name__ == "__main__":
    print(*LANGUAGES)
