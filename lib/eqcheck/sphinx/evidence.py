"""What a verdict can show for itself: the outcome, and where in the book its code and its scripts are."""

from __future__ import annotations

import ast
import platform
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sphinx.environment import BuildEnvironment

from eqcheck.checks.verdict import Verdict
from eqcheck.project.imports import Sources
from eqcheck.project.load import backend_of
from eqcheck.sphinx.domain import Showing, equations_of
from eqcheck.syntax.statement import Statement


@dataclass(frozen=True)
class Evidence:
    """All that the verdict of a showing tells, so that a page is written again when any of it changes."""

    verdict: Verdict
    anchor: str
    number: str
    versions: tuple[tuple[str, str], ...]
    code: tuple[tuple[str, str, str], ...]
    scripts: tuple[tuple[str, str], ...]
    chapter: Showing | None
    reason: str


def evidence(env: BuildEnvironment, showing: Showing) -> Evidence:
    """The evidence for a showing."""
    equations = equations_of(env)
    statement = showing.statement
    functions = called(env, statement)
    return Evidence(
        verdict=equations.verdicts[statement],
        anchor=showing.anchor,
        number=number(env, showing),
        versions=versions(env.config.eqcheck_library),
        code=tuple((name, *place) for name in functions if (place := documented(env, name))),
        scripts=scripts(env, functions),
        chapter=None if showing.label else equations.shown_in_chapter(statement),
        reason=showing.reason,
    )


def number(env: BuildEnvironment, showing: Showing) -> str:
    """The number that the page prints beside the formula; empty for the copy in a docstring."""
    if not showing.label:
        return ""
    if env.config.numfig and env.config.math_numfig:
        parts = env.toc_fignumbers.get(showing.docname, {}).get("displaymath", {}).get(showing.anchor, ())
        return str(env.config.math_numsep).join(".".join(map(str, parts)).rsplit(".", 1))
    return str(env.domains.math_domain.get_equation_number_for(showing.label) or "")


def called(env: BuildEnvironment, statement: Statement) -> tuple[str, ...]:
    """The library's functions of which a statement speaks; a definition speaks of its own first."""
    printed = equations_of(env).library.printed
    own = (statement.name,) if statement.kind == "definition" else ()
    named = (defined.name for (head, _), defined in printed.items() if _names(statement.latex, head))
    return tuple(dict.fromkeys((*own, *named)))


def _names(latex: str, head: str) -> bool:
    return head in latex if head.startswith("\\") else f"{{{head}}}" in latex


def documented(env: BuildEnvironment, function: str) -> tuple[str, str] | None:
    """Page and anchor of a library function's entry in the reference."""
    library = env.config.eqcheck_library
    objects = env.domains.python_domain.objects
    for full_name in (f"{library}.{function}", *sorted(objects)):
        if full_name in objects and full_name.startswith(f"{library}.") and full_name.endswith(f".{function}"):
            return objects[full_name].docname, objects[full_name].node_id
    return None


def scripts(env: BuildEnvironment, functions: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Page and title of the gallery scripts that use one of these functions or its module."""
    printed = equations_of(env).library.printed
    names = {*functions, *(head for (head, _), defined in printed.items() if defined.name in functions)}
    return tuple(
        (docname, env.titles[docname].astext())
        for docname, script in gallery_scripts(env).items()
        if docname in env.titles and names & named_in(script)
    )


def gallery_scripts(env: BuildEnvironment) -> dict[str, Path]:
    """The scripts that sphinx-gallery shows, each with its page."""
    gallery = getattr(env.config, "sphinx_gallery_conf", {})
    folders, targets = _listed(gallery.get("examples_dirs")), _listed(gallery.get("gallery_dirs"))
    found: dict[str, Path] = {}
    for source, target in zip(folders, targets, strict=True):
        found |= _scripts_in(Path(env.srcdir, source), Path(target))
    return found


@cache
def _scripts_in(folder: Path, target: Path) -> dict[str, Path]:
    """Looked for once: thousands of equations ask, and no script comes into being during a build."""
    scripts = sorted(folder.rglob("*.py"))
    return {(target / script.relative_to(folder)).with_suffix("").as_posix(): script for script in scripts}


def _listed(setting: str | list[str] | None) -> list[str]:
    return [setting] if isinstance(setting, str) else list(setting or ())


def named_in(script: Path) -> frozenset[str]:
    """The names that the code of a script mentions, whatever stands before the dot."""
    return _named_in(script, script.stat().st_mtime_ns)


@cache
def _named_in(script: Path, changed: int) -> frozenset[str]:
    nodes = list(ast.walk(ast.parse(script.read_text("utf-8"))))
    attributes = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    return frozenset(attributes | {node.id for node in nodes if isinstance(node, ast.Name)})


@cache
def versions(library: str) -> tuple[tuple[str, str], ...]:
    """Names and versions of what took part in the comparison: the library, the checker and what ran the library."""
    found = []
    for package in (library, "eqcheck", backend_of(Sources(library))) if library else ("eqcheck",):
        try:
            found.append((package, version(package)))
        except (PackageNotFoundError, ValueError):
            continue
    return (*found, ("Python", platform.python_version()))
