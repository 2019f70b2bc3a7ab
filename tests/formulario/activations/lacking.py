"""An activation that torch lacks, written as the library's own are."""

import formulario as F
import torch
from formulario._core.arguments import require_floating
from formulario._core.autograd import pointwise
from formulario._core.modules import Activation
from formulario._core.overridable import overridable
from torch import Tensor


@overridable
def bipolar(input: Tensor, inplace: bool = False) -> Tensor:
    r"""Sigmoid stretched to the range from −1 to 1: :math:`2 \sigma(x) - 1`.

    :param input: floating-point numbers, of any shape.
    :param inplace: write the result over ``input``.

    ``\operatorname{Bipolar}`` is its title.
    """
    require_floating("bipolar", input)
    return pointwise(
        input,
        value=lambda x: torch.tanh(x / 2),
        slope=lambda x: 2 * F.sigmoid(x) * F.sigmoid(-x),
        inplace=inplace,
    )


class Bipolar(Activation, function=bipolar):
    """Module of :func:`bipolar`."""

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace
