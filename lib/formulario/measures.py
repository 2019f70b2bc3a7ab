r"""What a function does at the inputs that it gets: whether it has a scale, how far it bends, which units are dead.

Each measure takes the function and its inputs, and only looks: no gradient passes through it, and the inputs are
copied first, so that a module that writes over them does no harm.
"""

from collections.abc import Callable
from math import isfinite

import torch
from torch import Tensor

from formulario._core.arguments import require_floating, require_parameter
from formulario._core.dtypes import to_compute_dtype
from formulario._core.overridable import overridable

__all__ = ["dead_units", "distance_to_homogeneity", "distance_to_linearity"]

Function = Callable[[Tensor], Tensor]


@overridable
@torch.no_grad()
def distance_to_homogeneity(function: Function, input: Tensor, factor: float = 2.0) -> Tensor:
    r"""How far a function of c times the input is from c times the function.

    It is :math:`\lVert f(c x) - c f(x) \rVert / \lVert c f(x) \rVert`, over all inputs together. A homogeneous function
    such as ReLU has no scale, and the distance is 0 for every positive factor.

    :param function: the function :math:`f` of a tensor: an activation function, a layer, or a whole network.
    :param input: the inputs :math:`x`, floating-point numbers of any shape that the function takes.
    :param factor: the factor :math:`c`, a finite number above 0.
    :returns: one number, 0 or more.
    :raises TypeError: if ``input`` is not a tensor of floating-point numbers.
    :raises ValueError: if ``factor`` is not a finite number above 0, or if the function is 0 at every input.

    >>> x = torch.tensor([-2.0, 0.5, 3.0])
    >>> distance_to_homogeneity(torch.relu, x)
    tensor(0.)
    >>> distance_to_homogeneity(torch.nn.functional.relu6, x, factor=4.0)
    tensor(0.4932)
    """
    require_floating("distance_to_homogeneity", input)
    rule = "a finite number above 0"
    require_parameter("distance_to_homogeneity", "factor", factor, rule, isfinite(factor) and factor > 0)
    scaled = factor * to_compute_dtype(function(input.clone()))
    size = torch.linalg.vector_norm(scaled)
    if size == 0:
        raise ValueError(
            "distance_to_homogeneity needs a function that is not 0 at every input; 0 came from all "
            f"{input.numel()}. Choose other inputs"
        )
    distance = torch.linalg.vector_norm(to_compute_dtype(function(factor * input)) - scaled)
    relative: Tensor = distance / size
    return relative.to(input.dtype)


@overridable
@torch.no_grad()
def distance_to_linearity(function: Function, input: Tensor) -> Tensor:
    r"""How much of what a function does is left over by its best straight line.

    Of all lines :math:`a + b x` we take the one that is nearest to the outputs :math:`y` of the function, by least
    squares. The distance is :math:`\lVert y - a - b x \rVert / \lVert y - \bar{y} \rVert`, the root of
    :math:`1 - R^2`. It depends on where the inputs lie: from near, every smooth function is almost straight.

    :param function: an activation function, which treats each number by itself.
    :param input: the numbers :math:`x` that it gets, floating-point numbers. The first dimension counts the examples;
        the others, if there are any, count units, each of which has a line of its own.
    :returns: a number for each unit, from 0 for a straight line to 1 where no line is better than a constant; NaN for
        a unit whose inputs are all equal, or its outputs.
    :raises TypeError: if ``input`` is not a tensor of floating-point numbers.
    :raises ValueError: if it has no dimension, or holds no example.

    >>> x = torch.tensor([-2.0, -1.0, 0.0, 1.0, 2.0])
    >>> distance_to_linearity(torch.relu, x)
    tensor(0.4677)
    >>> distance_to_linearity(torch.square, x)
    tensor(1.)
    >>> distance_to_linearity(torch.relu, torch.stack([x, x + 2, x - 2], dim=1))
    tensor([0.4677, 0.0000,    nan])
    """
    _require_examples("distance_to_linearity", input)
    x, y = to_compute_dtype(input), to_compute_dtype(function(input.clone()))
    x, y = x - x.mean(0), y - y.mean(0)
    rest = y - x * (x * y).sum(0) / x.square().sum(0)
    relative: Tensor = torch.linalg.vector_norm(rest, dim=0) / torch.linalg.vector_norm(y, dim=0)
    return relative.to(input.dtype)


@overridable
@torch.no_grad()
def dead_units(function: Function, input: Tensor) -> Tensor:
    r"""Which units are dead: their activation function has slope 0 for every example.

    A unit :math:`u` is dead if :math:`f'(x_{n,u}) = 0` for all examples :math:`n`. No gradient passes through it, so
    that its own weights do not learn.

    :param function: an activation function :math:`f`, which treats each number by itself.
    :param input: the numbers :math:`x` before the activation function, floating-point numbers. The first dimension
        counts the examples, the others count units. If a unit is a channel of an image, join the other dimensions
        first: ``input.movedim(1, -1).flatten(0, -2)``.
    :returns: true or false for each unit; ``.double().mean()`` of it is the fraction of dead units.
    :raises TypeError: if ``input`` is not a tensor of floating-point numbers.
    :raises ValueError: if it has no dimension, or holds no example.

    >>> x = torch.tensor([[-2.0, -1.0], [-1.0, 3.0]])
    >>> dead_units(torch.relu, x)
    tensor([ True, False])
    >>> dead_units(torch.nn.functional.leaky_relu, x)
    tensor([False, False])
    """
    _require_examples("dead_units", input)
    with torch.enable_grad():
        x = input.detach().requires_grad_()
        (slope,) = torch.autograd.grad(function(x.clone()).sum(), x)
    return (slope == 0).all(0)


def _require_examples(function: str, input: Tensor) -> None:
    """Refuse what has no examples along its first dimension."""
    require_floating(function, input)
    if not input.dim() or not len(input):
        raise ValueError(
            f"{function} needs one example or more along dimension 0; shape {tuple(input.shape)} came. "
            "Reshape the input to (examples, units)"
        )
