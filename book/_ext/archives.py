"""All scripts in one archive, and all notebooks in another, in the language of the site, with the library's wheel."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from _ext.wheels import FOLDER, wheel_of

ENDINGS = {"scripts": ".py", "notebooks": ".ipynb"}
TIME = (1980, 1, 1, 0, 0, 0)  # the same files give the same bytes


def name_of(kind: str, app: Sphinx) -> str:
    """The name of an archive, by which those of two languages differ."""
    return f"{app.config.eqcheck_library}-{kind}-{app.config.language}.zip"


def files(kind: str, app: Sphinx) -> Iterator[tuple[Path, str]]:
    """What goes into an archive, and where: a folder for each chapter, and the wheel above them."""
    wheel = wheel_of(Path(app.confdir), app.config.eqcheck_library)
    yield wheel, wheel.name
    gallery = Path(app.srcdir) / "gallery"
    for file in sorted(gallery.glob(f"*/{app.config.language}/plot_*{ENDINGS[kind]}")):
        yield file, f"{file.parents[1].name}/{file.name}"


def _write(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.name != "html":
        return
    for kind in ENDINGS:
        folder = Path(name_of(kind, app)).stem
        with zipfile.ZipFile(Path(app.outdir) / FOLDER / name_of(kind, app), "w", zipfile.ZIP_DEFLATED) as archive:
            for file, place in files(kind, app):
                entry = zipfile.ZipInfo(f"{folder}/{place}", TIME)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, file.read_bytes())


def setup(app: Sphinx) -> dict[str, Any]:
    app.setup_extension("_ext.wheels")
    app.connect("build-finished", _write, priority=600)  # after the wheels were copied
    return {"parallel_read_safe": True, "parallel_write_safe": True}
