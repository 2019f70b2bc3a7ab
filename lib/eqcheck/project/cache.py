"""Verdicts kept on disk under a key made of all they depend on."""
from __future__ import annotations

import hashlib
import json
import os
import tempfile
from pathlib import Path

from eqcheck.checks.verdict import Verdict
from eqcheck.semantics.library import Library
from eqcheck.syntax.statement import Statement


class Cache:
    """A folder with one small file for each verdict.

    Several processes may share it: a file appears whole or not at all. The place of a statement is not part of its
    key, so that a sentence written above an equation does not make it be checked again.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _path(self, statement: Statement, library: Library) -> Path:
        content = {key: value for key, value in statement.to_json().items() if key not in ("file", "line")}
        key = json.dumps([content, library.fingerprint], sort_keys=True)
        return self.folder / f"{hashlib.sha256(key.encode()).hexdigest()[:40]}.json"

    def get(self, statement: Statement, library: Library) -> Verdict | None:
        """The verdict on a statement with this content, or None."""
        try:
            kept = json.loads(self._path(statement, library).read_text("utf-8"))
            offset = kept.pop("offset")
            return Verdict(statement, line=offset and statement.line + offset, **kept)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, verdict: Verdict, library: Library) -> None:
        """Keep a verdict. A failure is kept too: it says the same until something changes."""
        offset = verdict.line - verdict.statement.line if verdict.line else 0
        kept = {"status": verdict.status, "offset": offset, **verdict.outcome()}
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.folder, suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(kept, file)
        os.replace(name, self._path(verdict.statement, library))
