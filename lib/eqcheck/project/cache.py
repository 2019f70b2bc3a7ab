"""Verdicts kept on disk under a key made of all they depend on."""
from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from eqcheck.checks.verdict import Verdict
from eqcheck.project.imports import engine
from eqcheck.semantics.library import Library
from eqcheck.syntax.statement import Statement

WORD = re.compile(r"[a-zA-Z]+")


class Cache:
    """A folder with one small file for each verdict.

    Several processes may share it: a file appears whole or not at all. The place of a statement is not part of its
    key, so that a sentence written above an equation does not make it be checked again.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

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

    def _path(self, statement: Statement, library: Library) -> Path:
        stated = [statement, *mentioned(statement, library)]
        code = [library.fingerprint(name) for name in sorted({name for one in stated for name in called(one)})]
        kept = library.exhausted(statement)
        key = json.dumps([[content(one) for one in stated], code, library.seed, kept, engine()])
        return self.folder / f"{hashlib.sha256(key.encode()).hexdigest()[:40]}.json"


@cache
def content(statement: Statement) -> str:
    """What a statement says, wherever it stands."""
    return json.dumps({key: value for key, value in vars(statement).items() if key not in ("file", "line")})


def mentioned(statement: Statement, library: Library) -> list[Statement]:
    """The definitions whose printed names occur in a formula, and those that occur in their formulas in turn.

    Names are looked for in the text: rather too many are found than too few.
    """
    found: dict[Statement, None] = {}
    waiting = [statement]
    while waiting:
        new = [definition for definition in _named_in(waiting.pop().latex, library) if definition not in found]
        found |= dict.fromkeys(new)
        waiting += new
    return sorted(found.keys() - {statement}, key=content)


@cache
def _named_in(latex: str, library: Library) -> tuple[Statement, ...]:
    words = _words(latex)
    return tuple(
        definition for (name, _), definition in library.printed.items()
        if (name in latex if len(name) == 1 else words >= _words(name))
    )


@cache
def _words(text: str) -> frozenset[str]:
    """A name of several letters is a command or stands in braces; of one letter it may stand beside others."""
    return frozenset(WORD.findall(text))


def called(statement: Statement) -> Iterator[str]:
    """The functions of the library that a statement may call."""
    if statement.of:
        yield from re.findall(r"([a-zA-Z_]\w*)\s*\(", statement.of)
    elif statement.kind == "definition":
        yield statement.name
