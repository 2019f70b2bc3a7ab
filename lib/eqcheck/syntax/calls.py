"""How an equation calls the library: ``leaky_relu(x, negative_slope=a)``."""
from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import Any

from eqcheck.syntax.errors import EquationError, EvaluationError

HINT = "write it as in Python: elu(x, alpha=a)"


@dataclass(frozen=True)
class LetterArgument:
    """An argument that is a letter of the equation."""

    name: str


@dataclass(frozen=True)
class Joined:
    """An argument that is one tensor made of letters side by side: ``glu([a, b])``."""

    letters: tuple[LetterArgument, ...]


Argument = LetterArgument | Joined | Any
"""Any other argument is a fixed value, such as a number or a word."""


@dataclass(frozen=True)
class LibraryCall:
    """A function of the library with arguments that are letters or fixed values.

    :param function: its name in the library.
    :param positional: the arguments by place.
    :param keywords: the arguments by name.
    """

    function: str
    positional: tuple[Argument, ...]
    keywords: tuple[tuple[str, Argument], ...]

    def arguments(self) -> list[tuple[int | str, Argument]]:
        """Every argument with its place or name."""
        return [*enumerate(self.positional), *self.keywords]

    def letters(self) -> set[str]:
        """The letters of the equation that it is given."""
        arguments = [argument for _, argument in self.arguments()]
        arguments += [letter for argument in arguments if isinstance(argument, Joined) for letter in argument.letters]
        return {argument.name for argument in arguments if isinstance(argument, LetterArgument)}


def read_call(text: str) -> LibraryCall:
    """Read what stands after ``:of:``.

    >>> sorted(read_call("glu([a, b], dim=-1)").letters())
    ['a', 'b']

    :raises EvaluationError: if it is no call, or an argument has to be computed.
    """
    try:
        return parse_call(text)
    except EquationError as error:
        raise EvaluationError(f"`:of:` cannot be read\n{error.show(text)}") from error


def parse_call(text: str) -> LibraryCall:
    """The same, with the place of what is wrong.

    :raises EquationError: if it is no call, or an argument has to be computed.
    """
    try:
        # A Greek letter may carry a name that Python keeps for itself.
        call = ast.parse(re.sub(r"(?<![\w])lambda(?![\w])", "lambda_", text.strip()), mode="eval").body
    except SyntaxError as error:
        column = (error.offset or 1) - 1
        raise EquationError("`:of:` is not a call", 0, column, HINT) from None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
        raise EquationError("`:of:` is not a call of a library function", 0, 0, HINT)
    return LibraryCall(
        call.func.id,
        tuple(map(_argument, call.args)),
        tuple((keyword.arg or "", _argument(keyword.value)) for keyword in call.keywords),
    )


def _argument(node: ast.expr) -> Argument:
    if isinstance(node, ast.Name):
        return _letter(node)
    if isinstance(node, ast.List) and node.elts:
        letters = tuple(_letter(element) for element in node.elts if isinstance(element, ast.Name))
        if len(letters) == len(node.elts):
            return Joined(letters)
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError):
        hint = "pass letters of the equation, a list of letters to be joined, or fixed values such as dim=0"
        raise EquationError("an argument of `:of:` that has to be computed", 0, node.col_offset, hint) from None


def _letter(node: ast.Name) -> LetterArgument:
    return LetterArgument("lambda" if node.id == "lambda_" else node.id)
