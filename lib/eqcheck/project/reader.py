"""The directive ``equation``: what its argument, options and content say, whichever parser found it."""
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from textwrap import dedent
from typing import Any, ClassVar

from docutils.parsers.rst import Directive, directives

from eqcheck.syntax.source import Shown
from eqcheck.syntax.statement import Statement, StatementError


class AnyOption(dict[str, Callable[[str | None], str]]):
    """An option list that lets everything through as text: the statement knows its options and says which exist."""

    def __bool__(self) -> bool:
        return True

    def __missing__(self, name: str) -> Callable[[str | None], str]:
        return directives.unchanged  # type: ignore[no-any-return]


class EquationReader(Directive):  # type: ignore[misc]  # docutils has no types
    """An equation as docutils, Sphinx and MyST hand it over. It displays nothing; a subclass does."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[dict[str, Any]] = AnyOption()

    def read(self, file: str, line: int, first_line: int, owner: str | None = None) -> Statement | Shown:
        """What the directive says; see :func:`read_equation`."""
        argument = self.arguments[0] if self.arguments else ""
        return read_equation(argument, self.options, self.content, file, line, first_line, owner)


def read_equation(
    argument: str, options: Mapping[str, str], content: Sequence[str], file: str, line: int, first_line: int,
    owner: str | None = None,
) -> Statement | Shown:  # fmt: skip
    """An equation, or the place where a definition is shown.

    :param argument: the name of the definition to show, or nothing.
    :param options: each option as it is written.
    :param content: the lines of the formula.
    :param file: the file as messages name it.
    :param line: the line of the directive, from 1.
    :param first_line: the line of the first line of the content, from 1.
    :param owner: inside a docstring the function that the equation defines, empty where it defines none.
    :raises StatementError: the parts do not fit together.

    >>> read_equation("relu", {}, [], "page.md", 3, 4)
    Shown(name='relu', file='page.md', line=3, label='', open=False)
    >>> read_equation("", {"where": "x real"}, ["x + x", "  = 2 x"], "page.md", 3, 6).latex
    'x + x\\n  = 2 x'
    """
    latex = dedent("\n".join(content)).rstrip()
    if not argument:
        kind = "definition" if owner else "identity"
        stated = Statement.written(latex, options, name=owner or "", kind=kind, file=file, line=first_line)
        if stated.kind == "definition" and owner is None:
            raise StatementError("a definition stands in the docstring of its function; a page shows it by its name")
        return stated
    if not argument.isidentifier():
        raise StatementError(f"`equation {argument}` shows no definition: leave a blank line above a formula")
    if latex:
        raise StatementError(f"`equation {argument}` shows a definition and takes no formula of its own")
    if owner is not None:
        raise StatementError(f"`equation {argument}`: a docstring holds its equation, it shows no other")
    if surplus := sorted(options.keys() - {"label", "open"}):
        raise StatementError(f"`equation {argument}` shows a definition and takes no option but `:label:` and "
                             f"`:open:`, not `:{surplus[0]}:`")
    return Shown(argument, file, line, options.get("label", ""), "open" in options)
