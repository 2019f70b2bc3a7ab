"""Modules made of a function: what all activations and all losses share.

``class ELU(Activation, function=elu)`` needs no more than a constructor that keeps the function's options under their
own names. The calls hand them on, and the docstring takes over what the function's says about them.
"""

import re
from collections.abc import Callable
from inspect import Parameter, cleandoc, signature
from typing import Any, ClassVar

from torch import Tensor, nn


class _FunctionModule(nn.Module):
    """Module that calls a function with those of its options that the constructor knows."""

    _function: ClassVar[Callable[..., Tensor]]
    _options: ClassVar[tuple[str, ...]]

    def __init_subclass__(cls, function: Callable[..., Tensor] | None = None, **more: Any) -> None:
        super().__init_subclass__(**more)
        if function is None:
            return  # a subclass of a finished module keeps its function
        known = signature(cls).parameters
        cls._function = staticmethod(function)
        cls._options = tuple(name for name in signature(function).parameters if name in known)
        cls.__doc__ = _with_parameters(cls.__doc__, function.__doc__, cls._options)

    def _call(self, *tensors: Tensor) -> Tensor:
        return self._function(*tensors, **{name: getattr(self, name) for name in self._options})


class Activation(_FunctionModule):
    """Module of an activation function."""

    def forward(self, input: Tensor) -> Tensor:
        """The function of ``input``."""
        return self._call(input)

    def extra_repr(self) -> str:
        """The options as torch writes them: ``inplace``, and those by keyword alone, only where they are set."""
        known = signature(self._function).parameters
        shown = (
            name for name in self._options
            if not (name == "inplace" or known[name].kind is Parameter.KEYWORD_ONLY)
            or getattr(self, name) != known[name].default
        )
        return ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)


class Loss(_FunctionModule):
    """Module of a loss function."""

    def __init__(self, reduction: str = "mean") -> None:
        super().__init__()
        self.reduction = reduction

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        """The loss of the predictions ``input``, reduced."""
        return self._call(input, target)


def _with_parameters(of_module: str | None, of_function: str | None, names: tuple[str, ...]) -> str | None:
    """A module's docstring with the function's ``:param`` entries of some names, before the examples."""
    if not of_module or not of_function or not names:
        return of_module
    entries = re.findall(rf"^:param (?:{'|'.join(names)}):.*(?:\n +.*)*", cleandoc(of_function), re.M)
    summary, prompt, examples = cleandoc(of_module).partition("\n\n>>> ")
    return "\n\n".join([summary, "\n".join(entries)]) + prompt + examples
