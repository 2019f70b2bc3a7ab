"""The number types that a tree is evaluated over."""
from .arithmetic import Arithmetic, Undefined, Unsettled
from .reference import Ball, Reference, settled

__all__ = ["Arithmetic", "Ball", "Reference", "Undefined", "Unsettled", "settled"]
