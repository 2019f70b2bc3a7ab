"""A link into a page lands there on a slow network too, where fonts come after the browser has jumped.

Browsers keep their place only for what they have drawn already. Where the test of links passes without it, it can go.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_js_file("landing.js", loading_method="defer")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
