"""The wheels of the libraries, built with the book: what a reader installs to run its scripts.

They lie in ``downloads`` in the site of each language. Building them needs no network, and the same sources give the
same bytes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

FOLDER = "downloads"
"""Where a site has what its readers take home."""
SOURCES = {
    "formulario": (".", ("pyproject.toml", "README.md", "LICENSE", "lib/formulario")),
    "eqcheck": ("lib/eqcheck", (".",)),
}
"""For each distribution the folder of its project, and what of that belongs to it."""
LEFT_OVER = shutil.ignore_patterns("__pycache__", "*.egg-info", "build")
BUILD = "import sys; from setuptools.build_meta import build_wheel; build_wheel(sys.argv[1])"
EPOCH = "315532800"  # an archive can tell no time before 1980


def folder_of(root: Path) -> Path:
    """Where the wheels are kept between builds."""
    return root / "build" / "wheels"


def wheel_of(root: Path, name: str) -> Path:
    """The wheel of a distribution, which has been built."""
    return next(folder_of(root).glob(f"{name}-*.whl"))


def build_wheels(root: Path) -> None:
    """Build each wheel of the repository whose sources are newer than it."""
    for name in SOURCES:
        files = list(_files(root, name))
        wheels = list(folder_of(root).glob(f"{name}-*.whl"))
        newest = max(file.stat().st_mtime for file in files)
        if not wheels or min(wheel.stat().st_mtime for wheel in wheels) < newest:
            for wheel in wheels:
                wheel.unlink()
            _build(root, name)


def _files(root: Path, name: str) -> Iterator[Path]:
    folder, parts = SOURCES[name]
    for part in parts:
        path = root / folder / part
        inside = path.rglob("*") if path.is_dir() else [path]
        yield from (file for file in inside if file.is_file() and file.suffix != ".pyc" and "egg-info" not in str(file))


def _build(root: Path, name: str) -> None:
    """Build from a copy, since a build leaves files behind."""
    folder, parts = SOURCES[name]
    folder_of(root).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as copy:
        for part in parts:
            source, target = root / folder / part, Path(copy) / part
            if source.is_dir():
                shutil.copytree(source, target, ignore=LEFT_OVER, dirs_exist_ok=True)
            else:
                shutil.copy(source, target)
        command = [sys.executable, "-c", BUILD, str(folder_of(root))]
        environment = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH}
        done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"the wheel of {name} cannot be built:\n{done.stderr}")


def _before(app: Sphinx) -> None:
    build_wheels(Path(app.confdir))


def _after(app: Sphinx, exception: Exception | None) -> None:
    if exception is None and app.builder.name == "html":
        site = Path(app.outdir) / FOLDER
        shutil.rmtree(site, ignore_errors=True)
        shutil.copytree(folder_of(Path(app.confdir)), site)


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("builder-inited", _before, priority=650)  # before scripts and notebooks are written
    app.connect("build-finished", _after)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
