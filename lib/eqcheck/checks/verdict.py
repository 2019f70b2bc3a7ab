"""The outcome of checking a statement."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from eqcheck.syntax.statement import Statement

VERIFIED, UNCHECKED, FAILED = "verified", "unchecked", "failed"
CERTAINTIES = TRIED, EXHAUSTIVE, PROVED = "tried", "exhaustive", "proved"
"""What stands behind a statement that is verified: a proof, all numbers of a format, or points."""


@dataclass(frozen=True)
class Verdict:
    """What came of a statement.

    ``certainty`` is ``"proved"``, ``"exhaustive"`` or ``"tried"`` for what is verified, and ``range`` says for
    which values of the letters it is proved or was exhausted; both are empty otherwise.
    ``points`` counts the values compared. ``max_ulp`` is the largest distance of the code from the equation, for each
    dtype, in units in the last place. ``reason`` says why a statement was not checked; ``message`` what failed, over
    several lines, without file and line. ``line`` is where the failure lies: for a syntax error the line of the caret.
    ``details`` holds what belongs to one kind only, such as the largest ``difference`` of an approximation; the size
    of a proof in ``pieces`` and ``cells``, or why there is none (``unproved``); and what was not held against the code
    as strictly as usual: ``within_ulps`` of a definition, the ``inexact`` functions of another statement with theirs,
    ``slopes`` that the code does not give, and ``overflow``, a point for each format in which the formula overflows.
    """

    statement: Statement
    status: str
    certainty: str = ""
    range: str = ""
    points: int = 0
    max_ulp: Mapping[str, float] = field(default_factory=dict)
    reason: str = ""
    message: str = ""
    line: int = 0
    details: Mapping[str, object] = field(default_factory=dict)

    def to_json(self) -> dict[str, object]:
        """The verdict as the ledger for machines lists it."""
        stated = self.statement
        return {
            "name": stated.name,
            "kind": stated.kind,
            "file": stated.file,
            "line": stated.line,
            "latex": stated.latex,
            "status": self.status,
            **self.outcome(),
        }

    def outcome(self) -> dict[str, object]:
        """What a check found out, without the statement."""
        return {
            "certainty": self.certainty,
            "range": self.range,
            "points": self.points,
            "max_ulp": dict(self.max_ulp),
            "reason": self.reason,
            "message": self.message,
            "details": dict(self.details),
        }

    def __str__(self) -> str:
        """The place and the message of a failure, the way compilers print them."""
        place = f"{self.statement.file}:{self.line or self.statement.line}"
        return f"{place}: {self.message or self.status}"
