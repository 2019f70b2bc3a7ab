from pathlib import Path

import pytest
from eqcheck.project.load import load_library

HERE = Path(__file__).parent


@pytest.fixture
def shelf(monkeypatch):
    """``shelf(name)`` is the library in the folder of that name; ``shelf(name, f=…)`` has other code for some."""
    monkeypatch.syspath_prepend(HERE)

    def load(name, backend="", **functions):
        library = load_library(name, HERE, backend)
        for function, code in functions.items():
            monkeypatch.setattr(library.functions, function, code)
        return library

    return load
