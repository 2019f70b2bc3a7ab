from __future__ import annotations

from pathlib import Path

import pytest
from _ext.catalogues import Catalogue, Message, has_words, place, update

HERE = Path(__file__)


def catalogue(folder: Path, *entries: str) -> Catalogue:
    path = folder / "it" / "LC_MESSAGES" / "page.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n\n".join(('msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"', *entries)), "utf-8")
    return Catalogue.of(folder, "it", "page")


def entry(text: str, translation: str, flag: str = "") -> str:
    return f'{flag}msgid "{text}"\nmsgstr "{translation}"'


def problems(of: Catalogue, *texts: str) -> list[str]:
    return [
        str(problem) for problem in of.problems([Message(text, Path("page.md"), 7) for text in texts], Path("it.po"))
    ]


@pytest.mark.parametrize(
    "message",
    [
        "$x > 0$",
        "0.25",
        ":math:`x`",
        "``negative_slope``",
        "{eq}`relu`",
        "x",
        "1e-3",
        "![A wave.](wave.svg)",
        "$a$, $b$",
    ],
)
def test_what_says_the_same_in_every_language_needs_no_translation(message: str):
    assert not has_words(message)


@pytest.mark.parametrize("message", ["slope", "for $x > 0$", "{term}`slope`", ":doc:`the chapter <rectifiers>`", "àé"])
def test_words_need_one(message: str):
    assert has_words(message)


def test_a_complete_catalogue_has_no_problems(tmp_path: Path):
    assert problems(catalogue(tmp_path, entry("slope", "pendenza")), "slope", "$x$") == []


def test_a_missing_message_is_reported_where_its_author_wrote_it(tmp_path: Path):
    assert problems(catalogue(tmp_path), "slope") == ["page.md:7: not translated in it.po: 'slope'"]
    assert problems(catalogue(tmp_path, entry("slope", "")), "slope") == ["page.md:7: not translated in it.po: 'slope'"]


def test_a_catalogue_that_is_not_there_misses_everything(tmp_path: Path):
    assert len(problems(Catalogue.of(tmp_path, "it", "page"), "slope", "value")) == 2


def test_a_fuzzy_message_is_reported_with_its_entry(tmp_path: Path):
    (problem,) = problems(catalogue(tmp_path, entry("slope", "pendenza", "#, fuzzy\n")), "slope")
    assert problem.startswith("page.md:7: the translation is marked fuzzy in it.po:5")


def test_a_fuzzy_message_is_not_shown(tmp_path: Path):
    assert catalogue(tmp_path, entry("slope", "pendenza", "#, fuzzy\n")).get("slope") == "slope"


def test_an_obsolete_message_is_reported_at_the_catalogue(tmp_path: Path):
    (problem,) = problems(catalogue(tmp_path, entry("slope", "pendenza"), entry("old", "vecchio")), "slope")
    assert problem == "it.po:7: nothing in the book says this any more: 'old'"
    (problem,) = problems(catalogue(tmp_path, '#~ msgid "old"\n#~ msgstr "vecchio"'))
    assert "obsolete" in problem


def test_update_keeps_marks_and_drops(tmp_path: Path):
    of = catalogue(
        tmp_path, entry("slope", "pendenza"), entry("The old value here.", "Il vecchio valore."), entry("x y", "z")
    )
    source = tmp_path / "page.md"
    said = [Message(text, source, 3) for text in ("slope", "The old values here.", "$x$", "something new entirely")]
    assert update(of, said, tmp_path) == (3, 2)
    written = of.path.read_text("utf-8")
    assert '#: page.md:3\nmsgid "slope"\nmsgstr "pendenza"' in written
    assert '#, fuzzy\nmsgid "The old values here."\nmsgstr "Il vecchio valore."' in written
    assert "#~" not in written and '"z"' not in written
    assert update(Catalogue.of(tmp_path, "it", "page"), said, tmp_path) == (3, 2)
    assert of.path.read_text("utf-8") == written


def test_a_place_is_found_across_lines_and_signs(tmp_path: Path):
    file = tmp_path / "script.py"
    file.write_text(
        'x = 1\n# The slope\n# jumps here.\nfigure.set_label("A line "\n    "of slope 1.")\n# slope\n', "utf-8"
    )
    assert place("The slope jumps here.", file) == 2
    assert place("A line of slope 1.", file) == 4
    assert place("slope", file, near=6) == 6
    assert place("lope", file) is None
