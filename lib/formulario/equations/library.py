"""The functions that equations speak of, and the definitions in their docstrings."""
from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from functools import cached_property
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from formulario.equations.errors import EquationError, nearest
from formulario.equations.heads import HeadKey, head_keys
from formulario.equations.sources import Problem, Shown, Source, read_library
from formulario.equations.statement import Statement

if TYPE_CHECKING:
    from formulario.equations.case import Vocabulary

ENGINE = Path(__file__).parent


class Library:
    """Definitions, each with the function that it defines.

    ``provider`` gives the functions as attributes; it is asked only when something has to be run. ``fingerprint``
    changes with anything but the equations that a verdict depends on.
    """

    def __init__(self, provider: Callable[[], Any], source: Source, fingerprint: str = "") -> None:
        self._provider = provider
        self.statements = tuple(source.statements)
        self.definitions: dict[str, Statement] = {}
        self.printed: dict[HeadKey, Statement] = {}
        self.problems = list(source.problems)
        self.fingerprint = fingerprint
        for statement in self.statements:
            if statement.kind == "definition":
                self._define(statement)

    @classmethod
    def load(cls, name: str, root: Path | None = None) -> Library:
        """The library with this name. Its docstrings are read at once; it is imported when a function is called."""
        spec = find_spec(name)
        if spec is None or not spec.submodule_search_locations:
            raise ModuleNotFoundError(f"no package {name!r}: give the name of an installed package")
        folder = Path(next(iter(spec.submodule_search_locations)))
        return cls(
            lambda: import_module(name),
            read_library(folder, root or Path.cwd()),
            fingerprint=hash_of(sorted({*folder.rglob("*.py"), *ENGINE.rglob("*.py"), *ENGINE.rglob("*.lark")})),
        )

    def _define(self, statement: Statement) -> None:
        """Enter a definition under the function's name and under each name that it prints, with so many arguments."""
        earlier = self.definitions.setdefault(statement.name, statement)
        if earlier is not statement:
            self._clash(statement, f"a second definition of {statement.name}", earlier)
        try:
            printed = head_keys(statement.latex)
        except EquationError:
            return  # it is reported where the statement is checked
        for head in printed:
            earlier = self.printed.setdefault(head, statement)
            if earlier is not statement:
                self._clash(statement, f"a second definition of the printed name {head[0]}", earlier)

    def _clash(self, statement: Statement, what: str, earlier: Statement) -> None:
        place = f"{earlier.file}:{earlier.line}"
        self.problems.append(Problem(statement.file, statement.line, f"{what}, which stands at {place} already"))

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The definitions, read; this loads torch."""
        from formulario.equations.case import Vocabulary

        return Vocabulary(self)

    @cached_property
    def functions(self) -> Any:
        return self._provider()

    def function(self, name: str) -> Callable[..., Any]:
        """The library's function with this name."""
        function = getattr(self.functions, name, None)
        if not callable(function):
            raise LookupError(f"the library has no function {name!r}: correct the name, or say which with `:of:`")
        return function


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
