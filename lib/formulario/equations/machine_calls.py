"""The library's functions, called with torch's tensors."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import torch
from torch import Tensor

from formulario.equations.definitions import Definition, bound, spread
from formulario.equations.library import Library
from formulario.equations.numbers import Machine
from formulario.equations.scope import Value


class Running:
    """Calls a function of the library itself, where :class:`~.definitions.Printed` would go by its equation."""

    def __init__(self, library: Library, definition: Callable[[str], Definition]) -> None:
        self._library = library
        self._definition = definition

    def __call__(
        self, name: str, arguments: tuple[Value, ...], parameters: tuple[Value, ...], machine: Machine
    ) -> Value:
        definition = self._definition(name)
        values = bound(definition, name, arguments, parameters)
        return spread(definition, values, lambda each: self._run(definition, each, machine.dtype))

    def _run(self, definition: Definition, values: Mapping[str, Value], dtype: torch.dtype) -> Value:
        call, function = definition.call, self._library.function(definition.call.function)
        if any(isinstance(value, tuple) for value in values.values()):
            return tuple_of(call.run(function, values, lambda value, tensor: converted(value, tensor, dtype)))
        # A parameter that is a plain number for the function may differ from point to point here.
        plain = call.plain_letters(function) & {name for name, value in values.items() if varies(value)}
        if not plain:
            return call.run(function, values, lambda value, tensor: converted(value, tensor, dtype))
        count = max(value.numel() for value in values.values() if isinstance(value, Tensor))
        columns = {
            name: value.expand(count) if isinstance(value, Tensor) else value for name, value in values.items()
        }
        keys = torch.stack([columns[name].detach() for name in sorted(plain)], dim=1)
        _, group = torch.unique(keys, dim=0, return_inverse=True)
        parts, places = [], []
        for number in range(int(group.max()) + 1):
            chosen = torch.nonzero(group == number)[:, 0]
            part = {name: value[chosen] if isinstance(value, Tensor) else value for name, value in columns.items()}
            parts.append(call.run(function, part, lambda value, tensor: converted(value, tensor, dtype)))
            places.append(chosen)
        return torch.cat(parts)[torch.argsort(torch.cat(places))]


def varies(value: Value) -> bool:
    return isinstance(value, Tensor) and value.numel() > 1 and bool((value != value.flatten()[0]).any())


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
