"""Equations are found where they stand, with the line that an author sees."""
import textwrap

import pytest
from eqcheck.project.find import read_chapters, read_library, read_markdown, read_module, read_rst
from eqcheck.syntax.source import Shown
from eqcheck.syntax.statement import Statement, StatementError

MODULE = r'''
"""A module."""

def before():
    """Nothing here."""

def double(x, factor=2):
    r"""Twice.

    .. equation::
       :where: x real;
       :of: double(x, factor=2)

       \operatorname{Double}(x)
         = 2 x

    And a second one:

    .. equation::
       :kind: identity
       :label: double-odd

       \operatorname{Double}(-x) = -\operatorname{Double}(x)
    """
    return factor * x
'''


def line_of(text, part):
    return next(number for number, line in enumerate(text.split("\n"), 1) if part in line)


def test_docstring_keeps_lines_and_options():
    found = read_module(MODULE, "lib/m.py")
    definition, identity = found.statements
    assert (definition.name, definition.kind, definition.file) == ("double", "definition", "lib/m.py")
    assert definition.line == line_of(MODULE, r"\operatorname{Double}(x)")
    assert definition.latex == "\\operatorname{Double}(x)\n  = 2 x"
    assert definition.where == "x real;" and definition.of == "double(x, factor=2)"
    assert (identity.name, identity.kind) == ("double-odd", "identity")
    assert identity.line == line_of(MODULE, "Double}(-x)")
    assert not found.problems


def test_docstring_with_an_equation_has_to_be_raw():
    found = read_module(MODULE.replace('r"""', '"""'), "m.py")
    assert not found.statements
    assert "begin it with r" in found.problems[0].message and found.problems[0].line == line_of(MODULE, "Twice")


CHAPTER = r"""# Title

````{admonition} A box
:class: note

Text.

```{equation}
:label: inside
:kind: inequality
:where: x real

x \le x
```
````

- A list

  ```{equation}
  :where: x real

  x = x
  ```

:::{note}
```{equation} double
```
:::

```{eval-rst}
.. equation::
   :label: rst

   1 = 1
```

```python
x = "$$"
```
"""


def test_chapter_finds_nested_equations():
    found = read_markdown(CHAPTER, "book/c.md")
    assert [(s.name, s.kind) for s in found.statements] == [
        ("inside", "inequality"), ("", "identity"), ("rst", "identity"),
    ]
    assert [s.line for s in found.statements] == [line_of(CHAPTER, part) for part in (r"x \le x", "x = x", "1 = 1")]
    assert [s.latex for s in found.statements] == [r"x \le x", "x = x", "1 = 1"]
    assert found.shown == [Shown("double", "book/c.md", line_of(CHAPTER, "{equation} double"))]
    assert not found.problems


@pytest.mark.parametrize("display", [
    "$$\nx = x\n$$",
    "$$ x = x $$ (label)",
    "Inside a sentence $$x = x$$ it hides.",
    "\\[ x = x \\]",
    "```{math}\nx = x\n```",
    ":::{math}\nx = x\n:::",
    "\\begin{align}\nx = x\n\\end{align}",
    "````{note}\n\n$$x = x$$\n````",
    "```{eval-rst}\n.. math:: x = x\n```",
    "- $$x = x$$",
])
def test_display_mathematics_outside_the_directive(display):
    found = read_markdown("# T\n\nText.\n\n" + display + "\n", "c.md")
    assert [problem.message[:19] for problem in found.problems] == ["display mathematics"]
    assert found.problems[0].line >= 5
    assert str(found.problems[0]).startswith("c.md:")


@pytest.mark.parametrize("harmless", ["A price of $5$ and `$$`.", "    $$ code $$", "```\n$$\nx\n$$\n```",
                                      "```{code-block} md\n$$x$$\n```", "Escaped \\$\\$ signs."])
def test_harmless_text(harmless):
    assert not read_markdown(harmless + "\n", "c.md").problems


def test_rst_pages():
    text = "Title\n=====\n\n.. math::\n\n   x = x\n\n.. code-block:: rst\n\n   .. equation::\n\n      x = y\n"
    found = read_rst(text, "api.rst")
    assert [(p.line, p.file) for p in found.problems] == [(4, "api.rst")] and not found.statements


@pytest.mark.parametrize("block, complaint", [
    (":kind: lemma\n\nx = x", "unknown kind 'lemma'"),
    (":lable: a\n\nx = x", "unknown option 'lable'"),
    (":unchecked:\n\nx = x", "without a reason"),
    (":kind: identity\n", "without a formula"),
])
def test_options_are_checked(block, complaint):
    problem, = read_markdown("\n```{equation}\n" + block + "\n```\n", "c.md").problems
    assert complaint in problem.message and problem.line == 2


def test_shown_definition_takes_no_formula():
    problem, = read_markdown("```{equation} relu\n\nx = x\n```\n", "c.md").problems
    assert "takes no formula" in problem.message


def test_folders(tmp_path):
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "m.py").write_text(MODULE)
    (tmp_path / "book" / "part").mkdir(parents=True)
    (tmp_path / "book" / "part" / "c.md").write_text(CHAPTER)
    assert {s.file for s in read_library(tmp_path / "pkg", tmp_path).statements} == {"pkg/m.py"}
    assert {s.file for s in read_chapters(tmp_path / "book", tmp_path).statements} == {"book/part/c.md"}
    assert {s.file for s in read_library(tmp_path / "pkg", tmp_path / "elsewhere").statements} == {"pkg/m.py"}


def test_options_may_be_written_from_a_mapping():
    statement = Statement.written("x = x", {"where": " x\n  real "}, name="f", file="a.md", line=3)
    assert (statement.where, statement.kind, str(statement)) == ("x real", "identity", "f")
    with pytest.raises(StatementError):
        Statement.written("x", {"kind": "proof"}, file="a.md", line=1)


def test_indentation_is_removed():
    text = textwrap.indent("```{equation}\n:where: x real\n\n  x\n    = x\n```", "   ")
    assert read_markdown("1. item\n\n" + text, "c.md").statements[0].latex == "x\n  = x"
