"""Modules are made of their function: options, documentation, and what a user may do with them."""

import formulario as F
import torch
from formulario._core.modules import Activation
from torch import Tensor


def scaled(input: Tensor, factor: float = 2.0, hidden: int = 0) -> Tensor:
    """Numbers times a factor.

    :param input: numbers.
    :param factor: what they are multiplied by,
        on two lines.
    :param hidden: what the module does not offer.
    """
    return input * factor + hidden


class Scaled(Activation, function=scaled):
    """Module of :func:`scaled`.

    >>> Scaled(3.0)(torch.ones(1))
    tensor([3.])
    """

    def __init__(self, factor: float = 2.0) -> None:
        super().__init__()
        self.factor = factor


def test_the_docstring_takes_over_the_options_of_the_constructor():
    assert Scaled.__doc__ == (
        "Module of :func:`scaled`.\n\n"
        ":param factor: what they are multiplied by,\n    on two lines.\n\n"
        ">>> Scaled(3.0)(torch.ones(1))\ntensor([3.])"
    )


def test_options_are_read_when_it_is_called():
    module = Scaled()
    assert repr(module) == "Scaled(factor=2.0)" and module(torch.ones(1)) == 2
    module.factor = 5.0
    assert repr(module) == "Scaled(factor=5.0)" and module(torch.ones(1)) == 5


def test_a_subclass_keeps_the_function():
    class Shouting(F.LeakyReLU):
        """One of a user's own."""

        def __init__(self, loudness: float) -> None:
            super().__init__(negative_slope=1 / loudness)

    module = Shouting(4.0)
    assert isinstance(module, F.LeakyReLU) and repr(module) == "Shouting(negative_slope=0.25)"
    assert module(torch.tensor(-1.0)) == -0.25
    assert Shouting.__doc__ == "One of a user's own."


def test_random_slopes_are_drawn_in_training_only():
    module, input = F.RReLU(0.0, 1.0), torch.full((100,), -1.0)
    assert len(module(input).unique()) > 50
    assert module.eval()(input).unique().tolist() == [-0.5]


def test_class_weights_are_a_buffer():
    module = F.CrossEntropyLoss(weight=torch.ones(3))
    assert [name for name, _ in module.named_buffers()] == ["weight"]
    assert module.double().weight.dtype == torch.float64
