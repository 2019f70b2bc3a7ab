r"""Soft(arg)max and its relatives: scores become probabilities, or the logarithms of probabilities.

Their derivatives along the dimension sum to 0. That of the largest probability is what the others leave, and the
difference 1 − y, which loses its digits where y is near 1, is never formed.
"""

import warnings
from math import inf

import torch
import torch.nn.functional as TF
from torch import Tensor

from formulario import kernels
from formulario._core import exact_softmax, sharded_classes
from formulario._core.arguments import (
    default_dimension,
    require_dimension,
    require_floating,
    require_ordered,
    require_parameter,
)
from formulario._core.autograd import pointwise, traced
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
    if not traced() and kernels.large(input):
        return pointwise(input, TF.logsigmoid, slope=lambda x: sigmoid(-x), kernel=("logsigmoid",))
    output = TF.logsigmoid(to_compute_dtype(input)).to(input.dtype)
    return output if input.is_contiguous() else torch.empty_like(input).copy_(output)  # torch's forgets the layout


@overridable
def softmin(
    input: Tensor, dim: int | None = None, *, inverse_temperature: float = 1.0, dtype: torch.dtype | None = None
) -> Tensor:
    r"""Probabilities, the largest for the smallest number.

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
    :param dim: the dimension along which the probabilities have sum 1; None chooses as in :func:`softmax`.
    :param inverse_temperature: :math:`\beta`, any number, infinity too.
    :param dtype: convert the input to this dtype first.
    :returns: a tensor of the same shape, and of the same dtype if none is given.
    :raises TypeError: if ``input``, converted to ``dtype`` where it is given, is not a tensor of floating-point
        numbers.
    :raises ValueError: if ``inverse_temperature`` is NaN.
    :raises IndexError: if ``input`` has no dimension ``dim``.

    >>> softmin(torch.tensor([0.0, 0.0, 1000.0]), dim=0)
    tensor([0.5000, 0.5000, 0.0000])
    >>> softmin(torch.tensor([0.0, 1.0, 2.0]), dim=0, inverse_temperature=2)
    tensor([0.8668, 0.1173, 0.0159])

    John Bridle, *Probabilistic interpretation of feedforward classification network outputs*, Neurocomputing, 1990.
    """
    return _along("softmin", input, dim, inverse_temperature, dtype)


@overridable
def softmax(
    input: Tensor, dim: int | None = None, *, inverse_temperature: float = 1.0, dtype: torch.dtype | None = None
) -> Tensor:
    r"""Probabilities, the largest for the largest number; soft(arg)max would be the better name.

    .. equation::
       :where: x real[C]
       :of: softmax(x, dim=-1)

       \operatorname{Softmax}(x)_i = \frac{\exp(x_i)}{\sum_j \exp(x_j)}

    A number of minus infinity has the probability 0. If all are minus infinity, or one is infinity, the result is NaN.

    An inverse temperature multiplies the numbers:

    .. equation::
       :label: tempered_softmax
       :kind: definition
       :where: x real[C]; beta in 1/2, 1, 4, 0, -1
       :of: softmax(x, dim=-1, inverse_temperature=beta)

       \operatorname{Softmax}(x; \beta)_i = \frac{\exp(\beta x_i)}{\sum_j \exp(\beta x_j)}

    At 0 all numbers have the same probability, except those of minus infinity. At infinity the largest number has the
    probability 1, or divides it with its equals, and the derivatives are 0. With a negative one the result is that of
    the numbers with their signs changed.

    :param input: floating-point numbers, of any shape.
    :param dim: the dimension along which the probabilities have sum 1. Where none is given it is chosen as torch does,
        with a warning: 0 if there are no, one or three dimensions, otherwise 1.
    :param inverse_temperature: :math:`\beta`, any number, infinity too.
    :param dtype: convert the input to this dtype first.
    :returns: a tensor of the same shape, and of the same dtype if none is given.
    :raises TypeError: if ``input``, converted to ``dtype`` where it is given, is not a tensor of floating-point
        numbers.
    :raises ValueError: if ``inverse_temperature`` is NaN.
    :raises IndexError: if ``input`` has no dimension ``dim``.

    >>> softmax(torch.tensor([0.0, 1000.0, 1000.0]), dim=0)
    tensor([0.0000, 0.5000, 0.5000])
    >>> x = torch.tensor([0.0, 2.0, 2.0, 1.0])
    >>> softmax(x, dim=0, inverse_temperature=0), softmax(x, dim=0, inverse_temperature=torch.inf)
    (tensor([0.2500, 0.2500, 0.2500, 0.2500]), tensor([0.0000, 0.5000, 0.5000, 0.0000]))

    John Bridle, *Probabilistic interpretation of feedforward classification network outputs*, Neurocomputing, 1990.
    """
    return _along("softmax", input, dim, inverse_temperature, dtype)


@overridable
def log_softmax(
    input: Tensor, dim: int | None = None, *, inverse_temperature: float = 1.0, dtype: torch.dtype | None = None
) -> Tensor:
    r"""Logarithms of the probabilities of softmax, for losses rather than for layers.

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
    :param dim: the dimension along which the probabilities have sum 1; None chooses as in :func:`softmax`.
    :param inverse_temperature: :math:`\beta`, any number, infinity too.
    :param dtype: convert the input to this dtype first.
    :returns: a tensor of the same shape, and of the same dtype if none is given.
    :raises TypeError: if ``input``, converted to ``dtype`` where it is given, is not a tensor of floating-point
        numbers.
    :raises ValueError: if ``inverse_temperature`` is NaN.
    :raises IndexError: if ``input`` has no dimension ``dim``.

    >>> log_softmax(torch.tensor([0.0, 1000.0, 1000.0]), dim=0)
    tensor([-1.0007e+03, -6.9315e-01, -6.9315e-01])
    >>> log_softmax(torch.tensor([0.0, 1000.0, 1000.0]), dim=0, inverse_temperature=0.01)
    tensor([-10.6932,  -0.6932,  -0.6932])

    John Bridle, *Probabilistic interpretation of feedforward classification network outputs*, Neurocomputing, 1990.
    """
    return _along("log_softmax", input, dim, inverse_temperature, dtype)


def _along(
    function: str, input: Tensor, dim: int | None, inverse_temperature: float, dtype: torch.dtype | None
) -> Tensor:
    """Softmax or its logarithm along a dimension, of the numbers times the inverse temperature."""
    if dtype is not None:
        require_ordered(function, input)
        input = input.to(dtype)
    require_floating(function, input)
    known = -inf <= inverse_temperature <= inf  # torch.compile does not know isnan of a number that changes
    require_parameter(function, "inverse_temperature", inverse_temperature, "a number, perhaps infinity", known)
    if dim is None:
        dim = default_dimension(input)
        warnings.warn(
            f"{function} chooses dim={dim} for an input {tuple(input.shape)}, as torch does. Say it: dim={dim}",
            stacklevel=4,
        )
    require_dimension(function, dim, input)
    x = to_compute_dtype(_tempered(-input if function == "softmin" else input, dim, inverse_temperature))
    of = sharded_classes if along_shards(x, dim) else exact_softmax
    y: Tensor = of.log_softmax(x, dim) if function == "log_softmax" else of.softmax(x, dim)
    return y if y.dtype == input.dtype else y.to(input.dtype)


def _tempered(x: Tensor, dim: int, inverse_temperature: float) -> Tensor:
    """The numbers times the inverse temperature, up to a shift, which changes no probability."""
    if inverse_temperature < 0:
        x, inverse_temperature = -x, -inverse_temperature
    if inverse_temperature == 1 or x.numel() == 0:
        return x
    # A product would lose digits that the differences have. Halves have no difference that overflows.
    x = to_compute_dtype(x)
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
        """The probabilities along the channels, dimension −3."""
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
