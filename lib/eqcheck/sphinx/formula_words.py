r"""Words inside a formula, ``\text{if }``, in the language of the page: a displayed equation has no translator."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eqcheck.sphinx.messages import N_, messages

WORDS = frozenset({
    N_("if"), N_("otherwise"), N_("and"), N_("or"), N_("for"), N_("for all"), N_("in"), N_("with"), N_("where"),
    N_("as"),
})  # fmt: skip
TEXT = re.compile(r"(\\text\{)([^{}]*)(\})")
QUOTED = re.compile(r"\s*'[\w ]*'\s*")


def in_language(latex: str, language: str | None) -> str:
    r"""The formula with its words translated; those that are not among :data:`WORDS` stay.

    >>> in_language(r"x \text{ if } x > 0", "it")
    'x \\text{ se } x > 0'
    """

    def translated(match: re.Match[str]) -> str:
        start, text, end = match.groups()
        word = " ".join(text.split())
        return start + text.replace(text.strip(), messages(language).gettext(word)) + end if word in WORDS else match[0]

    return TEXT.sub(translated, latex)


def unknown_words(latex: str) -> Iterator[str]:
    """Words that would read English in every language. An option's value in quotation marks is no word."""
    for _, text, _ in TEXT.findall(latex):
        word = " ".join(text.split())
        if word not in WORDS and any(map(str.isalpha, word)) and not QUOTED.fullmatch(text):
            yield word
