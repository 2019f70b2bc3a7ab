"""What a page says of itself to search engines, to those who share it and to browsers, with an address and without."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.book.conftest import ROOT, Book, small_book

ADDRESS = "https://example.org/waves"
OWN = ("page_head", "sitemap", "image_sizes", "heading_levels", "keyboard")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small book in both languages, in the theme and with the templates of the real one, at an address."""
    book = small_book(tmp_path_factory.mktemp("addressed"))
    dress(book)
    book.change("conf.py", "def setup", f'html_baseurl = f"{ADDRESS}/{{language}}/"\n\n\ndef setup')
    book.build("it", "catalogues")  # of the real one's words those that are said here
    for language in ("en", "it"):
        built = book.build(language)
        assert built.returncode == 0, built.stderr
    return book.root / "build/html"


def dress(book: Book) -> None:
    """Give the small book what the real one has around its pages."""
    own = ", ".join(f'"_ext.{name}"' for name in OWN)
    book.change("conf.py", '    "_ext.environment",', f'    "_ext.environment", {own},')
    look = 'html_theme = "furo"\ntemplates_path = ["book/_templates"]\nhtml_static_path = ["book/_static"]\n'
    book.change("conf.py", 'html_theme = "basic"', f"{look}html_scaled_image_link = False")
    book.change("book/index.md", "```{toctree}\n", "```{toctree}\n:caption: Waves\n")
    for folder in ("_templates", "_static"):
        shutil.copytree(ROOT / "book" / folder, book.root / "book" / folder)
    words = "locale/it/LC_MESSAGES/sphinx.po"
    shutil.copyfile(ROOT / "book" / words, book.root / "book" / words)


def meta(site: Path, page: str) -> dict[str, str]:
    return dict(re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)"', (site / page).read_text("utf-8")))


def links(site: Path, page: str, kind: str) -> list[str]:
    return re.findall(rf'<link rel="{kind}"[^>]*href="([^"]+)"', (site / page).read_text("utf-8"))


def test_the_description_is_the_first_paragraph(site: Path):
    assert meta(site, "en/index.html")["description"].startswith("The height is")
    assert meta(site, "it/index.html")["description"].startswith("L’altezza è")
    assert meta(site, "en/genindex.html")["description"].startswith("The height is")


def test_a_shared_link_has_title_picture_and_address(site: Path):
    said = meta(site, "it/gallery/waves/plot_wave.html")
    assert said["og:title"] and said["og:description"] == said["description"]
    assert said["og:url"] == f"{ADDRESS}/it/gallery/waves/plot_wave.html"
    assert said["og:image"] == f"{ADDRESS}/it/_static/cover.png"
    assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
    assert (site / "it/_static/cover.png").exists()


def test_each_language_knows_the_others(site: Path):
    page = "gallery/waves/plot_wave.html"
    assert links(site, f"it/{page}", "canonical") == [f"{ADDRESS}/it/{page}"]
    there = [f"{ADDRESS}/en/{page}", f"{ADDRESS}/it/{page}", f"{ADDRESS}/en/{page}"]
    assert links(site, f"it/{page}", "alternate") == there
    assert re.findall(r'rel="alternate" hreflang="([\w-]+)"', (site / f"en/{page}").read_text("utf-8"))[:3] == [
        "en", "it", "x-default"
    ]  # fmt: skip


def test_the_sitemap_has_each_page_in_each_language(site: Path):
    names = {"": "http://www.sitemaps.org/schemas/sitemap/0.9", "xhtml": "http://www.w3.org/1999/xhtml"}
    for language in ("en", "it"):
        entries = ET.parse(site / language / "sitemap.xml").findall("url", names)
        places = [entry.findtext("loc", "", names) for entry in entries]
        assert f"{ADDRESS}/{language}/gallery/waves/plot_wave.html" in places
        assert all((site / place.removeprefix(ADDRESS + "/")).exists() for place in places)
        assert all(len(entry.findall("xhtml:link", names)) == 3 for entry in entries)


def test_there_is_one_viewport(site: Path):
    assert all(page.read_text("utf-8").count('name="viewport"') == 1 for page in site.rglob("*.html"))


def test_a_page_is_told_from_its_namesake_in_another_part(site: Path):
    title = re.search(r"<title>(.*)</title>", (site / "en/gallery/waves/plot_wave.html").read_text("utf-8"))
    assert title and re.fullmatch(r".+ · .+ - .+", title[1])


def test_every_image_keeps_its_place_and_all_but_the_first_wait(site: Path):
    for page in ("en/index.html", "it/gallery/index.html", "en/gallery/waves/plot_wave.html"):
        images = re.findall(r"<img [^>]*>", (site / page).read_text("utf-8"))
        for size in ("width", "height"):
            assert images and all(re.search(rf'{size}="\d+"', image) for image in images)
        assert ['loading="lazy"' in image for image in images] == [place > 0 for place in range(len(images))]


def test_captions_of_contents_have_a_level(site: Path):
    page = (site / "en/index.html").read_text("utf-8")
    assert 'role="heading" aria-level="2"' in page
    assert not re.search(r'role="heading">', page)


def test_sphinx_itself_gives_them_none(book: Book):
    dress(book)
    book.change("conf.py", '"_ext.heading_levels", ', "")
    assert book.build().returncode == 0
    page = (book.root / "build/html/en/index.html").read_text("utf-8")
    assert '<p class="caption" role="heading">' in page, "_ext.heading_levels is needed no more"
    assert "canonical" not in page and "hreflang" not in page.split("</head>")[0], "nobody knows the address"
    assert not (book.root / "build/html/en/sitemap.xml").exists()
