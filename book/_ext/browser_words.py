"""What the buttons that copy code say in the browser, in the language of the page.

The Italian of sphinx-copybutton says *Copiare* for *Copia*: its script gets the words of the book's catalogue. A test
in the browser reads them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.locale import _

from _ext.languages import SOURCE

COPY_BUTTON = "let locale = 'en'"
"""Before this line sphinx-copybutton has all its words, after it it takes those of a language."""


def _copy(language: str) -> str:
    words = {
        "copy": _("Copy"),
        "copy_to_clipboard": _("Copy to the clipboard"),
        "copy_success": _("Copied!"),
        "copy_failure": _("Could not copy"),
    }
    return f"messages[{json.dumps(language)}] = {json.dumps(words)}\n"


def _say(app: Sphinx, exception: Exception | None) -> None:
    language = app.config.language
    if exception is not None or app.builder.name != "html" or language == SOURCE:
        return
    button = Path(app.outdir) / "_static" / "copybutton.js"
    button.write_text(_without(_copy(language), button).replace(COPY_BUTTON, _copy(language) + COPY_BUTTON), "utf-8")


def _without(words: str, script: Path) -> str:
    """The script as it was copied, perhaps by an earlier build."""
    return script.read_text("utf-8").replace(words, "")


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("build-finished", _say, priority=900)  # after scripts were copied
    return {"parallel_read_safe": True, "parallel_write_safe": True}
