"""Options of a statement, as MyST and docutils read them."""

import pytest
from eqcheck.project.find import read_markdown, read_rst
from eqcheck.project.markdown import split_options
from eqcheck.project.reader import EquationReader
from eqcheck.syntax.statement import Statement, StatementError
from hypothesis import given
from hypothesis import strategies as st
from myst_parser.parsers.directives import parse_directive_text

OPTIONS = {"kind": "limit", "where": "x real; y in 'a', 'b'", "within": "1/2"}


@pytest.mark.parametrize("block", [
    ":kind: limit\n:where: x real; y in 'a', 'b'\n:within: 1/2\n\nx = y",
    ":kind: limit\n:where: x real; y in 'a', 'b'\n:within: 1/2\nx = y",
    "---\nkind: limit\nwhere: x real; y in 'a', 'b'\nwithin: 1/2\n---\n\nx = y",
    "---\nkind: limit\nwhere: x real;\n  y in 'a', 'b'\nwithin: '1/2'\n---\nx = y",
    "---\nkind: limit\nwhere: |\n  x real;\n  y in 'a', 'b'\n\n\"within\" : \"1/2\"\n---\nx = y",
])
def test_options_as_lines_or_as_yaml(block):
    options, body, above = split_options(block.split("\n"))
    assert (options, body) == (OPTIONS, ["x = y"]) and block.split("\n")[above] == "x = y"
    assert myst(block) == OPTIONS


def myst(block):
    parsed = parse_directive_text(EquationReader, "", block)
    assert not parsed.warnings
    return spaced(parsed.options)


def spaced(options):
    """The options as statements keep them."""
    return {name: " ".join(value.split()) for name, value in options.items()}


VALUES = st.text("abx01 :;,'\"[]{}|>-\\\\&*!%@`", min_size=1, max_size=12).map(str.strip).filter(bool)


@given(st.dictionaries(st.sampled_from(["where", "of", "kind", "within-ulps"]), VALUES, min_size=1))
def test_options_are_those_of_myst(options):
    """Where MyST takes a block of options, it is read here in the same way."""
    for block in ("".join(f":{name}: {value}\n" for name, value in options.items()),
                  "---\n" + "".join(f"{name}: {value}\n" for name, value in options.items()) + "---\n"):
        parsed = parse_directive_text(EquationReader, "", block + "x = y")
        if not parsed.warnings:
            try:
                found = split_options(block.split("\n"))[0]
            except StatementError as error:  # said, where MyST would go on reading to the next quotation mark
                assert "quotation mark" in str(error) and any(value[0] in "'\"" for value in options.values())
            else:
                assert spaced(found) == spaced(parsed.options)


@pytest.mark.parametrize("block", ["---\nkind limit\n---\nx = y", ":kind limit\n\nx = y"])
def test_a_line_that_is_no_option(block):
    (problem,) = read_markdown(f"# T\n\n```{{equation}}\n{block}\n```\n", "c.md").problems
    assert "'kind limit' is no option" in problem.message and problem.line == 3


@pytest.mark.parametrize(("block", "complaint"), [
    (":kind limit\n\n   x = y", "equation :kind limit` shows no definition"),
    (":kind: lemma\n\n   x = y", "unknown kind 'lemma'"),
    (":lable: a\n\n   x = y", "unknown option 'lable'"),
    (":where: x real\n   x = y", "cannot be read: invalid option block"),
    ("x = y", "`equation x = y` shows no definition: leave a blank line above a formula"),
])
def test_rst_options_are_checked(block, complaint):
    (problem,) = read_rst(f"Text.\n\n.. equation::\n   {block}\n", "c.rst", first_line=11).problems
    assert complaint in problem.message and problem.line == 13


@pytest.mark.parametrize("block, complaint", [
    (":kind: lemma\n\nx = x", "unknown kind 'lemma'"),
    (":lable: a\n\nx = x", "unknown option 'lable'"),
    (":unchecked:\n\nx = x", "without a reason"),
    (":kind: identity\n", "without a formula"),
])
def test_options_are_checked(block, complaint):
    problem, = read_markdown("\n```{equation}\n" + block + "\n```\n", "c.md").problems
    assert complaint in problem.message and problem.line == 2


def test_options_may_be_written_from_a_mapping():
    statement = Statement.written("x = x", {"where": " x\n  real "}, name="f", file="a.md", line=3)
    assert (statement.where, statement.kind, str(statement)) == ("x real", "identity", "f")
    with pytest.raises(StatementError):
        Statement.written("x", {"kind": "proof"}, file="a.md", line=1)
