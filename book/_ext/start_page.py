"""The page beside the sites of all languages, which leads to the reader's: ``python -m _ext.start_page build/html``."""

from __future__ import annotations

import sys
from pathlib import Path

from jinja2 import Template

from _ext.languages import LANGUAGES, own_name

TEMPLATE = Path(__file__).parents[1] / "_templates/start.html"


def write(site: Path) -> None:
    """Write ``index.html`` into the folder that holds the sites."""
    names = {language: own_name(language) for language in LANGUAGES}
    (site / "index.html").write_text(Template(TEMPLATE.read_text("utf-8")).render(names=names), "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
