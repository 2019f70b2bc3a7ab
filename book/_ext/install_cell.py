"""The cell with which a notebook begins: it installs the library where that is missing."""

from __future__ import annotations

from sphinx.locale import _

CELL = '''\
# {comment}
from importlib.util import find_spec
from pathlib import Path

if find_spec("{library}") is None:
    wheels = [*Path(".").glob("{library}-*.whl"), *Path("..").glob("{library}-*.whl")]
    assert wheels, "{missing}"
    wheel = wheels[0].resolve()
    %pip install --quiet "{{wheel}}[gallery]"
'''


def install_cell(library: str) -> str:
    """The first cell of a notebook. It stays in the folder of the notebook, and takes no package by its name alone."""
    return CELL.format(
        library=library,
        comment=_("Where the library is missing, it is installed from its wheel, here or in the folder above."),
        missing=_("Put the library’s wheel, which the page of this notebook offers, into this folder."),
    )
