"""The number types that a tree is evaluated over."""
from eqcheck.numeric.arithmetic import Arithmetic, Undefined, Unsettled
from eqcheck.numeric.reference import Ball, Reference, settled, working_precision
from eqcheck.numeric.rounding import Rounded, Rounding, rounding

__all__ = [
    "Arithmetic", "Ball", "Reference", "Rounded", "Rounding", "Undefined", "Unsettled", "rounding", "settled",
    "working_precision",
]
