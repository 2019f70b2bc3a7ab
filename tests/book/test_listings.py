from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from _ext.listings import source_of

ROOT = Path(__file__).parents[2]


def test_the_source_of_a_module():
    code, tags = source_of(None, "formulario.activations.rectifiers")
    kind, first, _ = tags["relu"]
    decorator, definition = code.splitlines()[first - 1 : first + 1]
    assert kind == "def" and decorator == "@overridable" and definition.startswith("def relu(")


def test_a_module_that_is_not_there_is_left_to_viewcode():
    assert source_of(None, "formulario.activations.nowhere") is None
    assert source_of(None, "nowhere.at_all") is None


def test_nothing_is_imported():
    look = "from _ext.listings import source_of as s; s(None, 'formulario.activations.rectifiers')"
    folders = os.pathsep.join(str(ROOT / folder) for folder in ("lib", "book"))
    subprocess.run(
        [sys.executable, "-c", f"{look}; import sys; assert 'torch' not in sys.modules"],
        env={**os.environ, "PYTHONPATH": folders}, check=True,
    )  # fmt: skip
