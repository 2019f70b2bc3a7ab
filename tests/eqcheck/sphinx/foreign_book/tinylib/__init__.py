"""Three functions of somebody else's."""

from tinylib.bumps import bump, hat, leak

__all__ = ["bump", "hat", "leak"]
