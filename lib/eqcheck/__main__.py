"""Check the equations of a book and of a library: ``python -m eqcheck PATH… --library NAME``."""
from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from time import perf_counter

from eqcheck.backends import BACKENDS
from eqcheck.checks.verdict import FAILED, UNCHECKED, VERIFIED, Verdict
from eqcheck.project.find import READERS, read_chapters
from eqcheck.project.load import LibraryError, load_library, problems
from eqcheck.project.run import verify_all
from eqcheck.semantics.library import Library
from eqcheck.syntax.source import Source

DESCRIPTION = """Read each equation as it is printed, compute it, and hold it against the code.
The exit status is 0 if all is well, 1 if something is wrong, 2 if nothing could be checked."""


def main(arguments: list[str] | None = None) -> int:
    """Print the outcome.

    :returns: 0 if no equation fails and the sources are in order, otherwise 1.
    :raises SystemExit: with status 2, after a line that says what to do: the arguments are of no use.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    start = perf_counter()
    root = Path.cwd()
    try:
        library, pages = _sources(options, root)
        statements = [*library.statements, *pages.statements]
        print(f"{counted(len(statements), 'equation')}: {len(library.statements)} in the library, "
              f"{len(pages.statements)} in pages", flush=True)
        progress = Progress(len(statements))
        verdicts = verify_all(statements, library, options.cache, progress)
    except LibraryError as error:
        parser.exit(2, f"{error}\n")
    progress.end()
    complaints = [str(problem) for problem in problems(library, pages)]
    complaints += [str(verdict) for verdict in verdicts if verdict.status == FAILED]
    for complaint in complaints:
        print(complaint)
    if options.json:
        listed = [{**verdict.to_json(), "seed": options.seed} for verdict in verdicts]
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(listed, indent=1), "utf-8")
    print(summary(verdicts, len(complaints), perf_counter() - start))
    return 1 if complaints else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m eqcheck", description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="Markdown and reST files, or folders")
    parser.add_argument("--library", default="", metavar="NAME", help="the package or module that the pages speak of")
    parser.add_argument("--backend", default="", choices=BACKENDS, help="what runs the library (what its files import)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the verdicts to this file too")
    parser.add_argument("--cache", type=Path, metavar="FOLDER", help="keep verdicts here, and use those that are kept")
    parser.add_argument("--seed", type=int, default=0, help="where random draws start (0)")
    parser.add_argument("--strict", action="store_true", help="refuse display mathematics outside the directive")
    return parser


def _sources(options: argparse.Namespace, root: Path) -> tuple[Library, Source]:
    """The library and what the pages hold.

    :raises LibraryError: there is no such library.
    :raises SystemExit: a path is of no use.
    """
    if not options.paths and not options.library:
        _parser().error("nothing to check: name files or folders, or a library by --library NAME")
    pages = Source()
    for path in options.paths:
        if not path.exists():
            _parser().error(f"there is no {path}: give a file or folder that exists")
        if path.is_file() and path.suffix not in READERS:
            _parser().error(f"{path} is no page: give a folder, or a file that ends in {' or '.join(READERS)}")
        pages.add(read_chapters(path, root, options.strict))
    return load_library(options.library, root, options.backend, strict=options.strict, seed=options.seed), pages


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


def summary(verdicts: list[Verdict], complaints: int, seconds: float) -> str:
    """The last line."""
    counts = Counter(verdict.status for verdict in verdicts)
    points = sum(verdict.points for verdict in verdicts)
    parts = [f"{counts[VERIFIED]} verified at {points:,} points"]
    parts += [f"{counts[UNCHECKED]} unchecked"] * bool(counts[UNCHECKED])
    parts += [f"{counts[FAILED]} failed"] * bool(counts[FAILED])
    return f"{', '.join(parts)}; {counted(complaints, 'complaint')}, {seconds:.1f} s"


def counted(number: int, name: str) -> str:
    """A number with the name of what is counted.

    >>> counted(0, "point"), counted(1, "point"), counted(1234, "point")
    ('no points', '1 point', '1,234 points')
    """
    return f"{number:,} {name}{'s' * (number != 1)}" if number else f"no {name}s"


if __name__ == "__main__":
    sys.exit(main())
