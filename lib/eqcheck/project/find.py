"""Where equations stand: the docstrings of a library and the pages of a book.

Nothing is imported and nothing is evaluated here. What is found keeps its exact place, so that a failure can point at
the author's own line.
"""
from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

from eqcheck.project.imports import parsed
from eqcheck.project.last_run import SUFFIXES
from eqcheck.project.markdown import read_markdown
from eqcheck.project.restructured import read_rst
from eqcheck.syntax.source import Problem, Source

READERS: dict[str, Callable[..., Source]] = dict(zip(SUFFIXES, (read_markdown, read_rst), strict=True))


def read_library(package: Path, root: Path, strict: bool = False) -> Source:
    """The equations in a library's docstrings.

    :param package: the folder of a package, or the file of a module.
    :param root: the folder from which files are named.
    :param strict: whether display mathematics outside the directive is a problem.
    """
    found = Source()
    for path in sorted(package.rglob("*.py")) if package.is_dir() else [package]:
        file = place(path, root, package.parent)
        try:
            found.add(read_module(path.read_text("utf-8"), file, strict))
        except (SyntaxError, UnicodeDecodeError) as error:
            line = (isinstance(error, SyntaxError) and error.lineno) or 1
            found.problems.append(Problem(file, line, f"the file cannot be read: {error}"))
    return found


def read_chapters(path: Path, root: Path, strict: bool = False) -> Source:
    """The equations of the Markdown and reStructuredText below a folder, hidden folders and ``_build`` left out.

    :param path: a folder or a file.
    :param root: the folder from which files are named.
    :param strict: whether display mathematics outside the directive is a problem.
    """
    found = Source()
    for page in _pages(path) if path.is_dir() else [path]:
        file = place(page, root, path if path.is_dir() else path.parent)
        try:
            found.add(READERS[page.suffix](page.read_text("utf-8"), file, strict=strict))
        except UnicodeDecodeError as error:
            found.problems.append(Problem(file, 1, f"the file cannot be read: {error}"))
    return found


def _pages(folder: Path) -> Iterator[Path]:
    for suffix in READERS:
        for page in sorted(folder.rglob(f"*{suffix}")):
            if not any(part.startswith(".") or part == "_build" for part in page.relative_to(folder).parts):
                yield page


def place(path: Path, root: Path, otherwise: Path) -> str:
    """The path as messages name it: from the root of the project where it lies there."""
    path, root, otherwise = path.resolve(), root.resolve(), otherwise.resolve()
    return path.relative_to(root if path.is_relative_to(root) else otherwise).as_posix()


def read_module(text: str, file: str, strict: bool = False) -> Source:
    """The equations in the docstrings of a module's functions and classes.

    :raises SyntaxError: the text is no Python.
    """
    found = Source()
    for owner in parsed(text.encode()).body:
        if not isinstance(owner, ast.FunctionDef | ast.ClassDef) or not ast.get_docstring(owner):
            continue
        literal = next(node for node in ast.walk(owner.body[0]) if isinstance(node, ast.Constant))
        docstring = str(literal.value)
        if re.search(r"\.\. equation::", docstring) and not _is_raw(literal, text):
            message = f'the docstring of {owner.name} has an equation: begin it with r"""'
            found.problems.append(Problem(file, literal.lineno, message))
        else:
            first, _, rest = docstring.partition("\n")
            found.add(read_rst(f"{first.strip()}\n{dedent(rest)}", file, literal.lineno, owner.name, strict))
    return found


def _is_raw(literal: ast.Constant, text: str) -> bool:
    """Whether the backslashes and the lines of a text are those of the file."""
    line = text.split("\n")[literal.lineno - 1].encode()
    return line[literal.col_offset : literal.col_offset + 1] in (b"r", b"R")
