"""Check the equations of a book and of a library: ``python -m eqcheck PATH… --library NAME``."""
from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from time import perf_counter

from eqcheck.backends import BACKENDS
from eqcheck.project.last_run import SUFFIXES, LastRun

DESCRIPTION = """Read each equation as it is printed, compute it, and hold it against the code.
The exit status is 0 if all is well, 1 if something is wrong, 2 if nothing could be checked."""


def main(arguments: list[str] | None = None) -> int:
    """Print the outcome.

    :returns: 0 if no equation fails and the sources are in order, otherwise 1.
    :raises SystemExit: with status 2, after a line that says what to do: the arguments are of no use.
    """
    options = _options(arguments)
    start, root = perf_counter(), Path.cwd()
    last = LastRun(options, root) if options.cache and not options.exhaustive else None
    found = last.report() if last else None
    if found:
        print(found.heading)
    else:
        from eqcheck.project.report import LibraryError, report  # and with it all that reads and computes

        try:
            found = report(options, root)
        except LibraryError as error:
            _parser().exit(2, f"{error}\n")
        if last:
            last.keep(found)
    for complaint in found.complaints:
        print(complaint)
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(found.verdicts, indent=1), "utf-8")
    print(f"{found.summary}, {perf_counter() - start:.1f} s")
    return 1 if found.complaints else 0


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
    parser.add_argument("--exhaustive", action="store_true", help="compare functions of one number at every float16, "
                        "and write the outcome beside the library")
    return parser


def _options(arguments: list[str] | None) -> argparse.Namespace:
    """The arguments.

    :raises SystemExit: one is of no use.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.exhaustive and not options.library:
        parser.error("--exhaustive compares the functions of a library: name it by --library NAME")
    if not options.paths and not options.library:
        parser.error("nothing to check: name files or folders, or a library by --library NAME")
    for path in options.paths:
        if not path.exists():
            parser.error(f"there is no {path}: give a file or folder that exists")
        if path.is_file() and path.suffix not in SUFFIXES:
            parser.error(f"{path} is no page: give a folder, or a file that ends in {' or '.join(SUFFIXES)}")
    return options


if __name__ == "__main__":
    sys.exit(main())
