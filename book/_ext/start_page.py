"""The page beside the sites of all languages, which leads to the reader's: ``python -m _ext.start_page build/html``."""

from __future__ import annotations

import sys
from pathlib import Path

from jinja2 import Template

from _ext.catalogues import Catalogue
from _ext.languages import LANGUAGES, SOURCE, own_name

BOOK = Path(__file__).parents[1]
LEAD = "{.lead}\n"
"""After this the first page of the book says in a sentence what it is."""


def write(site: Path) -> None:
    """Write ``index.html`` into the folder that holds the sites."""
    sentence = (BOOK / "index.md").read_text("utf-8").partition(LEAD)[2].partition("\n\n")[0]
    told = {language: Catalogue.of(BOOK / "locale", language, "index").get(sentence) for language in LANGUAGES}
    names = {language: own_name(language) for language in LANGUAGES}
    template = Template((BOOK / "_templates/start.html").read_text("utf-8"))
    (site / "index.html").write_text(template.render(names=names, told=told, source=SOURCE), "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
