r"""Soft(arg)max and its relatives: scores become shares of one whole, or the logarithms of shares.

The derivatives are written beside the values, see :mod:`formulario._core.autograd`.
"""

from math import inf

import torch
from torch import Tensor

from formulario._core import sharded_classes
from formulario._core.arguments import require_dimension, require_floating, require_ordered, require_parameter
from formulario._core.autograd import differentiable, pointwise
from formulario._core.dtypes import to_compute_dtype
from formulario._core.modules import Activation
from formulario._core.overridable import overridable
from formulario._core.sharded import along_shards
from formulario.activations.saturating import sigmoid

__all__ = [
    "LogSigmoid", "LogSoftmax", "Softmax", "Softmax2d", "Softmin",
    "log_softmax", "logsigmoid", "softmax", "softmin",
]


@overridable
def logsigmoid(input: Tensor) -> Tensor:
    r"""Logarithm of the sigmoid, for losses rather than for layers.

    .. equation::
       :where: x real

       \operatorname{LogSigmoid}(x) = \log \frac{1}{1 + \exp(-x)}

    The slope is :math:`\sigma(-x)`, 1/2 at 0. There is no kink.

    :param input: floating-point numbers, of any shape.
    :returns: a tensor of the same shape and dtype.
    :raises TypeError: if ``input`` is not a tensor of floating-point numbers.

    >>> logsigmoid(torch.tensor([-200.0, 0.0, 3.0]))
    tensor([-2.0000e+02, -6.9315e-01, -4.8587e-02])

    The loss of logistic regression: David Cox, *The regression analysis of binary sequences*, Journal of the Royal
    Statistical Society B 20, 1958.
    """
    require_floating("logsigmoid", input)
    # exp(−x) would overflow far below zero, and be lost beside 1 far above.
    return pointwise(
        input,
        value=lambda x: x.clamp(max=0) - torch.log1p(torch.exp(-x.abs())),
        slope=lambda x: sigmoid(-x),
    )


@overridable
def softmin(
    input: Tensor, dim: int | None = None, *, inverse_temperature: float = 1.0, dtype: torch.dtype | None = None
) -> Tensor:
    r"""Shares of one whole, the largest for the smallest number.

    .. equation::
       :where: x real[C]
       :of: softmin(x, dim=-1)

       \operatorname{Softmin}(x)_i = \frac{\exp(-x_i)}{\sum_j \exp(-x_j)}

    An inverse temperature multiplies the numbers:

    .. equation::
       :label: tempered_softmin
       :kind: definition
       :where: x real[C]; beta in 1/2, 1, 4, 0, -1
       :of: softmin(x, dim=-1, inverse_temperature=beta)

       \operatorname{Softmin}(x; \beta)_i = \frac{\exp(-\beta x_i)}{\sum_j \exp(-\beta x_j)}

    It is :func:`softmax` of the numbers with their signs changed, also where it is 0 or infinite.

    :param input: floating-point numbers, of any shape.
    :param dim: the dimension along which the shares have sum 1; None will do if there is only one.
    :param inverse_temperature: :math:`\beta`, any number, infinity too.
    :param dtype: convert the input to this dtype first.
    :returns: a tensor of the same shape, and of the same dtype if none is given.
    :raises TypeError: if ``input``, converted to ``dtype`` where it is given, is not a tensor of floating-point
        numbers.
    :raises ValueError: if ``dim`` is None and ``input`` has several dimensions, or if ``inverse_temperature`` is NaN.
    :raises IndexError: if ``input`` has no dimension ``dim``.

    >>> softmin(torch.tensor([0.0, 0.0, 1000.0]), dim=0)
    tensor([0.5000, 0.5000, 0.0000])
    >>> softmin(torch.tensor([0.0, 1.0, 2.0]), dim=0, inverse_temperature=2)
    tensor([0.8668, 0.1173, 0.0159])

    John Bridle, *Probabilistic interpretation of feedforward classification network outputs*, Neurocomputing, 1990.
    """
    x, dim, dtype = _prepared("softmin", input, dim, inverse_temperature, dtype)
    return softmax(-x, dim, inverse_temperature=inverse_temperature).to(dtype)


@overridable
def softmax(
    input: Tensor, dim: int | None = None, *, inverse_temperature: float = 1.0, dtype: torch.dtype | None = None
) -> Tensor:
    r"""Shares of one whole, the largest for the largest number; soft(arg)max would be the better name.

    .. equation::
       :where: x real[C]
       :of: softmax(x, dim=-1)

       \operatorname{Softmax}(x)_i = \frac{\exp(x_i)}{\sum_j \exp(x_j)}

    A number of minus infinity has share 0. Nothing but minus infinities, or an infinity, give NaN.

    An inverse temperature multiplies the numbers:

    .. equation::
       :label: tempered_softmax
       :kind: definition
       :where: x real[C]; beta in 1/2, 1, 4, 0, -1
       :of: softmax(x, dim=-1, inverse_temperature=beta)

       \operatorname{Softmax}(x; \beta)_i = \frac{\exp(\beta x_i)}{\sum_j \exp(\beta x_j)}

    At 0 all numbers have the same share, but those of minus infinity. At infinity the largest one has all, or shares it
    with its equals, and the slopes are 0. A negative one is that of the numbers with their signs changed.

    :param input: floating-point numbers, of any shape.
    :param dim: the dimension along which the shares have sum 1; None will do if there is only one. torch would guess,
        and warn that it does.
    :param inverse_temperature: :math:`\beta`, any number, infinity too.
    :param dtype: convert the input to this dtype first.
    :returns: a tensor of the same shape, and of the same dtype if none is given.
    :raises TypeError: if ``input``, converted to ``dtype`` where it is given, is not a tensor of floating-point
        numbers.
    :raises ValueError: if ``dim`` is None and ``input`` has several dimensions, or if ``inverse_temperature`` is NaN.
    :raises IndexError: if ``input`` has no dimension ``dim``.

    >>> softmax(torch.tensor([0.0, 1000.0, 1000.0]), dim=0)
    tensor([0.0000, 0.5000, 0.5000])
    >>> x = torch.tensor([0.0, 2.0, 2.0, 1.0])
    >>> softmax(x, dim=0, inverse_temperature=0), softmax(x, dim=0, inverse_temperature=torch.inf)
    (tensor([0.2500, 0.2500, 0.2500, 0.2500]), tensor([0.0000, 0.5000, 0.5000, 0.0000]))

    John Bridle, *Probabilistic interpretation of feedforward classification network outputs*, Neurocomputing, 1990.
    """
    x, dim, dtype = _prepared("softmax", input, dim, inverse_temperature, dtype)
    if x.numel() == 0:
        return x.to(dtype, copy=True)  # none of them is the largest
    x = _tempered(x, dim, inverse_temperature)

    if along_shards(x, dim):
        return sharded_classes.softmax(x, dim).to(dtype)

    def derivative_map(x: Tensor, vector: Tensor) -> Tensor:
        # y (v − Σ y v), the same in both directions. A number may be added to all of v; with 0 at the largest share,
        # a difference 1 − y is never formed.
        shares = softmax(x, dim)
        vector = vector - vector.gather(dim, x.argmax(dim, keepdim=True))
        return shares * (vector - (shares * vector).sum(dim, keepdim=True))

    return differentiable(x, lambda x: torch.softmax(x, dim), vjp=derivative_map, jvp=derivative_map).to(dtype)


@overridable
def log_softmax(
    input: Tensor, dim: int | None = None, *, inverse_temperature: float = 1.0, dtype: torch.dtype | None = None
) -> Tensor:
    r"""Logarithms of the shares of softmax, for losses rather than for layers.

    .. equation::
       :where: x real[C]
       :of: log_softmax(x, dim=-1)

       \operatorname{LogSoftmax}(x)_i = \log \frac{\exp(x_i)}{\sum_j \exp(x_j)}

    An inverse temperature multiplies the numbers, as in :func:`softmax`:

    .. equation::
       :label: tempered_log_softmax
       :kind: definition
       :where: x real[C]; beta in 1/2, 1, 4, 0, -1
       :of: log_softmax(x, dim=-1, inverse_temperature=beta)

       \operatorname{LogSoftmax}(x; \beta)_i = \log \frac{\exp(\beta x_i)}{\sum_j \exp(\beta x_j)}

    :param input: floating-point numbers, of any shape.
    :param dim: the dimension along which the shares have sum 1; None will do if there is only one.
    :param inverse_temperature: :math:`\beta`, any number, infinity too.
    :param dtype: convert the input to this dtype first.
    :returns: a tensor of the same shape, and of the same dtype if none is given.
    :raises TypeError: if ``input``, converted to ``dtype`` where it is given, is not a tensor of floating-point
        numbers.
    :raises ValueError: if ``dim`` is None and ``input`` has several dimensions, or if ``inverse_temperature`` is NaN.
    :raises IndexError: if ``input`` has no dimension ``dim``.

    >>> log_softmax(torch.tensor([0.0, 1000.0, 1000.0]), dim=0)
    tensor([-1.0007e+03, -6.9315e-01, -6.9315e-01])
    >>> log_softmax(torch.tensor([0.0, 1000.0, 1000.0]), dim=0, inverse_temperature=0.01)
    tensor([-10.6932,  -0.6932,  -0.6932])

    John Bridle, *Probabilistic interpretation of feedforward classification network outputs*, Neurocomputing, 1990.
    """
    x, dim, dtype = _prepared("log_softmax", input, dim, inverse_temperature, dtype)
    if x.numel() == 0:
        return x.to(dtype, copy=True)  # none of them is the largest
    x = _tempered(x, dim, inverse_temperature)

    if along_shards(x, dim):
        return sharded_classes.log_softmax(x, dim).to(dtype)

    def value(x: Tensor) -> Tensor:
        # The sum is 1 for the largest number and the rest for the others, which log1p(rest) does not lose beside 1.
        place = x.argmax(dim, keepdim=True)
        below = x - x.gather(dim, place)
        rest = torch.exp(below).scatter(dim, place, 0).sum(dim, keepdim=True)
        return below - torch.log1p(rest)

    def vjp(x: Tensor, gradient: Tensor) -> Tensor:
        # g − y Σ g, with 1 − y = −expm1(log y). The exponential of a large log y would lose digits of y.
        others = gradient.sum(dim, keepdim=True) - gradient
        return -gradient * torch.expm1(log_softmax(x, dim)) - softmax(x, dim) * others

    def jvp(x: Tensor, tangent: Tensor) -> Tensor:
        # t − Σ y t, with 0 at the largest share as in softmax.
        tangent = tangent - tangent.gather(dim, x.argmax(dim, keepdim=True))
        return tangent - (softmax(x, dim) * tangent).sum(dim, keepdim=True)

    return differentiable(x, value, vjp, jvp).to(dtype)


def _prepared(
    function: str, input: Tensor, dim: int | None, inverse_temperature: float, dtype: torch.dtype | None
) -> tuple[Tensor, int, torch.dtype]:
    """The input as it is computed with, the dimension, and the dtype of the result."""
    if dtype is not None:
        require_ordered(function, input)
        input = input.to(dtype)
    require_floating(function, input)
    known = -inf <= inverse_temperature <= inf  # torch.compile does not know isnan of a number that changes
    require_parameter(function, "inverse_temperature", inverse_temperature, "a number, perhaps infinity", known)
    return to_compute_dtype(input), require_dimension(function, dim, input), input.dtype


def _tempered(x: Tensor, dim: int, inverse_temperature: float) -> Tensor:
    """The numbers times the inverse temperature, up to a shift, which no share feels."""
    if inverse_temperature == 1:
        return x
    if inverse_temperature < 0:
        x, inverse_temperature = -x, -inverse_temperature
    # A product would lose digits that the differences have. Halves have no difference that overflows.
    below = x / 2 - x.detach().amax(dim, keepdim=True) / 2
    factor = 2 * inverse_temperature
    if factor > torch.finfo(x.dtype).max:
        return below.masked_fill(below < 0, -inf).masked_fill(below == 0, 0)
    return (factor * below).masked_fill(x == -inf, -inf)  # also where the factor is 0


class LogSigmoid(Activation, function=logsigmoid):
    """Module of :func:`logsigmoid`.

    >>> LogSigmoid()(torch.tensor([-200.0, 0.0, 3.0]))
    tensor([-2.0000e+02, -6.9315e-01, -4.8587e-02])
    """


class Softmin(Activation, function=softmin):
    """Module of :func:`softmin`.

    >>> Softmin(dim=0)(torch.tensor([0.0, 0.0, 1000.0]))
    tensor([0.5000, 0.5000, 0.0000])
    """

    def __init__(self, dim: int | None = None, *, inverse_temperature: float = 1.0) -> None:
        super().__init__()
        self.dim = dim
        self.inverse_temperature = inverse_temperature


class Softmax(Activation, function=softmax):
    """Module of :func:`softmax`.

    >>> Softmax(dim=0)(torch.tensor([0.0, 1000.0, 1000.0]))
    tensor([0.0000, 0.5000, 0.5000])
    """

    def __init__(self, dim: int | None = None, *, inverse_temperature: float = 1.0) -> None:
        super().__init__()
        self.dim = dim
        self.inverse_temperature = inverse_temperature


class Softmax2d(Activation, function=softmax):
    """:func:`softmax` over the channels, at each place of an image or of a batch of images.

    >>> Softmax2d()(torch.zeros(2, 1, 3))
    tensor([[[0.5000, 0.5000, 0.5000]],
    <BLANKLINE>
            [[0.5000, 0.5000, 0.5000]]])
    """

    def __init__(self, *, inverse_temperature: float = 1.0) -> None:
        super().__init__()
        self.inverse_temperature = inverse_temperature

    def forward(self, input: Tensor) -> Tensor:
        """The shares along the channels, dimension −3."""
        if input.dim() not in (3, 4):
            raise ValueError(
                f"Softmax2d takes an image, (C, H, W), or a batch of images, (N, C, H, W); {tuple(input.shape)} came. "
                "Add the missing dimensions with unsqueeze, or take Softmax(dim)"
            )
        return softmax(input, -3, inverse_temperature=self.inverse_temperature)


class LogSoftmax(Activation, function=log_softmax):
    """Module of :func:`log_softmax`.

    >>> LogSoftmax(dim=0)(torch.tensor([0.0, 1000.0, 1000.0]))
    tensor([-1.0007e+03, -6.9315e-01, -6.9315e-01])
    """

    def __init__(self, dim: int | None = None, *, inverse_temperature: float = 1.0) -> None:
        super().__init__()
        self.dim = dim
        self.inverse_temperature = inverse_temperature
