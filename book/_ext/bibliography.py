"""What the chapters cite, in the language of the page: ``book/references.bib`` holds it, ``{footcite:t}`name``` cites.

The entries themselves stay as they are; only the "and" between two names is a word of the language.
"""

from __future__ import annotations

from typing import Any, TypedDict, cast

import pybtex.plugin
from babel.lists import format_list
from pybtex.style.formatting import plain
from pybtex.style.template import names, sentence
from sphinx.application import Sphinx
from sphinxcontrib.bibtex.foot_domain import BibtexFootDomain
from sphinxcontrib.bibtex.style.referencing import PersonStyle
from sphinxcontrib.bibtex.style.referencing.foot import FootReferenceStyle


class Joints(TypedDict):
    """What stands between names, by the arguments of pybtex."""

    sep: str
    sep2: str
    last_sep: str


def joints(language: str) -> Joints:
    """What a language writes between names.

    >>> joints("en"), joints("it")
    ({'sep': ', ', 'sep2': ' and ', 'last_sep': ', and '}, {'sep': ', ', 'sep2': ' e ', 'last_sep': ' e '})
    """
    return {
        "sep": ", ",
        "sep2": format_list(["", ""], locale=language),
        "last_sep": format_list(["", "", ""], locale=language).removeprefix(", "),
    }


def _register(app: Sphinx) -> None:
    between = joints(app.config.language)

    class Entries(plain.Style):  # type: ignore[misc]
        def format_names(self, role: str, as_sentence: bool = True) -> Any:
            people = names(role, **between)
            return sentence[people] if as_sentence else people

    pybtex.plugin.register_plugin("pybtex.style.formatting", "of the page", Entries, force=True)
    citations = cast(BibtexFootDomain, app.env.get_domain("footcite"))
    citations.reference_style = FootReferenceStyle(person=PersonStyle(**between))


def setup(app: Sphinx) -> dict[str, Any]:
    app.setup_extension("sphinxcontrib.bibtex")
    app.connect("builder-inited", _register, priority=600)  # after bibtex has chosen its own style
    return {"parallel_read_safe": True, "parallel_write_safe": True}
