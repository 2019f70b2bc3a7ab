"""What Sphinx remembers of a build counts only once that build has ended without a warning.

Sphinx warns of a page when it reads it, and does not read it again until it changes: a second build with ``-W`` would
pass. So after a build that warned, failed or was broken off, the next one reads everything again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import ENV_PICKLE_FILENAME, Sphinx
from sphinx.builders import Builder


def _files(app: Sphinx) -> tuple[Path, Path]:
    kept = Path(app.doctreedir) / ENV_PICKLE_FILENAME
    return kept, kept.with_suffix(".pending")


def _set_aside(app: Sphinx, builder: Builder) -> None:
    kept, pending = _files(app)
    if kept.exists():
        kept.replace(pending)


def _has_warned(app: Sphinx) -> bool:
    """Whether the build has warned; Sphinx tells it in public only when the build is over."""
    return app._warncount > 0


def _settle(app: Sphinx, exception: Exception | None) -> None:
    kept, pending = _files(app)
    clean = exception is None and not _has_warned(app)
    if clean and pending.exists():
        pending.replace(kept)
    elif not clean:
        kept.unlink(missing_ok=True)
    pending.unlink(missing_ok=True)


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("write-started", _set_aside)
    app.connect("build-finished", _settle, priority=999)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
