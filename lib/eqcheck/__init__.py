"""Read a printed equation, compute it, and hold it against the code.

``python -m eqcheck`` checks the pages of a book and the docstrings of a library; ``eqcheck.sphinx`` is the extension
that checks them while a book is built. From Python:

>>> from eqcheck import load_library, read_markdown, verify_all
>>> page = read_markdown("```{equation}\\n:where: x real\\n\\n2 x = x + x\\n```\\n", "page.md")
>>> [verdict.status for verdict in verify_all(page.statements, load_library(""))]
['verified']

Nothing here loads Sphinx, PyTorch or NumPy; a library of their functions is loaded when one of them has to be run.
"""
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eqcheck.api import *

__all__ = [
    "EXHAUSTIVE", "FAILED", "KINDS", "PROVED", "TRIED", "UNCHECKED", "VERIFIED", "EquationError", "Inline",
    "Library", "LibraryError", "Problem", "Shown", "Source", "Statement", "StatementError", "Verdict", "load_library",
    "problems", "read_chapters", "read_markdown", "read_rst", "verify", "verify_all",
]


def __getattr__(name: str) -> Any:
    """A name of :mod:`eqcheck.api`. The command loads nothing of it where all that it checks is as it was."""
    if name not in __all__:
        raise AttributeError(f"module 'eqcheck' has no attribute {name!r}")
    from eqcheck import api

    return getattr(api, name)
