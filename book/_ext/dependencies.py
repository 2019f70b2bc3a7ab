"""Which files of a package some code depends on: those that define what it names, and what these need in turn."""

from __future__ import annotations

import ast
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType


def files_used(source: str, package: ModuleType) -> set[Path]:
    """The files of the package behind some code that has been run.

    Of ``import package as P`` only the names ``P.name`` count; code that takes ``P`` as a whole depends on all of it.
    """
    files: set[Path] = set()
    waiting: list[tuple[str, str]] = [(source, "")]
    while waiting:
        code, name = waiting.pop()
        for module in _modules(ast.parse(code), name, package):
            file = Path(module.__file__ or "")
            if file not in files:
                files.add(file)
                waiting.append((file.read_text("utf-8"), module.__spec__.parent or "" if module.__spec__ else ""))
    return files


def _modules(tree: ast.Module, parent: str, package: ModuleType) -> Iterator[ModuleType]:
    """The modules of the package that some code names; ``parent`` is the package that the code belongs to."""
    aliases = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name == package.__name__:
                    aliases.add(alias.asname or alias.name)
                elif alias.name.startswith(f"{package.__name__}."):
                    yield sys.modules[alias.name]
        elif isinstance(node, ast.ImportFrom):
            name = importlib.util.resolve_name("." * node.level + (node.module or ""), parent)
            if f"{name}.".startswith(f"{package.__name__}."):
                for alias in node.names:
                    yield _home(sys.modules[name], alias.name, package)
    attributes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    owners = {id(node.value) for node in attributes}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in aliases:
            yield _home(package, node.attr, package)
        elif isinstance(node, ast.Name) and node.id in aliases and id(node) not in owners:
            yield package


def _home(module: ModuleType, name: str, package: ModuleType) -> ModuleType:
    """The module that defines what another one calls ``name``."""
    value = getattr(module, name, module)
    if isinstance(value, ModuleType):
        return value if f"{value.__name__}.".startswith(f"{package.__name__}.") else module
    home = getattr(value, "__module__", None) or ""
    return sys.modules[home] if home.startswith(f"{package.__name__}.") else module
