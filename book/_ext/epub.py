"""The book as an EPUB without an error of epubcheck, where Sphinx's own has some.

Its list of files does not say which of them hold MathML, and its table of contents for old readers names the book by
another identifier than the list does.
"""

from __future__ import annotations

import re
import shutil
import uuid
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders._epub_base import NavPoint
from sphinx.builders.epub3 import Epub3Builder
from sphinx.config import Config

from _ext.offers import epub_of
from _ext.paper import OtherTemplates

ITEM = re.compile(r'<item id="[^"]*" href="(?P<href>[^"]*\.xhtml)" media-type="[^"]*"(?= />)')

OF_THE_SITE = ("print.css", "signs.css")
"""Style sheets of sheets of paper and of the fonts of KaTeX, of which an EPUB has neither."""


class EpubBuilder(OtherTemplates, Epub3Builder):
    """Sphinx's own builder of EPUB 3, with the properties of each file."""

    def build_content(self) -> None:
        super().build_content()
        listed = Path(self.outdir) / "content.opf"
        listed.write_text(ITEM.sub(self.with_properties, listed.read_text("utf-8")), "utf-8")

    def with_properties(self, item: re.Match[str]) -> str:
        page = (Path(self.outdir) / item["href"]).read_text("utf-8")
        found = [name for name, tag in {"mathml": "<math", "svg": "<svg"}.items() if tag in page]
        return f'{item[0]} properties="{" ".join(found)}"' if found else item[0]

    def toc_metadata(self, level: int, navpoints: list[NavPoint]) -> dict[str, Any]:
        return {**super().toc_metadata(level, navpoints), "uid": self.config.epub_identifier}

    def build_epub(self) -> None:
        super().build_epub()
        file = epub_of(self._app)
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(Path(self.outdir) / f"{self.config.epub_basename}.epub", file)


def _describe(app: Sphinx, config: Config) -> None:
    """What an EPUB says of itself: of each version and language it is another book."""
    name = f"{config.project} {config.release} {config.language}"
    config.epub_identifier = uuid.uuid5(uuid.NAMESPACE_OID, name).urn
    config.epub_uid = "book"
    sheets = ((file, {}) if isinstance(file, str) else file for file in config.html_css_files)
    config.epub_css_files = [sheet for sheet in sheets if sheet[0] not in OF_THE_SITE]
    left_out = *(f"_static/{sheet}" for sheet in OF_THE_SITE), "_static/chapter.png", ".buildinfo.bak"
    config.epub_exclude_files = list(left_out)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_builder(EpubBuilder, override=True)
    app.connect("config-inited", _describe, priority=600)  # once the version is known
    return {"parallel_read_safe": True, "parallel_write_safe": True}
