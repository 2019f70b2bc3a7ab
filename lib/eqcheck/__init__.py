"""The equation language: read a printed equation, run it, hold it against the code.

``python -m eqcheck`` checks a library and a book. Nothing here needs Sphinx, and torch is loaded only
when an equation has to be run.
"""
from eqcheck.checks.verdict import FAILED, UNCHECKED, VERIFIED, Verdict
from eqcheck.project.find import read_chapters
from eqcheck.project.load import problems
from eqcheck.project.run import verify, verify_all
from eqcheck.semantics.library import Library
from eqcheck.syntax.errors import EquationError
from eqcheck.syntax.source import Problem, Shown, Source
from eqcheck.syntax.statement import KINDS, Statement, StatementError

__all__ = [
    "FAILED", "KINDS", "UNCHECKED", "VERIFIED", "EquationError", "Library", "Problem", "Shown", "Source", "Statement",
    "StatementError", "Verdict", "problems", "read_chapters", "verify", "verify_all",
]
