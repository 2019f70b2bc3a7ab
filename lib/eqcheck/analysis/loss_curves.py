"""Losses as curves, by their printed definitions: one number of the prediction moves, and all others stand still.

A loss is a function that takes a ``target`` beside the prediction. The prediction may be a number, or the scores of
classes; then the first score moves, its class is the right one, and everything else is as simple as it can be: two
classes, one example, zeros.

Nothing here knows what the losses are for.
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from eqcheck.analysis.curves import Curve, arguments, curve
from eqcheck.numeric import Arithmetic
from eqcheck.semantics.definitions import Definition
from eqcheck.semantics.library import Library
from eqcheck.semantics.scope import Value
from eqcheck.syntax.calls import LetterArgument
from eqcheck.syntax.domains import Class, Domains, Real
from eqcheck.syntax.errors import EvaluationError

if TYPE_CHECKING:
    from torch import Tensor

CLASSES = 2
"""As few classes as leave a choice."""


@dataclass(frozen=True)
class Held:
    """What a loss is given besides the number that moves: a number as ``target``, or the first of some classes.

    ``shape`` is that of the prediction: none, one axis for the classes, or another one before it for the examples.
    """

    shape: tuple[int, ...]
    target: int

    def row(self, x: Value, zero: Value) -> tuple[Value, ...]:
        """The scores of one example: the first moves, the others are 0."""
        return (x, *[zero] * (self.shape[-1] - 1))

    def prediction(self, x: Value, zero: Value) -> Value:
        return self._alone(self.row(x, zero) if self.shape else x)

    def truth(self, target: Value) -> Value:
        return self._alone(target)

    def _alone(self, value: Value) -> Value:
        """The only example, where there is an axis of examples."""
        return (value,) if len(self.shape) == 2 else value

    def tensors(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Prediction and target in code, for many numbers at once: each is an example of its own."""
        from torch import full_like, long, stack, zeros_like  # not above: equations are read without torch

        if not self.shape:
            return x, full_like(x, self.target)
        return stack(self.row(x, zeros_like(x)), -1), full_like(x, self.target, dtype=long)

    def __str__(self) -> str:
        """The arguments of the call in code, where t moves: ``[t, 0], 0``."""
        written = f"{self.prediction('t', 0)}, {self.truth(self.target)}"
        return written.translate(str.maketrans("()", "[]", "'")).replace(",]", "]")


class LossCurve(Curve):
    """A loss as a function of one number of its prediction."""

    def __init__(
        self, library: Library, definition: Definition, parameters: Mapping[str, Fraction], held: Held
    ) -> None:
        super().__init__(library, definition, parameters)
        self.held = held

    def formula(self, arithmetic: Arithmetic, x: Any) -> Any:
        return self.shifted(arithmetic, x, 0)

    def shifted(self, arithmetic: Arithmetic, x: Any, by: int) -> Any:
        """The loss with the same number added to everything it is given, classes excepted."""
        held, added = self.held, arithmetic.number(by)
        target = held.target if held.shape else arithmetic.number(held.target + by)
        call = held.prediction(arithmetic.add(x, added), added), held.truth(target)
        return self._call(self.head, call, tuple(map(arithmetic.number, self._letters)), arithmetic)


def loss_functions(library: Library) -> list[str]:
    """The losses that have a curve, in the order of the library's files."""
    return [name for name in library.definitions if held(library, name)]


def loss(library: Library, name: str, **given: Fraction | float) -> LossCurve:
    """The curve of a loss, its parameters as in :func:`~.curves.curve`."""
    still = held(library, name)
    if still is None:
        needed = "two numbers, or scores and a class, of which the second is called `target`"
        raise EvaluationError(f"{name} has no curve: it needs {needed}")
    parameters = curve(library, name, **given).parameters
    return LossCurve(library, library.take_apart(library.definitions[name]), parameters, still)


def held(library: Library, name: str) -> Held | None:
    """What the loss of this name is given, if it has a curve."""
    definition = library.take_apart(library.definitions[name])
    if definition.call.function != name or definition.indices or not takes_target(library, definition):
        return None
    return what_is_held(definition.domains, *definition.arguments)


def takes_target(library: Library, definition: Definition) -> bool:
    """Whether the definition has a prediction and a target, and nothing else before the semicolon."""
    letters = [LetterArgument(name) for name in definition.arguments]
    if len(letters) != 2 or list(definition.call.positional) != letters:
        return False
    return arguments(library, definition)[1][0] == "target"


def what_is_held(domains: Domains, prediction: str, target: str) -> Held | None:
    """What a loss of numbers or of classes is given; nothing for others, such as losses of whole distributions."""
    first, second = domains[prediction], domains[target]
    if not isinstance(first, Real):
        return None
    if isinstance(second, Real) and first.shape == second.shape == ():
        return Held((), target=0 if second.interval.lower is None else 1)
    axes = len(first.shape)
    if isinstance(second, Class) and axes in (1, 2) and second.shape == first.shape[:-1]:
        return Held((1, CLASSES)[2 - axes:], target=0)
    return None
