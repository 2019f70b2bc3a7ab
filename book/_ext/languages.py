"""The languages of the book: which one is being built, and the words that a page needs in each.

English is what authors write; every other language is a translation of it.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

SOURCE = "en"
NAMES = {"en": "English", "it": "Italiano"}

#: What a gallery page says of its own: of the files that it offers, by their ending, and of its neighbours.
PAGE_WORDS = {
    "en": {
        ".py": "Download the script",
        ".ipynb": "Download the notebook",
        "chapter": "Chapter",
        "reference": "Reference",
    },
    "it": {
        ".py": "Scarica lo script",
        ".ipynb": "Scarica il notebook",
        "chapter": "Capitolo",
        "reference": "Riferimento",
    },
}


def say(what: str, language: str) -> str:
    return PAGE_WORDS[language][what]


def of_build(tags: Any) -> str:
    """The language that a build was asked for with ``-t it``; English without a tag."""
    return next((language for language in NAMES if tags.has(language)), SOURCE)


def _switch(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Give each page the addresses of itself in every language: sites of all languages lie side by side."""
    page = app.builder.get_target_uri(pagename)
    up = "../" * (page.count("/") + 1)
    context["languages"] = [(code, name, f"{up}{code}/{page}") for code, name in NAMES.items()]


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("html-page-context", _switch)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
