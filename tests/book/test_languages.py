"""A third language is a folder of catalogues and one line; the words of the book's own code are in every catalogue."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

from _ext.languages import LANGUAGES, TRANSLATIONS, own_name

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def test_a_third_language_is_a_folder_and_one_line(book):
    """The Makefile builds it, scripts and figures are in it, and the start page leads to it."""
    assert book.build().returncode == 0
    shutil.copytree(ROOT / "book/_ext", book.root / "book/_ext")
    shutil.copytree(ROOT / "book/_templates", book.root / "book/_templates")
    shutil.copyfile(ROOT / "Makefile", book.root / "Makefile")
    shutil.copytree(HERE / "french", book.root / "book/locale/fr")
    book.change("book/_ext/languages.py", '"it")', '"it", "fr")')

    built = book.run("make", "html", f"VENV={sys.prefix}", f"PYTHON={sys.executable}")
    assert built.returncode == 0, built.stdout + built.stderr
    site = book.root / "build/html"
    pages = {language: (site / language / "index.html").read_text("utf-8") for language in ("en", "it", "fr")}
    assert "La hauteur est" in pages["fr"] and '<html lang="fr"' in pages["fr"]
    assert 'src="_images/sphx_glr_plot_wave_001.fr.svg"' in pages["fr"] and 'alt="Une onde."' in pages["fr"]
    assert "L’altezza è" in pages["it"] and "The height is" in pages["en"]
    script = (site / "fr/gallery/waves/plot_wave.html").read_text("utf-8")
    assert "# quatre pas" in script and "Télécharger le script: plot_wave.py" in script
    assert book.figure(".fr.svg").read_bytes() != book.figure(".svg").read_bytes()
    start = (site / "index.html").read_text("utf-8")
    assert re.findall(r'hreflang="(\w+)".*?>(.*?)</a>', start) == [
        ("en", "English"), ("it", "Italiano"), ("fr", "Français")
    ]  # fmt: skip
    assert '["en", "it", "fr"]' in start


def test_the_words_of_code_and_templates_stop_a_build_that_lacks_them(book):
    book.change("book/locale/it/LC_MESSAGES/sphinx.po", 'msgstr "Scarica lo script"', 'msgstr ""')
    book.build()
    errors = book.build("it").stderr
    assert re.search(r"gallery_pages\.py:\d+: WARNING: not translated in .*sphinx\.po: 'Download the script'", errors)


def test_a_language_has_its_own_name():
    assert [own_name(language) for language in LANGUAGES] == ["English", "Italiano"]
    assert TRANSLATIONS == ["it"]
