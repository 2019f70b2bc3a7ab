"""The library's functions, called with torch's tensors."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import torch
from torch import Tensor

from eqcheck.backends.torch.tensors import Machine
from eqcheck.numeric import Arithmetic
from eqcheck.semantics.definitions import Definition, bound, spread
from eqcheck.semantics.library import Library
from eqcheck.semantics.scope import Value


class LibraryCalls:
    """Calls a function of the library itself, where :class:`~.definitions.FormulaCalls` would go by its equation."""

    def __init__(self, library: Library, definition: Callable[[str, int], Definition]) -> None:
        self._library = library
        self._definition = definition

    def __call__(
        self, name: str, arguments: tuple[Value, ...], parameters: tuple[Value, ...], machine: Arithmetic
    ) -> Value:
        assert isinstance(machine, Machine)
        definition = self._definition(name, len(arguments))
        values = bound(definition, name, arguments, parameters)
        return spread(definition, values, lambda each: self._run(definition, each, machine.dtype))

    def _run(self, definition: Definition, values: Mapping[str, Value], dtype: torch.dtype) -> Value:
        call, function = definition.call, self._library.function(definition.call.function)
        def run(chosen: Mapping[str, Value]) -> Tensor:
            return call.run(function, chosen, lambda value, is_tensor: converted(value, is_tensor, dtype))

        if any(isinstance(value, tuple) for value in values.values()):
            return tuple_of(run(values))
        # A parameter is one for all numbers of a call; here it may differ from point to point.
        apart = {name for name in (*definition.parameters, *call.plain_letters(function)) if varies(values.get(name))}
        if not apart:
            return run(values)
        count = max(value.numel() for value in values.values() if isinstance(value, Tensor))
        columns = {name: value.expand(count) if isinstance(value, Tensor) else value for name, value in values.items()}
        parts, places = [], []
        for chosen in groups(columns, apart):
            part = {name: value[chosen] if isinstance(value, Tensor) else value for name, value in columns.items()}
            parts.append(run({**part, **{name: part[name][0] for name in apart}}))
            places.append(chosen)
        return torch.cat(parts)[torch.argsort(torch.cat(places))]


def groups(columns: Mapping[str, Value], apart: set[str]) -> list[Tensor]:
    """The points that one call may take: one each, where a slope is taken by a parameter, else those that share it."""
    chosen = [columns[name] for name in sorted(apart)]
    count = len(chosen[0])
    if any(value.requires_grad for value in chosen):
        return [torch.tensor([k]) for k in range(count)]
    _, group = torch.unique(torch.stack(chosen, dim=1), dim=0, return_inverse=True)
    return [torch.nonzero(group == number)[:, 0] for number in range(int(group.max()) + 1)]


def varies(value: Value) -> bool:
    """Whether a value stands for many points that may need a call each."""
    if not isinstance(value, Tensor) or value.numel() < 2:
        return False
    return value.requires_grad or bool((value != value.flatten()[0]).any())


def converted(value: Value, is_tensor: bool, dtype: torch.dtype) -> Any:
    """A letter's value as an argument: a tensor of this dtype, or of whole numbers, or a plain Python value."""
    if isinstance(value, tuple):
        return torch.stack([torch.as_tensor(converted(entry, True, dtype)) for entry in value])
    if isinstance(value, Tensor):
        return value if is_tensor else value.flatten()[0].item()
    if isinstance(value, Fraction | float):
        return torch.tensor(float(value), dtype=dtype) if is_tensor else float(value)
    return torch.tensor(int(value)) if is_tensor and isinstance(value, int) else value


def tuple_of(result: Tensor) -> Value:
    """A tensor as tuples of its entries."""
    return result if result.dim() == 0 else tuple(map(tuple_of, result.unbind()))
