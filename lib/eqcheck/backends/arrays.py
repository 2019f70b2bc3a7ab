"""What torch and numpy have in common. Both follow the array API, so that the same lines run either."""
from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from fractions import Fraction
from math import e, inf, pi, prod
from types import MappingProxyType
from typing import Any
from warnings import catch_warnings, simplefilter

from eqcheck.backends.calling import called, plain_letters, takes_array, with_generator
from eqcheck.backends.ways import FEW, Array, Column, spread_out
from eqcheck.numeric import Undefined
from eqcheck.numeric.formats import FORMATS, Format
from eqcheck.semantics.backend import Code, CodeError, Coordinate, Machine, Path, Result
from eqcheck.semantics.evaluate import RELATIONS
from eqcheck.semantics.samples import Point
from eqcheck.semantics.scope import Value


class ArrayMachine(Machine):
    """Arrays of one number format; ``module`` is torch or numpy."""

    batched = True
    erfc: Any

    def __init__(self, module: Any, dtype: Any) -> None:
        self.module = module
        self.dtype = dtype
        self.add, self.multiply, self.divide = module.add, module.multiply, module.divide
        self.negate, self.power, self.where = module.negative, module.pow, module.where
        self.exp, self.log, self.sqrt = module.exp, module.log, module.sqrt
        self.sinh, self.cosh, self.tanh = module.sinh, module.cosh, module.tanh
        self.sin, self.cos, self.arccos = module.sin, module.cos, module.arccos

    def number(self, value: Fraction | float) -> Array:
        return self.module.asarray(float(value), dtype=self.dtype)

    def column(self, values: Sequence[float]) -> Array:
        return self.module.asarray(values, dtype=self.dtype)

    def constant(self, name: str) -> Array:
        return self.number({"pi": pi, "e": e, "infinity": inf}[name])

    def absolute(self, a: Array) -> Array:
        return self.module.abs(a)

    def maximum(self, a: Array, b: Array) -> Array:
        return self.module.maximum(a, b)

    def minimum(self, a: Array, b: Array) -> Array:
        return self.module.minimum(a, b)

    def sign(self, a: Array) -> Array:
        return self.module.sign(a)

    def Phi(self, a: Array) -> Array:
        return self.erfc(-a / 2**0.5) / 2

    def varphi(self, a: Array) -> Array:
        return self.exp(-a * a / 2) / (2 * pi) ** 0.5

    def compare(self, operator: str, a: Array, b: Array) -> Array:
        return RELATIONS[operator](a, b)

    def order(self, a: Array, b: Array) -> int:
        if prod(a.shape) * prod(b.shape) > 1:
            raise Undefined("a choice of one place for many points at once: evaluate them one by one")
        return int(a > b) - int(a < b)


class ArrayBackend(ABC):
    """Runs functions of arrays. ``module`` is torch or numpy, ``array_types`` are the classes of its arrays."""

    formats: Collection[Format] = FORMATS
    differentiates = False
    modes: Mapping[str, Callable[[], AbstractContextManager[Any]]] = MappingProxyType({"": nullcontext})
    """The contexts in which code is run where no slopes are asked for, by name."""
    module: Any
    array_types: tuple[type, ...]

    # --- what each has of its own -------------------------------------------------------------------------------------

    @abstractmethod
    def machine(self, form: Format) -> ArrayMachine:
        """The machine's arithmetic in a format."""

    @abstractmethod
    def checked(self, code: Code, output: Any, dtype: Any) -> Array:
        """The output of the code for an input of this dtype, if it is an array that can be compared.

        :raises CodeError: if it is not.
        """

    @abstractmethod
    def wide(self, array: Array) -> Array:
        """The array in float64, by itself."""

    @abstractmethod
    def seeded(self, seed: int) -> AbstractContextManager[Any]:
        """Seed the random numbers for as long as it lasts; it gives a generator for functions that take one."""

    def holds(self, value: Value) -> bool:
        """Whether a value is an array of this backend."""
        return isinstance(value, self.array_types)

    def tracked(self, array: Array) -> Array:
        """The array, prepared for slopes by it."""
        return array

    def gradients(self, code: Code, output: Array, inputs: Sequence[Array]) -> list[Array]:
        """The slopes of the sum of an output by each input.

        :raises CodeError: if the code passes none.
        """
        raise NotImplementedError

    def bends(
        self, code: Code, form: Format, points: Sequence[Point], letters: Collection[str]
    ) -> list[Mapping[tuple[Path, Coordinate], float]]:
        """The second derivative of each output by each coordinate at each point; none where the code refuses it."""
        return []

    def is_tracked(self, array: Array) -> bool:
        """Whether a slope will be taken by an array."""
        return False

    # --- a call -------------------------------------------------------------------------------------------------------

    def converted(self, value: Value, is_array: bool, dtype: Any) -> Any:
        """A letter's value as an argument: an array of this dtype, or of whole numbers, or a plain Python value."""
        if isinstance(value, tuple):
            return self.module.stack([self.converted(entry, True, dtype) for entry in value])
        if self.holds(value):
            return value if is_array else value.flatten()[0].item()
        if isinstance(value, Fraction | float):
            return self.module.asarray(float(value), dtype=dtype) if is_array else float(value)
        return self.module.asarray(int(value)) if is_array and isinstance(value, int) else value

    def join(self, arrays: list[Array]) -> Array:
        """Arrays side by side."""
        return self.module.concat(arrays, -1)

    def output(self, code: Code, values: Mapping[str, Value], dtype: Any, point: Point | None = None) -> Array:
        """What the code gives for these values."""
        def convert(value: Value, is_array: bool) -> Any:
            return self.converted(value, is_array, dtype)

        try:
            result = called(code, values, convert, self.join)
            return self.checked(code, result, dtype)
        except CodeError as error:
            error.point = point
            raise

    def call(self, code: Code, values: Mapping[str, Value], machine: Machine) -> Value:
        """What the code gives inside a formula. A parameter is one for all numbers of a call of the code; here it may
        differ from point to point, and then the code is called for each of its values.
        """
        assert isinstance(machine, ArrayMachine)
        if any(isinstance(value, tuple) for value in values.values()):
            return tuple_of(self.output(code, values, machine.dtype))
        arrays = {name: value for name, value in values.items() if self.holds(value)}
        single = {*(values.keys() - code.data), *plain_letters(code)}
        apart = {name for name in single & arrays.keys() if self.varies(arrays[name])}
        if not apart:
            return self.output(code, values, machine.dtype)
        count = max(prod(array.shape) for array in arrays.values())
        columns = {name: self.module.broadcast_to(array, (count,)) for name, array in arrays.items()}
        parts, places = [], []
        for chosen in self.groups([columns[name] for name in sorted(apart)]):
            part = {name: column[chosen] for name, column in columns.items()}
            part |= {name: part[name][0] for name in apart}
            parts.append(self.output(code, {**values, **part}, machine.dtype))
            places += chosen
        return self.module.concat(parts)[sorted(range(count), key=places.__getitem__)]

    def varies(self, array: Array) -> bool:
        """Whether an array stands for many points that may need a call each."""
        return prod(array.shape) > 1 and (self.is_tracked(array) or len(set(array.flatten().tolist())) > 1)

    def groups(self, columns: Sequence[Array]) -> list[list[int]]:
        """The points that one call may take: one each, where a slope is taken by a parameter, else those that share
        it."""
        if any(map(self.is_tracked, columns)):
            return [[place] for place in range(len(columns[0]))]
        found: dict[tuple[float, ...], list[int]] = {}
        for place, key in enumerate(zip(*(column.tolist() for column in columns), strict=True)):
            found.setdefault(key, []).append(place)
        return list(found.values())

    # --- values and slopes at points ----------------------------------------------------------------------------------

    def run(
        self, code: Code, form: Format, points: Sequence[Point], letters: Collection[str], slopes: bool = True
    ) -> list[Result]:
        """What the code gives at each point, in one call if the points differ only in letters that are numbers."""
        dtype, slopes = self.machine(form).dtype, slopes and self.differentiates and bool(letters)
        if together(points, letters):
            return self.run_together(code, dtype, points, sorted(letters), slopes)
        return [self.run_alone(code, dtype, point, sorted(letters), slopes) for point in points]

    def run_together(
        self, code: Code, dtype: Any, points: Sequence[Point], letters: list[str], slopes: bool
    ) -> list[Result]:
        """One call for all points, which differ in letters that are single numbers."""
        columns = self.columns(points, letters, dtype)
        if slopes:
            columns = {letter: self.tracked(column) for letter, column in columns.items()}
        output = self.output(code, {**points[0], **columns}, dtype, points[0])
        if tuple(output.shape) != (len(points),):
            raise CodeError(
                f"the code of {code.name} gives the shape {tuple(output.shape)} for {len(points)} numbers: a function "
                "of numbers takes arrays and gives one of the same shape",
                points[0],
            )
        found = self.slopes(code, output, columns, points[0]) if slopes else {}
        by_letter = {letter: self.wide(gradient).tolist() for letter, gradient in found.items()}
        return [
            Result({(): value}, {((), (letter,)): column[k] for letter, column in by_letter.items()})
            for k, value in enumerate(self.wide(output).tolist())
        ]

    def columns(self, points: Sequence[Point], letters: Iterable[str], dtype: Any) -> dict[str, Array]:
        """Each letter's numbers at these points."""
        return {
            letter: self.module.asarray([float(point[letter]) for point in points], dtype=dtype) for letter in letters
        }

    def run_alone(
        self, code: Code, dtype: Any, point: Point, letters: list[str], slopes: bool, contiguous: bool = True
    ) -> Result:
        """A call for one point whose letters are tensors."""
        inputs = {letter: self.converted(point[letter], True, dtype) for letter in letters}
        if not contiguous:
            inputs = {letter: spread_out(self.module, array) for letter, array in inputs.items()}
        if slopes:
            inputs = {letter: self.tracked(array) for letter, array in inputs.items()}
        output = self.output(code, {**point, **inputs}, dtype, point)
        return self.with_slopes(code, output, inputs if slopes else {}, point)

    def with_slopes(self, code: Code, output: Array, inputs: Mapping[str, Array], point: Point) -> Result:
        """Every entry of an output with its slopes by these inputs."""
        found: dict[tuple[Path, Coordinate], float] = {}
        for path in paths(output.shape) if inputs else ():
            for letter, gradient in self.slopes(code, output[path], inputs, point).items():
                found |= {(path, (letter, *place)): gradient[place].item() for place in paths(gradient.shape)}
        return Result({path: output[path].item() for path in paths(output.shape)}, found)

    def slopes(
        self, code: Code, output: Array, inputs: Mapping[str, Array], point: Point
    ) -> Mapping[str, Array]:
        """The slopes of the sum of an output by the entries of each letter."""
        try:
            return dict(zip(inputs, self.gradients(code, output, list(inputs.values())), strict=True))
        except CodeError as error:
            error.point = point
            raise

    # --- other ways to run it -----------------------------------------------------------------------------------------

    def run_otherwise(
        self, code: Code, form: Format, points: Sequence[Point], letters: Collection[str], usual: Sequence[Result],
        every: bool = True,
    ) -> Iterator[tuple[str, Point, Result]]:
        """What the code gives in other ways in which users run it, where that is not what it usually gives."""
        dtype = self.machine(form).dtype
        if together(points, letters):
            yield from Column(self, code, dtype, points, letters, usual).otherwise(every)
            return
        for point, result in [*zip(points, usual, strict=True)][: FEW if every else 1] if letters else ():
            for way, other in self.alone_otherwise(code, dtype, point, sorted(letters), every):
                if unlike(result.outputs, other.outputs) or (other.slopes and unlike(result.slopes, other.slopes)):
                    yield way, point, other

    def alone_otherwise(
        self, code: Code, dtype: Any, point: Point, letters: list[str], every: bool
    ) -> Iterator[tuple[str, Result]]:
        """What a call for one point gives in each way."""
        for mode, context in [*self.modes.items()][: None if every else 1]:
            with context():
                result = self.run_alone(code, dtype, point, letters, slopes=False)
            yield mode, result
        if every:
            yield "given arrays with gaps in memory", self.run_alone(
                code, dtype, point, letters, self.differentiates, contiguous=False
            )

    def run_by_parameter(self, code: Code, form: Format, points: Sequence[Point], parameter: str) -> list[Result]:
        """What the code gives, with slopes by a parameter that it is handed as an array; nothing where it refuses."""
        dtype, found = self.machine(form).dtype, []
        for point in points if self.differentiates else ():
            array = self.tracked(self.module.asarray(float(point[parameter]), dtype=dtype))

            def convert(value: Value, is_array: bool, array: Array = array) -> Any:
                return array if value is array else self.converted(value, is_array, dtype)

            try:
                with catch_warnings():
                    simplefilter("ignore")
                    result = called(code, {**point, parameter: array}, convert, self.join)
                output = self.checked(code, result, dtype)
                takes = self.is_tracked(output) or takes_array(code, parameter)
                found.append(self.with_slopes(code, output, {parameter: array} if takes else {}, point))
            except CodeError:
                if takes_array(code, parameter):
                    raise
                return []
        return found

    # --- draws --------------------------------------------------------------------------------------------------------

    def draw(
        self, code: Code, form: Format, point: Point, letters: Collection[str], count: int, calls: int, seed: int
    ) -> list[float]:
        """So many values that the code draws at a point, in so many calls."""
        dtype, each = self.machine(form).dtype, count // calls
        columns = {
            name: self.module.asarray([float(point[name])] * each, dtype=dtype) for name in point if name in letters
        }
        draws: list[float] = []
        with self.seeded(seed) as generator:
            for _ in range(calls):
                output = self.output(with_generator(code, generator), {**point, **columns}, dtype)
                if tuple(output.shape) != (each,):
                    raise CodeError(f"the code of {code.name} gives the shape {tuple(output.shape)} for {each} numbers")
                draws += self.wide(output).tolist()
        return draws


def together(points: Sequence[Point], letters: Collection[str]) -> bool:
    """Whether the points differ only in letters that are single numbers, so that one call may take them all."""
    if not points or not letters or any(isinstance(points[0][letter], tuple) for letter in letters):
        return False
    return all(point[name] is value for name, value in points[0].items() if name not in letters for point in points)


def unlike(usual: Mapping[Any, float], found: Mapping[Any, float]) -> bool:
    """Whether any number differs; nan is nan."""
    return usual.keys() != found.keys() or any(
        usual[place] != x and (x == x or usual[place] == usual[place]) for place, x in found.items()
    )


def tuple_of(array: Array) -> Value:
    """An array as tuples of its entries."""
    return array if not array.shape else tuple(map(tuple_of, array))


def paths(shape: Sequence[int]) -> Iterator[Path]:
    """Every place of an array of this shape."""
    if not shape:
        yield ()
        return
    for first in range(shape[0]):
        for rest in paths(shape[1:]):
            yield (first, *rest)
