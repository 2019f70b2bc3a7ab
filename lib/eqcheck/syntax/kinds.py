"""The kinds of statement that an author may name. The file that checks a kind enters it here when it is loaded."""
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of statement.

    ``sentence`` tells a reader what a verdict on it means; ``options`` are those that say something about this kind
    and not about every kind.
    """

    name: str
    sentence: str
    options: frozenset[str]


KINDS: dict[str, Kind] = {}
