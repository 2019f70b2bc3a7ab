"""The directive ``comparison``: a table of all the library's functions of one number, with the properties of each.

With the option ``:of: losses`` it is that of all losses. Nothing in it is typed. The properties are computed from the
definitions (:mod:`eqcheck.analysis.properties`, :mod:`eqcheck.analysis.loss_properties`) while the page is written, and
the costs are those of the file that the option ``:costs:`` names, below ``eqcheck_root``.
"""

from __future__ import annotations

import json
from collections.abc import Set
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, cast

from docutils import nodes
from docutils.parsers.rst import directives
from eqcheck.analysis.curves import Curve, curve, scalar_functions
from eqcheck.analysis.loss_curves import LossCurve, loss, loss_functions
from eqcheck.analysis.loss_properties import loss_properties
from eqcheck.analysis.properties import properties
from eqcheck.sphinx import places
from eqcheck.sphinx.checking import warn
from eqcheck.sphinx.domain import EquationDomain, equations_of
from eqcheck.sphinx.evidence import documented
from eqcheck.sphinx.filters import filter_fields
from eqcheck.syntax.errors import EvaluationError
from eqcheck.syntax.source import Problem
from sphinx.application import Sphinx
from sphinx.domains import Domain
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from _ext.comparison_tables import FunctionTable, Line, LossTable
from _ext.tables import scroll_box

logger = logging.getLogger(__name__)

TABLES = {"functions": FunctionTable, "losses": LossTable}


class comparison(nodes.General, nodes.Element):  # type: ignore[misc]
    """The place of the table; it is filled when the page is written."""


class ComparisonDomain(Domain):
    """What Sphinx remembers of the tables from one build to the next."""

    name = "comparison"
    label = "comparison"
    initial_data: ClassVar[dict[str, Any]] = {
        "tables": set(),  # docnames
        "links": [],  # where their links led when they were last written
    }

    def clear_doc(self, docname: str) -> None:
        self.data["tables"].discard(docname)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        self.data["tables"] |= otherdata["tables"] & docnames


def tables_of(env: BuildEnvironment) -> ComparisonDomain:
    return cast(ComparisonDomain, env.get_domain(ComparisonDomain.name))


def lines(env: BuildEnvironment, of: str, costs: dict[str, dict[str, float]]) -> list[Line]:
    """Every function with a curve and what the table says of it."""
    equations = equations_of(env)
    library = equations.library
    sections = sections_of(env)
    found = []
    for name in names_in_order(env, of):
        try:
            one: Curve = curve(library, name) if of == "functions" else loss(library, name)
        except EvaluationError as error:
            statement = library.definitions[name]
            warn(equations, statement.file, statement.line, str(error))
            continue
        known = loss_properties(one) if isinstance(one, LossCurve) else properties(one)
        found.append(Line(one, known, costs.get(name, {}), sections.get(name), documented(env, name)))
    return found


def names_in_order(env: BuildEnvironment, of: str) -> list[str]:
    """The functions with a curve, in the order in which the book's pages define them."""
    library, order = equations_of(env).library, {name: place for place, name in enumerate(sections_of(env))}
    names = scalar_functions(library) if of == "functions" else loss_functions(library)
    return sorted(names, key=lambda name: order.get(name, len(order)))


def sections_of(env: BuildEnvironment) -> dict[str, tuple[str, str]]:
    """Page and anchor of the section in which each function is defined, in the order of the book."""
    found: dict[str, tuple[str, str]] = {}
    page = cache(env.get_doctree)
    for showing in equations_of(env).in_order():
        if showing.label and showing.statement.kind == "definition" and showing.statement.name not in found:
            found[showing.statement.name] = (showing.docname, section_around(page(showing.docname), showing.anchor))
    return found


def section_around(page: nodes.document, anchor: str) -> str:
    """The anchor of the innermost section with something of this anchor in it."""
    sections = [
        section["ids"][0]
        for section in page.findall(nodes.section)
        if any(anchor in inner["ids"] for inner in section.findall(nodes.Element))
    ]
    return sections[-1] if sections else anchor


def kind_of_table(argument: str) -> str:
    return str(directives.choice(argument, tuple(TABLES)))


class ComparisonDirective(SphinxDirective):
    """Compare all functions of one number, or all losses."""

    option_spec: ClassVar[dict[str, Any]] = {"of": kind_of_table, "costs": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        equations = equations_of(self.env)
        tables_of(self.env).data["tables"].add(self.env.docname)
        for statement in equations.library.definitions.values():
            self.env.note_dependency(equations.root / statement.file)
        of = self.options.get("of", "functions")
        node = comparison(docname=self.env.docname, of=of, costs=self.costs(equations))
        self.set_source_info(node)
        return [node]

    def costs(self, equations: EquationDomain) -> str:
        """The file of the costs, if there is one."""
        name = str(self.options.get("costs", ""))
        if not name:
            return ""
        self.env.note_dependency(equations.root / name)
        if (equations.root / name).exists():
            return name
        path, line = places.written_at(*self.get_source_info(), self.env.srcdir)
        message = f"`:costs:` names a file that is not there, {name}: measure the costs, or leave the option out"
        equations.note_problem(self.env.docname, Problem(equations.relative(path), line, message))
        return ""


class FillTables(SphinxPostTransform):
    """Compute the tables of a page, once its equations have been checked."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        equations = equations_of(self.env)
        for node in list(self.document.findall(comparison)) if equations.checked else ():
            measured = json.loads(Path(equations.root, node["costs"]).read_text("utf-8")) if node["costs"] else {}
            found = lines(self.env, node["of"], measured.get("cost", {}))
            if not found:
                logger.warning("no %s of the library have a curve: leave this table out", node["of"], location=node)
            table = TABLES[node["of"]](self.config.language, node["docname"], measured)
            name = self.env.titles[node["docname"]].astext()
            fields = filter_fields(".comparison tbody tr", self.config.language)
            box = scroll_box("", table.of(found), name=name) if found else None
            node.replace_self([fields, box, *table.stamp()] if box else [])


def pages_to_write_again(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The pages with a table, if it would lead elsewhere: definitions may have moved, or entries of the reference."""
    data = tables_of(env).data
    if not data["tables"]:
        return []
    links: list[Any] = [*sections_of(env).items()]  # in the order of the rows
    links += [documented(env, name) for name in equations_of(env).library.definitions]
    before, data["links"] = data["links"], links
    return sorted(data["tables"]) if links != before else []


def setup(app: Sphinx) -> dict[str, Any]:
    app.setup_extension("_ext.tables")
    app.add_node(comparison)
    app.add_domain(ComparisonDomain)
    app.add_directive("comparison", ComparisonDirective)
    app.add_post_transform(FillTables)
    app.connect("env-get-updated", pages_to_write_again)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
