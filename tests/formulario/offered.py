"""What the library offers, read from the library."""

import formulario as F


def offered(part: str) -> list[str]:
    """The public names of a part, ``activations`` or ``losses``."""
    homes = {name: getattr(value, "__module__", "") for name, value in vars(F).items()}
    return [name for name, home in homes.items() if home.startswith(f"formulario.{part}.")]
