"""What holds a statement against the printed definitions and against the code."""
from eqcheck.checks import kinds

__all__ = ["kinds"]
