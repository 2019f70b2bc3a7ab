"""The Sphinx extension: equations with their verdicts, the ledger, mathematics by KaTeX."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

PARTS = ("directive", "verdicts", "ledger", "checking", "katex")


def setup(app: Sphinx) -> dict[str, Any]:
    for part in PARTS:
        app.setup_extension(f"{__name__}.{part}")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
