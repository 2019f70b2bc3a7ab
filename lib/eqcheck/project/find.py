"""Where equations stand: the docstrings of a library and the chapters of a book.

Nothing is imported and nothing is evaluated here. What is found keeps its exact place, so that a failure can point at
the author's own line.
"""
from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.rules_block import make_fence_rule
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.myst_blocks import myst_block_plugin

from eqcheck.syntax.source import OUTSIDE, Problem, Shown, Source
from eqcheck.syntax.statement import Statement, StatementError

VERBATIM = {"code", "code-block", "sourcecode", "code-cell", "raw", "doctest", "testcode", "parsed-literal", "toctree"}


def read_library(package: Path, root: Path) -> Source:
    """The equations in the docstrings below a package's folder."""
    found = Source()
    for path in sorted(package.rglob("*.py")):
        found.add(read_module(path.read_text("utf-8"), place(path, root, package.parent)))
    return found


def read_chapters(folder: Path, root: Path) -> Source:
    """The equations in the chapters below a folder: Markdown, and the reStructuredText of the reference pages."""
    found = Source()
    for path in sorted((*folder.rglob("*.md"), *folder.rglob("*.rst"))):
        text, file = path.read_text("utf-8"), place(path, root, folder)
        found.add(read_markdown(text, file) if path.suffix == ".md" else read_rst(text, file))
    return found


def place(path: Path, root: Path, otherwise: Path) -> str:
    """The path as messages name it: from the root of the project where it lies there."""
    path, root, otherwise = path.resolve(), root.resolve(), otherwise.resolve()
    return path.relative_to(root if path.is_relative_to(root) else otherwise).as_posix()


def read_module(text: str, file: str) -> Source:
    """The equations in the docstrings of a module's functions and classes."""
    found = Source()
    for owner in ast.parse(text).body:
        if not isinstance(owner, ast.FunctionDef | ast.ClassDef) or not ast.get_docstring(owner):
            continue
        literal = next(node for node in ast.walk(owner.body[0]) if isinstance(node, ast.Constant))
        docstring = str(literal.value)
        if ".. equation::" not in docstring and ".. math::" not in docstring:
            continue
        if (ast.get_source_segment(text, literal) or "")[:1] not in "rR":
            found.problems.append(
                Problem(file, literal.lineno, f'the docstring of {owner.name} has an equation: begin it with r"""')
            )
            continue
        found.add(read_rst(docstring, file, first_line=literal.lineno, owner=owner.name))
    return found


def read_rst(text: str, file: str, first_line: int = 1, owner: str = "") -> Source:
    """The equations in reStructuredText; ``owner`` is the function in whose docstring it stands."""
    found = Source()
    defined = ""
    for directive, argument, body, line in rst_directives(text):
        line += first_line
        if directive == "math":
            found.problems.append(Problem(file, line - 1, OUTSIDE.replace("{equation}", "`.. equation::`")))
        elif directive == "equation":
            collect(found, argument, body, file, line, owner="" if defined else owner)
            defined = owner
    return found


def rst_directives(text: str) -> Iterator[tuple[str, str, list[str], int]]:
    """Name, argument, dedented body and, from 0, the first line of that body for each directive."""
    lines = text.split("\n")
    number = 0
    while number < len(lines):
        match = re.match(r"(\s*)\.\. ([\w-]+)::\s*(.*)$", lines[number])
        number += 1
        if match:
            end, margin = number, indentation(match[1] + ".")
            while end < len(lines) and (not lines[end].strip() or indentation(lines[end]) > margin):
                end += 1
            yield match[2], match[3].strip(), textwrap.dedent("\n".join(lines[number:end])).split("\n"), number
            if match[2] in VERBATIM | {"equation", "math"}:
                number = end


def indentation(line: str) -> int:
    line = line.expandtabs()
    return len(line) - len(line.lstrip())


def read_markdown(text: str, file: str, first_line: int = 1) -> Source:
    """The equations in a chapter, also those inside other directives, lists and quotations."""
    found = Source()
    for token in parser().parse(text):
        line = first_line + (token.map[0] if token.map else 0)
        if token.type in ("math_block", "math_block_label", "amsmath"):
            found.problems.append(Problem(file, line, OUTSIDE))
        elif token.type == "inline":
            displayed = any(child.type == "math_inline_double" for child in token.children or ())
            if displayed or re.search(r"^\s*\\\[", token.content, re.MULTILINE):
                found.problems.append(Problem(file, line, OUTSIDE))
        elif token.type in ("fence", "colon_fence"):
            match = re.match(r"\{([\w:+-]+)\}\s*(.*)$", token.info.strip())
            if match:
                found.add(read_directive(match[1], match[2].strip(), token.content, file, line + 1))
    return found


def read_directive(directive: str, argument: str, content: str, file: str, line: int) -> Source:
    found = Source()
    if directive == "equation":
        collect(found, argument, content.split("\n"), file, line)
    elif directive == "math":
        found.problems.append(Problem(file, line - 1, OUTSIDE))
    elif directive == "eval-rst":
        found.add(read_rst(content, file, first_line=line))
    elif directive not in VERBATIM:
        found.add(read_markdown(content, file, first_line=line))
    return found


def parser() -> MarkdownIt:
    """Markdown as the book's Sphinx extension reads it."""
    markdown = MarkdownIt("commonmark").enable("table").use(front_matter_plugin).use(myst_block_plugin)
    markdown.use(dollarmath_plugin, double_inline=True).use(amsmath_plugin).use(deflist_plugin)
    ends = ["paragraph", "reference", "blockquote", "list", "footnote_def"]
    fence = make_fence_rule(markers=(":",), token_type="colon_fence", exact_match=True)
    markdown.block.ruler.before("fence", "colon_fence", fence, {"alt": ends})
    return markdown


def collect(found: Source, argument: str, body: list[str], file: str, line: int, owner: str = "") -> None:
    """Add one equation directive. ``line`` is that of the body's first line."""
    options, latex, offset = split_options(body)
    if argument and not latex:
        found.shown.append(Shown(argument, file, line - 1, options.get("label", "")))
        return
    try:
        if argument:
            raise StatementError(f"`{{equation}} {argument}` shows a definition and takes no formula of its own")
        kind = "definition" if owner else "identity"
        found.statements.append(
            Statement.written(latex, options, name=owner, kind=kind, file=file, line=line + offset)
        )
    except StatementError as error:
        found.problems.append(Problem(file, line - 1, str(error)))


def split_options(body: list[str]) -> tuple[dict[str, str], str, int]:
    """The options ``:name: value`` at the top, the formula below them, and how many lines stand above the formula."""
    options: dict[str, str] = {}
    start = 0
    while start < len(body) and not body[start].strip():
        start += 1
    while start < len(body) and (match := re.match(r":([\w-]+):(?:\s+(.*))?$", body[start].rstrip())):
        options[match[1]] = match[2] or ""
        start += 1
    while start < len(body) and not body[start].strip():
        start += 1
    return options, textwrap.dedent("\n".join(body[start:])).rstrip(), start
