"""A library by its name, and what is wrong with a book as a whole."""
from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import partial
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from eqcheck.backends import load_backend
from eqcheck.project.find import read_library
from eqcheck.semantics.library import Library
from eqcheck.syntax.errors import nearest
from eqcheck.syntax.source import Problem, Shown, Source
from eqcheck.syntax.statement import Statement

ENGINE = Path(__file__).parents[1]


def load_library(name: str, root: Path | None = None, backend: str = "") -> Library:
    """The library with this name. Its docstrings are read at once; it is imported when a function is called.

    ``backend`` is the name of what runs it; where none is given, that which its files import. Without a name the
    library has no functions, for books that speak of built-in ones alone.
    """
    if not name:
        return Library(lambda: None, Source(), backend=partial(load_backend, backend or "python"))
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"no package {name!r}: give the name of an installed package")
    folder = Path(next(iter(spec.submodule_search_locations)))
    return Library(
        lambda: import_module(name),
        read_library(folder, root or Path.cwd()),
        fingerprint=hash_of(sorted({*folder.rglob("*.py"), *ENGINE.rglob("*.py"), *ENGINE.rglob("*.lark")})),
        backend=partial(load_backend, backend or backend_of(folder)),
    )


def backend_of(folder: Path) -> str:
    """The backend for a package: torch if one of its files imports torch, else numpy in the same way, else Python."""
    text = "\n".join(path.read_text("utf-8") for path in folder.rglob("*.py"))
    imported = set(re.findall(r"^\s*(?:import|from)\s+(torch|numpy)\b", text, re.MULTILINE))
    return next((name for name in ("torch", "numpy") if name in imported), "python")


def hash_of(paths: Iterable[Path]) -> str:
    """A digest of the files and of torch's version."""
    digest = hashlib.sha256(version("torch").encode())
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def problems(library: Library, chapters: Source) -> list[Problem]:
    """What is wrong with the book as a whole: unknown names, labels used twice, and what its sources complain of."""
    found = [*library.problems, *chapters.problems]
    for shown in chapters.shown:
        if shown.name not in library.definitions:
            hint = nearest(shown.name, library.definitions) or "give the name of a function with an equation"
            found.append(Problem(shown.file, shown.line, f"no definition called {shown.name!r}; {hint}"))
    return found + clashes(library, chapters)


def clashes(library: Library, chapters: Source) -> list[Problem]:
    """The labels that two equations have; a definition is shown under its name where it gets no other label."""
    found: list[Problem] = []
    first: dict[str, Shown | Statement] = {}
    stated = [one for one in (*library.statements, *chapters.statements) if one.name and one.kind != "definition"]
    everything: list[Shown | Statement] = [*chapters.shown, *stated]
    for one in everything:
        label = (one.label or one.name) if isinstance(one, Shown) else one.name
        other: Shown | Statement = first.setdefault(label, one)
        if isinstance(one, Statement) and label in library.definitions:
            message = f"the label {label!r} belongs to the definition of the function: choose another"
            found.append(Problem(one.file, one.line, message))
        elif other is not one:
            taken = f"the label {label!r} is taken by the equation at {other.file}:{other.line}"
            found.append(Problem(one.file, one.line, f"{taken}: give this one another `:label:`"))
    return found
