"""The equation language: read a printed equation, run it, hold it against the code.

``python -m formulario.equations`` checks a library and a book. Nothing here needs Sphinx, and torch is loaded only
when an equation has to be run.
"""
from formulario.equations.errors import EquationError
from formulario.equations.library import Library, problems
from formulario.equations.sources import Problem, Shown, Source, read_chapters
from formulario.equations.statement import KINDS, Statement, StatementError
from formulario.equations.verdict import FAILED, UNCHECKED, VERIFIED, Verdict
from formulario.equations.verify import verify, verify_all

__all__ = [
    "FAILED", "KINDS", "UNCHECKED", "VERIFIED", "EquationError", "Library", "Problem", "Shown", "Source", "Statement",
    "StatementError", "Verdict", "problems", "read_chapters", "verify", "verify_all",
]
