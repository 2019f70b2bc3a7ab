"""The directive ``citation``: an entry for BibTeX, made from the ``CITATION.cff`` of the repository.

Without an argument it is that of the book, with a number that of a work which the book refers to, counted from 1.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def bibtex(work: dict[str, Any]) -> str:
    """A work of the Citation File Format as an entry that every BibTeX knows.

    >>> print(bibtex({"title": "Sums", "authors": [{"given-names": "Ada", "family-names": "King"}], "year": 1843}))
    @misc{king1843,
      author = {King, Ada},
      title = {{Sums}},
      year = {1843},
    }
    """
    released = work.get("date-released")
    year, month = (released.year, released.month) if released else (work["year"], work.get("month"))
    authors = [_name(author) for author in work["authors"]]
    first = (work["authors"][0].get("family-names") or work["title"].partition(":")[0]).lower()
    fields = {
        "author": " and ".join(authors),
        "title": f"{{{work['title']}}}",
        "howpublished": work.get("collection-title"),
        "note": f"Version {work['version']}" if "version" in work else None,
        "year": str(year),
        "url": work.get("url") or work.get("repository-code"),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    if month:
        lines.append(f"  month = {MONTHS[month - 1]},")
    return "\n".join([f"@misc{{{first}{year},", *lines, "}"])


def _name(author: dict[str, str]) -> str:
    """A person by the last name first, a group in braces of its own."""
    return f"{author['family-names']}, {author['given-names']}" if "family-names" in author else f"{{{author['name']}}}"


class CitationDirective(SphinxDirective):
    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        file = Path(self.env.srcdir).parent / "CITATION.cff"
        self.env.note_dependency(file)
        work = yaml.safe_load(file.read_text("utf-8"))
        entry = bibtex(work["references"][int(self.arguments[0]) - 1] if self.arguments else work)
        return [nodes.literal_block(entry, entry, language="bibtex", translatable=False)]


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("citation", CitationDirective)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
