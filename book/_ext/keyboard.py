"""furo without a mouse: its drawers open by keys and hold no focus while closed, what has the focus shows it.

furo hides the boxes that open its drawers and branches from keys, and sphinx-copybutton its button's outline. Each part
of ``keyboard.css`` and ``keyboard.js`` can go where a test of this module passes without it.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_css_file("keyboard.css", priority=900)
    app.add_js_file("keyboard.js", loading_method="defer")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
