"""The strings in a script's code that may be words: where they stand, and the same code with other words.

A string is an option as often as it is a word (``reduction="mean"``). So those are left alone that are handed to a
function of a library, unless its argument is known to be read by people (``xlabel="mean"``).
"""

from __future__ import annotations

import ast
import inspect
import io
import re
import textwrap
import tokenize
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal

import formulario as F
from formulario import experiments, figures

WIDTH = 88
#: What these arguments say is read by people.
KEYWORDS = {
    "holds", "label", "labels", "name", "names", "numbers", "s", "sentence", "text", "title", "xlabel", "xticklabels",
    "ylabel", "yticklabels", "zlabel",
}  # fmt: skip
#: So is what these methods are given: those of figures, and those that keep words for later.
METHODS = {
    "annotate", "append", "extend", "figtext", "get", "index", "items", "legend", "set_label", "set_title",
    "set_xlabel", "set_xticklabels", "set_xticks", "set_ylabel", "set_yticklabels", "set_yticks", "set_zlabel",
    "setdefault", "suptitle", "supxlabel", "supylabel", "text", "title", "xlabel", "ylabel",
}  # fmt: skip
#: And what these modules are given: those of the library that are made for scripts.
MODULES = {"experiments": experiments, "figures": figures}
Loop = ast.For | ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp


@dataclass(frozen=True)
class Words:
    """A string that may be words."""

    text: str  # of an f-string, with its fields in braces
    kind: Literal["string", "template", "docstring"]
    node: ast.expr
    fields: tuple[str, ...] = ()

    @cached_property
    def any_field(self) -> str:
        """A regular expression for its fields, which matches nothing where it has none."""
        return "|".join(map(re.escape, self.fields)) or r"(?!)"

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        parts = re.split(self.any_field, self.text)
        return re.compile("(.+?)".join(re.escape(with_single_braces(part)) for part in parts), re.DOTALL)

    def groups(self, said: str) -> tuple[str, ...] | None:
        """What stood for each field of an f-string where it said this, or None if it never says so."""
        match = self._pattern.fullmatch(said)
        return match.groups() if match else None

    def bare(self) -> str:
        """What it says but for its fields."""
        return " ".join(re.split(self.any_field, self.text))


def with_single_braces(text: str) -> str:
    """Text of an f-string as it is read."""
    return text.replace("{{", "{").replace("}}", "}")


def words_in(code: str) -> list[Words]:
    """The strings of some code that may be words, in the order of the code."""
    return sorted(_words(ast.parse(code)), key=lambda words: (words.node.lineno, words.node.col_offset))


def _words(node: ast.AST, said: bool = True) -> Iterator[Words]:
    """Those below a node; ``said`` is whether a string that stood here would be read by people."""
    if isinstance(node, ast.Constant):
        if said and isinstance(node.value, str):
            yield Words(node.value, "string", node)
    elif isinstance(node, ast.JoinedStr):
        if said:
            yield _template(node)
    elif isinstance(node, ast.Call):
        yield from _words_of_call(node)
    elif isinstance(node, ast.Dict) and _are_arguments(node):
        for value in node.values:
            yield from _words(value, said)
    elif isinstance(node, Loop):
        options = _loops_over_options(node)
        for child in ast.iter_child_nodes(node):
            if child not in options:
                yield from _words(child, said)
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return  # a docstring: that of the script is prose
    else:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node):
            paragraphs = (ast.get_docstring(node) or "").split("\n\n")
            text = "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
            yield Words(text, "docstring", node.body[0].value)  # type: ignore[attr-defined]
        by_itself = isinstance(node, ast.Subscript | ast.Compare | ast.comprehension)  # its value alone is handed on
        for child in ast.iter_child_nodes(node):
            yield from _words(child, said or by_itself)


def _are_arguments(node: ast.Dict) -> bool:
    """Whether a function of the library may be called with all of this: ``F.threshold(x, **options)``."""
    names = {key.value for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}
    return len(names) == len(node.keys) > 0 and any(names <= known for known in _arguments())


@cache
def _arguments() -> list[set[str]]:
    """The names of the arguments of each function of the library."""
    return [set(inspect.signature(function).parameters) for _, function in inspect.getmembers(F, inspect.isfunction)]


def _loops_over_options(loop: Loop) -> list[ast.AST]:
    """The parts of a loop that list what it hands on as an option: ``for name in ("sum",): F.f(x, how=name)``."""
    handed_on = {
        keyword.value.id for call in ast.walk(loop) if isinstance(call, ast.Call) for keyword in call.keywords
        if keyword.arg and keyword.arg not in KEYWORDS and isinstance(keyword.value, ast.Name)
        and isinstance(call.func, ast.Attribute) and not _module(call.func)
    }  # fmt: skip
    parts = [(loop.iter, loop)] if isinstance(loop, ast.For) else [(part, part) for part in loop.generators]
    listed = [(part, one.target) for part, one in parts if isinstance(one.iter, ast.Tuple | ast.List)]
    return [part for part, target in listed if isinstance(target, ast.Name) and target.id in handed_on]


def _words_of_call(node: ast.Call) -> Iterator[Words]:
    function, by_module = node.func, False
    if isinstance(function, ast.Attribute):
        by_module = bool(_module(function))
        said = by_module or function.attr in METHODS
    else:
        said = not (isinstance(function, ast.Name) and function.id == "print")
    yield from _words(function)
    for argument in node.args:
        yield from _words(argument, said)
    for keyword in node.keywords:
        yield from _words(keyword.value, by_module or keyword.arg in KEYWORDS)


def _template(node: ast.JoinedStr) -> Words:
    text, fields = "", []
    for part in node.values:
        if isinstance(part, ast.Constant):
            text += str(part.value).replace("{", "{{").replace("}", "}}")
        else:
            fields.append(ast.unparse(ast.JoinedStr([part]))[2:-1])
            text += fields[-1]
    return Words(text, "template", node, tuple(fields))


def with_words(code: str, wording: Mapping[str, str]) -> str:
    """The code with its strings in other words, where there are any."""
    code = _with_stated_defaults(code, wording)
    lines = code.split("\n")
    depths = _depths(code)
    for words in reversed(words_in(code)):
        said = wording.get(words.text) or wording.get(" ".join(words.text.split()), words.text)
        if said != words.text:
            node = words.node
            first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
            before = _cut(lines[first], node.col_offset)
            after = lines[last][len(_cut(lines[last], node.end_col_offset or 0)) :]
            new = _written(words, said, before, after, depths[first, len(before)] > 0)
            lines[first : last + 1] = new.split("\n")
    return "\n".join(lines)


def _with_stated_defaults(code: str, wording: Mapping[str, str]) -> str:
    """The code with other words stated where a helper of the library would add words of its own."""
    lines = code.split("\n")
    calls = sorted(defaults_in(code), key=lambda found: found[0].end_lineno or 0)
    for call, parameter, default in reversed(calls):
        said = [wording.get(word, word) for word in default]
        if said != list(default):
            row = (call.end_lineno or 0) - 1
            before = _cut(lines[row], (call.end_col_offset or 0) - 1)
            quoted = ", ".join(f'"{_escaped(word)}"' for word in said)
            stated = f"{parameter}=({quoted})"
            if before.strip():
                lines[row] = f"{before.rstrip(', ')}, {stated}{lines[row][len(before) :]}"
            else:
                lines[row - 1] = f"{lines[row - 1].rstrip(', ')},"
                lines.insert(row, f"{before}    {stated},")
    return "\n".join(lines)


def defaults_in(code: str) -> Iterator[tuple[ast.Call, str, tuple[str, ...]]]:
    """The calls of helpers that add words of their own: with the parameter that would change them, and the words."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _module(node.func):
            helper = getattr(MODULES[_module(node.func)], node.func.attr, None)
            stated = {keyword.arg for keyword in node.keywords}
            for name, parameter in inspect.signature(helper).parameters.items() if callable(helper) else ():
                words = parameter.default
                if name not in stated and words and isinstance(words, tuple) and isinstance(words[0], str):
                    yield node, name, words


def _module(function: ast.Attribute) -> str:
    """The module of the library whose function this is, or nothing."""
    return function.value.id if isinstance(function.value, ast.Name) and function.value.id in MODULES else ""


def _cut(line: str, offset: int) -> str:
    """A line as far as an offset in bytes, as trees have it."""
    return line.encode()[:offset].decode()


def _depths(code: str) -> dict[tuple[int, int], int]:
    """How many brackets are open where a token begins."""
    depth, found = 0, {}
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        found[token.start[0] - 1, token.start[1]] = depth
        if token.type == tokenize.OP:
            depth += (token.string in "([{") - (token.string in ")]}")
    return found


def _written(words: Words, said: str, before: str, after: str, in_brackets: bool) -> str:
    """Some lines of code that say something else."""
    margin = " " * len(before)
    if words.kind == "docstring":
        return before + _docstring(said, margin) + after
    room = WIDTH - len(before)
    pieces = [said]
    if in_brackets and len(_quoted(said, words)) + len(after) > room and words.text.count(" ") > 3:
        pieces = _pieces(said, words, room - 3, room - 3 - len(after))
    return before + f"\n{margin}".join(_quoted(piece, words) for piece in pieces) + after


def _pieces(said: str, words: Words, room: int, room_at_the_end: int) -> list[str]:
    """A text in pieces that fit into lines, each with the space behind it; fields stay whole."""
    pieces = [""]
    for word in re.findall(rf"(?:{words.any_field}|\S)+\s*", said):
        if pieces[-1] and len(pieces[-1] + word) > room:
            pieces.append("")
        pieces[-1] += word
    if len(pieces[-1]) > room_at_the_end and " " in pieces[-1].strip():
        start, end = pieces[-1].rsplit(" ", 1)
        pieces[-1:] = [f"{start} ", end]
    return pieces


def _quoted(text: str, words: Words) -> str:
    sign = "f" if words.kind == "template" else ""
    parts = re.split(f"({words.any_field})", text)
    return f'{sign}"{"".join(part if part in words.fields else _escaped(part) for part in parts)}"'


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _docstring(said: str, margin: str) -> str:
    paragraphs = said.split("\n\n")
    sign = 'r"""' if "\\" in said else '"""'
    filled = f"\n\n{margin}".join(
        textwrap.fill(sign * (not number) + paragraph, WIDTH - len(margin) - 3, subsequent_indent=margin,
                      break_long_words=False, break_on_hyphens=False)
        for number, paragraph in enumerate(paragraphs)
    )  # fmt: skip
    return filled + (f'\n{margin}"""' if len(paragraphs) > 1 else '"""')
