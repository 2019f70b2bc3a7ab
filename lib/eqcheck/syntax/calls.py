"""How an equation calls the library: ``leaky_relu(x, negative_slope=a)``."""
from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from eqcheck.syntax.errors import EquationError, EvaluationError

HINT = "write it as in Python: elu(x, alpha=a)"
TENSOR_NAMES = {"input", "target", "weight"}
"""What torch calls its tensors, for the functions written in C that have no signature."""


@dataclass(frozen=True)
class LetterArgument:
    """An argument that is a letter of the equation."""

    name: str


@dataclass(frozen=True)
class Joined:
    """An argument that is one tensor made of letters side by side: ``glu([a, b])``."""

    letters: tuple[LetterArgument, ...]


Argument = LetterArgument | Joined | Any


@dataclass(frozen=True)
class LibraryCall:
    """A function of the library with arguments that are letters or fixed values."""

    function: str
    positional: tuple[Argument, ...]
    keywords: tuple[tuple[str, Argument], ...]

    def arguments(self) -> list[tuple[int | str, Argument]]:
        """Every argument with its place or name."""
        return [*enumerate(self.positional), *self.keywords]

    def letters(self) -> set[str]:
        arguments = [argument for _, argument in self.arguments()]
        arguments += [letter for argument in arguments if isinstance(argument, Joined) for letter in argument.letters]
        return {argument.name for argument in arguments if isinstance(argument, LetterArgument)}

    def plain_letters(self, function: Callable[..., Any]) -> set[str]:
        """The letters that stand for arguments which are no tensors."""
        names = tensors(function)
        arguments = [(argument, names(place, "")) for place, argument in enumerate(self.positional)]
        arguments += [(argument, names(-1, name)) for name, argument in self.keywords]
        plain = [argument for argument, is_tensor in arguments if not is_tensor]
        return {argument.name for argument in plain if isinstance(argument, LetterArgument)}

    def run(self, function: Callable[..., Any], values: Mapping[str, Any], convert: Callable[[Any, bool], Any]) -> Any:
        """The function's result. ``convert(value, is_tensor)`` makes a letter's value what the argument takes."""
        names = tensors(function)

        def value(argument: Argument, place: int, name: str) -> Any:
            if isinstance(argument, Joined):
                from torch import cat  # not above: equations are read without torch

                return cat([convert(values[letter.name], True) for letter in argument.letters], -1)
            if not isinstance(argument, LetterArgument):
                return argument
            return convert(values[argument.name], names(place, name))

        positional = [value(argument, place, "") for place, argument in enumerate(self.positional)]
        return function(*positional, **{name: value(argument, -1, name) for name, argument in self.keywords})


def read_call(text: str) -> LibraryCall:
    """Read what stands after ``:of:``.

    >>> sorted(read_call("glu([a, b], dim=-1)").letters())
    ['a', 'b']
    """
    try:
        return parse_call(text)
    except EquationError as error:
        raise EvaluationError(f"`:of:` cannot be read\n{error.show(text)}") from error


def parse_call(text: str) -> LibraryCall:
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
        tuple(map(read_argument, call.args)),
        tuple((keyword.arg or "", read_argument(keyword.value)) for keyword in call.keywords),
    )


def read_argument(node: ast.expr) -> Argument:
    if isinstance(node, ast.Name):
        return read_letter(node)
    if isinstance(node, ast.List) and node.elts:
        letters = tuple(read_letter(element) for element in node.elts if isinstance(element, ast.Name))
        if len(letters) == len(node.elts):
            return Joined(letters)
    try:
        return ast.literal_eval(node)
    except ValueError:
        hint = "pass letters of the equation, a list of letters to be joined, or fixed values such as dim=0"
        raise EquationError("an argument of `:of:` that has to be computed", 0, node.col_offset, hint) from None


def read_letter(node: ast.Name) -> LetterArgument:
    return LetterArgument("lambda" if node.id == "lambda_" else node.id)


@cache
def tensors(function: Callable[..., Any]) -> Callable[[int, str], bool]:
    """Which arguments of a function are tensors, by place or by name."""
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except ValueError:
        return lambda place, name: place == 0 or name in TENSOR_NAMES
    wanted = {parameter.name for parameter in parameters if "Tensor" in str(parameter.annotation)}
    order = [parameter.name for parameter in parameters]
    if all(parameter.annotation is inspect.Parameter.empty for parameter in parameters):
        wanted = set(order[:1]) | (TENSOR_NAMES & set(order))
    rest = next((parameter.name for parameter in parameters if parameter.kind is parameter.VAR_POSITIONAL), "")
    return lambda place, name: (name or (order[place] if place < len(order) else rest)) in wanted
