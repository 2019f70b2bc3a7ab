"""The ways in which users run a function of arrays: how many numbers in a call, how they lie, whether slopes follow."""
from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from math import prod
from typing import Any

from eqcheck.semantics.backend import Code, CodeError, Coordinate, Path, Result
from eqcheck.semantics.samples import Point

Array = Any
"""A tensor of torch, or an array of numpy."""

FEW = 3
"""How many single numbers, or points with tensors, are tried."""
MANY, MORE = 2000, 40_000
"""Numbers in a call: more than fit a vector of the processor, and more than torch gives to one thread."""
SIGNS = (1.0, -1.0)
"""With these signs in turn the entries of a result are summed, so that code cannot take what comes back for 1."""


def several(module: Any, column: Array, count: int) -> Array:
    """So many numbers: the column, repeated."""
    return module.tile(column, (count // len(column) + 1,))[:count]


def spread_out(module: Any, array: Array) -> Array:
    """The same array, not contiguous in memory."""
    return module.stack([array, array], -1)[..., 0]


LARGE = "thousands of numbers"
WAYS: Mapping[str, Callable[[Any, Array], list[Array]]] = {
    "": lambda module, column: [column],
    "single numbers of no dimension": lambda module, column: [
        column[k] for k in range(0, len(column), len(column) // FEW + 1)
    ],
    "an empty array": lambda module, column: [column[:0], column[:0].reshape(0, 3)],
    "an array of four dimensions": lambda module, column: [several(module, column, 24).reshape(1, 4, 2, 3)],
    "a transposed matrix": lambda module, column: [several(module, column, 3 * len(column)).reshape(3, -1).T],
    "every second number of an array": lambda module, column: [spread_out(module, column)],
    "an expanded array": lambda module, column: [module.broadcast_to(column, (3, len(column)))],
    LARGE: lambda module, column: [several(module, column, MANY)],
    "tens of thousands of numbers": lambda module, column: [several(module, column, MORE)],
}
"""What becomes of a column of numbers, for each way."""


class Column:
    """A function of numbers, run at many points in a call, and what it usually gives there.

    ``backend`` is an :class:`~eqcheck.backends.arrays.ArrayBackend`.
    """

    def __init__(
        self, backend: Any, code: Code, dtype: Any, points: Sequence[Point], letters: Collection[str],
        usual: Sequence[Result],
    ) -> None:
        self.backend, self.module, self.code, self.dtype, self.points = backend, backend.module, code, dtype, points
        self.columns = backend.columns(points, sorted(letters), dtype)
        wide = self.module.float64
        self.outputs = self.module.asarray([result.outputs[()] for result in usual], dtype=wide)
        self.slopes = {
            letter: self.module.asarray([result.slopes[(), (letter,)] for result in usual], dtype=wide)
            for letter in self.columns if backend.differentiates
        }

    def otherwise(self, every: bool) -> Iterator[tuple[str, Point, Result]]:
        """What it gives in other ways, where that is something else; in all of them, or in those that differ most."""
        for way in WAYS if every else ("", LARGE):
            arrange = WAYS[way]
            arranged = {letter: arrange(self.module, column) for letter, column in self.columns.items()}
            for k, places in enumerate(arrange(self.module, self.module.arange(len(self.points)))):
                inputs = {letter: arrays[k] for letter, arrays in arranged.items()}
                for mode in [*self.backend.modes][: 1 if way or not every else None]:
                    yield from self.differing(inputs, places, way, mode)
                if way and self.backend.differentiates:
                    yield from self.differing(inputs, places, way)

    def differing(
        self, inputs: Mapping[str, Array], places: Array, way: str, mode: str | None = None
    ) -> Iterator[tuple[str, Point, Result]]:
        """The entries that are not as usual, where the inputs hold the points with these places.

        Slopes are taken in no mode only.
        """
        flat, count = places.reshape(-1), prod(places.shape)
        title = ", ".join(filter(None, [way and f"given {way}", mode]))
        slopes: Mapping[str, Array] = {}
        try:
            if mode is None:
                inputs = {letter: self.backend.tracked(array) for letter, array in inputs.items()}
                output = self.output(inputs, places)
                signs = several(self.module, self.module.asarray(SIGNS, dtype=self.dtype), count).reshape(places.shape)
                gradients = self.backend.gradients(self.code, output * signs, list(inputs.values()))
                slopes = {
                    letter: self.backend.wide(gradient * signs).reshape(-1)
                    for letter, gradient in zip(inputs, gradients, strict=True)
                }
            else:
                with self.backend.modes[mode]():
                    output = self.output(inputs, places)
        except CodeError as error:
            raise CodeError(f"{error}, {title}", self.points[0]) from error
        found = self.backend.wide(output).reshape(-1)
        other = unequal(found, self.outputs[flat])
        for letter, slope in slopes.items():
            other |= unequal(slope, self.slopes[letter][flat])
        if not other.any():
            return
        numbers = [array[other].tolist() for array in (found, *slopes.values())]
        for place, value, *rest in set(zip(flat[other].tolist(), *numbers, strict=True)):
            by_letter: dict[tuple[Path, Coordinate], float] = {
                ((), (letter,)): slope for letter, slope in zip(slopes, rest, strict=True)
            }
            yield title, self.points[place], Result({(): value}, by_letter)

    def output(self, inputs: Mapping[str, Array], places: Array) -> Array:
        """What the code gives, which has to have the shape of what it is given and to leave that as it is.

        :raises CodeError: if it does not.
        """
        kept = {letter: array * 1 for letter, array in inputs.items()}
        output = self.backend.output(self.code, {**self.points[0], **inputs}, self.dtype)
        if tuple(output.shape) != tuple(places.shape):
            raise CodeError(
                f"the code of {self.code.name} gives the shape {tuple(output.shape)} for numbers of the shape "
                f"{tuple(places.shape)}"
            )
        if any((array != kept[letter]).any() for letter, array in inputs.items()):
            raise CodeError(f"the code of {self.code.name} writes over its input")
        return output


def unequal(found: Array, usual: Array) -> Array:
    """Where numbers differ; nan is nan."""
    return (found != usual) & ((found == found) | (usual == usual))
