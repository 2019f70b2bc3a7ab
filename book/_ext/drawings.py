"""Figures as SVG, one file for each language, drawn by one run of a gallery script.

The texts of a figure are recorded while the English one is saved, and replaced while the others are.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any
from unittest import mock

import matplotlib
import matplotlib.pyplot as plt
from babel.numbers import get_decimal_symbol
from matplotlib.figure import Figure
from matplotlib.mathtext import MathTextParser
from matplotlib.text import Text
from sphinx.errors import ExtensionError
from sphinx.util.osutil import relpath

from _ext.catalogues import FIGURES, Catalogue, has_words
from _ext.languages import TRANSLATIONS
from _ext.light_svg import light
from _ext.script_runs import Run

STYLE: Any = {"svg.fonttype": "path", "svg.hashsalt": "formulario"}
# matplotlib keeps 50 formulas; a figure has more, and the next language has the same ones again.
MathTextParser._parse_cached = cache(MathTextParser._parse_cached.__wrapped__)  # type: ignore[attr-defined]
DECIMAL_POINT = re.compile(r"(?<=[0-9])\.(?=[0-9])")
IMAGE = """
.. image:: /{address}
   :class: sphx-glr-single-img{photograph}
"""


def scrape(block: Any, block_vars: dict[str, Any], gallery_conf: dict[str, Any]) -> str:
    """Save the open figures in every language, and what was measured; called after each block of a script."""
    script = Path(block_vars["target_file"])
    run = Run.of(script) or Run()
    run.collect()
    locale = Path(gallery_conf["src_dir"]) / "locale"
    images = []
    for number, template in zip(plt.get_fignums(), block_vars["image_path_iterator"], strict=False):
        figure, image = plt.figure(number), Path(template).with_suffix(".svg")
        run.descriptions[image.name] = _description(figure, block_vars["src_file"])
        written: set[str] = set()
        save(figure, image, partial(_recorded, written))
        for language in TRANSLATIONS:
            catalogue = Catalogue.of(locale, language, FIGURES)
            words = {text: catalogue.get(text) for text in sorted(written) if has_words(text)}
            run.words.setdefault(language, {}).update(words)
            said = partial(translated, words, get_decimal_symbol(language))
            save(figure, image.with_suffix(f".{language}.svg"), said)
        address = relpath(image, gallery_conf["src_dir"]).replace("\\", "/")
        photograph = " photograph" if any(axes.images for axes in figure.axes) else ""
        images.append(IMAGE.format(address=address, photograph=photograph))
    plt.close("all")
    run.write(script)
    return "".join(images)


def _recorded(written: set[str], text: str) -> str:
    written.add(text)
    return text


def translated(words: dict[str, str], decimal_mark: str, text: str) -> str:
    # In braces, mathtext sets no space after the mark.
    return DECIMAL_POINT.sub(f"{{{decimal_mark}}}" if "$" in text else decimal_mark, words.get(text, text))


def _description(figure: Figure, script: str) -> str:
    description = " ".join(str(figure.get_label()).split())
    if not has_words(description):
        raise ExtensionError(
            f"{script}: every figure says in words what it shows, for those who cannot see it; this one has "
            f"{description!r}. Write fig.set_label('…') in the script."
        )
    return description


def save(figure: Figure, image: Path, replaced: Callable[[str], str]) -> None:
    """Write a figure in one piece, or not at all, and only when it changed: pages follow their figures by date."""
    part = image.with_suffix(".part")
    with _texts_replaced(replaced), matplotlib.rc_context(STYLE):
        figure.savefig(part, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    part.write_text(light(part.read_text("utf-8")), "utf-8")
    if image.exists() and image.read_bytes() == part.read_bytes():
        part.unlink()
    else:
        part.replace(image)


@contextlib.contextmanager
def _texts_replaced(replaced: Callable[[str], str]) -> Iterator[None]:
    """Every text that matplotlib draws passes through ``replaced``.

    matplotlib makes some texts, such as those of ticks, only while it draws, and has no hook for them: so its own
    method is patched.
    """
    text_of = Text.get_text
    with mock.patch.object(Text, "get_text", lambda self: replaced(text_of(self))):
        yield
