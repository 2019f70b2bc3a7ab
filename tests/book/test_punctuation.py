"""Punctuation after formulas and titles."""

import re

CONFIGURED = '    "_ext.environment",\n'


def test_punctuation(book):
    book.change("conf.py", CONFIGURED, f'{CONFIGURED}    "_ext.punctuation",\n')
    twice = "`x`. See {doc}`Why? <gallery/index>`. See `y`. The height is"  # two texts that are equal
    book.change("book/index.md", "The height is", twice)
    assert book.build().returncode == 0
    page = (book.root / "build/html/en/index.html").read_text("utf-8")
    assert re.search(r'<span class="unbroken"><span class="math">.*?</span>\.</span>', page), "a formula, a full stop"
    assert re.search(r">Why\?</span></a> See <code", page), "a question, no full stop"
    assert re.search(r"</code>\. See <a", page), "another text that says the same keeps its full stop"
