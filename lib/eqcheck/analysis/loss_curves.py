"""Losses as curves, by their printed definitions: one number of the prediction varies, and all others are fixed.

A loss is a function that takes a ``target`` beside the prediction. The prediction may be a number, or the scores of
classes; then the first score varies, its class is the right one, and everything else is as simple as it can be: two
classes, one example, zeros.

Nothing here knows what the losses are for.
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from eqcheck.analysis.curves import Curve, arguments, curve
from eqcheck.numeric import Arithmetic
from eqcheck.semantics.definitions import Definition
from eqcheck.semantics.library import Library
from eqcheck.semantics.scope import Value
from eqcheck.syntax.calls import LetterArgument
from eqcheck.syntax.domains import Class, Domains, Interval, Real
from eqcheck.syntax.errors import EvaluationError

CLASSES = 2
"""As few classes as leave a choice."""


@dataclass(frozen=True)
class FixedArguments:
    """What a loss is given besides the number that varies: a number as ``target``, or the first of some classes.

    ``shape`` is that of the prediction: none, one axis for the classes, or another one before it for the examples.
    """

    shape: tuple[int, ...]
    target: int

    def row(self, x: Value, zero: Value) -> tuple[Value, ...]:
        """The scores of one example: the first varies, the others are 0."""
        return (x, *[zero] * (self.shape[-1] - 1))

    def prediction(self, x: Value, zero: Value) -> Value:
        return self._alone(self.row(x, zero) if self.shape else x)

    def expected(self, target: Value) -> Value:
        return self._alone(target)

    def _alone(self, value: Value) -> Value:
        """The only example, where there is an axis of examples."""
        return (value,) if len(self.shape) == 2 else value

    def __str__(self) -> str:
        """The arguments of the call in code, where t varies: ``[t, 0], 0``."""
        written = f"{self.prediction('t', 0)}, {self.expected(self.target)}"
        return written.translate(str.maketrans("()", "[]", "'")).replace(",]", "]")


class LossCurve(Curve):
    """A loss as a function of one number of its prediction.

    :param fixed: all that it is given besides; the other parameters are those of :class:`~.curves.Curve`.
    """

    def __init__(
        self, library: Library, definition: Definition, parameters: Mapping[str, Fraction], fixed: FixedArguments
    ) -> None:
        super().__init__(library, definition, parameters)
        self.fixed = fixed

    def given(self, arithmetic: Arithmetic, x: Any, letters: tuple[Any, ...], by: int = 0) -> Any:
        fixed, added = self.fixed, arithmetic.number(by)
        target = fixed.target if fixed.shape else arithmetic.number(fixed.target + by)
        call = fixed.prediction(arithmetic.add(x, added), added), fixed.expected(target)
        return self._call(self.head, call, letters, arithmetic)

    def shifted(self, arithmetic: Arithmetic, x: Any, by: int) -> Any:
        """The loss with the same number added to everything it is given, classes excepted."""
        return self.given(arithmetic, x, tuple(map(arithmetic.number, self.letters)), by)


def loss_functions(library: Library) -> list[str]:
    """The losses that have a curve, in the order of the library's files."""
    return [name for name in library.definitions if fixed_arguments(library, name)]


def loss(library: Library, name: str, **given: Fraction | float) -> LossCurve:
    """The curve of a loss, its parameters as in :func:`~.curves.curve`.

    :raises EvaluationError: if the loss has no curve, or as :func:`~.curves.curve` does.
    """
    fixed = fixed_arguments(library, name)
    if fixed is None:
        needed = "two numbers, or scores and a class, of which the second is called `target`"
        raise EvaluationError(f"{name} has no curve: it needs {needed}")
    parameters = curve(library, name, **given).parameters
    return LossCurve(library, library.take_apart(library.definitions[name]), parameters, fixed)


def fixed_arguments(library: Library, name: str) -> FixedArguments | None:
    """What the loss of this name is given besides the number that varies, if it has a curve."""
    definition = library.take_apart(library.definitions[name])
    if definition.call.function != name or definition.indices or not takes_target(library, definition):
        return None
    return fixed_by_domains(definition.domains, *definition.arguments)


def takes_target(library: Library, definition: Definition) -> bool:
    """Whether the definition has a prediction and a target, and nothing else before the semicolon."""
    letters = [LetterArgument(name) for name in definition.arguments]
    if len(letters) != 2 or list(definition.call.positional) != letters:
        return False
    return arguments(library, definition)[1][0] == "target"


def fixed_by_domains(domains: Domains, prediction: str, target: str) -> FixedArguments | None:
    """What fits the domains of a loss of all numbers or of classes; None for others, such as those of distributions."""
    first, second = domains[prediction], domains[target]
    if not isinstance(first, Real):
        return None
    if isinstance(second, Real) and first.shape == second.shape == () and first.interval == Interval():
        return FixedArguments((), target=0 if second.interval.lower is None else 1)
    axes = len(first.shape)
    if isinstance(second, Class) and axes in (1, 2) and second.shape == first.shape[:-1]:
        return FixedArguments((1, CLASSES)[2 - axes:], target=0)
    return None
