"""Transforms of torch.func as operators: each makes a function of the same tensors out of one, so that they nest."""

from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor
from torch.func import grad, hessian, jacfwd, jacrev, jvp, vjp, vmap

from .cases import Case, Function

Operator = Callable[[Function, tuple[int, ...]], Function]
"""Takes a function and the places of the arguments by which it is derived."""


def flat(tensors: tuple) -> Tensor:
    """All numbers of tensors in tuples, in one row."""
    if isinstance(tensors, Tensor):
        return tensors.reshape(-1)
    return torch.cat([flat(tensor) for tensor in tensors])


def weighed(tensor: Tensor) -> Tensor:
    """A sum in which each number counts differently."""
    return (tensor * (1 + torch.arange(tensor.numel(), dtype=tensor.dtype).reshape(tensor.shape)).cos()).sum()


def intermediate(function: Function, real: tuple[int, ...]) -> Function:
    """The function of tensors that are results themselves."""
    return lambda *tensors: function(*(1.25 * t if place in real else t for place, t in enumerate(tensors)))


def gradient(function: Function, real: tuple[int, ...]) -> Function:
    return lambda *tensors: flat(grad(lambda *t: weighed(function(*t)), argnums=real)(*tensors))


def jacobian(transform: Callable) -> Operator:
    return lambda function, real: lambda *tensors: flat(transform(function, argnums=real)(*tensors))


def fixed(function: Function, real: tuple[int, ...], tensors: tuple[Tensor, ...]) -> Function:
    """The function of the real tensors alone."""
    def of_real(*some: Tensor) -> Tensor:
        given = dict(zip(real, some, strict=True))
        return function(*(given.get(place, tensor) for place, tensor in enumerate(tensors)))

    return of_real


def pulled_back(function: Function, real: tuple[int, ...]) -> Function:
    def pulled(*tensors: Tensor) -> Tensor:
        value, back = vjp(fixed(function, real, tensors), *(tensors[place] for place in real))
        return flat(back(value.detach().sin() + 2))

    return pulled


def pushed_forward(function: Function, real: tuple[int, ...]) -> Function:
    def pushed(*tensors: Tensor) -> Tensor:
        primals = tuple(tensors[place] for place in real)
        return flat(jvp(fixed(function, real, tensors), primals, tuple(x.cos() for x in primals)))

    return pushed


def mapped(function: Function, real: tuple[int, ...]) -> Function:
    """Over two of everything."""
    def of_slices(*tensors: Tensor) -> Tensor:
        return vmap(function)(*(torch.stack([t, 0.75 * t] if p in real else [t, t]) for p, t in enumerate(tensors)))

    return of_slices


def mapped_over_the_first(function: Function, real: tuple[int, ...]) -> Function:
    """Over two inputs, with the same targets and parameters; slices are counted by the last dimension."""
    def of_slices(first: Tensor, *shared: Tensor) -> Tensor:
        inputs = torch.stack([first, 0.75 * first], -1)
        return vmap(function, in_dims=(-1, *[None] * len(shared)))(inputs, *shared)

    return of_slices


ONCE: dict[str, Operator] = {
    "grad": gradient,
    "vjp": pulled_back,
    "jvp": pushed_forward,
    "jacrev": jacobian(jacrev),
    "jacfwd": jacobian(jacfwd),
    "vmap": mapped,
}


def nested(*operators: Operator) -> Operator:
    def nest(function: Function, real: tuple[int, ...]) -> Function:
        for operator in reversed(operators):
            function = operator(function, real)
        return function

    return nest


SHALLOW: dict[str, Operator] = {
    **ONCE,
    "vmap of one": mapped_over_the_first,
    "hessian": jacobian(hessian),
    "vmap grad": nested(mapped, gradient),
    "jvp jvp": nested(pushed_forward, pushed_forward),
}

DEEP: dict[str, Operator] = {
    **{f"{outer} {inner}": nested(ONCE[outer], ONCE[inner]) for outer in ONCE for inner in ONCE},
    "vmap hessian": nested(mapped, jacobian(hessian)),
    "grad grad grad": nested(gradient, gradient, gradient),
    "vmap grad jvp": nested(mapped, gradient, pushed_forward),
    "jvp vmap jvp": nested(pushed_forward, mapped, pushed_forward),
}


def applied(operator: Operator, case: Case, function: Function) -> Callable[[], Tensor]:
    """The nesting of a function, at the case's tensors."""
    return partial(operator(intermediate(function, case.real), case.real), *case.tensors)
