"""What was found in docstrings and chapters: statements, places that show one, and what is wrong."""
from __future__ import annotations

from dataclasses import dataclass, field

from eqcheck.syntax.statement import Statement

OUTSIDE = "display mathematics outside the directive: write an {equation}, with `:unchecked: reason` if need be"

UNCHECKED_CLAIM = "nobody checks a relation of functions inside a sentence: display it as an {equation}, or use words"


@dataclass(frozen=True)
class Shown:
    """A place where the definition called ``name`` is shown, under this label or else under its name.

    One that is ``open`` shows its verdict too, and without a label has no number.
    """

    name: str
    file: str
    line: int
    label: str = ""
    open: bool = False


@dataclass(frozen=True)
class Problem:
    """Something that is wrong about a source, whatever its equations say."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True)
class Inline:
    """A formula inside a sentence."""

    latex: str
    file: str
    line: int


@dataclass
class Source:
    """What was found in docstrings or in chapters; ``inline`` formulas only where the sources are read strictly."""

    statements: list[Statement] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    inline: list[Inline] = field(default_factory=list)

    def note(self, found: Statement | Shown) -> None:
        """Add what one directive says."""
        if isinstance(found, Shown):
            self.shown.append(found)
        else:
            self.statements.append(found)

    def add(self, other: Source) -> None:
        """Add what another text holds."""
        self.statements += other.statements
        self.shown += other.shown
        self.problems += other.problems
        self.inline += other.inline
