"""Equations are found where they stand, with the line that an author sees."""

import textwrap

import pytest
from eqcheck.project.find import read_chapters, read_library, read_markdown, read_module, read_rst
from eqcheck.syntax.source import Shown, Source

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
    page = "# T\n\nText.\n\n" + display + "\n"
    assert not read_markdown(page, "c.md").problems
    found = read_markdown(page, "c.md", strict=True)
    assert [problem.message[:19] for problem in found.problems] == ["display mathematics"]
    assert found.problems[0].line >= 5
    assert str(found.problems[0]).startswith("c.md:")


@pytest.mark.parametrize("harmless", ["A price of $5$ and `$$`.", "    $$ code $$", "```\n$$\nx\n$$\n```",
                                      "```{code-block} md\n$$x$$\n```", "Escaped \\$\\$ signs."])
def test_harmless_text(harmless):
    assert not read_markdown(harmless + "\n", "c.md", strict=True).problems


def test_rst_pages():
    text = "Title\n=====\n\n.. math::\n\n   x = x\n\n.. code-block:: rst\n\n   .. equation::\n\n      x = y\n"
    assert read_rst(text, "api.rst") == Source()
    found = read_rst(text, "api.rst", strict=True)
    assert [(p.line, p.file) for p in found.problems] == [(4, "api.rst")] and not found.statements


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


def test_indentation_is_removed():
    text = textwrap.indent("```{equation}\n:where: x real\n\n  x\n    = x\n```", "   ")
    assert read_markdown("1. item\n\n" + text, "c.md").statements[0].latex == "x\n  = x"


# --- reStructuredText of any book -------------------------------------------------------------------------------------


PAGE = r"""
Title
=====

.. _label:

A :role-of-an-extension:`x` and `another`_, :math:`x = x`, **open.

.. directive-of-an-extension:: argument
   :option: value

   Text.

   .. nested:: a
      with more

      .. equation::
         :label: nested

         1 = 1

.. note:: .. equation:: shown

.. tip::
   .. equation:: shown-too

1. A list

   .. equation::
      :label: listed

         2
           = 2

+-----------------------+-------------------------+
| .. equation::         | .. equation:: in-a-cell |
|    :label: cell       |                         |
|                       |                         |
|    3 = 3              |                         |
+-----------------------+-------------------------+

.. list-table::

   * - .. equation::
          :label: row
          :where: x real;
             y real

          4 = 4

Unexpected
~~~~~~~~~~

::

   .. equation::

      0 = 1

.. comment

   .. equation::

      0 = 2

.. code-block:: rst

   .. equation::

      0 = 3

Deeper
------

.. Equation::
   :label: last

   5 = 5
"""


def test_equations_are_found_inside_of_everything_that_is_text(capsys):
    found = read_rst(PAGE, "p.rst", first_line=101)
    assert [(one.name, one.latex) for one in found.statements] == [
        ("nested", "1 = 1"), ("listed", "2\n  = 2"), ("cell", "3 = 3"), ("row", "4 = 4"), ("last", "5 = 5"),
    ]
    assert [one.line - 100 for one in found.statements] == [
        line_of(PAGE, part) for part in ("1 = 1", "      2", "3 = 3", "4 = 4", "5 = 5")
    ]
    assert found.statements[3].where == "x real; y real"
    assert [(one.name, one.line - 100) for one in found.shown] == [("shown", line_of(PAGE, "equation:: shown"))]
    assert [(one.message, one.line - 100) for one in found.problems] == [
        (f"`equation {name}` shows no definition: leave a blank line above a formula", line_of(PAGE, f":: {name}"))
        for name in ("shown-too", "in-a-cell")
    ]
    assert capsys.readouterr() == ("", "")


def test_what_docutils_was_doing_goes_on():
    """Sphinx reads a page, and meanwhile the library for it."""
    from docutils.parsers.rst import directives, roles

    lookup, default = directives.directive, object()
    roles._roles[""] = default
    try:
        read_rst(".. equation::\n\n   x = x\n", "p.rst")
        assert directives.directive is lookup and lookup.__name__ != "_class_of" and roles._roles[""] is default
    finally:
        del roles._roles[""]


def test_only_the_first_equation_of_a_docstring_defines():
    plain = MODULE.replace("       :kind: identity\n       :label: double-odd\n\n", "\n")
    assert [(one.name, one.kind) for one in read_module(plain, "m.py").statements] == [
        ("double", "definition"), ("", "identity"),
    ]


def test_a_docstring_holds_its_own_equation():
    module = 'def f(x):\n    r"""F.\n\n    .. equation:: g\n    """\n'
    (problem,) = read_module(module, "m.py").problems
    assert "a docstring holds its equation" in problem.message and problem.line == 4


def test_a_shown_definition_has_no_domain_of_its_own():
    (problem,) = read_markdown("```{equation} relu\n:where: x real\n```\n", "c.md").problems
    assert "takes no option but `:label:` and `:open:`, not `:where:`" in problem.message


def test_files_that_cannot_be_read(tmp_path):
    (tmp_path / "broken.py").write_text("def f(:\n")
    (tmp_path / "latin.md").write_bytes(b"\xe9")
    (problem,) = read_library(tmp_path, tmp_path).problems
    assert (problem.file, problem.line) == ("broken.py", 1) and "cannot be read" in problem.message
    (problem,) = read_chapters(tmp_path, tmp_path).problems
    assert (problem.file, problem.line) == ("latin.md", 1) and "cannot be read" in problem.message


def test_built_pages_and_hidden_folders_are_no_chapters(tmp_path):
    for folder in ("_build", ".venv/lib", "part"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "c.md").write_text("```{equation}\nx = x\n```\n")
    assert [one.file for one in read_chapters(tmp_path, tmp_path).statements] == ["part/c.md"]
    assert [one.file for one in read_chapters(tmp_path / "_build" / "c.md", tmp_path).statements] == ["_build/c.md"]
