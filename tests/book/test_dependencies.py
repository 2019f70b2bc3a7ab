from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest
from _ext.dependencies import files_used

FILES = {
    "__init__": "from pack.one import first\nfrom pack.two import second\nfrom pack import tools\n",
    "one": "from pack.base import ZERO\n\ndef first():\n    return ZERO\n",
    "two": "from .base import ZERO\n\ndef second():\n    import pack.late\n    return ZERO\n",
    "base": "ZERO = 0\n",
    "late": "",
    "tools": "from pack.one import first\n\ndef draw():\n    return first()\n",
    "whole": "import pack\n\ndef draw():\n    return pack.first()\n",
}


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "pack").mkdir()
    for name, text in FILES.items():
        (tmp_path / "pack" / f"{name}.py").write_text(text, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield importlib.import_module("pack")
    for name in [name for name in sys.modules if name == "pack" or name.startswith("pack.")]:
        del sys.modules[name]


@pytest.mark.parametrize(
    ("script", "files"),
    [
        ("import pack as P\nP.first()", {"one", "base"}),
        ("import pack\npack.first()", {"one", "base"}),
        ("from pack import first", {"one", "base"}),
        ("from pack.one import first", {"one", "base"}),
        ("from pack import tools", {"tools", "one", "base"}),
        ("from pack.whole import draw", set(FILES)),
        ("import pack as P\nP.tools.draw()", {"tools", "one", "base"}),
        ("import pack as P\nP.first.__name__", {"one", "base"}),
        ("import pack as P\nprint(P)", set(FILES) - {"whole"}),
        ("import os\nos.path.join('a')", set()),
    ],
)
def test_files_behind_names(package, script: str, files: set[str]):
    importlib.import_module("pack.whole")
    assert {file.stem for file in files_used(script, package)} == files
