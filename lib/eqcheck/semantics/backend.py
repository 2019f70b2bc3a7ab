"""What runs a library's code: the contract between the checks and torch, numpy or plain Python.

The checks and the semantics load none of these. A library brings its backend; see :mod:`eqcheck.backends`.
"""
from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, Protocol

from eqcheck.numeric.arithmetic import Arithmetic, Function, Scalar, Undefined
from eqcheck.numeric.formats import Format
from eqcheck.semantics.samples import Point
from eqcheck.semantics.scope import Value
from eqcheck.syntax.calls import LibraryCall

Path = tuple[int, ...]
"""Where an output stands in a tensor; the empty path where there is only one."""
Coordinate = tuple[str, *tuple[int, ...]]
"""A letter, or one entry of it, by which a slope is taken."""


class CodeError(Exception):
    """The library's code raises, or gives what cannot be compared: the text says which and what to do.

    ``point`` is where it happened, as far as the backend knows.
    """

    def __init__(self, message: str, point: Point | None = None) -> None:
        super().__init__(message)
        self.point = point


@dataclass(frozen=True)
class Code:
    """A function of the library, and how an equation calls it.

    ``data`` are the letters that stand for numbers of which code may be given many at once: those before a semicolon.
    """

    call: LibraryCall
    function: Callable[..., Any]
    data: frozenset[str]

    @property
    def name(self) -> str:
        return self.call.function


def by_path(value: Value, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every entry of a tensor with its place."""
    if isinstance(value, tuple):
        for k, part in enumerate(value):
            yield from by_path(part, (*path, k))
    else:
        yield path, value


@dataclass(frozen=True)
class Result:
    """What the code gives at a point: its outputs, and the slope of each by each coordinate if there are slopes."""

    outputs: Mapping[Path, float]
    slopes: Mapping[tuple[Path, Coordinate], float]


class Machine(Arithmetic):
    """Numbers of one format as the machine computes with them, for relations that the library's code has to satisfy.

    If batched, a scalar stands for as many points as it has entries. There is nan where a formula has no value and
    infinity where it overflows; a machine that raises there instead gives :class:`~eqcheck.numeric.Undefined`.
    """

    def column(self, values: Sequence[float]) -> Scalar:
        """One scalar for many points, if batched."""
        raise NotImplementedError

    def floats(self, value: Scalar, count: int = 1) -> list[float]:
        """The numbers for which a scalar stands, at so many points."""
        raise NotImplementedError

    def taylor(self, function: Function, point: Scalar, order: int, side: int = 0) -> tuple[Scalar, ...]:
        raise Undefined("this machine takes no slopes")


class Backend(Protocol):
    """How the code of a library is run; every method raises :class:`CodeError` for what is wrong about the code."""

    @property
    def formats(self) -> Collection[Format]:
        """The number formats in which code can be run."""

    @property
    def differentiates(self) -> bool:
        """Whether slopes can be had from the code."""

    def machine(self, form: Format) -> Machine:
        """The machine's arithmetic in a format."""

    def call(self, code: Code, values: Mapping[str, Value], machine: Machine) -> Value:
        """What the code gives inside a formula, for values of that machine."""

    def run(
        self, code: Code, form: Format, points: Sequence[Point], letters: Collection[str], slopes: bool = True
    ) -> list[Result]:
        """What the code gives at each point. ``letters`` are those of real numbers, by which slopes are taken."""

    def run_otherwise(
        self, code: Code, form: Format, points: Sequence[Point], letters: Collection[str], usual: Sequence[Result],
        every: bool = True,
    ) -> Iterator[tuple[str, Point, Result]]:
        """What the code gives in other ways in which users run it, where that is not what it usually gives.

        The ways are named. They differ in the number of points in a call, in how arrays lie in memory, and in whether
        slopes are asked for; where none are, the result has none. If not ``every`` way, only
        slopes or none are the difference.
        """

    def bends(
        self, code: Code, form: Format, points: Sequence[Point], letters: Collection[str]
    ) -> list[Mapping[tuple[Path, Coordinate], float]]:
        """The second derivative of each output by each coordinate at each point; none where the code refuses it."""

    def run_by_parameter(
        self, code: Code, form: Format, points: Sequence[Point], parameter: str
    ) -> list[Result]:
        """What the code gives at each point, with slopes by a parameter that it is handed as an array.

        Nothing where it refuses an array there; no slopes where it takes the array for a plain number.
        """

    def draw(
        self, code: Code, form: Format, point: Point, letters: Collection[str], count: int, calls: int, seed: int
    ) -> list[float]:
        """So many values that the code draws at a point, in so many calls, where ``letters`` are single numbers."""


def no_backend() -> NoReturn:
    """Stands in for the backend of a library that never runs anything.

    :raises LookupError: always.
    """
    raise LookupError(
        "nothing tells what runs this library: load it by `load_library`, or give it `backend=lambda: "
        "load_backend('python')`"
    )
