"""The gallery: scripts are run once, in English, and shown in every language.

Around sphinx-gallery's own work, in this order:

1. Whatever was drawn from code or words that have changed since is forgotten, so that it is drawn again.
2. The scripts that are not drawn are run; :mod:`_ext.drawings` saves and records their figures. sphinx-gallery then
   makes the pages that list them.
3. What each new run depends on is added to its record; :mod:`_ext.thumbnails` makes the pictures on the cards.
4. Scripts and notebooks are written for download, and in a translation the messages of scripts and figures checked.

The pages are those of :mod:`_ext.gallery_pages`.
"""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx_gallery.gen_rst import md5sum_is_current

from _ext import downloads
from _ext.catalogues import FIGURES, SCRIPTS, Catalogue, Message, place
from _ext.dependencies import files_used
from _ext.languages import SOURCE, TRANSLATIONS
from _ext.running import run_all
from _ext.script_runs import Run, record_of
from _ext.translations import catalogue_of, check, report
from _ext.wording import messages, slips


def scripts_of(app: Sphinx) -> dict[Path, Path]:
    """The scripts of the gallery, each with its copy in the book."""
    gallery = Path(app.confdir) / "gallery"
    return {
        script: Path(app.srcdir) / "gallery" / script.relative_to(gallery)
        for script in sorted(gallery.rglob("plot_*.py"))
    }


def forget_what_changed(app: Sphinx) -> None:
    """Remove what is not as it was drawn, with all that was made of it, and what belongs to no script any more."""
    scripts = scripts_of(app)
    figures = {language: catalogue_of(FIGURES, app, language) for language in TRANSLATIONS}
    for script, copy in scripts.items():
        if copy.exists() and not _is_current(script, copy, figures):
            _forget(copy)
    known = {record_of(copy): copy for copy in scripts.values()}
    for record in (Path(app.srcdir) / "gallery").rglob("*.run.json"):
        if record not in known:
            _forget(record.with_name(record.name.replace(".run.json", ".py")))


def _is_current(script: Path, copy: Path, figures: dict[str, Catalogue]) -> bool:
    run = Run.of(copy)
    return (
        run is not None
        and bool(run.sources)
        and script.read_bytes() == copy.read_bytes()
        and md5sum_is_current(copy, mode="t")
        and (not run.descriptions or run.words.keys() == figures.keys())
        and all(_hash(Path(file)) == content for file, content in run.sources.items())
        and all(
            figures[language].get(text) == drawn
            for language, words in run.words.items()
            for text, drawn in words.items()
        )
    )


def _forget(copy: Path) -> None:
    for file in (*copy.parent.glob(f"**/{copy.stem}.*"), *copy.parent.glob(f"images/**/sphx_glr_{copy.stem}_*")):
        file.unlink()


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.exists() else "gone"


def run_what_is_new(app: Sphinx) -> None:
    """Run the scripts that have no copy in the book, and so were never run or are forgotten."""
    if _plots(app):
        run_all({script: copy for script, copy in scripts_of(app).items() if not copy.exists()}, _gallery(app))


def _gallery(app: Sphinx) -> dict[str, Any]:
    conf: dict[str, Any] = app.config.sphinx_gallery_conf
    return conf


def _plots(app: Sphinx) -> bool:
    return app.config.plot_gallery not in (False, "0", "False")


def complete_records(app: Sphinx) -> None:
    """Add to the records of this build's runs what they depend on."""
    for copy in scripts_of(app).values():
        run = Run.of(copy)
        if run is not None and not run.sources:
            run.sources = {str(file): _hash(file) for file in sorted(_sources(copy, app))}
            run.write(copy)
            _gallery(app)["stale_examples"].remove(str(copy))  # sphinx-gallery found it done, and would say so
            _gallery(app)["passing_examples"].append(str(copy))


def _sources(copy: Path, app: Sphinx) -> Iterator[Path]:
    """The files whose change makes a run an old one: of the library, its style, the versions, what was measured."""
    library = importlib.import_module(app.config.eqcheck_library)
    script = copy.read_text("utf-8")
    yield from files_used(script, library)
    yield from (file for file in Path(app.confdir).glob("benchmarks/results/*.json") if file.name in script)
    yield from Path(library.__file__ or "").parent.glob("*.mplstyle")
    yield Path(app.confdir) / "requirements.txt"


def offer_downloads(app: Sphinx) -> None:
    """Write the script and the notebook of each page, and check that a translation of them lacks nothing."""
    scripts = scripts_of(app)
    for script, copy in scripts.items():
        downloads.write(script, copy, app)
    if app.config.language != SOURCE and _plots(app):
        check(SCRIPTS, script_messages(app), app)
        check(FIGURES, figure_messages(app), app)
        for script, copy in scripts.items():
            for slip in slips(script, downloads.texts_of(copy), downloads.wording_of(copy, app)):
                report(slip, app)


def script_messages(app: Sphinx) -> list[Message]:
    """What a translator has to say of the code of all scripts."""
    figures = catalogue_of(FIGURES, app)
    return [
        message
        for script, copy in scripts_of(app).items()
        for message in messages(script, downloads.texts_of(copy), figures)
    ]


def figure_messages(app: Sphinx) -> list[Message]:
    """The words in the figures and the descriptions of the figures, from what was drawn last."""
    return [
        Message(text, script, place(text, script) or 1)
        for script, copy in scripts_of(app).items()
        if (run := Run.of(copy))
        for text in run.texts()
    ]


def setup(app: Sphinx) -> dict[str, Any]:
    app.setup_extension("_ext.gallery_pages")
    app.setup_extension("_ext.thumbnails")
    app.connect("builder-inited", forget_what_changed, priority=100)
    app.connect("builder-inited", run_what_is_new, priority=200)
    app.connect("builder-inited", complete_records, priority=600)  # sphinx-gallery comes at 500
    app.connect("builder-inited", offer_downloads, priority=700)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
