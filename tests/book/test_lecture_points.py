"""Every point of the lecture has its place in the book, in every language.

A point is a section of a chapter that carries its ID, ``(A01)=`` above a heading. In a translation it is there when
the chapter's catalogue says its heading and each of its paragraphs.
"""

import ast
import re
from pathlib import Path

import pytest
from _ext.catalogues import Catalogue, has_words
from _ext.languages import TRANSLATIONS
from markdown_it import MarkdownIt

ROOT = Path(__file__).parents[2]
POINTS = [f"{part}{number:02}" for part, count in (("A", 23), ("Q", 9), ("L", 9)) for number in range(1, count + 1)]
TARGET = re.compile(r"\(([A-Z]\d\d)\)=")
MARKUP = re.compile(r"^(:{3,}.*|:[\w-]+:.*|\([\w-]+\)=)$", re.MULTILINE)
"""Lines that no reader sees: colon fences, their options, targets."""


def sections(book: Path) -> dict[str, tuple[str, list[str]]]:
    """For each ID the page and the messages of its section: the heading and the paragraphs up to the next section."""
    found: dict[str, tuple[str, list[str]]] = {}
    for page in sorted(book.glob("*/*.md")):
        waiting, here = "", []
        for token in MarkdownIt("commonmark").enable("table").parse(page.read_text("utf-8")):
            if token.type == "heading_open" and token.tag in ("h1", "h2"):
                here = []
                if waiting:
                    assert waiting not in found, f"{waiting} has two places, one of them in {page.name}"
                    found[waiting] = (page.relative_to(book).with_suffix("").as_posix(), here)
                waiting = ""
            elif token.type == "inline":
                target = TARGET.fullmatch(token.content)
                waiting = target[1] if target else waiting
                here += message(token.content)
    return found


def message(text: str) -> list[str]:
    """A paragraph as a catalogue has it, if there is anything in it to say."""
    seen = " ".join(MARKUP.sub("", text).split())
    return [seen] if has_words(seen) else []


def untranslated(page: str, messages: list[str], book: Path, language: str) -> list[str]:
    entries = Catalogue.of(book / "locale", language, page).entries
    said = {" ".join(str(entry.id).split()) for entry in entries if entry.id and entry.string and not entry.fuzzy}
    return [message for message in messages if message not in said]


def missing(point: str, book: Path = ROOT / "book", language: str = "it") -> str:
    """What is missing of a point, or nothing."""
    found = sections(book)
    if point not in found:
        return f"{point} is in no chapter: write ({point})= above the heading of its section"
    page, messages = found[point]
    lacking = untranslated(page, messages, book, language)
    return f"{point}: {page}.po does not say {lacking[0]!r} and {len(lacking) - 1} more" if lacking else ""


@pytest.mark.parametrize("language", TRANSLATIONS)
@pytest.mark.parametrize("point", POINTS)
def test_every_point_of_the_lecture_is_in_every_language(point, language):
    assert missing(point, language=language) == ""


@pytest.mark.parametrize("point", POINTS)
def test_every_point_has_a_claim_that_a_script_computes_and_its_section_shows(point):
    page = next(page for page in (ROOT / "book").glob("*/*.md") if f"({point})=\n" in page.read_text("utf-8"))
    section = re.split(r"\n\([AQL]\d\d\)=\n", page.read_text("utf-8").split(f"({point})=\n")[1])[0]
    assert f"{{claim}} {point}\n" in section, f"{page.name} shows no box in the section of {point}"
    scripts = [script for script in (ROOT / "gallery").rglob("plot_*.py") if point in claimed(script)]
    assert len(scripts) == 1, f"{point} is claimed by {[script.name for script in scripts] or 'no script'}"


def claimed(script: Path) -> list[str]:
    """The points that a script claims."""
    calls = (node for node in ast.walk(ast.parse(script.read_text("utf-8"))) if isinstance(node, ast.Call))
    return [call.args[0].value for call in calls if ast.unparse(call.func) == "experiments.claim"]


PAGE = "# Chapter\n\n(A01)=\n## ReLU\n\nA diode.\nIt rectifies.\n\n(A02)=\n## Another\n\nText.\n"
ITALIAN = 'msgid "ReLU"\nmsgstr "ReLU"\n\nmsgid "A diode. It rectifies."\nmsgstr "Un diodo. Raddrizza."\n'


def a_book(root: Path, page: str, italian: str) -> Path:
    (root / "activations").mkdir(parents=True)
    (root / "activations" / "chapter.md").write_text(page, "utf-8")
    catalogue = root / "locale/it/LC_MESSAGES/activations/chapter.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text(f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n{italian}', "utf-8")
    return root


@pytest.mark.parametrize(
    ("page", "italian", "told"),
    [
        (PAGE, ITALIAN, ""),
        (PAGE.replace("(A01)=\n", ""), ITALIAN, "A01 is in no chapter"),
        (PAGE, ITALIAN.replace("Un diodo. Raddrizza.", ""), "chapter.po does not say 'A diode. It rectifies.'"),
        (PAGE, "", "chapter.po does not say 'ReLU' and 1 more"),
        (PAGE, ITALIAN.replace('msgid "ReLU"', '#, fuzzy\nmsgid "ReLU"'), "does not say 'ReLU'"),
        (PAGE.replace("A diode.", "A new diode."), ITALIAN, "does not say 'A new diode. It rectifies.'"),
    ],
)
def test_a_missing_point_is_named(tmp_path, page, italian, told):
    found = missing("A01", a_book(tmp_path / "book", page, italian))
    assert told in found
    assert bool(found) == bool(told)


def test_one_point_has_one_place(tmp_path):
    with pytest.raises(AssertionError, match="A01 has two places"):
        missing("A01", a_book(tmp_path / "book", PAGE.replace("A02", "A01"), ITALIAN))
