"""Values and slopes that the library's code gives."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from eqcheck.backends.torch.library_calls import converted
from eqcheck.checks.tally import Refuted, shown_point
from eqcheck.numeric.formats import Format
from eqcheck.semantics.samples import Point
from eqcheck.syntax.calls import LibraryCall

Path = tuple[int, ...]
Moving = tuple[str, *tuple[int, ...]]
"""A letter, or one entry of it, by which a slope is taken."""


@dataclass(frozen=True)
class Result:
    """What the code gives at a point: its outputs by their place, and the slope of each by each moving number."""

    outputs: Mapping[Path, float]
    slopes: Mapping[tuple[Path, Moving], float]


def run_code(
    call: LibraryCall, function: Any, form: Format, points: list[Point], letters: set[str], slopes: bool = True
) -> list[Result]:
    """The code's results. ``letters`` are the ones by which slopes are taken."""
    dtype = getattr(torch, form.name)
    moving = {name for name in (points[0] if points else ()) if any(p[name] is not points[0][name] for p in points)}
    if points and letters and moving <= letters and not any(isinstance(points[0][letter], tuple) for letter in letters):
        return run_together(call, function, dtype, points, sorted(letters), slopes)
    return [run_alone(call, function, dtype, point, letters, slopes) for point in points]


def attempt(call: LibraryCall, function: Any, values: Mapping[str, Any], dtype: torch.dtype, point: Point) -> Tensor:
    try:
        result = call.run(function, values, lambda value, is_tensor: converted(value, is_tensor, dtype))
    except Exception as error:
        raise Refuted(
            f"the code of {call.function} raises {type(error).__name__}: {error}\n  at {shown_point(point)}"
        ) from error
    if not isinstance(result, Tensor):
        raise Refuted(f"the code of {call.function} gives a {type(result).__name__}, not a tensor")
    if result.dtype != dtype:
        raise Refuted(f"the code of {call.function} gives {result.dtype} for an input of {dtype}")
    return result


def run_together(
    call: LibraryCall, function: Any, dtype: torch.dtype, points: list[Point], letters: list[str], slopes: bool
) -> list[Result]:
    """One call for all points, which differ in letters that are single numbers."""
    columns = {
        letter: torch.tensor([float(point[letter]) for point in points], dtype=dtype).requires_grad_(slopes)
        for letter in letters
    }
    output = attempt(call, function, {**points[0], **columns}, dtype, points[0])
    if output.shape != (len(points),):
        raise Refuted(f"the code of {call.function} gives the shape {tuple(output.shape)} for {len(points)} numbers")
    gradients = gradients_of(output.sum(), list(columns.values()), call, points[0]) if slopes else [None] * len(letters)
    outputs = output.detach().double().tolist()
    by_letter = {
        letter: gradient.double().tolist()
        for letter, gradient in zip(letters, gradients, strict=True) if gradient is not None
    }
    return [
        Result({(): outputs[k]}, {((), (letter,)): column[k] for letter, column in by_letter.items()})
        for k in range(len(points))
    ]


def run_shaped(
    call: LibraryCall, function: Any, form: Format, points: list[Point], letters: set[str], shape: tuple[int, ...]
) -> str:
    """What goes wrong when the points come as a tensor of this shape, if anything does."""
    dtype = getattr(torch, form.name)
    count = 0 if 0 in shape else 1 if shape == () else len(points)
    flat = {letter: torch.tensor([float(point[letter]) for point in points[:count]], dtype=dtype) for letter in letters}
    shaped = {letter: column.reshape(shape) for letter, column in flat.items()}
    expected = attempt(call, function, {**points[0], **flat}, dtype, points[0])
    found = attempt(call, function, {**points[0], **shaped}, dtype, points[0])
    wanted = next(iter(shaped.values())).shape
    if found.shape != wanted:
        return f"the shape {tuple(wanted)} becomes {tuple(found.shape)}"
    if not torch.equal(found.flatten().nan_to_num(), expected.flatten().nan_to_num()):
        return f"in the shape {tuple(wanted)} the values are others: {found.flatten().tolist()}"
    return ""


def gradients_of(output: Tensor, inputs: list[Tensor], call: LibraryCall, point: Point) -> list[Tensor]:
    if not inputs:
        return []
    if not output.requires_grad:
        raise Refuted(
            f"the code of {call.function} passes no gradient: its result does not depend on its input\n"
            f"  at {shown_point(point)}"
        )
    return [
        torch.zeros_like(x) if gradient is None else gradient
        for x, gradient in zip(inputs, torch.autograd.grad(output, inputs, allow_unused=True, retain_graph=True),
                               strict=True)
    ]


def run_alone(
    call: LibraryCall, function: Any, dtype: torch.dtype, point: Point, letters: set[str], slopes: bool
) -> Result:
    """A call for one point whose letters are tensors."""
    values = dict(point)
    for letter in letters:
        values[letter] = converted(point[letter], True, dtype).requires_grad_(slopes)
    output = attempt(call, function, values, dtype, point)
    found: dict[tuple[Path, Moving], float] = {}
    if slopes:
        inputs = [values[letter] for letter in sorted(letters)]
        for path in paths(output.shape):
            for letter, gradient in zip(sorted(letters), gradients_of(output[path], inputs, call, point), strict=True):
                for indices in paths(gradient.shape):
                    found[path, (letter, *indices)] = gradient[indices].item()
    return Result({path: output[path].item() for path in paths(output.shape)}, found)


def paths(shape: tuple[int, ...]) -> Iterator[Path]:
    """Every place of a tensor of this shape."""
    if not shape:
        yield ()
        return
    for first in range(shape[0]):
        for rest in paths(shape[1:]):
            yield (first, *rest)
