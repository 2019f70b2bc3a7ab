"""Values and slopes that a library of torch functions gives."""
from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from types import MappingProxyType
from typing import Any

import torch
from torch import Tensor

from eqcheck.backends.arrays import ArrayBackend, paths, together
from eqcheck.backends.torch.tensors import TorchMachine
from eqcheck.numeric.formats import Format
from eqcheck.semantics.backend import Code, CodeError, Coordinate, Path
from eqcheck.semantics.samples import Point


class TorchBackend(ArrayBackend):
    """Runs functions of torch's tensors, with slopes by autograd."""

    differentiates = True
    modes = MappingProxyType({
        "without a gradient": nullcontext, "under torch.no_grad": torch.no_grad,
        "under torch.inference_mode": torch.inference_mode,
    })
    module = torch
    array_types = (Tensor,)

    def machine(self, form: Format) -> TorchMachine:
        return TorchMachine(getattr(torch, form.name))

    def checked(self, code: Code, output: Any, dtype: torch.dtype) -> Tensor:
        if not isinstance(output, Tensor):
            raise CodeError(
                f"the code of {code.name} gives a {type(output).__name__}, not a tensor: return what torch computes"
            )
        if output.dtype != dtype:
            raise CodeError(
                f"the code of {code.name} gives {output.dtype} for an input of {dtype}: return the dtype of the input"
            )
        return output

    def wide(self, array: Tensor) -> Tensor:
        return array.detach().double()

    @contextmanager
    def seeded(self, seed: int) -> Iterator[torch.Generator]:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            yield torch.Generator().manual_seed(seed)

    def tracked(self, array: Tensor) -> Tensor:
        return array.requires_grad_()

    def is_tracked(self, array: Tensor) -> bool:
        return array.requires_grad

    def gradients(self, code: Code, output: Tensor, inputs: Sequence[Tensor]) -> list[Tensor]:
        if not output.requires_grad:
            raise CodeError(f"the code of {code.name} passes no gradient: its result does not depend on its input")
        return gradients(output, inputs)

    def bends(
        self, code: Code, form: Format, points: Sequence[Point], letters: Collection[str]
    ) -> list[Mapping[tuple[Path, Coordinate], float]]:
        dtype, order = self.machine(form).dtype, sorted(letters)
        try:
            if not together(points, letters):
                return [self.bends_alone(code, dtype, point, order) for point in points]
            columns = {letter: self.tracked(column) for letter, column in self.columns(points, order, dtype).items()}
            output = self.output(code, {**points[0], **columns}, dtype, points[0])
            found = {
                letter: slope_again(slope, columns[letter]).tolist()
                for letter, slope in zip(columns, gradients(output, [*columns.values()], graph=True), strict=True)
            }
        except RuntimeError:  # torch's word for what is differentiated once only
            return []
        return [{((), (letter,)): bends[k] for letter, bends in found.items()} for k in range(len(points))]

    def bends_alone(
        self, code: Code, dtype: torch.dtype, point: Point, letters: Sequence[str]
    ) -> Mapping[tuple[Path, Coordinate], float]:
        """The same for one point whose letters are tensors."""
        inputs = [self.tracked(self.converted(point[letter], True, dtype)) for letter in letters]
        output = self.output(code, {**point, **dict(zip(letters, inputs, strict=True))}, dtype, point)
        return {
            (path, (letter, *place)): slope_again(slope[place], array)[place].item()
            for path in paths(output.shape)
            for letter, array, slope in zip(letters, inputs, gradients(output[path], inputs, graph=True), strict=True)
            for place in paths(slope.shape)
        }


def gradients(output: Tensor, inputs: Sequence[Tensor], graph: bool = False) -> list[Tensor]:
    """The slopes of the output's sum by each input: 0 where it does not depend on it."""
    if not output.requires_grad:
        return [torch.zeros_like(x) for x in inputs]
    if graph:  # or else a slope that can be taken once passes for a constant
        output = output * torch.ones_like(output).requires_grad_()
    found = torch.autograd.grad(output.sum(), inputs, allow_unused=True, retain_graph=True, create_graph=graph)
    return [torch.zeros_like(x) if slope is None else slope for x, slope in zip(inputs, found, strict=True)]


def slope_again(slope: Tensor, x: Tensor) -> Tensor:
    """The slope of a slope's sum, by way of the whole graph, where stands what refuses it."""
    x.grad = None
    if slope.requires_grad:
        torch.autograd.backward(slope.sum(), retain_graph=True)
    return torch.zeros_like(x) if x.grad is None else x.grad
