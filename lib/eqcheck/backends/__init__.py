"""What runs the code of a library: torch, numpy or plain Python, each loaded only when it is asked for."""
from __future__ import annotations

from typing import TYPE_CHECKING

from eqcheck.syntax.errors import nearest

if TYPE_CHECKING:
    from eqcheck.semantics.backend import Backend

BACKENDS = ("torch", "numpy", "python")


def load_backend(name: str) -> Backend:
    """The backend of this name.

    >>> [form.name for form in load_backend("python").formats]
    ['float64']

    :raises LookupError: if there is none, or what it needs is not installed.
    """
    try:
        if name == "torch":
            from eqcheck.backends.torch.runs import TorchBackend

            return TorchBackend()
        if name == "numpy":
            from eqcheck.backends.numpy import NumpyBackend

            return NumpyBackend()
        if name == "python":
            from eqcheck.backends.python import PythonBackend

            return PythonBackend()
    except ImportError as error:
        raise LookupError(f"the backend {name} cannot be loaded: {error}; `pip install {name}`") from error
    hint = nearest(name, BACKENDS) or f"choose one of {', '.join(BACKENDS)}"
    raise LookupError(f"no backend {name!r}: {hint}")
