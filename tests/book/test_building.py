"""Builds of the small book: what is drawn and when, what stops the build, and that it stays stopped."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from joblib import cpu_count

SCRIPT = "gallery/waves/plot_wave.py"
FIGURES = "book/locale/it/LC_MESSAGES/figures.po"
PAGE = "book/locale/it/LC_MESSAGES/index.po"
RUNS = re.compile(r"successfully executed (\d+) out of")


def runs(built) -> int:
    """How many scripts a build has run."""
    assert built.returncode == 0, built.stderr
    return int(RUNS.search(built.stdout)[1])


def page(book, language: str, name: str) -> str:
    return (book.root / f"build/html/{language}/{name}.html").read_text("utf-8")


def test_english_draws_and_italian_shows(book):
    assert runs(book.build()) == 1
    assert runs(book.build("it")) == 0
    assert runs(book.build()) == 0

    english, italian = page(book, "en", "index"), page(book, "it", "index")
    assert 'src="_images/sphx_glr_plot_wave_001.svg"' in english and 'alt="A wave."' in english
    assert 'src="_images/sphx_glr_plot_wave_001.it.svg"' in italian and 'alt="Un’onda."' in italian
    assert '<html lang="it"' in italian

    script = page(book, "it", "gallery/waves/plot_wave")
    assert "# quattro passi" in script and "# four steps" not in script
    assert 'alt="Una linea che sale e scende."' in script
    assert "Scarica lo script: plot_wave.py" in script and "Download" not in script
    assert "Download the notebook: plot_wave.ipynb" in page(book, "en", "gallery/waves/plot_wave")
    gallery = page(book, "it", "gallery/index")
    assert "Un’onda" in gallery and "A wave" not in gallery and "goes up" not in gallery

    assert book.figure(".svg").read_bytes() != book.figure(".it.svg").read_bytes()
    (offered,) = (book.root / "build/html/it/_downloads").rglob("plot_wave.ipynb")
    cells = [line for cell in json.loads(offered.read_text("utf-8"))["cells"] for line in cell["source"]]
    assert any("Sale e scende." in text for text in cells) and any("# quattro passi" in text for text in cells)


@pytest.mark.skipif(cpu_count() < 2, reason="one core runs one script")
def test_scripts_are_run_side_by_side(book):
    """Each waits for the other one, which is in another folder; the bar counts those that are done."""
    shutil.copytree(book.root / "gallery/waves", book.root / "gallery/lines")
    (book.root / "gallery/lines/plot_wave.py").rename(book.root / "gallery/lines/plot_line.py")
    for own, other in (("waves/plot_wave", "plot_line"), ("lines/plot_line", "plot_wave")):
        wait = f"""
import pathlib, time
pathlib.Path("{book.root}/{Path(own).name}.begun").touch()
end = time.monotonic() + 200
while not pathlib.Path("{book.root}/{other}.begun").exists():
    assert time.monotonic() < end, "the other script does not run"
    time.sleep(0.1)
plt.show()
"""
        book.change(f"gallery/{own}.py", "plt.show()", wait)
    built = book.build()
    assert runs(built) == 2
    assert re.findall(r"running scripts... \[ *(\d+)%\]", built.stdout) == ["50", "100"]


def test_when_nothing_changes_no_page_is_read(book):
    for language in ("en", "it"):
        book.build(language)
        built = book.build(language)
        assert runs(built) == 0 and "0 added, 0 changed, 0 removed" in built.stdout
        assert "writing output... [" not in built.stdout


def test_a_figure_follows_what_it_was_drawn_from(book):
    assert runs(book.build()) == 1
    drawn = book.figure().read_bytes()

    book.change("lib/waves/unused.py", "None", "0")
    book.change("book/index.md", "The height", "The height,")
    assert runs(book.build()) == 0

    book.change("lib/waves/heights.py", "1", "2")
    assert runs(book.build()) == 1
    assert book.figure().read_bytes() != drawn
    assert (book.root / "build/html/en/_images" / book.figure().name).read_bytes() == book.figure().read_bytes()


def test_a_figure_follows_what_was_measured(book):
    measured = book.root / "benchmarks/results/heights.json"
    measured.parent.mkdir(parents=True)
    measured.write_text("[2, 1]", "utf-8")
    book.change("gallery/waves/plot_wave.py", "figure, axes", f'heights = open("{measured}").read()\nfigure, axes')
    assert runs(book.build()) == 1
    assert runs(book.build()) == 0
    measured.write_text("[3, 1]", "utf-8")
    assert runs(book.build()) == 1


def test_a_word_of_a_figure_redraws_it(book):
    book.build()
    english, italian = book.figure().read_bytes(), book.figure(".it.svg").read_bytes()
    book.change(FIGURES, "tempo", "istante")
    assert runs(book.build()) == 1
    assert book.figure().read_bytes() == english
    assert book.figure(".it.svg").read_bytes() != italian


def test_a_script_that_fails_stops_every_build_and_leaves_no_figure(book):
    book.build()
    book.change(
        SCRIPT, "plt.show()", "plt.show()\n\n# %%\n# More.\n\nplt.figure(num='Another.')\nraise ValueError('no')"
    )
    for _ in range(2):
        built = book.build()
        assert built.returncode != 0 and "ValueError" in built.stdout + built.stderr
    assert not book.figure(".part").exists()
    book.change(SCRIPT, "raise ValueError('no')", "")
    assert runs(book.build()) == 1


def test_figures_that_are_drawn_no_more_are_removed(book):
    book.change(SCRIPT, "plt.show()", "plt.figure(num='Another.')\nplt.show()")
    book.build()
    second = book.figure().with_name("sphx_glr_plot_wave_002.svg")
    assert second.exists()
    book.change(SCRIPT, "plt.figure(num='Another.')\n", "")
    assert runs(book.build()) == 1
    assert book.figure().exists() and not second.exists()


def test_a_script_that_is_gone_takes_its_page_with_it(book):
    book.build()
    (book.root / SCRIPT).rename(book.root / "gallery/waves/plot_line.py")
    book.change("book/index.md", "plot_wave", "plot_line")
    assert runs(book.build()) == 1
    assert not book.figure().exists()


def test_every_figure_is_described(book):
    book.change(SCRIPT, 'figure.set_label("A line that goes up and down.")\n', "")
    built = book.build()
    assert built.returncode != 0 and "every figure says in words what it shows" in built.stdout + built.stderr


def stopped(book, expected: str) -> None:
    """The Italian book is refused, and refused again when nothing has changed since."""
    book.build()
    for _ in range(2):
        built = book.build("it")
        assert built.returncode == 1
        assert expected in built.stderr, built.stderr


def test_a_missing_translation_stops_the_build(book):
    book.change("book/index.md", "where $h > 0$.", "where $h > 0$.\n\nNobody has translated this.")
    stopped(book, "book/index.md:6: WARNING: not translated in book/locale/it/LC_MESSAGES/index.po: 'Nobody has")


def test_a_fuzzy_translation_stops_the_build(book):
    book.change(PAGE, 'msgid "The height', '#, fuzzy\nmsgid "The height')
    stopped(book, "book/index.md:3: WARNING: the translation is marked fuzzy in book/locale/it/LC_MESSAGES/index.po:10")


def test_an_obsolete_translation_stops_the_build(book):
    book.change(PAGE, 'msgid "A wave."', 'msgid "Gone."\nmsgstr "Andato."\n\nmsgid "A wave."')
    stopped(book, "book/locale/it/LC_MESSAGES/index.po:12: WARNING: nothing in the book says this any more: 'Gone.'")


def test_words_of_figures_comments_and_gallery_pages_are_asked_for(book):
    book.change(FIGURES, 'msgstr "tempo $t$"', 'msgstr ""')
    book.change("book/locale/it/LC_MESSAGES/scripts.po", 'msgstr "quattro passi"', 'msgstr ""')
    book.change("book/locale/it/LC_MESSAGES/gallery/waves/plot_wave.po", 'msgstr "Sale e scende."', 'msgstr ""')
    book.build()
    errors = book.build("it").stderr
    assert f"{SCRIPT}:15: WARNING: not translated in {FIGURES}: 'time $t$'" in errors
    assert f"{SCRIPT}:13: WARNING: not translated in book/locale/it/LC_MESSAGES/scripts.po: 'four steps'" in errors
    assert f"{SCRIPT}:5: WARNING: not translated in" in errors


def test_a_catalogue_without_a_page_stops_the_build(book):
    (book.root / PAGE).with_name("gone.po").write_text((book.root / PAGE).read_text("utf-8"), "utf-8")
    stopped(book, "book/locale/it/LC_MESSAGES/gone.po:1: WARNING: no page of this name")


def test_the_builder_of_catalogues_asks_for_what_the_gate_misses(book):
    book.change("book/index.md", "where $h > 0$.", "whenever $h > 0$.")
    book.change(PAGE, 'msgid "A wave."', 'msgid "Gone."\nmsgstr "Andato."\n\nmsgid "A wave."')
    assert book.build("it", builder="catalogues").returncode == 0
    written = (book.root / PAGE).read_text("utf-8")
    assert "Gone" not in written and '#, fuzzy\nmsgid "The height is $h$ whenever $h > 0$."' in written
    errors = book.build("it").stderr
    assert errors.count("WARNING") == 1 and "index.md:3: WARNING: the translation is marked fuzzy" in errors
