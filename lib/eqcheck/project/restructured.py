"""Equations in reStructuredText, found by docutils' own parser."""
from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Directive, Parser, directives, states
from docutils.statemachine import string2lines
from docutils.utils import new_document

from eqcheck.project.reader import EquationReader
from eqcheck.syntax.source import OUTSIDE, Inline, Problem, Shown, Source
from eqcheck.syntax.statement import Statement, StatementError

VERBATIM = frozenset({
    "code", "code-block", "code-cell", "csv-table", "doctest", "parsed-literal", "raw", "sourcecode", "testcode",
    "testoutput", "testsetup", "toctree",
})  # fmt: skip
"""Directives whose content is no text of the page."""
MENTIONED = re.compile(r"\.\.\s+equation::", re.IGNORECASE)
MENTIONED_ANY = re.compile(r"\.\.\s+(equation|math)::|:math:", re.IGNORECASE)
INLINE = re.compile(r"(?<!`):math:`([^`]+)`")
BROKEN = 'Error in "equation" directive:'


def read_rst(text: str, file: str, first_line: int = 1, owner: str | None = None, strict: bool = False) -> Source:
    r"""The equations of a page or of a docstring.

    :param text: the source.
    :param file: the file as messages name it.
    :param first_line: the line of the file, from 1, at which the text begins.
    :param owner: the function in whose docstring the text stands; its first equation defines it.
    :param strict: whether display mathematics outside the directive is a problem.

    >>> text = ".. note::\n\n   .. equation::\n      :where: x real\n\n      x = x\n"
    >>> page = read_rst(text, "page.rst")
    >>> [(one.latex, one.where, one.line) for one in page.statements]
    [('x = x', 'x real', 6)]
    """
    found, function = Source(), owner
    if not (MENTIONED_ANY if strict else MENTIONED).search(text):
        return found
    above = first_line - 1
    for met in _parsed(text).findall(lambda node: isinstance(node, Met | nodes.system_message | nodes.math)):
        if isinstance(met, nodes.math):
            found.inline += [Inline(met.astext(), file, above + met["line"])] * strict
            continue
        if isinstance(met, nodes.system_message):
            message = " ".join(met[0].astext().split())
            if message.startswith(BROKEN):
                told = message.replace(BROKEN, "the directive cannot be read:")
                found.problems.append(Problem(file, above + met["line"], told))
            continue
        directive, line = met["directive"], above + met["line"]
        if isinstance(directive, NotedEquation):
            try:
                note = directive.read(file, line, above + met["first_line"], owner)
                require_own(note, function)
                found.note(note)
            except StatementError as error:
                found.problems.append(Problem(file, line, str(error)))
            owner = owner and ""
        elif strict:
            found.problems.append(Problem(file, line, OUTSIDE.replace("{equation}", "`.. equation::`")))
    return found


def require_own(note: Statement | Shown, function: str | None) -> None:
    """See that a definition in a docstring defines the function that has it.

    :raises StatementError: if it calls another one.
    """
    if function and isinstance(note, Statement) and note.kind == "definition":
        called = note.of.partition("(")[0].strip() or note.name
        if called != function:
            raise StatementError(f"the docstring of {function} defines {called}: write `:of: {function}(…)`, "
                                 "or move the definition to the function that it defines")


class Met(nodes.General, nodes.Element):  # type: ignore[misc]  # docutils has no types
    """The place of a directive in the tree."""


def _met(directive: Directive) -> Met:
    """The lines are taken from the text itself: inside a table docutils counts one too many."""
    _, line = directive.state_machine.get_source_and_line(directive.lineno)
    first_line = directive.content.offset(0) + 1 if directive.content else line
    return Met(directive=directive, line=line, first_line=first_line)


class NotedEquation(EquationReader):
    def run(self) -> list[nodes.Node]:
        return [_met(self)]


class StrayMath(Directive):  # type: ignore[misc]
    has_content = True

    def run(self) -> list[nodes.Node]:
        return [_met(self)]


class Verbatim(Directive):  # type: ignore[misc]
    has_content = True

    def run(self) -> list[nodes.Node]:
        return []


class Transparent(Directive):  # type: ignore[misc]
    """Any other directive. Without declared arguments and options everything below its name is content, and parsed."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        inside = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, inside)
        return [inside]


class PlainText(states.Inliner):  # type: ignore[misc]
    """Leaves the text of paragraphs alone, with the roles of whatever extensions in it; formulas stand behind it."""

    def init_customizations(self, settings: Any) -> None:
        """No patterns of inline markup are needed."""

    def parse(self, text: str, lineno: int, memo: Any, parent: nodes.Element) -> tuple[list[nodes.Node], list[Any]]:
        formulas = [
            nodes.math(match[1], match[1], line=lineno + text.count("\n", 0, match.start()))
            for match in INLINE.finditer(text)
        ]
        return [nodes.Text(text), *formulas], []


def _class_of(name: str, language: Any, document: nodes.document) -> tuple[type[Directive], list[Any]]:
    chosen: dict[str, type[Directive]] = {"equation": NotedEquation, "math": StrayMath}
    otherwise = Verbatim if name.lower() in VERBATIM else Transparent
    return chosen.get(name.lower(), otherwise), []


@contextmanager
def _directives_of_any_extension() -> Iterator[None]:
    """Docutils looks directives up in a function that Sphinx replaces, too, while it reads a page."""
    lookup = directives.directive
    directives.directive = _class_of
    try:
        yield
    finally:
        directives.directive = lookup


@cache
def _settings() -> Any:
    settings = get_default_settings(Parser)
    settings.report_level = settings.halt_level = 5  # nothing is printed, nothing stops
    return settings


def _parsed(text: str) -> nodes.document:
    """The tree; by the state machine alone, since the parser around it resets the default role of a page being read."""
    document = new_document("", _settings().copy())
    machine = states.RSTStateMachine(states.state_classes, "Body")
    with _directives_of_any_extension():
        machine.run(string2lines(text, convert_whitespace=True), document, inliner=PlainText())
    return document
