"""The source code that a function may run, found by following imports on paper: nothing is imported here."""
from __future__ import annotations

import ast
import hashlib
import platform
import sys
import warnings
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.machinery import all_suffixes
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from pathlib import Path

Import = tuple[str, str]
"""The full name of a module, and the name taken from it: empty for the module itself, ``*`` for all names."""
INSTALLED = {"site-packages", "dist-packages"}
ENGINE = Path(__file__).parents[1]
ELSEWHERE = ("sphinx", "analysis", "__main__.py")
"""The parts of eqcheck in which no verdict is made."""
PACKAGES = ("lark", "python-flint", "sympy")
"""What the engine reads and computes with."""


@cache
def parsed(source: bytes) -> ast.Module:
    """The tree of a file, which is read for its docstrings and for its imports.

    :raises SyntaxError: it is no Python.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about escapes in strings: Python tells when it runs the file
        return ast.parse(source)


@dataclass(frozen=True, eq=False)
class Module:
    """A file of source code."""

    name: str
    path: Path

    @cached_property
    def content(self) -> bytes:
        return self.path.read_bytes()

    @cached_property
    def body(self) -> list[ast.stmt]:
        """Its statements; none where it is compiled, or no Python."""
        try:
            return parsed(self.content).body if self.path.suffix == ".py" else []
        except (SyntaxError, ValueError):
            return []

    @cached_property
    def imports(self) -> frozenset[Import]:
        """What it imports anywhere, also inside functions."""
        return frozenset(found for node in _statements(self.body, anywhere=True) for _, found in self.imported(node))

    def imported(self, node: ast.AST) -> Iterator[tuple[str, Import]]:
        """The names that a statement binds by importing, each with what it imports."""
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.asname or alias.name.partition(".")[0], (alias.name, "")
        elif isinstance(node, ast.ImportFrom):
            package = self.name.split(".") if self.path.stem == "__init__" else self.name.split(".")[:-1]
            above = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*above, *filter(None, [node.module])])
            for alias in node.names:
                yield alias.asname or alias.name, (source, alias.name)

    def bindings(self, name: str) -> tuple[list[Import], bool]:
        """What a name of the module may be imported from, by star imports too, and whether it is made here."""
        stars = [(source, name) for source, _ in self._imported_names.get("*", ())]
        return self._imported_names.get(name, []) + stars, name in self._made_names

    @cached_property
    def _imported_names(self) -> dict[str, list[Import]]:
        names = defaultdict(list)
        for node in _statements(self.body):
            for bound, found in self.imported(node):
                names[bound].append(found)
        return names

    @cached_property
    def _made_names(self) -> set[str]:
        return set().union(*map(_made, _statements(self.body)))

    @cached_property
    def besides_imports(self) -> bytes:
        """The lines in which a package's ``__init__`` does more than hand names on."""
        lines = self.content.splitlines()
        rest = (lines[node.lineno - 1 : node.end_lineno] for node in self.body if not _hands_on(node))
        return b"\n".join(line for statement in rest for line in statement)


def _hands_on(node: ast.stmt) -> bool:
    """Whether a statement only imports, tells, or lists names."""
    told = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return told or isinstance(node, ast.Import | ast.ImportFrom) or _made(node) == {"__all__"}


def _statements(body: list[ast.stmt], anywhere: bool = False) -> Iterator[ast.stmt]:
    """The statements that run when a module is imported, those inside ``if`` and ``try`` too; or all anywhere."""
    for node in body:
        yield node
        if anywhere or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for part in ("body", "handlers", "orelse", "finalbody", "cases"):
                yield from _statements(getattr(node, part, []), anywhere)


def _made(node: ast.stmt) -> set[str]:
    """The names that a statement binds, other than by importing."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}


@dataclass
class Reached:
    """The modules that run, the packages around them, of which only the rest of ``__init__`` matters, and the
    installed packages that they import."""

    modules: set[Module] = field(default_factory=set)
    around: set[Module] = field(default_factory=set)
    installed: set[str] = field(default_factory=set)
    found: dict[Import, bool] = field(default_factory=dict)

    def digest(self) -> str:
        """A digest of the code: of source files, and of the versions of installed packages."""
        parts = {b"%s\0%s" % (module.name.encode(), module.content) for module in self.modules}
        parts |= {b"%s\0%s" % (module.name.encode(), module.besides_imports) for module in self.around - self.modules}
        parts |= {f"{package} {version_of(package)}".encode() for package in self.installed}
        return hashlib.sha256(b"\0\0".join(sorted(parts))).hexdigest()


class Sources:
    """The modules of a library and whatever they import.

    Followed are the library itself, wherever it is, and modules that lie outside of ``site-packages`` or have no
    version; an installed package is known by its version.

    :param library: the name of a package or module.
    """

    def __init__(self, library: str) -> None:
        self.library = library
        self._modules: dict[str, Module | None] = {}
        self._folders: dict[str, list[Path]] = {}
        self._installed: set[str] = set()

    def reached_from(self, function: str) -> Reached:
        """What the library's function with this name may run."""
        reached = Reached()
        if not self._follow(self.library, function, reached):
            own = self.own_modules()
            for module in [module for module in own if module.bindings(function)[1]] or own:
                self._follow(module.name, "", reached)
        return reached

    def reached_from_anywhere(self) -> Reached:
        """What any function of the library may run."""
        reached = Reached()
        for module in self.own_modules():
            self._follow(module.name, "", reached)
        return reached

    def own_modules(self) -> list[Module]:
        """Every module of the library."""
        self.module(self.library)
        found = {self.library: self._modules[self.library]}
        for folder in self._folders[self.library]:
            for path in sorted(folder.rglob("*.py")):
                inside = path.relative_to(folder).with_suffix("").parts
                name = ".".join((self.library, *(part for part in inside if part != "__init__")))
                found[name] = self.module(name)
        return [module for module in found.values() if module]

    def module(self, name: str) -> Module | None:
        """The module with this full name, if its source is to be followed."""
        if name not in self._modules:
            path, self._folders[name] = self._find(name)
            own = f"{name}.".startswith(f"{self.library}.")
            installed = path and not own and INSTALLED & set(path.parts) and version_of(name.partition(".")[0])
            if installed and "." not in name:
                self._installed.add(name)
            self._modules[name] = Module(name, path) if path and not installed else None
        return self._modules[name]

    def _find(self, name: str) -> tuple[Path | None, list[Path]]:
        """The file of a module, and the folders of its parts."""
        package, _, last = name.rpartition(".")
        if name.partition(".")[0] in sys.stdlib_module_names:
            return None, []
        if not package:
            specs = (finder.find_spec(name, None) for finder in sys.meta_path)
            spec = next(filter(None, specs), None)
            path = Path(spec.origin) if spec and spec.has_location and spec.origin else None
            return path, [Path(folder) for folder in (spec and spec.submodule_search_locations) or ()]
        self.module(package)
        folders = [folder / last for folder in self._folders[package]]
        beside = [folder.with_name(last + suffix) for folder in folders for suffix in all_suffixes()]
        files = [folder / "__init__.py" for folder in folders] + beside
        return next(filter(Path.is_file, files), None), list(filter(Path.is_dir, folders))

    def _follow(self, name: str, taken: str, reached: Reached) -> bool:
        """Follow the import of a module, or of one name of it; whether that name was found."""
        key = name, taken
        if key not in reached.found:
            reached.found[key] = taken in ("", "*")  # what a circle of imports finds on its way round
            reached.found[key] = self._follow_anew(name, taken, reached)
        return reached.found[key]

    def _follow_anew(self, name: str, taken: str, reached: Reached) -> bool:
        module = self.module(name)
        if module is None:
            if name.partition(".")[0] in self._installed:
                reached.installed.add(name.partition(".")[0])
            return name != self.library
        packages = [self.module(package) for package in _packages_of(name)]
        reached.around |= {package for package in packages if package}
        if taken not in ("", "*"):
            return self._follow_name(module, taken, reached)
        reached.modules.add(module)
        for source, imported in module.imports:
            if not self._follow(source, imported, reached):
                self._follow(source, "", reached)
        return True

    def _follow_name(self, module: Module, taken: str, reached: Reached) -> bool:
        """Follow a name where it is made: in this module, in a part of this package, or where it is imported from."""
        imported, made = module.bindings(taken)
        found = made and self._follow(module.name, "", reached)
        if self.module(f"{module.name}.{taken}"):
            found = self._follow(f"{module.name}.{taken}", "", reached)
        for source, name in imported:
            found = self._follow(source, name, reached) or found
        if found:
            reached.around.add(module)
        return found


def _packages_of(name: str) -> Iterator[str]:
    """The packages in which a module lies.

    >>> list(_packages_of("a.b.c"))
    ['a', 'a.b']
    """
    parts = name.split(".")
    return (".".join(parts[:k]) for k in range(1, len(parts)))


@cache
def version_of(package: str) -> str:
    """The version of an installed package, by the name under which it is imported; empty where nobody knows it."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ", ".join(sorted(version(one) for one in packages_distributions().get(package, ())))


@cache
def engine() -> str:
    """What checks: Python, eqcheck's own code and the packages that it computes with."""
    digest = hashlib.sha256(platform.python_version().encode())
    for package in PACKAGES:
        digest.update(f"{package} {version_of(package)}\n".encode())
    for path in sorted(path for path in ENGINE.rglob("*") if path.suffix in (".py", ".lark")):
        if path.relative_to(ENGINE).parts[0] not in ELSEWHERE:
            digest.update(path.relative_to(ENGINE).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
