"""Every image says how large it is, so that the page keeps its place while they arrive, and waits until it is near.

docutils has both attributes and sets neither by itself. Where ``image_loading`` spares the first image of a page and
sizes are read from files, this module can go.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.images import get_image_size


class ImageSizes(SphinxPostTransform):
    """Width and height for each image of the book; all but the first are loaded when the reader comes near."""

    default_priority = 900  # after figures took the place of what describes them
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        for place, image in enumerate(self.document.findall(nodes.image)):
            size = get_image_size(Path(self.app.srcdir, image["uri"]))
            if size and not {"width", "height", "scale"} & image.attributes.keys():
                image["width"], image["height"] = map(str, size)
            if place and self.app.builder.name == "html":  # what is printed or packed has no time to wait
                image["loading"] = "lazy"


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_post_transform(ImageSizes)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
