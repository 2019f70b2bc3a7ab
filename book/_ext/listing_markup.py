"""Pages of source code as HTML allows them: viewcode wraps a definition in a ``div`` inside ``pre``, here a ``span``.

Where viewcode writes no ``div`` any more, the test of this module fails and it can go.
"""

from __future__ import annotations

import re
from typing import Any

from sphinx.application import Sphinx

LISTING = re.compile(r"<pre>.*?</pre>", re.DOTALL)


def _spans(listing: re.Match[str]) -> str:
    return re.sub(r'<div(?= class="viewcode-block")|</div>', lambda tag: tag[0].replace("div", "span"), listing[0])


def _mend(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    if pagename.startswith("_modules/"):
        context["body"] = LISTING.sub(_spans, context["body"])


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("html-page-context", _mend)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
