r"""The inverse temperature of a softmax, changed step by step while a network learns."""

from math import isfinite
from typing import Any

from torch import nn

from formulario._core.arguments import require_option, require_parameter

__all__ = ["Annealing"]


class Annealing:
    r"""Schedule that changes the inverse temperature of softmax modules: soft at first, harder and harder then.

    After :math:`t` of :math:`T` steps, from :math:`a` to :math:`b`, the inverse temperature is a geometric mean of the
    two, so that each step multiplies it by the same factor:

    .. equation::
       :label: exponential_annealing
       :kind: identity
       :where: a, b in 1/4, 1, 8; T integer in [1, 5]; t integer in [0, 5]; t <= T

       a^{1 - t / T} b^{t / T} = a \left( \frac{b}{a} \right)^{t / T}

    Or, if ``kind`` is ``"linear"``, each step adds the same amount:

    .. equation::
       :label: linear_annealing
       :kind: identity
       :where: a, b in 1/4, 1, 8; T integer in [1, 5]; t integer in [0, 5]; t <= T

       \left( 1 - \frac{t}{T} \right) a + \frac{t}{T} b = a + \frac{t}{T} (b - a)

    :param module: a network; of all modules in it that have an ``inverse_temperature``, such as :class:`Softmax`, it
        is set, to ``start`` at once.
    :param start: the first inverse temperature :math:`a`, a finite number; positive if ``kind`` is ``"exponential"``.
    :param end: the last one, :math:`b`, of the same kind. After ``steps`` steps it stays.
    :param steps: the number :math:`T` of steps, an integer of 1 or more.
    :param kind: ``"exponential"`` or ``"linear"``.
    :raises ValueError: if no module has an inverse temperature, or if an argument is out of its domain.

    Call :meth:`step` after each step of the optimiser.

    >>> import torch
    >>> from formulario import Softmax
    >>> softmax = Softmax(dim=0)
    >>> annealing = Annealing(softmax, start=0.5, end=8, steps=4)
    >>> for _ in range(5):
    ...     print(round(softmax.inverse_temperature, 3), softmax(torch.tensor([0.0, 1.0])))
    ...     annealing.step()
    0.5 tensor([0.3775, 0.6225])
    1.0 tensor([0.2689, 0.7311])
    2.0 tensor([0.1192, 0.8808])
    4.0 tensor([0.0180, 0.9820])
    8.0 tensor([3.3535e-04, 9.9966e-01])

    Kenneth Rose, Eitan Gurewitz and Geoffrey Fox, *A deterministic annealing approach to clustering*, Pattern
    Recognition Letters 11, 1990.
    """

    def __init__(
        self, module: nn.Module, start: float, end: float, steps: int, kind: str = "exponential"
    ) -> None:
        self.modules: list[Any] = [one for one in module.modules() if hasattr(one, "inverse_temperature")]
        if not self.modules:
            raise ValueError(
                "Annealing needs a module with an inverse temperature; a network without one came. "
                "Give it a formulario.Softmax"
            )
        require_option("Annealing", "kind", kind, ("exponential", "linear"))
        rule = "a finite number" + ", more than 0" * (kind == "exponential")
        for name, value in (("start", start), ("end", end)):
            holds = isfinite(value) and (value > 0 or kind == "linear")
            require_parameter("Annealing", name, value, rule, holds)
        require_parameter("Annealing", "steps", steps, "an integer of 1 or more", isinstance(steps, int) and steps >= 1)
        self.start, self.end, self.steps, self.kind = start, end, steps, kind
        self.taken = 0
        self._set()

    def step(self) -> None:
        """Go one step on. After the last one nothing changes."""
        self.taken = min(self.taken + 1, self.steps)
        self._set()

    def state_dict(self) -> dict[str, Any]:
        """What :meth:`load_state_dict` needs to go on from here.

        :returns: the steps taken and the settings, as plain numbers and a string.
        """
        return {name: getattr(self, name) for name in STATE}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go to the place of a state, with its settings.

        :param state: what :meth:`state_dict` returned.
        :raises ValueError: if something is missing in the state.
        """
        if missing := [name for name in STATE if name not in state]:
            raise ValueError(
                f"Annealing loads a state that state_dict() made; one without {', '.join(missing)} came. "
                "Load that of another Annealing"
            )
        for name in STATE:
            setattr(self, name, state[name])
        self._set()

    @property
    def inverse_temperature(self) -> float:
        """The present one."""
        part = self.taken / self.steps
        if self.kind == "linear":
            return (1 - part) * self.start + part * self.end
        return float(self.start ** (1 - part) * self.end**part)

    def _set(self) -> None:
        for module in self.modules:
            module.inverse_temperature = self.inverse_temperature


STATE = ("start", "end", "steps", "kind", "taken")
