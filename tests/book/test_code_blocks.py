"""Every block of Python in the README and in the pages runs, and answers what is printed below it."""

from __future__ import annotations

import doctest
from collections.abc import Iterator
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "book").rglob("*.md"))]
LANGUAGES = {"python", "pycon", "{code-block} python", "{code-block} pycon", "{doctest}"}


def blocks(page: Path) -> Iterator[tuple[int, str]]:
    """The blocks of Python in a page, with their lines."""
    for token in MarkdownIt("commonmark").parse(page.read_text("utf-8")):
        if token.type == "fence" and token.info.strip() in LANGUAGES:
            yield token.map[0] + 1, token.content


def run(page: Path) -> int:
    """Run the blocks of a page one after the other, as a reader would; each sees the names of those before it."""
    names: dict[str, object] = {"__name__": "__main__"}
    count = 0
    for line, code in blocks(page):
        count += 1
        if ">>>" not in code:
            exec(compile("\n" * line + code, str(page), "exec"), names)
            continue
        test = doctest.DocTestParser().get_doctest(code, names, page.name, str(page), line)
        test.globs = names
        said: list[str] = []
        runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE, verbose=False)
        runner.run(test, out=said.append, clear_globs=False)
        assert not runner.failures, f"{page}:{line}\n{''.join(said)}"
    return count


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_code_blocks_of(page: Path):
    run(page)


def test_the_readme_has_some():
    assert run(ROOT / "README.md") > 0


def test_a_wrong_answer_is_found(tmp_path: Path):
    page = tmp_path / "page.md"
    page.write_text("```pycon\n>>> x = 1\n```\n\n```pycon\n>>> x + 1\n3\n```\n", "utf-8")
    with pytest.raises(AssertionError, match=r"page\.md:5"):
        run(page)


def test_code_that_fails_is_found(tmp_path: Path):
    page = tmp_path / "page.md"
    page.write_text("```python\nraise ValueError('no')\n```\n", "utf-8")
    with pytest.raises(ValueError, match="no"):
        run(page)
