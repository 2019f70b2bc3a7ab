"""``sitemap.xml``: the pages of this language, each with its address in all languages, if the site has an address."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from sphinx.application import Sphinx

from _ext.page_head import addresses

SITEMAP = """<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">
{entries}
</urlset>
"""


def _entry(language: str, found: dict[str, str]) -> str:
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{one}" href={quoteattr(address)}/>' for one, address in found.items()
    )
    return f"<url><loc>{escape(found[language])}</loc>{links}</url>"


def _write(app: Sphinx, exception: Exception | None) -> None:
    pages = [addresses(app, app.builder.get_target_uri(page)) for page in sorted(app.env.found_docs)]
    if exception is None and app.builder.name == "html" and all(pages):
        entries = "\n".join(_entry(app.config.language, found) for found in pages)
        Path(app.outdir, "sitemap.xml").write_text(SITEMAP.format(entries=entries), "utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("build-finished", _write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
