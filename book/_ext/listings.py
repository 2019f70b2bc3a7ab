"""The pages that list the library's source, found without importing it: only reading docstrings needs torch."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.pycode import ModuleAnalyzer


def source_of(app: Sphinx, module: str) -> tuple[str, dict[str, Any]] | None:
    """Code and definitions of a module, for ``sphinx.ext.viewcode``; None leaves it to viewcode, which imports."""
    package, *names = module.split(".")
    spec = importlib.util.find_spec(package)
    for folder in spec.submodule_search_locations or () if spec else ():
        path = Path(folder, *names)
        for file in (path / "__init__.py", path.parent / f"{path.name}.py"):
            if file.is_file():
                analyzer = ModuleAnalyzer.for_file(file, module)
                analyzer.find_tags()
                return analyzer.code, analyzer.tags
    return None


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("viewcode-find-source", source_of)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
