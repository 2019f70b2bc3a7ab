"""Punctuation after formulas and titles."""

import re

CONFIGURED = '    "_ext.environment",\n'


def test_punctuation(book):
    book.change("conf.py", CONFIGURED, f'{CONFIGURED}    "_ext.punctuation",\n')
    book.change("book/index.md", "The height is", "See {doc}`Why? <gallery/index>`. The height is")
    assert book.build().returncode == 0
    page = (book.root / "build/html/en/index.html").read_text("utf-8")
    assert re.search(r'<span class="unbroken"><span class="math">.*?</span>\.</span>', page), "a formula, a full stop"
    assert re.search(r">Why\?</span></a> The height", page), "a question, no full stop"
