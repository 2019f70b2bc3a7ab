"""The script and the notebook that a reader downloads: in the language of the page, and without Sphinx's markup."""

from __future__ import annotations

import json
import re
from functools import cache, partial
from pathlib import Path

from sphinx.application import Sphinx
from sphinx_gallery.notebook import jupyter_notebook
from sphinx_gallery.py_source_parser import Block

from _ext.catalogues import FIGURES, SCRIPTS, Catalogue
from _ext.install_cell import install_cell
from _ext.measurements import NotMeasured, spread, written
from _ext.script_runs import Run, record_of
from _ext.scripts import as_script, refilled, translated_blocks
from _ext.translations import catalogue_of
from _ext.wording import wording

ROLE = re.compile(r":(?P<role>[a-z:]+):`(?P<text>[^`<]*)(?:<(?P<target>[^`>]*)>)?`")
NUMBERS = {"value": written, "spread": spread}


def write(script: Path, copy: Path, app: Sphinx) -> None:
    """Write both files in a folder of the language, beside the script's copy, whose name they keep."""
    said = partial(plain, copy=copy, app=app)
    page = catalogue_of(_docname(copy, app), app)
    blocks = [
        Block(kind, refilled(ROLE.sub(said, content)) if kind == "text" else content, line)
        for kind, content, line in translated_blocks(script, page, wording_of(copy, app))
    ]
    conf = {**app.config.sphinx_gallery_conf, "first_notebook_cell": install_cell(app.config.eqcheck_library)}
    notebook = jupyter_notebook(blocks, conf, copy.parent)
    file = copy.parent / app.config.language / copy.name
    file.parent.mkdir(exist_ok=True)
    _write(file, as_script(blocks))
    _write(file.with_suffix(".ipynb"), json.dumps(notebook, indent=1, ensure_ascii=False))


def _write(file: Path, text: str) -> None:
    """Write only what is new: a page that offers the file for download is read again by its date."""
    if not file.exists() or file.read_text("utf-8") != text:
        file.write_text(text, "utf-8")


def texts_of(copy: Path) -> list[str]:
    """What a script drew, recorded and claimed, if it has been run."""
    run = Run.of(copy)
    return run.texts() if run else []


def wording_of(copy: Path, app: Sphinx) -> dict[str, str]:
    """What a script says in the language of the build."""
    figures, scripts = catalogue_of(FIGURES, app), catalogue_of(SCRIPTS, app)
    files = (copy, record_of(copy), figures.path, scripts.path)
    return _wording(copy, figures, scripts, tuple(file.stat().st_mtime_ns for file in files if file.exists()))


@cache
def _wording(copy: Path, figures: Catalogue, scripts: Catalogue, changed: tuple[int, ...]) -> dict[str, str]:
    """It takes long to find, and is asked for several times."""
    return wording(copy, texts_of(copy), figures, scripts)


def plain(match: re.Match[str], copy: Path, app: Sphinx) -> str:
    """A role as the text that its page shows, as near as can be without the page."""
    role, text, target = match["role"], " ".join(match["text"].split()), match["target"]
    if role in NUMBERS:
        return _number(role, text, copy, app.config.language)
    if role == "math":
        return f"${text}$"
    if role == "doc":
        return text if target else _title(text, copy, app)
    if role in ("eq", "ref", "numref"):
        return text
    name = target or text
    return f"``{name.rpartition('.')[2] if name.startswith('~') else name}``"


def _number(role: str, name: str, copy: Path, language: str) -> str:
    run = Run.of(copy)
    try:
        return NUMBERS[role](run.measured[name], language) if run else name
    except (KeyError, NotMeasured):
        return name  # the page itself tells the author


def _title(document: str, copy: Path, app: Sphinx) -> str:
    """The title of a page that is named from a script's page."""
    folder = Path(app.srcdir) if document.startswith("/") else copy.parent
    page = folder / document.lstrip("/")
    source = next(file for ending in (".py", ".md", ".rst") if (file := page.with_suffix(ending)).exists())
    title = next(line for line in source.read_text("utf-8").splitlines() if line.strip('"# '))
    return catalogue_of(_docname(page, app), app).get(title.strip('"# '))


def _docname(copy: Path, app: Sphinx) -> str:
    return copy.resolve().relative_to(app.srcdir).with_suffix("").as_posix()
