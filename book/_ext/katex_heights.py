"""KaTeX gives the lower half of some formulas a negative height. CSS has none, so browsers pass over it, and so do we.

Where KaTeX writes none any more, the test of this module fails and it can go.
"""

from __future__ import annotations

import re
from typing import Any

from sphinx.application import Sphinx

NEGATIVE = re.compile(r'(<span class="vlist" style=")height:-[0-9.]+em;')


def without_negative_heights(formula: str) -> str:
    """The same formula in valid CSS.

    >>> without_negative_heights('<span class="vlist" style="height:-0.0139em;top:1em;">')
    '<span class="vlist" style="top:1em;">'
    """
    return NEGATIVE.sub(r"\1", formula)


def _mend(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    if "body" in context:
        context["body"] = without_negative_heights(context["body"])


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("html-page-context", _mend)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
