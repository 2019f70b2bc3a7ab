"""How a reader gets the library and all scripts: a note on each page of the gallery."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.locale import _
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.osutil import relative_uri

from _ext.archives import name_of
from _ext.wheels import FOLDER, wheel_of


class InstallNotes(SphinxPostTransform):
    """Say on each page of the gallery how its script is run, and offer all of them on the page that lists them."""

    default_priority = 5
    builders = ("html", "dirhtml")

    def run(self, **kwargs: Any) -> None:
        root = Path(self.app.confdir)
        self.here = self.env.docname
        self.wheel = wheel_of(root, self.config.eqcheck_library).name
        self.checker = wheel_of(root, "eqcheck").name
        if self.here == "gallery/index":
            first = next(self.document.findall(nodes.paragraph))
            place = first.parent.index(first) + 1
            first.parent[place:place] = [self.archives(), self.note()]
        elif self.here.startswith("gallery/"):
            for box in self.document.findall(nodes.container):
                if "sphx-glr-footer-example" in box["classes"]:
                    box += self.note()

    def note(self) -> nodes.container:
        """The commands that install the library, from the site and from a clone."""
        download = _("To run it you need the library. Download {}, and in the folder where it lies type")
        return nodes.container(
            "",
            self.sentence(download, self.wheel),
            command(f'pip install "{self.wheel}[gallery]"'),
            self.sentence(_("or, in a clone of the book’s repository,")),
            command('pip install ".[gallery]"'),
            classes=["install"],
        )

    def archives(self) -> nodes.bullet_list:
        """Everything at once, and the checker."""
        offers = (
            (_("All scripts: {}"), name_of("scripts", self.app)),
            (_("All notebooks: {}"), name_of("notebooks", self.app)),
            (_("The checker of the equations, a library of its own: {}"), self.checker),
        )
        return nodes.bullet_list("", *(nodes.list_item("", self.sentence(*offer)) for offer in offers))

    def sentence(self, text: str, file: str = "") -> nodes.paragraph:
        """A paragraph with the link to a file where the text has ``{}``."""
        before, _hole, after = text.partition("{}")
        here = self.app.builder.get_target_uri(self.here)
        target = relative_uri(here, f"{FOLDER}/{file}")
        link = [nodes.reference("", file, refuri=target, internal=True)] if file else []
        return nodes.paragraph("", "", nodes.Text(before), *link, nodes.Text(after))


def command(line: str) -> nodes.literal_block:
    return nodes.literal_block(line, line, language="sh")


def setup(app: Sphinx) -> dict[str, Any]:
    app.setup_extension("_ext.archives")
    app.add_post_transform(InstallNotes)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
