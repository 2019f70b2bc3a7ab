"""The pictures on the cards of the gallery: the first panel of a figure without its words, in a few kilobytes.

sphinx-gallery takes the whole figure, whose words nobody can read at that size. Without words, a picture is the same in
every language. Where sphinx-gallery makes small pictures of SVG itself, compare.
"""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from PIL import Image
from sphinx.application import Sphinx

SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"
WORDS_AND_TICKS = re.compile(r"(text|matplotlib\.axis|legend)_\d+")
NUMBER = re.compile(r"-?\d+\.\d+")
PHOTOGRAPH = 240
"""Pixels of the longer side of what a figure shows as an image: a card is about 200 wide."""

ET.register_namespace("", SVG[1:-1])
ET.register_namespace("xlink", LINK[1 : LINK.index("}")])


def thumbnail(figure: bytes) -> bytes:
    """The first panel of a figure that matplotlib wrote as SVG."""
    svg = ET.fromstring(figure)
    parents = {child: parent for parent in svg.iter() for child in parent}
    panels = [group for group in svg.iter(f"{SVG}g") if group.get("id", "").startswith("axes_")]
    if not panels:
        return figure
    left, top, width, height = _box(panels[0], svg)
    for group in [*svg.iter(f"{SVG}g"), *svg.iter(f"{SVG}metadata")]:
        if group in panels[1:] or group.tag.endswith("metadata") or WORDS_AND_TICKS.fullmatch(group.get("id", "")):
            parents[group].extend(box for box in group if box.get("id", "").startswith("patch_"))
            parents[group].remove(group)
    svg.set("viewBox", f"{left} {top} {width} {height}")
    svg.set("width", width)
    svg.set("height", height)
    for element in svg.iter():
        if element.tag == f"{SVG}image":
            element.set(LINK, _smaller(element.get(LINK, "")))
        elif element.get("d"):
            path = NUMBER.sub(lambda number: f"{float(number[0]):.1f}", element.get("d", ""))
            element.set("d", " ".join(path.split()))
        element.text, element.tail = (element.text or "").strip(), ""
    return bytes(ET.tostring(svg, encoding="utf-8"))


def _box(panel: ET.Element, svg: ET.Element) -> list[str]:
    """Left, top, width and height of a panel: what it draws is clipped there. A diagram clips nothing: the whole."""
    clipped = next((element.get("clip-path", "") for element in panel.iter() if element.get("clip-path")), "")
    for clip in svg.iter(f"{SVG}clipPath"):
        for rectangle in clip.iter(f"{SVG}rect"):
            if clipped == f"url(#{clip.get('id')})":
                return [rectangle.get(name, "0") for name in ("x", "y", "width", "height")]
    return svg.get("viewBox", "").split()


def _smaller(address: str) -> str:
    """The image in a ``data:`` address, with fewer pixels."""
    image = Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2])))
    image.thumbnail((PHOTOGRAPH, PHOTOGRAPH))
    image.save(out := io.BytesIO(), "webp", quality=70)
    return f"data:image/webp;base64,{base64.b64encode(out.getvalue()).decode()}"


def make_thumbnails(app: Sphinx) -> None:
    """Put the small picture where sphinx-gallery laid a copy of the figure."""
    for copy in Path(app.srcdir, "gallery").glob("*/images/thumb/sphx_glr_plot_*_thumb.svg"):
        script = copy.name.removesuffix("_thumb.svg")
        content = copy.read_bytes()
        if any(content == figure.read_bytes() for figure in copy.parent.parent.glob(f"{script}_???.svg")):
            copy.write_bytes(thumbnail(content))


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("builder-inited", make_thumbnails, priority=650)  # after the scripts have run
    return {"parallel_read_safe": True, "parallel_write_safe": True}
