"""The catalogues of a translation: what a message says in another language, and what is wrong with its entry.

A catalogue is a ``.po`` file under ``book/locale``. Each page has its own; ``figures`` holds what scripts draw, record
and claim, ``scripts`` the comments and docstrings of their code, ``sphinx`` what the templates and the code of the book
say around the text of its authors (Sphinx reads that one by itself).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from babel.messages import pofile
from babel.messages.catalog import Catalog

#: Domains whose messages are not the text of one page.
COMMON = FIGURES, SCRIPTS, FRAME = "figures", "scripts", "sphinx"

#: Mathematics, code and references say the same in every language; so do numbers and single letters.
SAME_IN_ALL = re.compile(
    r":(?:math|doc|ref|eq|numref|value|spread|slides|func|class|meth|mod|py:\w+):`[^`<]*`"
    r"|\{(?:math|doc|ref|eq|numref|value|spread|slides|func|class|meth|mod|py:\w+)\}`[^`<]*`"
    r"|!\[[^\]]*\]\([^)]*\)"  # an image in Markdown: its text is a message of its own
    r"|``[^`]+``|`[^`]+`(?!_)|\$[^$]+\$|https?://\S+"
)
#: No dates and no names: they would differ after each run, and git knows them.
HEADER = r"""# Formulario: text under CC BY-NC-SA 4.0, see LICENSE-TEXT.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Language: {language}\n"

"""
WORD = re.compile(r"[^\W\d_]{2,}")
#: A piece of running text, between white space and the signs that begin a comment, a quotation or a string.
RUNNING = re.compile(r"[^\s#>\"']+")


@cache
def _read(path: Path, language: str, changed: int) -> Catalog:
    """A catalogue as it was when it changed last: reading takes long, and every page asks for the common ones."""
    with path.open("rb") as file:
        return pofile.read_po(file, language)


def has_words(message: str) -> bool:
    """Whether there is anything in a message to translate."""
    return WORD.search(SAME_IN_ALL.sub(" ", message)) is not None


@dataclass(frozen=True)
class TranslationProblem:
    """Something that keeps a translation from being complete, at the place where an author mends it."""

    file: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True)
class Message:
    """Something a reader of the English book sees, and where its author wrote it."""

    text: str
    file: Path
    line: int


@dataclass(frozen=True)
class Catalogue:
    """One ``.po`` file; one that is not there yet is empty."""

    path: Path
    language: str

    @classmethod
    def of(cls, locale: Path, language: str, domain: str) -> Catalogue:
        return cls(locale / language / "LC_MESSAGES" / f"{domain}.po", language)

    @cached_property
    def entries(self) -> Catalog:
        if not self.path.exists():
            return Catalog(self.language)
        return _read(self.path, self.language, self.path.stat().st_mtime_ns)

    def get(self, text: str) -> str:
        """The translation, or the text itself where there is none."""
        entry = self.entries.get(text)
        return str(entry.string) if entry and entry.string and not entry.fuzzy else text

    def problems(self, messages: Iterable[Message], shown: Path | None = None) -> Iterator[TranslationProblem]:
        """What is missing or fuzzy, at the author's place, and what nothing asks for, at the catalogue's.

        :param shown: what the catalogue is called in what is said of it; its own path otherwise.
        """
        shown = shown or self.path
        used = set()
        for message in messages:
            if not has_words(message.text) or message.text in used:
                continue
            used.add(message.text)
            entry = self.entries.get(message.text)
            if entry is None or not entry.string:
                missing = f"not translated in {shown}: {_short(message.text)}"
                yield TranslationProblem(message.file, message.line, missing)
            elif entry.fuzzy:
                fuzzy = f"the translation is marked fuzzy in {shown}:{entry.lineno}, read it again"
                yield TranslationProblem(message.file, message.line, f"{fuzzy}: {_short(message.text)}")
        for entry in self.entries:
            if entry.id and entry.id not in used:
                gone = f"nothing in the book says this any more: {_short(str(entry.id))}"
                yield TranslationProblem(shown, entry.lineno or 1, gone)
        for text in self.entries.obsolete:
            yield TranslationProblem(shown, 1, f"an obsolete entry (#~) to be removed: {_short(str(text))}")


def _short(text: str) -> str:
    text = " ".join(text.split())
    return repr(text if len(text) <= 60 else f"{text[:59]}…")


def update(catalogue: Catalogue, messages: list[Message], root: Path) -> tuple[int, int]:
    """Write the catalogue anew for these messages; similar old ones are kept, marked fuzzy.

    :return: how many messages it has, and how many of them wait for a translator.
    """
    template = Catalog(catalogue.language)
    for message in messages:
        if has_words(message.text):
            own = message.file.is_relative_to(root) and "site-packages" not in message.file.parts
            template.add(message.text, locations=[(str(message.file.relative_to(root)), message.line)] if own else [])
    entries = catalogue.entries
    entries.update(template)
    if len(entries) == 0:
        catalogue.path.unlink(missing_ok=True)
        return 0, 0
    catalogue.path.parent.mkdir(parents=True, exist_ok=True)
    with catalogue.path.open("wb") as file:
        file.write(HEADER.format(language=catalogue.language).encode())
        pofile.write_po(file, entries, width=110, ignore_obsolete=True, omit_header=True)
    waiting = sum(1 for entry in entries if entry.id and (entry.fuzzy or not entry.string))
    return len(entries), waiting


def place(text: str, file: Path, near: int = 1) -> int | None:
    """The line of a file where a message begins, whatever its line breaks and the signs of a comment or a string.

    :param near: the line where it is thought to be, which decides between several.
    """
    running, starts, lines = _running_text(file, file.stat().st_mtime_ns)
    words = " ".join(RUNNING.findall(text))
    begins = []
    found = running.find(words) if words else -1
    while found >= 0:
        around = running[found - 1 : found], running[found + len(words) : found + len(words) + 1]
        if not any(letter.isalnum() or letter == "_" for letter in around):
            begins.append(lines[bisect_right(starts, found) - 1])
        found = running.find(words, found + 1)
    return min(begins, key=lambda line: abs(line - near), default=None)


@cache
def _running_text(file: Path, changed: int) -> tuple[str, list[int], list[int]]:
    """The words of a file as it was when it changed last, a space between them; where each begins, in which line."""
    words, starts, lines, length = [""], [0], [1], 1
    for line, written in enumerate(file.read_text("utf-8").split("\n"), start=1):
        for word in RUNNING.findall(written):
            words.append(word)
            starts.append(length)
            lines.append(line)
            length += len(word) + 1
    return " ".join(words), starts, lines
