"""The Sphinx extension: equations with their verdicts, the ledger, mathematics by KaTeX.

Its settings are those of :mod:`eqcheck.sphinx.settings`.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from eqcheck.sphinx.number_format import decimal_mark, format_number

__all__ = ["decimal_mark", "format_number", "setup"]

PARTS = ("settings", "directive", "verdicts", "filters", "ledger", "counts", "checking")


def setup(app: Sphinx) -> dict[str, Any]:
    for part in PARTS:
        app.setup_extension(f"{__name__}.{part}")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
