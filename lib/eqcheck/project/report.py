"""What a run of the command says: how many equations there are, what is wrong, how many hold."""
from __future__ import annotations

import argparse
import sys
from collections import Counter
from functools import partial
from pathlib import Path

from eqcheck.checks.verdict import FAILED, UNCHECKED, VERIFIED, Verdict
from eqcheck.project.find import read_chapters
from eqcheck.project.kept import Exhaustive
from eqcheck.project.last_run import Report
from eqcheck.project.load import LibraryError, load_library, problems
from eqcheck.project.run import verify_all
from eqcheck.syntax.source import Source

__all__ = ["LibraryError", "report"]


def report(options: argparse.Namespace, root: Path) -> Report:
    """Check what the arguments of the command name, and print how much that is.

    :param options: the arguments.
    :param root: the folder from which files are named.
    :raises LibraryError: there is no such library, or it cannot be imported.
    """
    pages = Source()
    for path in options.paths:
        pages.add(read_chapters(path, root, options.strict))
    library = load_library(options.library, root, options.backend, strict=options.strict, seed=options.seed)
    kept = library.exhausted
    if options.exhaustive and isinstance(kept, Exhaustive):
        return Report("", kept.renew(partial(print, flush=True)), f"written to {kept.path}", [])
    statements = [*library.statements, *pages.statements]
    heading = f"{counted(len(statements), 'equation')}: {len(library.statements)} in the library, " \
              f"{len(pages.statements)} in pages"
    print(heading, flush=True)
    progress = Progress(len(statements))
    verdicts = verify_all(statements, library, options.cache, progress)
    progress.end()
    complaints = [str(problem) for problem in problems(library, pages)]
    if options.strict and isinstance(kept, Exhaustive):
        complaints += [str(problem) for problem in kept.problems(root)]
    complaints += [str(verdict) for verdict in verdicts if verdict.status == FAILED]
    listed = [{**verdict.to_json(), "seed": options.seed} for verdict in verdicts]
    return Report(heading, complaints, summary(verdicts, len(complaints)), listed)


class Progress:
    """A line that says how far the work is, where a person is looking."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = 0
        self.shown = sys.stdout.isatty()

    def __call__(self, verdict: Verdict) -> None:
        self.done += 1
        if self.shown:
            print(f"\r{self.done} of {self.total}  {str(verdict.statement)[:60]:60}", end="", flush=True)

    def end(self) -> None:
        """Wipe the line."""
        if self.shown:
            print("\r" + " " * 80, end="\r")


def summary(verdicts: list[Verdict], complaints: int) -> str:
    """The last line, but for the time."""
    counts = Counter(verdict.status for verdict in verdicts)
    points = sum(verdict.points for verdict in verdicts)
    parts = [f"{counts[VERIFIED]} verified at {points:,} points"]
    parts += [f"{counts[UNCHECKED]} unchecked"] * bool(counts[UNCHECKED])
    parts += [f"{counts[FAILED]} failed"] * bool(counts[FAILED])
    return f"{', '.join(parts)}; {counted(complaints, 'complaint')}"


def counted(number: int, name: str) -> str:
    """A number with the name of what is counted.

    >>> counted(0, "point"), counted(1, "point"), counted(1234, "point")
    ('no points', '1 point', '1,234 points')
    """
    return f"{number:,} {name}{'s' * (number != 1)}" if number else f"no {name}s"
