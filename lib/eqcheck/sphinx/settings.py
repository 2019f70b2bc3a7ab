"""What a book says of its equations in ``conf.py``, and what is chosen where it says nothing.

``eqcheck_library``
    name of the package whose docstrings hold the definitions; without it a book has no definitions
``eqcheck_root``
    folder from which files are named, in messages and in the list for machines; default: that of ``conf.py``
``eqcheck_cache``
    folder, below ``eqcheck_root``, that keeps verdicts; default: beside Sphinx's doctrees
``eqcheck_json``
    file, below ``eqcheck_root``, that lists all verdicts for machines, besides ``equations.json`` beside the pages
``eqcheck_strict``
    whether display mathematics outside the directive is a warning, a relation of the library's functions inside a
    sentence, and a word in a formula that has no translation; default: what is not marked as an equation is left alone
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError

from eqcheck.project.load import LibraryError
from eqcheck.sphinx.domain import equations_of

KATEX = "katex"


def place_root(app: Sphinx, config: Config) -> None:
    config.eqcheck_root = str(app.confdir / config.eqcheck_root)


def choose_math_renderer(app: Sphinx, config: Config) -> None:
    """Bring KaTeX where the book asks for it, or for nothing; a renderer that the book names or loads is kept."""
    known = app.registry.html_inline_math_renderers  # Sphinx's own is always there
    chosen = config.html_math_renderer or ("sphinx.ext.mathjax" if "sphinx.ext.mathjax" in config.extensions else "")
    if KATEX not in known and (chosen == KATEX or not (chosen or len(known) > 1)):
        app.setup_extension("eqcheck.sphinx.katex")


def read_library(app: Sphinx) -> None:
    """Read the definitions before any page.

    :raises ConfigError: there is no such library, or it cannot be read.
    """
    try:
        _ = equations_of(app.env).library
    except LibraryError as error:
        where = "(it is looked for on sys.path, which conf.py may extend)"
        raise ConfigError(f"eqcheck_library = {app.config.eqcheck_library!r}: {error} {where}") from error


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_config_value("eqcheck_library", "", "env", str)
    app.add_config_value("eqcheck_root", "", "env", str)
    app.add_config_value("eqcheck_cache", "", "", str)
    app.add_config_value("eqcheck_json", "", "", str)
    app.add_config_value("eqcheck_strict", False, "env", bool)
    app.connect("config-inited", place_root)
    app.connect("config-inited", choose_math_renderer)
    app.connect("builder-inited", read_library)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
