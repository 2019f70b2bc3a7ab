"""Verify the equations of a library and a book: ``python -m eqcheck``."""
from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from time import perf_counter

from eqcheck.checks.verdict import FAILED, UNCHECKED, VERIFIED, Verdict
from eqcheck.project.find import read_chapters
from eqcheck.project.load import load_library, problems
from eqcheck.project.run import verify_all
from eqcheck.syntax.source import Source


def main(arguments: list[str] | None = None) -> int:
    """Print the outcome; 0 if no equation fails and the sources are in order."""
    options = parsed(arguments)
    start = perf_counter()
    root = Path.cwd()
    library = load_library(options.library, root)
    book = read_chapters(options.book, root) if options.book.is_dir() else Source()
    statements = [*library.statements, *book.statements]
    print(f"{len(statements)} equations: {len(library.statements)} in {options.library}, "
          f"{len(book.statements)} in {options.book}", flush=True)
    progress = Progress(len(statements))
    verdicts = verify_all(statements, library, cache=options.cache, progress=progress)
    progress.end()
    complaints = [str(problem) for problem in problems(library, book)]
    complaints += [str(verdict) for verdict in verdicts if verdict.status == FAILED]
    for complaint in complaints:
        print(complaint)
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps([verdict.to_json() for verdict in verdicts], indent=1), "utf-8")
    print(summary(verdicts, len(complaints), perf_counter() - start))
    return 1 if complaints else 0


def parsed(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m eqcheck", description=__doc__)
    parser.add_argument("--library", default="formulario", metavar="NAME", help="the package (formulario)")
    parser.add_argument("--book", type=Path, default=Path("book"), metavar="FOLDER", help="the chapters (book)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the verdicts to this file too")
    parser.add_argument("--cache", type=Path, default=Path("build/equations"), metavar="FOLDER",
                        help="where verdicts are kept (build/equations)")
    return parser.parse_args(arguments)


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
        if self.shown:
            print("\r" + " " * 80, end="\r")


def summary(verdicts: list[Verdict], complaints: int, seconds: float) -> str:
    counts = Counter(verdict.status for verdict in verdicts)
    points = sum(verdict.points for verdict in verdicts)
    parts = [f"{counts[VERIFIED]} verified at {points:,} points"]
    parts += [f"{counts[UNCHECKED]} unchecked"] * bool(counts[UNCHECKED])
    parts += [f"{counts[FAILED]} failed"] * bool(counts[FAILED])
    return f"{', '.join(parts)}; {complaints or 'no'} complaints, {seconds:.1f} s"


if __name__ == "__main__":
    sys.exit(main())
