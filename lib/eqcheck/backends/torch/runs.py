"""Values and slopes that a library of torch functions gives."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor

from eqcheck.backends.arrays import ArrayBackend
from eqcheck.backends.torch.tensors import TorchMachine
from eqcheck.numeric.formats import Format
from eqcheck.semantics.backend import Code, CodeError


class TorchBackend(ArrayBackend):
    """Runs functions of torch's tensors, with slopes by autograd."""

    differentiates = True
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

    def listed(self, array: Tensor) -> Any:
        return array.detach().double().tolist()

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
        found = torch.autograd.grad(output, list(inputs), allow_unused=True, retain_graph=True)
        return [
            torch.zeros_like(x) if gradient is None else gradient for x, gradient in zip(inputs, found, strict=True)
        ]
