"""What the last run said, if all that it depends on is as it was: then nothing has to be read, and little be loaded."""
from __future__ import annotations

import argparse
import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eqcheck.project.imports import Sources, engine, version_of

SUFFIXES = (".md", ".rst")
"""The files that are pages."""
PACKAGES = ("docutils", "markdown-it-py", "mdit-py-plugins", "torch", "numpy")
"""What pages are read with and libraries are run with."""


@dataclass(frozen=True)
class Report:
    """What a run says: the first line, complaints, the last line but for the time, and the verdicts for machines."""

    heading: str
    complaints: list[str]
    summary: str
    verdicts: list[dict[str, Any]]


class LastRun:
    """The report of the last run with a folder of kept verdicts.

    :param options: the arguments of the command.
    :param root: the folder from which files are named.
    """

    def __init__(self, options: argparse.Namespace, root: Path) -> None:
        self.options = options
        self.root = root
        self.path = options.cache / "last_run"
        self.key = self._key()

    def report(self) -> Report | None:
        """The report, if this run would say the same."""
        try:
            kept = json.loads(self.path.read_text("utf-8"))
            return Report(**kept["report"]) if kept["key"] == self.key else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(self, report: Report) -> None:
        """Keep a report, unless it complains, since another day there may be time enough, or a file has changed."""
        if not report.complaints and self._key() == self.key:
            part = self.path.with_suffix(f".{os.getpid()}")
            part.write_text(json.dumps({"key": self.key, "report": vars(report)}), "utf-8")
            part.replace(self.path)

    def _key(self) -> str:
        options = self.options
        parts = [engine(), str(self.root.resolve()), *map(str, options.paths), options.library, options.backend,
                 str(options.strict), str(options.seed), *map(version_of, PACKAGES)]
        for path in options.paths:
            for page in sorted(path.rglob("*")) if path.is_dir() else [path]:
                if page.suffix in SUFFIXES:
                    parts += [str(page), hashlib.sha256(page.read_bytes()).hexdigest()]
        if options.library:
            reached = Sources(options.library).reached_from_anywhere()
            folders = {module.path.parent for module in reached.modules}
            kept = sorted(path for folder in folders for path in folder.glob("*exhaustive.json"))
            parts += [hashlib.sha256(path.read_bytes()).hexdigest() for path in kept]
            parts += [*sorted(str(module.path) for module in reached.modules), reached.digest()]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
