"""What goes wrong in reading a formula or its ``:where:``: what it is, where it stands, how to put it right."""
from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

AROUND = 60
"""So many characters of a long line are shown on either side of a place."""


class EquationError(ValueError):
    """A formula that cannot be read.

    :param message: what is wrong.
    :param line: the line, from 0, inside the text that was read.
    :param column: the column, from 0.
    :param hint: how to put it right.
    """

    def __init__(self, message: str, line: int, column: int, hint: str = "") -> None:
        super().__init__(f"{message}; {hint}" if hint else message)
        self.message = message
        self.line = line
        self.column = column
        self.hint = hint

    @classmethod
    def at(cls, text: str, offset: int, message: str, hint: str = "") -> EquationError:
        """The error at a character of the text."""
        before = text[:offset]
        return cls(message, before.count("\n"), offset - (before.rfind("\n") + 1), hint)

    def show(self, text: str) -> str:
        """The line of the text, or of a long one what is around the place; a caret below the place; and the hint."""
        lines = text.split("\n")
        line, column = lines[self.line] if self.line < len(lines) else "", self.column
        if len(line) > 3 * AROUND:
            start = max(column - AROUND, 0)
            line, column = ("…" * bool(start) + line[start : column + AROUND]), column - start + bool(start)
        shown = [self.message, f"    {line}", "    " + " " * column + "^"]
        return "\n".join(shown + [f"    {self.hint}"] * bool(self.hint))


class EvaluationError(ValueError):
    """The formula cannot be run as it is written."""


class Contradiction(EvaluationError):
    """Two cases hold at a point and give different values."""


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint where a known name is near, otherwise nothing.

    >>> nearest("Relu", {"ReLU", "ELU"})
    'did you mean ‘ReLU’?'
    """
    by_folded_name = {candidate.lower(): candidate for candidate in sorted(known)}
    close = get_close_matches(name.lower(), by_folded_name, n=1, cutoff=0.6)
    return f"did you mean ‘{by_folded_name[close[0]]}’?" if close else ""
