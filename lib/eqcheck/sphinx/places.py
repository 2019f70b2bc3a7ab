"""The line that an author wrote: autodoc and sphinx-gallery hand on text, but not where it stood."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from pathlib import Path

DOCSTRING = re.compile(r"(?P<path>.*):docstring of (?P<name>[\w.<>]+)")
GALLERY_SCRIPT = re.compile(r'^\.\. TO MAKE CHANGES, EDIT THE SOURCE PYTHON FILE:\n\.\. "(.*)"$', re.MULTILINE)
GALLERY_BLOCK = re.compile(r"\.\. GENERATED FROM PYTHON SOURCE LINES (\d+)-(\d+)")

Owner = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def docstring_owner(source: str) -> str:
    """The full name of whose docstring autodoc reads; empty in a page."""
    match = DOCSTRING.fullmatch(source)
    return match["name"] if match else ""


def written_at(source: str, line: int, srcdir: Path) -> tuple[Path, int]:
    """File and line, from 1, of the text that docutils places at this line of this source."""
    if match := DOCSTRING.fullmatch(source):
        path = Path(match["path"])
        return path, _docstring_start(path, match["name"]) + line - 1
    path = Path(source)
    if path.suffix == ".rst" and (script := GALLERY_SCRIPT.search(path.read_text("utf-8"))):
        return _in_script(path, line, (srcdir / script[1]).resolve())
    return path, line


def line_of(block: Sequence[str], path: Path, start: int) -> int:
    """The first line, from ``start`` on, at which a block of text begins in a file; ``start`` where it does not."""
    wanted = [_bare(line) for line in block]
    lines = [_bare(line) for line in path.read_text("utf-8").splitlines()]
    for number in range(start - 1, len(lines)):
        if lines[number : number + len(wanted)] == wanted:
            return number + 1
    return start


def _bare(line: str) -> str:
    """A line without what a list, a quotation or a Python comment puts before it."""
    return line.lstrip(" \t>#").rstrip()


def _docstring_start(path: Path, name: str) -> int:
    """The line of the first text in the docstring of ``package.module.owner``."""
    for dotted, node in _owners(ast.parse(path.read_text("utf-8"))):
        text = ast.get_docstring(node, clean=False)
        if text and name.endswith(f".{dotted}"):
            blank = takewhile(lambda line: not line.strip(), text.split("\n"))
            return node.body[0].lineno + len(list(blank))
    return 1


def _owners(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, Owner]]:
    """Every function and class with its dotted name, inner ones first."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, Owner):
            yield from _owners(node, f"{prefix}{node.name}.")
            yield prefix + node.name, node


def _in_script(page: Path, line: int, script: Path) -> tuple[Path, int]:
    """The line of a gallery script from which this line of its generated page comes."""
    above = page.read_text("utf-8").splitlines()[:line]
    blocks = [match for text in above if (match := GALLERY_BLOCK.match(text))]
    start = int(blocks[-1][1]) if blocks else 1
    return script, line_of(above[-1:], script, start)
