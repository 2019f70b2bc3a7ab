"""Translations of f-strings, as those of the whole texts show them.

A script records ``f"steps, {name}"``; the catalogue says that "steps, tanh" is "passi, tanh", and "steps, sigmoid"
"passi, sigmoide". So the f-string is ``f"passi, {name}"``, and "sigmoid" is "sigmoide".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import takewhile

from _ext.catalogues import has_words
from _ext.literals import Words, with_single_braces


@dataclass
class Inference:
    """What is known of one script in one language.

    :param said: the translations of its whole texts.
    """

    all_words: list[Words]
    said: Mapping[str, str]
    found: dict[str, str] = field(default_factory=dict)  # of f-strings, and of strings that fill their fields

    def __post_init__(self) -> None:
        self.strings = {" ".join(words.text.split()) for words in self.all_words if words.kind == "string"}
        templates = [words for words in self.all_words if words.kind == "template"]
        for template in 2 * templates:  # what stands in the fields of one may become known by another
            self.learn(template)

    def filled(self, template: Words) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The texts that an f-string says, with what then stands in its fields.

        It may fit a text by accident. So it says one that a string says, or has no words of its own, only if each of
        its fields holds a string of the script or no words.
        """
        own_words = has_words(template.bare())
        for text in self.said:
            groups = template.groups(text)
            if groups is not None and (
                (own_words and " ".join(text.split()) not in self.strings)
                or all(group in self.strings or not has_words(group) for group in groups)
            ):
                yield text, groups

    def known(self, words: str) -> str | None:
        """How words in a field are translated, as far as that is known."""
        return self.said.get(words, self.found.get(words, None if has_words(words) else words))

    def learn(self, template: Words) -> None:
        pairs = [(groups, with_points(self.said[text])) for text, groups in self.filled(template)]
        for way in self.ways(template, pairs) if pairs and template.fields else ():
            pieces = self.pieces(template, way, pairs)
            if pieces is not None:
                self.found |= pieces | {template.text: way}
                return

    def ways(self, template: Words, pairs: list[tuple[tuple[str, ...], str]]) -> Iterator[str]:
        """What the f-string may be: a translated text with its fields put back."""
        if not has_words(template.bare()):
            yield template.text
        for groups, text in pairs:
            way = text.replace("{", "{{").replace("}", "}}")
            for name, group in sorted(zip(template.fields, groups, strict=True), key=lambda pair: -len(pair[1])):
                way = re.sub(rf"(?<!\w){re.escape(self.known(group) or group)}(?!\w)", lambda _: name, way, count=1)  # noqa: B023
            yield way
        if len(template.fields) == 1 and len(pairs) > 1:
            common = _common([text for _, text in pairs], template.fields[0])
            if has_words(common.replace(template.fields[0], "")):
                yield common

    def pieces(self, template: Words, way: str, pairs: Iterable[tuple[tuple[str, ...], str]]) -> dict[str, str] | None:
        """What the strings in the fields must be, if the f-string is to say all texts so; None if it cannot."""
        pieces: dict[str, str] = {}
        if sorted(re.findall(template.any_field, way)) != sorted(set(template.fields)):
            return None
        order = [template.fields.index(name) for name in re.findall(template.any_field, way)]
        parts = (re.escape(with_single_braces(part)) for part in re.split(template.any_field, way))
        pattern = re.compile("(.+?)".join(parts), re.DOTALL)
        for groups, text in pairs:
            match = pattern.fullmatch(text)
            for place, piece in zip(order, match.groups() if match else [""], strict=False):
                known = self.known(groups[place])
                if pieces.setdefault(groups[place], piece) != piece or known not in (None, piece) or not match:
                    return None
        return {group: piece for group, piece in pieces.items() if group in self.strings and group not in self.said}


def _common(texts: list[str], name: str) -> str:
    """A field between the words that all texts begin and end with."""
    start = _beginning(texts)
    end = _beginning([text[len(start) :][::-1] for text in texts])[::-1]
    return start + name + end


def _beginning(texts: list[str]) -> str:
    """What all texts begin with, without a part of a word."""
    same = takewhile(lambda letters: len(set(letters)) == 1, zip(*texts, strict=False))
    return re.sub(r"\w+$", "", "".join(letters[0] for letters in same))


def with_points(text: str) -> str:
    """A translation with its numbers as a script prints them."""
    return re.sub(r"(?<=[0-9]),(?=[0-9])", ".", text)
