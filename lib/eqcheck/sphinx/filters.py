"""Fields that filter a list or a table, by text and by the classes of its items.

They come hidden, and ``filter.js`` shows them: without JavaScript everything is there to read.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from eqcheck.sphinx.assets import bring
from eqcheck.sphinx.messages import messages

Choices = Mapping[str, Mapping[str, str]]
"""The name of a field, with the classes that it offers and what each is called."""


def filter_fields(items: str, language: str | None, choices: Choices | None = None) -> nodes.raw:
    """The fields: one for text, and a choice for each kind of class.

    :param items: the CSS selector of what is filtered
    :param language: the language of the page
    :param choices: the fields beside the one for text
    """
    _ = messages(language).gettext
    filtered, counted = _("Filter"), _("{shown} of {all}")  # words in an f-string are not found by those who translate
    fields = [f'<label>{escape(filtered)} <input type="search" autocomplete="off"/></label>']
    for name, classes in (choices or {}).items():
        options = {"": _("all"), **classes}
        listed = "".join(f'<option value="{escape(value)}">{escape(text)}</option>' for value, text in options.items())
        fields.append(f"<label>{escape(name)} <select>{listed}</select></label>")
    fields.append(f'<output data-words="{escape(counted)}"></output>')
    html = f'<div class="filter" data-items="{escape(items)}" hidden="hidden">{"".join(fields)}</div>\n'
    return nodes.raw("", html, format="html")


def _bring(app: Sphinx) -> None:
    if app.builder.format == "html":
        bring(app, *((Path(__file__).parent / "static" / f"filter.{kind}") for kind in ("js", "css")))
        app.add_js_file("eqcheck/filter.js", loading_method="defer")
        app.add_css_file("eqcheck/filter.css")


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("builder-inited", _bring)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
