"""The number types that a tree is evaluated over."""
from .arithmetic import Arithmetic, Undefined, Unsettled
from .machine import Machine
from .reference import Ball, Reference, settled
from .rounding import Rounded, Rounding, rounding

__all__ = [
    "Arithmetic", "Ball", "Machine", "Reference", "Rounded", "Rounding", "Undefined", "Unsettled", "rounding",
    "settled",
]
