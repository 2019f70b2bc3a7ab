"""How many equations a book has, in a sentence: the role ``count``."""

from __future__ import annotations

from collections import Counter
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from eqcheck.sphinx.domain import equations_of
from eqcheck.sphinx.ledger import entries
from eqcheck.sphinx.number_format import format_number
from eqcheck.sphinx.verdicts import OUTCOMES, outcome_of

logger = logging.getLogger(__name__)

ALL = "equations"


class count(nodes.Inline, nodes.TextElement):  # type: ignore[misc]  # docutils has no types
    """The place of a number; it is filled when the page is written. ``of`` is what is counted."""


class CountRole(SphinxRole):
    """The number of all equations, or of those with one outcome."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        if self.text not in (known := [ALL, *OUTCOMES]):
            message = f"{self.text!r} is not counted: write one of {', '.join(known)}"
            logger.warning(message, location=self.get_location())
            return [], []
        equations_of(self.env).data["ledgers"].add(self.env.docname)  # the page says what the ledger says
        return [count(of=self.text)], []


class FillCounts(SphinxPostTransform):
    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        places = list(self.document.findall(count)) if equations_of(self.env).checked else []
        found = Counter(outcome_of(entry.verdict) for entry in entries(self.env)) if places else Counter[str]()
        for node in places:
            number = found.total() if node["of"] == ALL else found[node["of"]]
            node.replace_self(nodes.Text(format_number(number, self.config.language)))


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_node(count)
    app.add_role("count", CountRole())
    app.add_post_transform(FillCounts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
