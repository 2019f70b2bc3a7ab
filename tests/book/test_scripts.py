from __future__ import annotations

from pathlib import Path

from _ext.catalogues import Catalogue
from _ext.scripts import as_script, comments, refilled, translated_blocks, translated_code, translated_text
from _ext.wording import messages
from sphinx_gallery.py_source_parser import split_code_and_text_blocks

GALLERY = Path(__file__).parents[2] / "gallery"

CODE = """\
x = 1  # one
# Two lines
# of prose.
if x:
    # indented
    y = "# no comment"  # noqa: F841
"""
SCRIPT = '''"""
The slope
=========

Look at :math:`x`,
and at the slope.

- a first
  point
"""

import torch

# %%
# The kink
# --------
# It is at 0.

# where the slope jumps
print(torch.zeros(1))  # one number
'''
ITALIAN = {
    "The slope": "La pendenza",
    "Look at :math:`x`, and at the slope.": "Guarda :math:`x` e la pendenza.",
    "a first point": "un primo punto",
    "The kink": "Lo spigolo",
    "It is at 0.": "È in 0.",
    "where the slope jumps": "dove la pendenza salta",
    "one number": "un numero",
}


def catalogue(folder: Path) -> Catalogue:
    path = folder / "it" / "LC_MESSAGES" / "all.po"
    path.parent.mkdir(parents=True)
    entries = "".join(f'\nmsgid "{text}"\nmsgstr "{said}"\n' for text, said in ITALIAN.items())
    path.write_text(f'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n{entries}', "utf-8")
    return Catalogue.of(folder, "it", "all")


def test_comments_are_paragraphs():
    assert [comment.text for comment in comments(CODE)] == ["one", "Two lines of prose.", "indented"]


def test_messages_have_the_lines_of_the_script(tmp_path: Path):
    script = tmp_path / "plot_slope.py"
    script.write_text(SCRIPT, "utf-8")
    lines = SCRIPT.splitlines()
    said = {message.text: lines[message.line - 1] for message in messages(script, [], catalogue(tmp_path))}
    assert said == {
        "where the slope jumps": "# where the slope jumps",
        "one number": "print(torch.zeros(1))  # one number",
    }


def test_code_keeps_its_statements():
    said = translated_code("    # where the slope\n    # jumps\nx = 1  # one number\n", ITALIAN)
    assert said == "    # dove la pendenza salta\nx = 1  # un numero\n"


def test_a_comment_that_no_longer_fits_stands_above_its_line():
    said = translated_code("if x:\n    x = 1  # one number\n", {"one number": "un numero " * 9})
    assert said.startswith("if x:\n    # un numero") and said.endswith("\n    x = 1\n")
    assert all(len(line) <= 88 for line in said.splitlines()) and said.count("    # ") == 2


def test_long_words_move_code_into_more_lines():
    code = "f(a, \"one number\", x + 1)  # fits\n\n"
    assert translated_code(code, {}) == code
    said = translated_code(code, {"one number": "un numero " * 6 + "e molti altri numeri"})
    assert said == f"f(\n    a,\n    \"{'un numero ' * 6}e molti altri numeri\",\n    x + 1,\n)  # fits\n\n"


def test_prose_is_refilled_where_words_were_put_in():
    wide = "- " + "word " * 20 + "\n  and more\n- another\n\nNarrow\nas it was"
    first, *rest = refilled(wide).split("\n")
    assert len(first) <= 86 and first.startswith("- word") and rest[0].startswith("  word")
    assert rest[-4:] == ["- another", "", "Narrow", "as it was"]


def test_long_comments_are_wrapped():
    said = translated_code("# one number\nx = 1\n", {"one number": "un numero " * 20})
    assert all(len(line) <= 88 for line in said.splitlines()) and said.count("\n# ") == 2


def test_titles_are_underlined_to_their_length(tmp_path: Path):
    assert translated_text("The kink\n--------\n", catalogue(tmp_path)) == "Lo spigolo\n----------\n"


def test_a_message_inside_another_is_left_alone(tmp_path: Path):
    assert translated_text("Not The kink-ed line.", catalogue(tmp_path)) == "Not The kink-ed line."


def test_a_script_is_translated_as_a_whole(tmp_path: Path):
    script = tmp_path / "plot_slope.py"
    script.write_text(SCRIPT, "utf-8")
    said = as_script(translated_blocks(script, catalogue(tmp_path), ITALIAN))
    assert (
        said
        == '''"""
La pendenza
===========

Guarda :math:`x` e la pendenza.

- un primo punto
"""

import torch

# %%
# Lo spigolo
# ----------
# È in 0.

# dove la pendenza salta
print(torch.zeros(1))  # un numero
'''
    )
    compile(said, "plot_slope.it.py", "exec")


def test_blocks_are_the_script_again():
    for script in GALLERY.rglob("plot_*.py"):
        assert as_script(split_code_and_text_blocks(script)[1]) == script.read_text("utf-8"), script.name
