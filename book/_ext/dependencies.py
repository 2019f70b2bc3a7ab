"""Which files of a package some code depends on: those that define what it names, and all that these import."""

from __future__ import annotations

import ast
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import grimp


def files_used(source: str, package: ModuleType) -> set[Path]:
    """The files of an imported package on which the code of a script depends.

    Of ``import package as P`` only the names ``P.name`` count; code that takes ``P`` as a whole depends on all of it.

    :raises SyntaxError: if the code is not Python.
    """
    graph = grimp.build_graph(package.__name__, cache_dir=None)
    named = {home.__name__ for home in _modules_named(ast.parse(source), package)}
    imported = (graph.find_upstream_modules(name) for name in named)
    return {_file(name) for name in named.union(*imported)}


def _file(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    assert spec is not None and spec.origin is not None
    return Path(spec.origin)


def _modules_named(code: ast.Module, package: ModuleType) -> Iterator[ModuleType]:
    """The modules of the package that define what a script names."""
    aliases = set()
    for node in ast.walk(code):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name == package.__name__:
                    aliases.add(alias.asname or alias.name)
                elif _within(alias.name, package):
                    yield sys.modules[alias.name]
        elif isinstance(node, ast.ImportFrom) and node.module and _within(node.module, package):
            for alias in node.names:
                yield _home(sys.modules[node.module], alias.name, package)
    attributes = [node for node in ast.walk(code) if isinstance(node, ast.Attribute)]
    owners = {id(node.value) for node in attributes}
    for node in ast.walk(code):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in aliases:
            yield _home(package, node.attr, package)
        elif isinstance(node, ast.Name) and node.id in aliases and id(node) not in owners:
            yield package


def _home(module: ModuleType, name: str, package: ModuleType) -> ModuleType:
    """The module that defines what another one calls ``name``, or that one itself if it is not of the package."""
    value = getattr(module, name, module)
    home = value if isinstance(value, ModuleType) else sys.modules.get(getattr(value, "__module__", None) or "")
    return home if home and _within(home.__name__, package) else module


def _within(module: str, package: ModuleType) -> bool:
    return f"{module}.".startswith(f"{package.__name__}.")
