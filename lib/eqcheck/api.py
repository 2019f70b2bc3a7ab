"""What :mod:`eqcheck` offers; loaded when one of its names is asked for."""
from eqcheck.checks.verdict import EXHAUSTIVE, FAILED, PROVED, TRIED, UNCHECKED, VERIFIED, Verdict
from eqcheck.project.find import read_chapters
from eqcheck.project.load import LibraryError, load_library, problems
from eqcheck.project.markdown import read_markdown
from eqcheck.project.restructured import read_rst
from eqcheck.project.run import verify, verify_all
from eqcheck.semantics.library import Library
from eqcheck.syntax.errors import EquationError
from eqcheck.syntax.kinds import KINDS
from eqcheck.syntax.source import Inline, Problem, Shown, Source
from eqcheck.syntax.statement import Statement, StatementError

__all__ = [
    "EXHAUSTIVE", "FAILED", "KINDS", "PROVED", "TRIED", "UNCHECKED", "VERIFIED", "EquationError", "Inline",
    "Library", "LibraryError", "Problem", "Shown", "Source", "Statement", "StatementError", "Verdict", "load_library",
    "problems", "read_chapters", "read_markdown", "read_rst", "verify", "verify_all",
]
