r"""Shrinkage: each number comes nearer to zero, or only the small ones become zero.

The slopes are written beside the values, see :mod:`formulario._core.autograd`.
"""

from math import inf

import torch  # noqa: F401  (for the examples)
import torch.nn.functional as TF
from torch import Tensor

from formulario._core.arguments import require_floating, require_parameter
from formulario._core.autograd import ValueAndSlope, with_slope
from formulario._core.dtypes import WIDER, apply
from formulario._core.modules import Activation
from formulario._core.overridable import overridable
from formulario.activations.saturating import tanh

__all__ = ["Hardshrink", "Softshrink", "Tanhshrink", "hardshrink", "softshrink", "tanhshrink"]


@overridable
def tanhshrink(input: Tensor) -> Tensor:
    r"""Number minus its hyperbolic tangent: near 0 much smaller, far away smaller in size by almost 1.

    .. equation::
       :where: x real

       \operatorname{Tanhshrink}(x) = x - \tanh(x)

    Near 0 it is :math:`x^3 / 3`. The slope is :math:`\tanh^2(x)`, 0 at 0. There is no kink.

    :param input: floating-point numbers, of any shape.
    :returns: a tensor of the same shape and dtype.
    :raises TypeError: if ``input`` is not a tensor of floating-point numbers.

    >>> tanhshrink(torch.tensor([-2.0, 0.0, 0.0001]))
    tensor([-1.0360e+00,  0.0000e+00,  3.3333e-13])

    Ronan Collobert, Koray Kavukcuoglu and Clément Farabet, *Torch7: a Matlab-like environment for machine learning*,
    BigLearn 2011, has it among its layers; there seems to be no paper about it.
    """
    require_floating("tanhshrink", input)

    def curve(x: Tensor) -> ValueAndSlope:
        y = tanh(x)
        # Near 0 the difference would lose the digits that both have in common. Lambert's continued fraction,
        # tanh x = x / (1 + x² / (3 + x² / (5 + …))), leaves x − tanh x = x³ / (x² + 3 + x² / (5 + …)).
        far = TF.hardshrink(x, 0.7)
        near = x.clamp(-0.7, 0.7).sub_(far.clamp(-0.7, 0.7))  # x − far, which infinity would make NaN
        square = near * near
        fraction = (square / 15).add_(13)
        for odd in (11, 9, 7, 5, 3):
            fraction = (square / fraction).add_(odd)
        beyond = far - y * far.ne(0)  # far − tanh(far)
        return (square / fraction.add_(square)).mul_(near).add_(beyond), lambda: y.square()

    return with_slope(input, curve, kernel=("tanhshrink",))


@overridable
def softshrink(input: Tensor, lambd: float = 0.5) -> Tensor:
    r"""Soft thresholding, the proximal operator of the ℓ1 norm: a number comes nearer to 0 by a constant, at most to 0.

    .. equation::
       :where: x real; lambda in 1/2, 1/4, 2
       :of: softshrink(x, lambd=lambda)

       \operatorname{Softshrink}(x; \lambda) =
       \begin{cases} x - \lambda & \text{if } x > \lambda \\ x + \lambda & \text{if } x < -\lambda \\
       0 & \text{otherwise} \end{cases}

    The slope is 0 at both kinks, :math:`-\lambda` and :math:`\lambda`, as it is between them.

    :param input: floating-point numbers, of any shape.
    :param lambd: the threshold :math:`\lambda`, finite and not negative.
    :returns: a tensor of the same shape and dtype.
    :raises TypeError: if ``input`` is not a tensor of floating-point numbers.
    :raises ValueError: if ``lambd`` is negative or not finite.

    >>> softshrink(torch.tensor([-2.0, 0.25, 2.0]))
    tensor([-1.5000,  0.0000,  1.5000])

    David Donoho and Iain Johnstone, *Ideal spatial adaptation by wavelet shrinkage*, Biometrika 81, 1994.
    """
    require_floating("softshrink", input)
    require_parameter("softshrink", "lambd", lambd, "a finite number, 0 or more", 0 <= lambd < inf)
    if input.dtype in WIDER:  # torch would round lambda first
        return softshrink(input.float(), lambd).to(input.dtype)
    return apply(TF.softshrink, input, lambd)


@overridable
def hardshrink(input: Tensor, lambd: float = 0.5) -> Tensor:
    r"""Hard thresholding, the proximal operator of the ℓ0 norm: a number stays as it is, or becomes 0 if it is small.

    .. equation::
       :where: x real; lambda in 1/2, 1/4, 2
       :of: hardshrink(x, lambd=lambda)

       \operatorname{Hardshrink}(x; \lambda) =
       \begin{cases} x & \text{if } x > \lambda \\ x & \text{if } x < -\lambda \\ 0 & \text{otherwise} \end{cases}

    At :math:`-\lambda` and :math:`\lambda` the function jumps; the slope is 0 there, as it is between them.

    :param input: floating-point numbers, of any shape.
    :param lambd: the threshold :math:`\lambda`: numbers up to this size become 0, none if it is negative.
    :returns: a tensor of the same shape and dtype.
    :raises TypeError: if ``input`` is not a tensor of floating-point numbers.

    >>> hardshrink(torch.tensor([-2.0, 0.25, 2.0]))
    tensor([-2.,  0.,  2.])

    David Donoho and Iain Johnstone, *Ideal spatial adaptation by wavelet shrinkage*, Biometrika 81, 1994.
    """
    require_floating("hardshrink", input)
    if input.dtype in WIDER:  # torch would round lambda first
        return hardshrink(input.float(), lambd).to(input.dtype)
    return apply(TF.hardshrink, input, lambd)


class Tanhshrink(Activation, function=tanhshrink):
    """Module of :func:`tanhshrink`.

    >>> Tanhshrink()(torch.tensor([-2.0, 0.0, 0.0001]))
    tensor([-1.0360e+00,  0.0000e+00,  3.3333e-13])
    """


class Softshrink(Activation, function=softshrink):
    """Module of :func:`softshrink`.

    >>> Softshrink(1.0)(torch.tensor([-2.0, 0.25, 2.0]))
    tensor([-1.,  0.,  1.])
    """

    def __init__(self, lambd: float = 0.5) -> None:
        super().__init__()
        self.lambd = lambd

    def extra_repr(self) -> str:
        """The constant without its name, as in torch."""
        return str(self.lambd)


class Hardshrink(Activation, function=hardshrink):
    """Module of :func:`hardshrink`.

    >>> Hardshrink(1.0)(torch.tensor([-2.0, 0.25, 2.0]))
    tensor([-2.,  0.,  2.])
    """

    def __init__(self, lambd: float = 0.5) -> None:
        super().__init__()
        self.lambd = lambd

    def extra_repr(self) -> str:
        """The constant without its name, as in torch."""
        return str(self.lambd)
