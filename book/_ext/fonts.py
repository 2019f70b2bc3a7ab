"""The fonts of the site, those of KaTeX too, with the characters that its pages show and no others.

All characters of all fonts would be half of what a chapter weighs.
"""

from __future__ import annotations

import hashlib
import html
import io
import logging
from collections.abc import Iterable
from pathlib import Path
from string import printable
from typing import Any

from fontTools import subset
from sphinx.application import Sphinx

FEATURES = ("ccmp", "kern", "liga", "locl", "mark", "mkmk")
"""What is kept of the rules by which glyphs are joined and spaced."""


def shown(pages: Iterable[Path]) -> frozenset[str]:
    """The characters of these pages, and those that scripts may write there."""
    return frozenset(printable).union(*(html.unescape(page.read_text("utf-8")) for page in pages))


def cut(font: bytes, characters: Iterable[str]) -> bytes:
    """A font with these of its characters."""
    logging.getLogger(subset.__name__).setLevel(logging.WARNING)  # it reports every table
    options = subset.Options(flavor="woff2", layout_features=FEATURES, hinting=False)
    whole = subset.load_font(io.BytesIO(font), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=map(ord, characters))
    subsetter.subset(whole)
    whole.save(out := io.BytesIO())
    return out.getvalue()


def cut_fonts(app: Sphinx, exception: Exception | None) -> None:
    """Cut the copies in ``_static``. A font that was cut to the same characters before is at hand."""
    if exception is not None or app.builder.name != "html":
        return
    out, kept = Path(app.outdir), Path(app.doctreedir) / "fonts"
    kept.mkdir(exist_ok=True)
    characters = "".join(sorted(shown(out.rglob("*.html"))))
    for file in sorted((out / "_static").rglob("*.woff2")):
        font = file.read_bytes()
        done = kept / hashlib.sha256(font + characters.encode()).hexdigest()
        if not done.exists():
            done.write_bytes(cut(font, characters))
        file.write_bytes(done.read_bytes())


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("build-finished", cut_fonts, priority=900)  # after they were copied
    return {"parallel_read_safe": True, "parallel_write_safe": True}
