"""The gallery's figures."""

from __future__ import annotations

from typing import Any

from sphinx_gallery.scrapers import matplotlib_scraper


def scrape(block: Any, block_vars: dict[str, Any], gallery_conf: dict[str, Any]) -> str:
    return matplotlib_scraper(block, block_vars, gallery_conf, format="svg", transparent=True)
