"""The navigation beside each page is the one that furo would make, to the letter."""

from __future__ import annotations

PAGES = {
    "part/index.md": "# Part\n\n```{toctree}\n:caption: Chapters\n\none\ninner/index\n```\n",
    "part/one.md": "# One & only\n",
    "part/inner/index.md": "# Inner\n\n```{toctree}\ntwo\n```\n",
    "part/inner/two.md": "# Two\n",
    "alone.md": "---\norphan: true\n---\n# Alone\n",
}


def test_every_page_has_what_furo_itself_puts_there(book):
    book.change("conf.py", 'html_theme = "basic"', 'html_theme = "furo"')
    book.change("book/index.md", "```{toctree}\n", "```{toctree}\n:caption: Book\n\npart/index\n")
    for name, text in PAGES.items():
        (page := book.root / "book" / name).parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, "utf-8")
    site = book.root / "build/html/en"

    def built():
        run = book.build()
        assert run.returncode == 0, run.stderr
        return {page.relative_to(site): page.read_text("utf-8") for page in site.rglob("*.html")}

    of_furo = built()
    book.change("conf.py", '    "_ext.environment"', '    "_ext.navigation", "_ext.environment"')
    ours = built()
    assert len(ours) > len(PAGES) and all("toctree-checkbox-2" in text for text in ours.values())
    assert [page for page in ours if ours[page] != of_furo[page]] == []
