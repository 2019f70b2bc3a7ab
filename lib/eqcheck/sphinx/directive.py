r"""The directive ``equation``: every displayed equation of a book, checked while the book is built.

In a page, ``{equation} relu`` shows the definition that stands in the docstring of the library's function ``relu``;
with content the directive states anything else. Both are numbered, and ``{eq}`` refers to them: to a definition by the
function's name, to any other by its ``:label:``.
"""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.nodes import make_id
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import get_node_source

from eqcheck.project.reader import EquationReader
from eqcheck.sphinx import places
from eqcheck.sphinx.assets import bring
from eqcheck.sphinx.domain import EquationDomain, Showing, equations_of
from eqcheck.sphinx.formula_words import WORDS, in_language, unknown_words
from eqcheck.sphinx.verdicts import verdict
from eqcheck.syntax.source import OUTSIDE, UNCHECKED_CLAIM, Problem, Shown
from eqcheck.syntax.statement import Statement, StatementError

RAW_DISPLAY = re.compile(r"^\s*\\\[|\$\$", re.MULTILINE)
CODE = re.compile(r"(`+).*?\1", re.DOTALL)


class EquationDirective(EquationReader, SphinxDirective):
    """Show a definition by its name, or state an equation."""

    def run(self) -> list[nodes.Node]:
        self.equations = equations_of(self.env)
        source, line = self.get_source_info()
        path, self.line = places.written_at(source, line, self.env.srcdir)
        self.file = self.equations.relative(path)
        first_line = places.line_of(self.content, path, self.line)
        in_docstring = bool(places.docstring_owner(source))
        try:
            stated = self.as_library_reads(first_line) if in_docstring else None
            found = stated or self.read(self.file, self.line, first_line, owner="" if in_docstring else None)
            is_open = isinstance(found, Shown) and found.open
            if isinstance(found, Shown):
                statement, label = self.definition(found.name), found.label or ("" if is_open else found.name)
            elif in_docstring:
                statement, label = found, ""
            else:
                statement, label = found, found.name or self.next_label()
                if label in self.equations.library.definitions:
                    raise StatementError(
                        f"the label {label!r} belongs to the definition of the function: choose another"
                    )
        except StatementError as error:
            self.equations.note_problem(self.env.docname, Problem(self.file, self.line, str(error)))
            return []
        return self.displayed(statement, label, is_open)

    def definition(self, name: str) -> Statement:
        """The definition that the library gives under this name; the page is read again when it changes."""
        definitions = self.equations.library.definitions
        if name not in definitions:
            near = difflib.get_close_matches(name, definitions, n=3) or sorted(definitions)[:3]
            library = self.config.eqcheck_library or "no library (set `eqcheck_library`)"
            hint = f": did you mean {', '.join(near)}?" if near else ""
            raise StatementError(f"{library} defines no equation {name!r}{hint}")
        self.env.note_dependency(self.equations.root / definitions[name].file)
        return definitions[name]

    def as_library_reads(self, line: int) -> Statement | None:
        """The library's statement that begins here: it knows which equation of a docstring defines the function."""
        stated = self.equations.library.statements
        return next((one for one in stated if (one.file, one.line) == (self.file, line)), None)

    def next_label(self) -> str:
        return f"{self.env.docname}:{self.env.new_serialno('equation')}"

    def displayed(self, statement: Statement, label: str = "", is_open: bool = False) -> list[nodes.Node]:
        """The formula with, after it, the place of its verdict; without a label a copy, as in a docstring."""
        latex = in_language(statement.latex, self.config.language)
        formula = nodes.math_block(statement.latex, latex, docname=self.env.docname, number=None, label=None)
        formula["no-wrap"] = formula["nowrap"] = False
        formula["translatable"] = False
        formula["statement"] = statement
        formula.source, formula.line = str(self.equations.root / statement.file), statement.line
        anchor = make_id(f"equation-{label}" if label else f"docstring-{self.env.docname}-{statement.name}-{self.line}")
        place = nodes.container(classes=["equation"])
        if label:
            target = nodes.target("", "", ids=[anchor])
            self.state.document.note_explicit_target(target)
            place += target
            self.number(formula, label)
        else:
            place["ids"].append(anchor)  # Sphinx numbers every formula that has one itself
        outcome = verdict(docname=self.env.docname, anchor=anchor, open=is_open)
        if statement.unchecked:
            reason = nodes.paragraph(statement.unchecked, statement.unchecked)
            self.set_source_info(reason)
            outcome += reason
        if self.config.eqcheck_strict:
            self.check_words(statement)
        self.equations.note_showing(Showing(statement, self.env.docname, anchor, label, self.file, self.line))
        place += [formula, outcome]
        return [place]

    def check_words(self, statement: Statement) -> None:
        """Whatever stands in a formula has to be readable in every language."""
        for word in unknown_words(statement.latex):
            known = ", ".join(sorted(WORDS))
            message = f"the word {word!r} in \\text{{…}} is not one of those a formula may use: {known}"
            self.equations.note_problem(self.env.docname, Problem(statement.file, statement.line, message))

    def number(self, formula: nodes.math_block, label: str) -> None:
        """Give the formula a number under its label, unless another equation has the label already."""
        mathematics = self.env.domains.math_domain
        formula["label"] = label
        if label not in mathematics.equations:
            mathematics.note_equation(self.env.docname, label, location=formula)
        formula["number"] = mathematics.get_equation_number_for(label)


class StrayDisplays(SphinxTransform):
    """In a strict book, mathematics that nobody has checked is a problem: a display, or what a sentence claims."""

    default_priority = 5

    def apply(self, **kwargs: Any) -> None:
        equations = equations_of(self.env)
        for node in self.document.findall(self.is_stray) if self.config.eqcheck_strict else ():
            source = get_node_source(node) or self.document["source"]
            path, line = places.written_at(source, _line(node), self.env.srcdir)
            message = UNCHECKED_CLAIM if isinstance(node, nodes.math) else OUTSIDE
            equations.note_problem(self.env.docname, Problem(equations.relative(path), line, message))

    def is_stray(self, node: nodes.Node) -> bool:
        if isinstance(node, nodes.math):
            return equations_of(self.env).library.is_claim(node.astext())
        return _is_stray(node)


def _is_stray(node: nodes.Node) -> bool:
    if isinstance(node, nodes.math_block):
        return "statement" not in node
    return isinstance(node, nodes.paragraph) and bool(RAW_DISPLAY.search(CODE.sub("", node.rawsource)))


def _line(node: nodes.Node) -> int:
    while node.line is None and node.parent is not None:
        node = node.parent
    return node.line or 1


def keep_translated_reasons(app: Sphinx, document: nodes.document) -> None:
    """Once Sphinx has translated the page, the ledger may tell a reason in the page's language."""
    equations = equations_of(app.env)
    for node in document.findall(verdict):
        if node.children:
            equations.translate_reason(node["docname"], node["anchor"], node.astext())


def pages_to_read_again(app: Sphinx, env: Any, added: set[str], changed: set[str], removed: set[str]) -> set[str]:
    """What was wrong about a page may have been put right elsewhere: a name in the library, a label in a chapter."""
    return equations_of(env).pages_with_problems()


def bring_style(app: Sphinx) -> None:
    if app.builder.format == "html":
        static = Path(__file__).parent / "static"
        bring(app, static / "equation.css", static / "copyable.js")
        app.add_css_file("eqcheck/equation.css")
        app.add_js_file("eqcheck/copyable.js", loading_method="defer")


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_domain(EquationDomain)
    app.add_directive("equation", EquationDirective)
    app.add_transform(StrayDisplays)
    app.connect("env-get-outdated", pages_to_read_again)
    app.connect("doctree-read", keep_translated_reasons)
    app.connect("builder-inited", bring_style)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
