"""Equations in Markdown with the syntax of MyST: directives are fences, and may stand inside each other."""
from __future__ import annotations

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import make_fence_rule
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.myst_blocks import myst_block_plugin
from mdit_py_plugins.myst_role import myst_role_plugin

from eqcheck.project.reader import read_equation
from eqcheck.project.restructured import VERBATIM, read_rst
from eqcheck.syntax.source import OUTSIDE, Inline, Problem, Source
from eqcheck.syntax.statement import StatementError

DIRECTIVE = re.compile(r"\{([\w:+-]+)\}\s*(.*)", re.DOTALL)
OPTION = re.compile(r"""(["']?)(?P<name>[\w-]+)\1\s*:(?:\s+(?P<value>.*))?""")
BLOCK_SCALAR = re.compile(r"[|>][+-]?")
QUOTED = re.compile(r"""'([^']*)'|"([^"\\]*)\"""")


def read_markdown(text: str, file: str, first_line: int = 1, strict: bool = False) -> Source:
    r"""The equations of a page, also those inside other directives, lists and quotations.

    :param text: the source.
    :param file: the file as messages name it.
    :param first_line: the line of the file, from 1, at which the text begins.
    :param strict: whether display mathematics outside the directive is a problem.

    >>> text = "> ```{equation}\n> :where: x real\n>\n> x = x\n> ```\n"
    >>> page = read_markdown(text, "page.md")
    >>> [(one.latex, one.where, one.line) for one in page.statements]
    [('x = x', 'x real', 4)]
    """
    found = Source()
    for token in _parser(inline=strict and ("$" in text or "{math}" in text)).parse(text):
        line = first_line + (token.map[0] if token.map else 0)
        if token.type in ("fence", "colon_fence") and (match := DIRECTIVE.fullmatch(token.info.strip())):
            found.add(_read_directive(match[1], match[2], token.content, file, line, strict))
        elif strict and token.type in ("math_block", "math_block_label", "amsmath"):
            found.problems.append(Problem(file, line, OUTSIDE))
        elif strict and token.type == "inline":
            within = token.children or []
            displayed = any(child.type == "math_inline_double" for child in within)
            if displayed or re.search(r"^\s*\\\[", token.content, re.MULTILINE):
                found.problems.append(Problem(file, line, OUTSIDE))
            for number, child in enumerate(within):
                if child.type == "math_inline" or (child.type == "myst_role" and child.meta["name"] == "math"):
                    above = sum(other.type in ("softbreak", "hardbreak") for other in within[:number])
                    found.inline.append(Inline(child.content, file, line + above))
    return found


def _read_directive(name: str, argument: str, content: str, file: str, line: int, strict: bool) -> Source:
    """What a fence holds. ``line`` is its own; its content begins on the next."""
    found = Source()
    if name == "equation":
        try:
            options, body, above = split_options(content.splitlines())
            found.note(read_equation(argument, options, body, file, line, line + 1 + above))
        except StatementError as error:
            found.problems.append(Problem(file, line, str(error)))
    elif name == "math":
        found.problems += [Problem(file, line, OUTSIDE)] * strict
    elif name == "eval-rst":
        found.add(read_rst(content, file, line + 1, strict=strict))
    elif name not in VERBATIM:
        found.add(read_markdown(content, file, line + 1, strict))
    return found


def split_options(lines: list[str]) -> tuple[dict[str, str], list[str], int]:
    """The options at the top of a fence, the lines below them, and how many lines stand above those.

    Options are lines ``:name: value``, or lines ``name: value`` between two lines ``---``, read as MyST reads them.

    :raises StatementError: a line among them is no option.

    >>> split_options(["---", "kind: limit", "where: x real;", "  y real", "---", "", "x = y"])
    ({'kind': 'limit', 'where': 'x real; y real'}, ['x = y'], 6)
    """
    first = next((place for place, line in enumerate(lines) if line.strip()), len(lines))
    end = first
    if lines[first:] and lines[first].startswith("---"):
        end = next((k for k in range(first + 1, len(lines)) if lines[k].startswith("---")), len(lines))
        written = lines[first + 1 : end]
        end += 1
    else:
        while end < len(lines) and re.match(r"\s*:(?!::)", lines[end]):
            end += 1
        written = [line.lstrip()[1:] for line in lines[first:end]]
    while end < len(lines) and not lines[end].strip():
        end += 1
    return _options(written), lines[end:], end


def _options(lines: list[str]) -> dict[str, str]:
    """``name: value`` on each line, or more of the value on an indented one: the part of YAML that MyST reads."""
    values: dict[str, list[str]] = {}
    for line in lines:
        text = re.sub(r"(^|\s)#.*", "", line).rstrip()
        match = OPTION.fullmatch(text)
        if match and not line[0].isspace():
            values[match["name"]] = [match["value"] or ""]
        elif text and line[0].isspace() and values:
            values[next(reversed(values))].append(text.strip())
        elif text:
            raise StatementError(f"{text!r} is no option: write `name: value`, and a blank line above the formula")
    return {name: _scalar(name, parts) for name, parts in values.items()}


def _scalar(name: str, parts: list[str]) -> str:
    """The value on one line, without quotation marks around it."""
    text = " ".join(parts[1:] if BLOCK_SCALAR.fullmatch(parts[0].strip()) else parts).strip()
    if text[:1] not in ('"', "'"):
        return text
    if quoted := QUOTED.fullmatch(text):
        return quoted[1] or quoted[2] or ""
    raise StatementError(f"`{name}: {text}`: a value that begins with a quotation mark ends with it, and has no other")


@cache
def _parser(inline: bool) -> MarkdownIt:
    """Paragraphs are only parsed, which takes most of the time, where mathematics may hide in them."""
    markdown = MarkdownIt("commonmark").enable("table").use(front_matter_plugin).use(myst_block_plugin)
    markdown.use(myst_role_plugin).use(dollarmath_plugin, double_inline=True).use(amsmath_plugin).use(deflist_plugin)
    ends = ["paragraph", "reference", "blockquote", "list", "footnote_def"]
    fence = make_fence_rule(markers=(":",), token_type="colon_fence", exact_match=True)
    markdown.block.ruler.before("fence", "colon_fence", fence, {"alt": ends})
    return markdown if inline else markdown.disable("inline")
