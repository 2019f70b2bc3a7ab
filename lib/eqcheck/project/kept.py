"""What was compared at every number, kept beside the library in a file that people can read.

It takes minutes, so it is done when someone asks for it, and the outcome is committed with the code. An entry counts
as long as its digest is that of the definition, the code, the packages and the parts of eqcheck that compute it.
"""
from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from functools import cache, partial
from pathlib import Path
from typing import Any

from eqcheck.checks.exhaustive import argument, exhaust
from eqcheck.checks.tally import Refuted
from eqcheck.project.cache import called, content, mentioned
from eqcheck.project.imports import ENGINE, PACKAGES, version_of
from eqcheck.project.processes import GivenUp, Limits, each, may_fork, one_by_one
from eqcheck.semantics.backend import CodeError
from eqcheck.semantics.case import DefinitionCase
from eqcheck.semantics.library import Library
from eqcheck.syntax.errors import EquationError, EvaluationError
from eqcheck.syntax.source import Problem
from eqcheck.syntax.statement import Statement

COMPUTED_BY = (
    "syntax", "numeric", "semantics", "backends/arrays.py", "backends/calling.py", "backends/numpy.py",
    "backends/torch", "checks/exhaustive.py", "checks/formula.py", "checks/tolerance.py", "checks/kinds/definition.py",
)
"""The parts of eqcheck that make an entry."""
LIMITS = Limits(seconds=600, clock=3600, memory=2 * 10**9)
"""What a definition may take."""


def kept_at(source: Path) -> Path:
    """The file of a library, whose source is this folder or this module."""
    return source / "exhaustive.json" if source.is_dir() else source.with_suffix(".exhaustive.json")


class Exhaustive:
    """The entries of a library."""

    def __init__(self, path: Path, library: Library, packages: Mapping[str, str]) -> None:
        self.path, self.library, self.packages = path, library, dict(packages)
        self.kept: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}

    def __call__(self, statement: Statement) -> Mapping[str, Any] | None:
        """What is kept of a definition, if it still counts."""
        found: Mapping[str, Any] | None = self.kept.get("definitions", {}).get(statement.name)
        return found if found and found["digest"] == self.digest(statement) else None

    def digest(self, statement: Statement) -> str:
        """Of all on which an entry depends."""
        stated = [statement, *mentioned(statement, self.library)]
        code = [self.library.fingerprint(name) for name in sorted({name for one in stated for name in called(one)})]
        key = json.dumps([[content(one) for one in stated], code, computed_by()])
        return hashlib.sha256(key.encode()).hexdigest()[:16]

    def problems(self, root: Path) -> list[Problem]:
        """What no longer counts, though the packages are those with which it was computed."""
        if self.kept.get("packages") != self.packages:
            return []
        definitions = self.library.definitions
        stale = [name for name in self.kept["definitions"]
                 if name not in definitions or not self(definitions[name])]
        file = self.path.relative_to(root) if self.path.is_relative_to(root) else self.path
        remedy = "renew it by `python -m eqcheck --library NAME --exhaustive`, which takes minutes"
        return [Problem(str(file), 1, f"the definition or the code of {', '.join(stale)} has changed: {remedy}")
                ] * bool(stale)

    def renew(self, progress: Callable[[str], None]) -> list[str]:
        """Compute what does not count any more and write the file.

        :returns: what is wrong, a message for each definition.
        """
        definitions = {name: one for name, one in self.library.definitions.items() if not one.unchecked}
        kept = {name: entry for name, one in definitions.items() if (entry := self(one))}
        wrong = []
        for name, found in exhausted([one for name, one in definitions.items() if name not in kept], self.library):
            if isinstance(found, str):
                wrong.append(f"{definitions[name].file}:{definitions[name].line}: {found}")
            elif found:
                kept[name] = {**found, "digest": self.digest(definitions[name])}
                self.write(kept)  # what is interrupted goes on from here
                progress(f"{name}: {found['range']}, {found['inputs']:,} inputs, worst {found['worst_ulp']} ulp")
        self.write(kept)
        return wrong

    def write(self, kept: Mapping[str, Any]) -> None:
        """Write the file, a line for each definition."""
        lines = [f"  {json.dumps(name)}: {json.dumps(kept[name], ensure_ascii=False)}" for name in sorted(kept)]
        packages = json.dumps(self.packages)
        self.path.write_text(f'{{"packages": {packages},\n "definitions": {{\n' + ",\n".join(lines) + "\n}}\n", "utf-8")


@cache
def computed_by() -> str:
    """A digest of the parts of eqcheck that make an entry."""
    found = [path for part in COMPUTED_BY for path in (ENGINE / part, *(ENGINE / part).rglob("*"))]
    return hashlib.sha256(b"\0".join(
        path.read_bytes() for path in sorted(found) if path.suffix in (".py", ".lark")
    )).hexdigest()


def packages_of(backend: str) -> dict[str, str]:
    """The packages with which an entry is computed, with their versions."""
    return {package: version_of(package) for package in (backend, *PACKAGES) if package != "python"}


def exhausted(statements: list[Statement], library: Library) -> Iterator[tuple[str, dict[str, Any] | str | None]]:
    """The outcome for each definition by its name, from a process for each core."""
    _, run = library.functions, each if may_fork() else one_by_one
    _ = library.backend
    for place, outcome in run(partial(exhaust_one, library), statements, LIMITS) if statements else ():
        yield statements[place].name, str(outcome) if isinstance(outcome, GivenUp) else outcome


def exhaust_one(library: Library, statement: Statement) -> dict[str, Any] | str | None:
    """The outcome for a definition: what is wrong about it, or None if it is no function of one number."""
    try:
        case = DefinitionCase.read(statement, library)
        letter = argument(case)
        return asdict(exhaust(case, letter)) if letter else None
    except (Refuted, CodeError, EvaluationError) as error:
        return str(error)
    except EquationError as error:
        return error.message
