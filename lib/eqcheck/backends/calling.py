"""How a library's function is called with the letters of an equation."""
from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from eqcheck.semantics.backend import Code, CodeError
from eqcheck.semantics.scope import Value
from eqcheck.syntax.calls import Argument, Joined, LetterArgument
from eqcheck.syntax.errors import EvaluationError

ARRAY = re.compile("Tensor|[Aa]rray")
"""What an annotation says that stands for an array."""
ARRAY_NAMES = {"input", "target", "weight"}
"""What torch calls its tensors."""


def called(
    code: Code,
    values: Mapping[str, Value],
    convert: Callable[[Value, bool], Any],
    join: Callable[[list[Any]], Any],
) -> Any:
    """The function's result.

    ``convert(value, is_array)`` makes a letter's value what the argument takes, ``join`` puts arrays side by side.

    :raises CodeError: if the function raises.
    :raises EvaluationError: if ``:of:`` names a letter that has no value.
    """
    for name in code.call.letters():
        if name not in values:
            raise EvaluationError(f"`:of:` hands {name} to {code.name}: say in `:where:` what it is")

    def value(argument: Argument, place: int | str) -> Any:
        if isinstance(argument, Joined):
            return join([convert(values[letter.name], True) for letter in argument.letters])
        if isinstance(argument, LetterArgument):
            number = convert(values[argument.name], is_array(code, place, argument.name))
            return int(number) if is_integer(code, place) and number == int(number) else number
        return argument

    positional = [value(argument, place) for place, argument in enumerate(code.call.positional)]
    keywords = {name: value(argument, name) for name, argument in code.call.keywords}
    try:
        return code.function(*positional, **keywords)
    except Exception as error:
        raise CodeError(f"the code of {code.name} raises {type(error).__name__}: {error}") from error


def is_array(code: Code, place: int | str, letter: str) -> bool:
    """Whether an argument, given by its place or its name, is an array.

    The annotation says so. Where there is none, the first argument is one, as is what stands for data in the equation
    or has a name by which arrays go.
    """
    order, parameter = parameters(code.function), parameter_at(code, place)
    if parameter is not None and parameter.annotation is not parameter.empty:
        return bool(ARRAY.search(str(parameter.annotation)))
    name = parameter.name if parameter else place
    first = order[0].name if order else 0
    return name == first or name in ARRAY_NAMES or letter in code.data


def is_integer(code: Code, place: int | str) -> bool:
    """Whether an argument is an integer, as its annotation says: code may refuse 2.0 where it asks for 2."""
    parameter = parameter_at(code, place)
    return parameter is not None and parameter.annotation in (int, "int")


def parameter_at(code: Code, place: int | str) -> inspect.Parameter | None:
    """What takes an argument that is given by its place or its name."""
    order = parameters(code.function)
    known = {parameter.name: parameter for parameter in order}
    rest = next((parameter for parameter in order if parameter.kind is parameter.VAR_POSITIONAL), None)
    return known.get(place) if isinstance(place, str) else order[place] if place < len(order) else rest


@cache
def parameters(function: Callable[..., Any]) -> tuple[inspect.Parameter, ...]:
    """The parameters of a function, or none where it does not tell, as functions written in C."""
    try:
        return tuple(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return ()


def plain_letters(code: Code) -> Collection[str]:
    """The letters that stand for arguments which are no arrays."""
    return {
        argument.name for place, argument in code.call.arguments()
        if isinstance(argument, LetterArgument) and not is_array(code, place, argument.name)
    }


def takes_array(code: Code, letter: str) -> bool:
    """Whether a letter stands for an argument that is an array."""
    return letter not in plain_letters(code)


def with_generator(code: Code, generator: Any) -> Code:
    """The code, given this random generator for an argument ``rng`` if it takes one and ``:of:`` passes none."""
    if all(parameter.name != "rng" for parameter in parameters(code.function)):
        return code
    if any(name == "rng" for name, _ in code.call.keywords):
        return code
    return replace(code, call=replace(code.call, keywords=(*code.call.keywords, ("rng", generator))))
