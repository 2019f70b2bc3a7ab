"""Read a printed equation, compute it, and hold it against the code.

``python -m eqcheck`` checks the pages of a book and the docstrings of a library; ``eqcheck.sphinx`` is the extension
that checks them while a book is built. From Python:

>>> page = read_markdown("```{equation}\\n:where: x real\\n\\n2 x = x + x\\n```\\n", "page.md")
>>> [verdict.status for verdict in verify_all(page.statements, load_library(""))]
['verified']

Nothing here loads Sphinx, PyTorch or NumPy; a library of their functions is loaded when one of them has to be run.
"""
from eqcheck.checks.verdict import EXHAUSTIVE, FAILED, PROVED, TRIED, UNCHECKED, VERIFIED, Verdict
from eqcheck.project.find import read_chapters
from eqcheck.project.load import LibraryError, load_library, problems
from eqcheck.project.markdown import read_markdown
from eqcheck.project.restructured import read_rst
from eqcheck.project.run import verify, verify_all
from eqcheck.semantics.library import Library
from eqcheck.syntax.errors import EquationError
from eqcheck.syntax.kinds import KINDS
from eqcheck.syntax.source import Problem, Shown, Source
from eqcheck.syntax.statement import Statement, StatementError

__all__ = [
    "EXHAUSTIVE", "FAILED", "KINDS", "PROVED", "TRIED", "UNCHECKED", "VERIFIED", "EquationError", "Library",
    "LibraryError", "Problem", "Shown", "Source", "Statement", "StatementError", "Verdict", "load_library", "problems",
    "read_chapters", "read_markdown", "read_rst", "verify", "verify_all",
]
