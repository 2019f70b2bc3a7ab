"""Figures as SVG, one file for each language, drawn by one run of a gallery script.

What a figure says is taken down while the English one is drawn, and said in the other language by the next.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

import matplotlib
import matplotlib.pyplot as plt
from eqcheck.sphinx.words import in_language
from matplotlib.figure import Figure
from matplotlib.text import Text
from sphinx.errors import ExtensionError
from sphinx.util.osutil import relpath

from _ext.catalogues import FIGURES, Catalogue, has_words
from _ext.languages import NAMES, SOURCE

STYLE: Any = {"svg.fonttype": "path", "svg.hashsalt": "formulario"}
DECIMAL_POINT = re.compile(r"(?<=[0-9])\.(?=[0-9])")
IMAGE = """
.. image:: /{address}
   :class: sphx-glr-single-img{photograph}
"""


@dataclass
class Drawing:
    """What one run of a script drew: what its figures show, what is written in them, what they depend on."""

    descriptions: dict[str, str] = field(default_factory=dict)  # by the name of the image
    words: dict[str, dict[str, str]] = field(default_factory=dict)  # by language: English text, text drawn
    sources: dict[str, str] = field(default_factory=dict)  # by file: a hash of its content

    @classmethod
    def read(cls, file: Path) -> Drawing | None:
        return cls(**json.loads(file.read_text("utf-8"))) if file.exists() else None

    def write(self, file: Path) -> None:
        file.write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False, sort_keys=True), "utf-8")

    def texts(self) -> list[str]:
        """All that a translator has to say."""
        written = next(iter(self.words.values()), {})
        return [text for text in (*self.descriptions.values(), *written) if has_words(text)]


#: The drawings of this build's scripts, by the script's copy in the book.
drawings: dict[Path, Drawing] = {}


def scrape(block: Any, block_vars: dict[str, Any], gallery_conf: dict[str, Any]) -> str:
    """Save the open figures in every language; sphinx-gallery calls this after each block of a script."""
    script = Path(block_vars["target_file"])
    drawing = drawings.setdefault(script, Drawing())
    locale = Path(gallery_conf["src_dir"]) / "locale"
    images = []
    for number, template in zip(plt.get_fignums(), block_vars["image_path_iterator"], strict=False):
        figure, image = plt.figure(number), Path(template).with_suffix(".svg")
        drawing.descriptions[image.name] = _description(figure, block_vars["src_file"])
        written: set[str] = set()
        _save(figure, image, partial(_noted, written))
        for language in NAMES:
            if language != SOURCE:
                catalogue = Catalogue.of(locale, language, FIGURES)
                said = {text: catalogue.get(text) for text in written if has_words(text)}
                drawing.words.setdefault(language, {}).update(said)
                mark = in_language(language).decimal_mark
                _save(figure, image.with_suffix(f".{language}.svg"), partial(_translated, said, mark))
        address = relpath(image, gallery_conf["src_dir"]).replace("\\", "/")
        photograph = " photograph" if any(axes.images for axes in figure.axes) else ""
        images.append(IMAGE.format(address=address, photograph=photograph))
    plt.close("all")
    return "".join(images)


def _noted(written: set[str], text: str) -> str:
    written.add(text)
    return text


def _translated(said: dict[str, str], decimal_mark: str, text: str) -> str:
    # In braces, mathtext sets no space after the mark.
    return DECIMAL_POINT.sub(f"{{{decimal_mark}}}" if "$" in text else decimal_mark, said.get(text, text))


def _description(figure: Figure, script: str) -> str:
    description = " ".join(str(figure.get_label()).split())
    if not has_words(description):
        raise ExtensionError(
            f"{script}: every figure says in words what it shows, for those who cannot see it; this one has "
            f"{description!r}. Write fig.set_label('…') in the script."
        )
    return description


def _save(figure: Figure, image: Path, said: Callable[[str], str]) -> None:
    """Write a figure in one piece, or not at all, and only when it changed: pages follow their figures by date."""
    part = image.with_suffix(".part")
    with _speaking(said), matplotlib.rc_context(STYLE):
        figure.savefig(part, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    if image.exists() and image.read_bytes() == part.read_bytes():
        part.unlink()
    else:
        part.replace(image)


@contextlib.contextmanager
def _speaking(said: Callable[[str], str]) -> Iterator[None]:
    """Every text that matplotlib draws passes through ``said``, those it makes while drawing too."""
    text_of = Text.get_text
    with mock.patch.object(Text, "get_text", lambda self: said(text_of(self))):
        yield
