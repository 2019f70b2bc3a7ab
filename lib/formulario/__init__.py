"""The functions of the book: ``import formulario as F`` gives them all, as ``F.relu(x)`` and as ``F.ReLU()``."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from formulario.activations import *  # noqa: F403

PARTS = ("activations", "losses")


def __getattr__(name: str) -> Any:
    # The parts are loaded with the first function asked for: reading the equations need not wait for torch.
    if name == "__all__":
        return __dir__()
    if not name.startswith("__"):
        for part in PARTS:
            if name in (module := import_module(f"formulario.{part}")).__all__:
                return getattr(module, name)
    raise AttributeError(f"module 'formulario' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(name for part in PARTS for name in import_module(f"formulario.{part}").__all__)
