"""Functions that stand back for whatever stands for a tensor."""

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import ParamSpec, TypeVar

import torch
from torch.overrides import handle_torch_function, has_torch_function

from formulario._core.sharded import sharded
from formulario._core.sharded_calls import call_sharded

P = ParamSpec("P")
R = TypeVar("R")


def overridable(function: Callable[P, R]) -> Callable[P, R]:
    """Let ``__torch_function__`` of an argument, or of a mode, take over a call, as it does for torch's functions.

    >>> @overridable
    ... def double(input):
    ...     return 2 * input
    >>> print(torch.fx.symbolic_trace(lambda x: double(x)).code.strip())
    def forward(self, x):
        double = formulario__core_overridable_double(x);  x = None
        return double
    """

    parameters = signature(function)

    @wraps(function)
    def overridden(*args: P.args, **kwargs: P.kwargs) -> R:
        values = (*args, *kwargs.values()) if kwargs else args
        # The second question is for Dynamo, where the first one is answered yes inside ``__torch_function__`` too.
        result: R
        if has_torch_function(values) and torch._C._is_torch_function_enabled():
            result = handle_torch_function(overridden, values, *args, **kwargs)
            return result
        if sharded(*values):
            result = call_sharded(function, parameters, args, kwargs)
            return result
        return function(*args, **kwargs)

    return overridden
