"""The page that a server shows in place of one that is missing, in every language: ``404.html`` beside their sites.

It may be shown at any depth, so its links have to be absolute. Without the address of the site a script finds it.
``python -m _ext.not_found build/html https://…/``
"""

from __future__ import annotations

import sys
from pathlib import Path

from jinja2 import Template

from _ext.catalogues import FRAME, Catalogue
from _ext.languages import LANGUAGES, SOURCE

BOOK = Path(__file__).parents[1]


def write(site: Path, address: str = "") -> None:
    """Write ``404.html`` into the folder that holds the sites."""
    languages = {language: Catalogue.of(BOOK / "locale", language, FRAME).get for language in LANGUAGES}
    template = Template((BOOK / "_templates/not_found.html").read_text("utf-8"))
    (site / "404.html").write_text(template.render(source=SOURCE, languages=languages, address=address), "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]), *sys.argv[2:])
