"""Libraries of numpy functions: values in float64, float32 and float16. Numpy gives no slopes."""
from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np

from eqcheck.backends.arrays import ArrayBackend, ArrayMachine
from eqcheck.backends.ways import Array
from eqcheck.numeric.formats import FLOAT16, FLOAT32, FLOAT64, Format
from eqcheck.semantics.backend import Code, CodeError
from eqcheck.semantics.samples import Point
from eqcheck.semantics.scope import Value


class NumpyMachine(ArrayMachine):
    """Arrays of one dtype; what overflows gives infinity without a warning."""

    def __init__(self, dtype: np.dtype[Any]) -> None:
        super().__init__(np, dtype)
        self.erf, self.erfc = self.entrywise(math.erf), self.entrywise(math.erfc)
        for name in (
            "add", "multiply", "divide", "power", "exp", "log", "sqrt", "sinh", "cosh", "sin", "cos", "arccos", "varphi"
        ):
            setattr(self, name, np.errstate(all="ignore")(getattr(self, name)))

    def entrywise(self, function: Callable[[float], float]) -> Callable[[Array], Array]:
        """A function of the standard library that numpy lacks."""
        vectorized = np.vectorize(function, otypes=[float])
        return lambda a: vectorized(a).astype(self.dtype)

    def floats(self, value: Array, count: int = 1) -> list[float]:
        found: list[float] = np.broadcast_to(np.asarray(value, float), (count,)).tolist()
        return found


class NumpyBackend(ArrayBackend):
    """Runs functions of numpy's arrays; what overflows gives infinity without a warning."""

    formats = (FLOAT64, FLOAT32, FLOAT16)
    module = np
    array_types = (np.ndarray, np.generic)

    def machine(self, form: Format) -> NumpyMachine:
        return NumpyMachine(np.dtype(form.name))

    def output(self, code: Code, values: Mapping[str, Value], dtype: Any, point: Point | None = None) -> Array:
        with np.errstate(all="ignore"):
            return super().output(code, values, dtype, point)

    def checked(self, code: Code, output: Any, dtype: np.dtype[Any]) -> Array:
        """A wider dtype than that of the input may come, and a float of Python, which is a float64."""
        if not isinstance(output, float | np.ndarray | np.generic):
            raise CodeError(
                f"the code of {code.name} gives a {type(output).__name__}, not an array: return what numpy computes"
            )
        array = np.asarray(output)
        if array.dtype.kind != "f" or array.dtype.itemsize < dtype.itemsize:
            raise CodeError(
                f"the code of {code.name} gives {array.dtype} for an input of {dtype}: return the dtype of the input"
            )
        return array

    def wide(self, array: Array) -> Array:
        return np.asarray(array, float)

    @contextmanager
    def seeded(self, seed: int) -> Iterator[np.random.Generator]:
        """Both ways in which numpy draws: its global state, which is put back, and a generator."""
        state = np.random.get_state()
        np.random.seed(seed)
        try:
            yield np.random.default_rng(seed)
        finally:
            np.random.set_state(state)
