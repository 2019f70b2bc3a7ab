"""What a script says in another language: its comments, and those of its strings that a reader sees or prints.

Which strings these are, its run tells: what it drew, recorded and claimed. These have their messages in ``figures.po``.
From them follows what f-strings are that say these things. In ``scripts.po`` are comments and docstrings, and those
f-strings for which it does not follow, with the words that they put into their fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from sphinx_gallery.py_source_parser import split_code_and_text_blocks

from _ext.catalogues import Catalogue, Message, TranslationProblem, has_words, place
from _ext.inference import Inference, with_points
from _ext.literals import Words, defaults_in, with_single_braces, words_in
from _ext.scripts import comments


def messages(script: Path, texts: Iterable[str], figures: Catalogue) -> list[Message]:
    """What a translator has to say of a script's code, besides what it draws, records and claims: ``texts``."""
    found = [
        Message(comment.text, script, line + comment.first)
        for kind, content, line in split_code_and_text_blocks(script)[1]
        if kind == "code"
        for comment in comments(content)
    ]
    known = _infer(script, texts, figures)
    return found + [Message(words.text, script, words.node.lineno) for words in _unknown(known)]


def _infer(script: Path, texts: Iterable[str], figures: Catalogue) -> Inference:
    return Inference(words_in(script.read_text("utf-8")), {text: figures.get(text) for text in texts})


def _unknown(known: Inference) -> Iterator[Words]:
    """Docstrings, and f-strings and what stands in their fields where the whole texts do not show what they are."""
    filled = {words.text: list(known.filled(words)) for words in known.all_words if words.kind == "template"}
    in_fields = {
        group for template, matches in filled.items() if template not in known.found
        for _, groups in matches for group in groups
    }  # fmt: skip
    for words in known.all_words:
        if words.text not in {*known.said, *known.found} and (
            words.kind == "docstring"
            or (words.kind == "template" and filled[words.text] and has_words(words.bare()))
            or (words.kind == "string" and words.text in in_fields and has_words(words.text))
        ):
            yield words


def wording(script: Path, texts: Iterable[str], figures: Catalogue, scripts: Catalogue) -> dict[str, str]:
    """What the script says, and what it is to say instead."""
    texts = list(texts)
    said = _infer(script, texts, figures).found
    said |= {message.text: scripts.get(message.text) for message in messages(script, texts, figures)}
    said |= {text: figures.get(text) for text in texts}
    # A name that an f-string makes has points in its numbers, and is called by it wherever else the script names it.
    known = _infer(script, texts, figures)
    said |= {text: way for text in texts for way, _ in _ways(text, known, said) if way == with_points(said[text])}
    # A description names what was recorded, and that has its name in the language too.
    names = re.compile(r"\{([^{}]+)\}")
    return said | {text: names.sub(lambda name: f"{{{said.get(name[1], name[1])}}}", said[text]) for text in texts}


def slips(script: Path, texts: Iterable[str], said: Mapping[str, str]) -> Iterator[TranslationProblem]:
    """Where the translated script would not say what its pages do."""
    code = script.read_text("utf-8")
    known = Inference(words_in(code), {text: said[text] for text in texts})
    strings = known.strings | {word for _, _, default in defaults_in(code) for word in default}
    for words in known.all_words:
        translation = said.get(words.text, words.text)
        if any(field not in translation for field in words.fields):
            lost = f"the translation lacks one of {', '.join(words.fields)}: {translation!r}"
            yield TranslationProblem(script, words.node.lineno, lost)
    for text in (text for text in texts if said[text] != text):
        ways = dict(_ways(text, known, said))
        for way, line in ways.items():
            if way not in (said[text], with_points(said[text])):
                yield _slip(script, line, text, said, f"would say {way!r}")
        if not ways and " ".join(text.split()) not in strings:
            yield _slip(script, place(text, script) or 1, text, said, "has no string for it")


def _slip(script: Path, line: int, text: str, said: Mapping[str, str], but: str) -> TranslationProblem:
    differs = f"the pages say {said[text]!r} for {text!r}, but the translated script {but}"
    return TranslationProblem(script, line, differs)


def _ways(text: str, known: Inference, said: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """What f-strings that say the text would say instead, each with its line."""
    for words in known.all_words:
        # A text that stands there as a string may fit one without words by accident.
        if words.kind == "template" and (text not in known.strings or has_words(words.bare())):
            for groups in (groups for filled, groups in known.filled(words) if filled == text):
                way = said.get(words.text, words.text)
                for field, group in zip(words.fields, groups, strict=True):
                    way = way.replace(field, said.get(group, group))
                yield with_single_braces(way), words.node.lineno
