"""A library by its name, and what is wrong with a book as a whole."""
from __future__ import annotations

import re
from functools import cache, partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from eqcheck.backends import load_backend
from eqcheck.project.find import read_library
from eqcheck.project.imports import Sources, version_of
from eqcheck.project.kept import Exhaustive, kept_at, packages_of
from eqcheck.semantics.library import Library
from eqcheck.syntax.errors import nearest
from eqcheck.syntax.source import Problem, Shown, Source
from eqcheck.syntax.statement import Statement


class LibraryError(LookupError):
    """A library that cannot be found or imported. The message is one line that says what to do."""


def load_library(
    name: str, root: Path | None = None, backend: str = "", *, strict: bool = False, seed: int = 0
) -> Library:
    """The library with this name. Its docstrings are read at once; it is imported when a function is called.

    :param name: a package, or a module that is a single file; an empty name gives a library without functions, for
        books that speak of built-in ones alone.
    :param root: the folder from which files are named; by default the current one.
    :param backend: what runs the functions: ``torch``, ``numpy`` or ``python``; by default what its files import.
    :param strict: whether display mathematics outside the directive is a problem.
    :param seed: where random draws start.
    :raises LibraryError: there is no such library, or its source is not to be had.
    """
    if not name:
        return Library(lambda: None, Source(), backend=partial(load_backend, backend or "python"), seed=seed)
    path = find_source(name)
    sources = Sources(name)
    backend = backend or backend_of(sources)

    @cache
    def fingerprint(function: str) -> str:
        return f"{backend} {version_of(backend)} {sources.reached_from(function).digest()}"

    source = read_library(path, root or Path.cwd(), strict)
    library = Library(lambda: import_library(name), source, fingerprint, partial(load_backend, backend), seed)
    library.exhausted = Exhaustive(kept_at(path), library, packages_of(backend))
    return library


def backend_of(sources: Sources) -> str:
    """What runs a library: torch if one of its files imports torch, else numpy in the same way, else Python."""
    code = b"\n".join(module.content for module in sources.own_modules())
    imported = {match.decode() for match in re.findall(rb"^\s*(?:import|from)\s+(torch|numpy)\b", code, re.MULTILINE)}
    return next((name for name in ("torch", "numpy") if name in imported), "python")


def find_source(name: str) -> Path:
    """The folder of a package, or the file of a module.

    :raises LibraryError: there is no such library, or its source is not to be had.
    """
    try:
        spec = find_spec(name)
    except (ImportError, ValueError):
        spec = None
    if spec is None:
        near = nearest(name, (module.name for module in iter_modules()))
        remedy = near or "install it, or run where Python finds it"
        raise LibraryError(f"there is no library {name!r}: {remedy}")
    if spec.submodule_search_locations:
        return Path(next(iter(spec.submodule_search_locations)))
    if not spec.has_location or not (spec.origin or "").endswith(".py"):
        raise LibraryError(f"the library {name!r} has no source code to read docstrings from: give one in Python")
    return Path(spec.origin or "")


def import_library(name: str) -> Any:
    """The library itself.

    :raises LibraryError: it breaks off while it is imported.
    """
    try:
        return import_module(name)
    except (Exception, SystemExit) as error:
        message = " ".join(str(error).split())
        raise LibraryError(
            f"the library {name!r} cannot be imported ({type(error).__name__}: {message}): "
            f"put right what `python -c 'import {name}'` reports"
        ) from error


def problems(library: Library, chapters: Source) -> list[Problem]:
    """What is wrong with the book as a whole: unknown names, labels used twice, and what its sources complain of."""
    found = [*library.problems, *chapters.problems, *library.stray_claims(chapters)]
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
