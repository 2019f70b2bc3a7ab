"""The extension's own words, from the message catalogues in the folder ``locale``.

The code is written in English. Any other language is a folder with a catalogue,
``locale/<language>/LC_MESSAGES/eqcheck.po``; a book in a language without one reads English. Sphinx's own loader asks
for compiled files and knows no plurals, so catalogues are compiled here, in memory.
"""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parent / "locale"


def N_(message: str) -> str:
    """Mark a message that a table holds; it is translated where it is shown."""
    return message


@cache
def messages(language: str | None) -> NullTranslations:
    """What the extension says in Sphinx's ``language``, region or not: ``it`` and ``it_CH`` share a catalogue.

    >>> messages("it").gettext("proved"), messages("fi").gettext("proved")
    ('dimostrata', 'proved')
    """
    for name in dict.fromkeys((language or "", (language or "").partition("_")[0])):
        file = LOCALE / name / "LC_MESSAGES" / "eqcheck.po"
        if file.exists():
            compiled = BytesIO()
            with file.open("rb") as opened:
                write_mo(compiled, read_po(opened, locale=name))
            compiled.seek(0)
            return GNUTranslations(compiled)
    return NullTranslations()
