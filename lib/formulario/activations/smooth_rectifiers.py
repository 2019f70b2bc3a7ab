r"""Smooth rectifiers: the identity far above zero, and below zero a curve that bends towards a floor.

Torch's own functions have accurate values and slopes here, and so they are what is called.
"""

from collections.abc import Callable
from math import inf

import torch
from torch import Tensor

from formulario import kernels
from formulario._core.arguments import require_floating, require_parameter
from formulario._core.autograd import pointwise, traced
from formulario._core.dtypes import apply, fit
from formulario._core.modules import Activation
from formulario._core.overridable import overridable
from formulario.activations.saturating import sigmoid

__all__ = ["CELU", "ELU", "SELU", "Softplus", "celu", "elu", "selu", "softplus"]


@overridable
def softplus(input: Tensor, beta: float = 1.0, threshold: float = 20.0) -> Tensor:
    r"""Rectifier with a round corner: always positive, and the nearer to ReLU the larger beta is.

    .. equation::
       :where: x real; beta in 1, 1/2, 4

       \operatorname{Softplus}(x; \beta) = \frac{1}{\beta} \log(1 + \exp(\beta x))

    The slope is :math:`\sigma(\beta x)`. There is no kink.

    :param input: floating-point numbers, of any shape.
    :param beta: how sharp the bend is, :math:`\beta > 0`.
    :param threshold: the curve gives way to the line :math:`x` where :math:`\beta x` is larger. At 20, as it is unless
        something else is given, the two differ in float64, and the curve stays until they are equal.
    :returns: a tensor of the same shape and dtype.
    :raises TypeError: if ``input`` is not a tensor of floating-point numbers.
    :raises ValueError: if ``beta`` is not a finite number above 0.

    >>> softplus(torch.tensor([-50.0, 0.0, 50.0]))
    tensor([1.9287e-22, 6.9315e-01, 5.0000e+01])

    Charles Dugas, Yoshua Bengio, François Bélisle, Claude Nadeau and René Garcia, *Incorporating second-order
    functional knowledge for better option pricing*, NIPS 2000.
    """
    require_floating("softplus", input)
    require_parameter("softplus", "beta", beta, "a finite number above 0", 0 < beta < inf)
    if threshold != 20:
        return apply(torch.nn.functional.softplus, input, beta, threshold)
    if not traced() and kernels.large(input) and fit(input.dtype, (beta,)):
        return pointwise(
            input,
            value=lambda x: torch.nn.functional.softplus(x, beta, 40),
            slope=lambda x: sigmoid(beta * x),
            kernel=("softplus", beta),
        )
    # Torch goes over to the line at 20, where float64 can still tell it from the curve.
    return apply(torch.nn.functional.softplus, input, beta, 40)


@overridable
def elu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    r"""Rectifier whose negative side bends towards a floor at minus alpha.

    .. equation::
       :where: x real; alpha in 1, 0, 1/2, 2, -1

       \operatorname{ELU}(x; \alpha) =
       \begin{cases} x & \text{if } x > 0 \\ \alpha (\exp(x) - 1) & \text{otherwise} \end{cases}

    The slope is :math:`\alpha` at the kink, as it is just below. For :math:`\alpha = 1` there is no kink.

    :param input: floating-point numbers, of any shape.
    :param alpha: the depth :math:`\alpha` of the floor; any finite number, usually positive.
    :param inplace: write the result over ``input``.
    :returns: a tensor of the same shape and dtype.
    :raises TypeError: if ``input`` is not a tensor of floating-point numbers.
    :raises ValueError: if ``alpha`` is not finite.

    >>> elu(torch.tensor([-1.0, 0.0, 3.0]), alpha=2.0)
    tensor([-1.2642,  0.0000,  3.0000])

    Djork-Arné Clevert, Thomas Unterthiner and Sepp Hochreiter, *Fast and accurate deep network learning by
    exponential linear units (ELUs)*, ICLR 2016, arXiv 1511.07289.
    """
    require_floating("elu", input)
    require_parameter("elu", "alpha", alpha, "a finite number", abs(alpha) < inf)
    return _kept(torch.nn.functional.elu, input, alpha, inplace=inplace)


@overridable
def celu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    r"""ELU without the kink: the curve starts with slope 1 whatever its floor is.

    .. equation::
       :where: x real; alpha in 1, 1/2, 2, -1

       \operatorname{CELU}(x; \alpha) =
       \begin{cases} x & \text{if } x > 0 \\ \alpha (\exp(x / \alpha) - 1) & \text{otherwise} \end{cases}

    There is no kink: the slope at 0 is 1 from both sides.

    :param input: floating-point numbers, of any shape.
    :param alpha: the depth :math:`\alpha` of the floor; any finite number but 0. A negative one gives no floor: the
        negative side falls exponentially.
    :param inplace: write the result over ``input``.
    :returns: a tensor of the same shape and dtype.
    :raises TypeError: if ``input`` is not a tensor of floating-point numbers.
    :raises ValueError: if ``alpha`` is 0 or not finite.

    >>> celu(torch.tensor([-1.0, 0.0, 3.0]), alpha=2.0)
    tensor([-0.7869,  0.0000,  3.0000])

    Jonathan Barron, *Continuously differentiable exponential linear units*, 2017, arXiv 1704.07483.
    """
    require_floating("celu", input)
    require_parameter("celu", "alpha", alpha, "a finite number other than 0", 0 < abs(alpha) < inf)
    # The kernel below ELU and CELU: on its way back torch's celu takes 1 / alpha in float32.
    return _kept(torch._C._nn.elu, input, alpha, 1.0, 1 / alpha, inplace=inplace)


@overridable
def selu(input: Tensor, inplace: bool = False) -> Tensor:
    r"""Scaled ELU, with the two constants that keep mean 0 and variance 1 from layer to layer.

    .. equation::
       :where: x real

       \operatorname{SELU}(x) = \lambda
       \begin{cases} x & \text{if } x > 0 \\ \alpha (\exp(x) - 1) & \text{otherwise} \end{cases},
       \quad \lambda = 1.0507009873554805, \quad \alpha = 1.6732632423543772

    The slope is :math:`\lambda \alpha \approx 1.758` at the kink, as it is just below. Above it is :math:`\lambda`.

    :param input: floating-point numbers, of any shape.
    :param inplace: write the result over ``input``.
    :returns: a tensor of the same shape and dtype.
    :raises TypeError: if ``input`` is not a tensor of floating-point numbers.

    >>> selu(torch.tensor([-1.0, 0.0, 3.0]))
    tensor([-1.1113,  0.0000,  3.1521])

    Günter Klambauer, Thomas Unterthiner, Andreas Mayr and Sepp Hochreiter, *Self-normalizing neural networks*,
    NIPS 2017, arXiv 1706.02515.
    """
    require_floating("selu", input)
    return _kept(torch.nn.functional.selu, input, inplace=inplace)


def _kept(function: Callable[..., Tensor], input: Tensor, *parameters: float, inplace: bool) -> Tensor:
    """The function with its slope from the old input, where torch's own in place takes a poorer one from the result."""
    if not inplace:
        return apply(function, input, *parameters)
    return input.copy_(apply(function, input.clone(), *parameters))


class Softplus(Activation, function=softplus):
    """Module of :func:`softplus`.

    >>> Softplus(beta=2.0)(torch.tensor([-1.0, 0.0, 3.0]))
    tensor([0.0635, 0.3466, 3.0012])
    """

    def __init__(self, beta: float = 1.0, threshold: float = 20.0) -> None:
        super().__init__()
        self.beta = beta
        self.threshold = threshold


class ELU(Activation, function=elu):
    """Module of :func:`elu`.

    >>> ELU(alpha=2.0)(torch.tensor([-1.0, 0.0, 3.0]))
    tensor([-1.2642,  0.0000,  3.0000])
    """

    def __init__(self, alpha: float = 1.0, inplace: bool = False) -> None:
        super().__init__()
        self.alpha = alpha
        self.inplace = inplace


class CELU(Activation, function=celu):
    """Module of :func:`celu`.

    >>> CELU(alpha=2.0)(torch.tensor([-1.0, 0.0, 3.0]))
    tensor([-0.7869,  0.0000,  3.0000])
    """

    def __init__(self, alpha: float = 1.0, inplace: bool = False) -> None:
        super().__init__()
        self.alpha = alpha
        self.inplace = inplace


class SELU(Activation, function=selu):
    """Module of :func:`selu`.

    >>> SELU()(torch.tensor([-1.0, 0.0, 3.0]))
    tensor([-1.1113,  0.0000,  3.1521])
    """

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace
