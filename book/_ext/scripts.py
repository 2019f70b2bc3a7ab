"""Gallery scripts as texts, and the same scripts in another language."""

from __future__ import annotations

import io
import re
import subprocess
import textwrap
import tokenize
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from ruff import find_ruff_bin
from sphinx_gallery.py_source_parser import Block, split_code_and_text_blocks

from _ext.catalogues import Catalogue
from _ext.literals import WIDTH, with_words

NOT_PROSE = re.compile(r"%%|noqa|type:|fmt:|sphinx_gallery_|!")


@dataclass(frozen=True)
class Comment:
    """Lines of comment that stand together, or one at the end of a line of code."""

    text: str
    first: int  # the lines, counted from 0
    last: int
    column: int


def comments(code: str) -> Iterator[Comment]:
    """The comments of some code that a reader reads."""
    found = [
        (token.string.lstrip("# ").rstrip(), token.start, not token.line[: token.start[1]].strip())
        for token in tokenize.generate_tokens(io.StringIO(code).readline)
        if token.type == tokenize.COMMENT
    ]
    prose = [comment for comment in found if comment[0] and not NOT_PROSE.match(comment[0])]
    numbered = enumerate(prose)
    # Whole lines below one another, at the same margin, are one message.
    for _, group in groupby(numbered, key=lambda item: _paragraph(*item)):
        lines = [comment for _, comment in group]
        (row, column), (last, _) = lines[0][1], lines[-1][1]
        yield Comment(" ".join(text for text, _, _ in lines), row - 1, last - 1, column)


def _paragraph(number: int, comment: tuple[str, tuple[int, int], bool]) -> tuple[int, int, int]:
    _, (row, column), whole_line = comment
    return (row - number, column, -1) if whole_line else (row, column, number)


def translated_code(code: str, wording: Mapping[str, str]) -> str:
    """The code with its comments and its strings in another language."""
    code = with_words(code, wording)
    lines = code.split("\n")
    for comment in reversed(list(comments(code))):
        text = wording.get(comment.text, comment.text)
        if text != comment.text:
            before = lines[comment.first][: comment.column]
            if before.strip() and comment.column + len(f"# {text}") <= WIDTH:
                said = [f"{before}# {text}"]
            else:  # a comment that no longer fits behind its line stands above it
                statement = before.rstrip()
                sign = " " * (len(statement) - len(statement.lstrip()) or comment.column * (not statement)) + "# "
                said = textwrap.wrap(text, WIDTH, initial_indent=sign, subsequent_indent=sign)
                said += [statement] if statement else []
            lines[comment.first : comment.last + 1] = said
    return _as_narrow("\n".join(lines))


@cache
def _as_narrow(code: str) -> str:
    """The code in lines that fit. Longer words may have made them too wide."""
    if all(len(line) <= WIDTH for line in code.split("\n")):
        return code
    command = [find_ruff_bin(), "format", "--isolated", f"--line-length={WIDTH}", "-"]
    formatted = subprocess.run(command, input=code, capture_output=True, text=True, check=True).stdout
    start = code[: len(code) - len(code.lstrip("\n"))]
    return start + formatted.strip("\n") + code[len(code.rstrip("\n")) :]


def refilled(text: str) -> str:
    """A block of reStructuredText whose paragraphs fit into lines again, after other words were put into them."""
    return "".join(map(_refilled, re.split(r"(\n\n+|\n(?= *- ))", text)))


def _refilled(paragraph: str) -> str:
    lines, room = paragraph.split("\n"), WIDTH - len("# ")
    if all(len(line) <= room for line in lines):
        return paragraph
    margins = [line[: len(line) - len(line.lstrip())] for line in lines]
    return textwrap.fill(
        " ".join(map(str.strip, lines)), room, initial_indent=margins[0], subsequent_indent=margins[-1],
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def translated_text(text: str, page: Catalogue) -> str:
    """A block of reStructuredText with the translations of its page put into their places."""
    messages = sorted((str(entry.id) for entry in page.entries if entry.id), key=len, reverse=True)
    if not messages:
        return text
    spelt = (r"\s+".join(map(re.escape, message.split())) for message in messages)
    anywhere = "|".join(rf"(?<!\S){message}(?!\S)" for message in spelt)

    def said(match: re.Match[str]) -> str:
        margin = match.start() - (text.rfind("\n", 0, match.start()) + 1)
        translation = page.get(" ".join(match[0].split()))
        return textwrap.fill(
            translation, max(WIDTH - len("# ") - margin, 40), subsequent_indent=" " * margin,
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip

    return _underlined(re.sub(anywhere, said, text))


def _underlined(text: str) -> str:
    """Titles with underlines of their own length."""
    rule = re.compile(r"^(?P<title>\S.*)\n(?P<sign>[=\-~^\"'])(?P=sign){2,}$", re.M)
    return rule.sub(lambda match: f"{match['title']}\n{match['sign'] * len(match['title'])}", text)


def translated_blocks(script: Path, page: Catalogue, wording: Mapping[str, str]) -> list[Block]:
    """The blocks of a script in another language, or as they are where both say nothing else."""
    _, blocks = split_code_and_text_blocks(script)
    return [
        Block(kind, translated_text(content, page) if kind == "text" else translated_code(content, wording), line)
        for kind, content, line in blocks
    ]


def as_script(blocks: list[Block]) -> str:
    """The blocks as the Python file that they would come from."""
    docstring, *rest = blocks
    script = f'"""\n{docstring.content.strip()}\n"""\n'
    for kind, content, _ in rest:
        if kind == "text":
            prose = textwrap.indent(content.strip(), "# ", lambda line: True)
            gap = "\n" * (not script.endswith("\n\n"))
            script += gap + re.sub(r" +$", "", f"# %%\n{prose}\n", flags=re.M)
        else:
            script += content
    return f"{script.rstrip()}\n"
