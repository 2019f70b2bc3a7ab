"""Below a formula its domain in words, *for x > 5*, where ``:where:`` is narrower than what the formula asks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from docutils import nodes

from eqcheck.sphinx.messages import messages
from eqcheck.sphinx.number_format import format_range, greek

CLAUSE = re.compile(
    r"(?P<names>[\w, ]+?) (?:in (?P<values>.+)"
    r"|(?P<kind>real|integer|distribution|class\((?P<classes>[^)]*)\))(\[(?P<shape>[^\]]*)\])?"
    r"(?: (?P<sign>>=|>) 0| in (?P<interval>[\[(].*[\])]))?)"
)


def shown_domain(details: Mapping[str, object], language: str | None) -> Iterator[nodes.paragraph]:
    """The paragraph, if the details of a verdict have a domain to show."""
    said = messages(language)
    phrases = []
    if domain := str(details.get("domain", "")):
        phrases.append([nodes.math(domain, domain)])
    if letters := str(details.get("distributions", "")):
        word = said.ngettext("a probability distribution", "probability distributions", 1 + letters.count(","))
        phrases.append([nodes.Text(f"{word} "), nodes.math(letters, letters)])
    if phrases:
        paragraph = nodes.paragraph("", said.gettext("for") + " ", classes=["equation-domain"])
        for place, phrase in enumerate(phrases):
            paragraph += [*[nodes.Text(", ")] * bool(place), *phrase]
        yield paragraph


def format_where(where: str, language: str | None) -> str:
    """What ``:where:`` says, in the signs of mathematics and the words of the language.

    >>> format_where("x real[N, C]; w real[C] > 0; y class(C)[N]; b in 1, 1/2; t integer in [1, 5]", "en")
    'x ∈ ℝ^(N × C); w ∈ (0, ∞)^C; y ∈ {1, …, C}^N; b ∈ {1, 1/2}; t ∈ ℤ ∩ [1, 5]'
    >>> format_where("p, q distribution[C]; l < u", "it")
    'p, q: distribuzioni di probabilità; l < u'
    """
    clauses = (CLAUSE.fullmatch(clause.strip()) or clause.strip() for clause in where.split(";"))
    said = (clause if isinstance(clause, str) else _said(clause, language) for clause in clauses)
    return "; ".join(said)


def _said(clause: re.Match[str], language: str | None) -> str:
    names, kind = greek(clause["names"]), clause["kind"] or ""
    if kind == "distribution":
        count = 1 + names.count(",")
        said = messages(language).ngettext("a probability distribution", "probability distributions", count)
        return f"{names}: {said}"
    if clause["values"]:
        among = f"{{{clause['values']}}}"
    elif clause["classes"]:
        among = f"{{1, …, {clause['classes']}}}"
    elif clause["sign"]:
        among = f"{'[' if clause['sign'] == '>=' else '('}0, ∞)"
    else:
        number = {"real": "ℝ", "integer": "ℤ"}[kind]
        interval = clause["interval"]
        among = number if not interval else interval if kind == "real" else f"{number} ∩ {interval}"
    shape = clause["shape"]
    power = "" if not shape else f"^({shape.replace(', ', ' × ')})" if "," in shape else f"^{shape}"
    return f"{names} ∈ {format_range(among, language)}{power}"
