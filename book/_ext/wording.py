"""What a script says in another language: its comments, and those of its strings that a reader sees or prints.

Which strings these are, its run tells: what it drew, recorded and claimed. These have their messages in ``figures.po``.
In ``scripts.po`` are those of comments and docstrings, and of f-strings that say one of these things, with the words
that they put into their fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from sphinx_gallery.py_source_parser import split_code_and_text_blocks

from _ext.catalogues import Catalogue, Message, TranslationProblem, has_words, place
from _ext.literals import Words, defaults_in, with_single_braces, words_in
from _ext.scripts import comments


def messages(script: Path, texts: Iterable[str]) -> list[Message]:
    """What a translator has to say of a script's code, besides what it draws, records and claims: ``texts``."""
    found = [
        Message(comment.text, script, line + comment.first)
        for kind, content, line in split_code_and_text_blocks(script)[1]
        if kind == "code"
        for comment in comments(content)
    ]
    return found + [Message(words.text, script, words.node.lineno) for words in _own(script, set(texts))]


def _own(script: Path, texts: set[str]) -> Iterator[Words]:
    all_words = words_in(script.read_text("utf-8"))
    strings = {words.text for words in all_words if words.kind == "string"}
    filled = {words.text: list(_filled(words, texts, strings)) for words in all_words if words.kind == "template"}
    in_fields = {group for matches in filled.values() for groups in matches for group in groups}
    for words in all_words:
        if (
            words.kind == "docstring"
            or (words.kind == "template" and filled[words.text] and has_words(words.bare()))
            or (words.kind == "string" and words.text in in_fields - texts and has_words(words.text))
        ):
            yield words


def _filled(template: Words, texts: set[str], strings: set[str]) -> Iterator[tuple[str, ...]]:
    """What stood for the fields of an f-string in each text that it says; without words of its own, strings alone."""
    own_words = has_words(template.bare())
    for text in texts:
        groups = template.groups(text)
        if groups is not None and (own_words or all(it in strings or not has_words(it) for it in groups)):
            yield groups


def wording(script: Path, texts: Iterable[str], figures: Catalogue, scripts: Catalogue) -> dict[str, str]:
    """What the script says, and what it is to say instead."""
    texts = set(texts)
    said = {message.text: scripts.get(message.text) for message in messages(script, texts)}
    said |= {text: figures.get(text) for text in texts}

    def in_language(text: str) -> str:
        return said.get(text, text)

    # A description names what was recorded, and that has its name in the language too.
    names = re.compile(r"\{([^{}]+)\}")
    return said | {text: names.sub(lambda name: f"{{{in_language(name[1])}}}", in_language(text)) for text in texts}


def slips(script: Path, texts: Iterable[str], said: Mapping[str, str]) -> Iterator[TranslationProblem]:
    """Where the translated script would not say what its pages do."""
    code = script.read_text("utf-8")
    all_words = words_in(code)
    strings = {" ".join(words.text.split()) for words in all_words if words.kind == "string"}
    strings.update(word for _, _, default in defaults_in(code) for word in default)
    for words in all_words:
        translation = said.get(words.text, words.text)
        if any(field not in translation for field in words.fields):
            lost = f"the translation lacks one of {', '.join(words.fields)}: {translation!r}"
            yield TranslationProblem(script, words.node.lineno, lost)
    for text in (text for text in texts if said[text] != text):
        ways = dict(_ways(text, all_words, strings, said))
        for way, line in ways.items():
            if way not in (said[text], _with_points(said[text])):
                yield _slip(script, line, text, said, f"would say {way!r}")
        if not ways and " ".join(text.split()) not in strings:
            yield _slip(script, place(text, script) or 1, text, said, "has no string for it")


def _slip(script: Path, line: int, text: str, said: Mapping[str, str], but: str) -> TranslationProblem:
    differs = f"the pages say {said[text]!r} for {text!r}, but the translated script {but}"
    return TranslationProblem(script, line, differs)


def _ways(
    text: str, all_words: list[Words], strings: set[str], said: Mapping[str, str]
) -> Iterator[tuple[str, int]]:
    """What f-strings that say the text would say instead, each with its line."""
    for words in all_words:
        # A text that stands there as a string may fit one without words by accident.
        if words.kind == "template" and (text not in strings or has_words(words.bare())):
            for groups in _filled(words, {text}, strings):
                way = said.get(words.text, words.text)
                for field, group in zip(words.fields, groups, strict=True):
                    way = way.replace(field, said.get(group, group))
                yield with_single_braces(way), words.node.lineno


def _with_points(text: str) -> str:
    """A translation with its numbers as a script prints them."""
    return re.sub(r"(?<=[0-9]),(?=[0-9])", ".", text)
