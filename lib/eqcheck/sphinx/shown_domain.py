"""Below a formula its domain in words, *for x > 5*, where ``:where:`` is narrower than what the formula asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from docutils import nodes

from eqcheck.sphinx.messages import messages


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
        paragraph = nodes.paragraph("", f"{said.gettext('for')} ", classes=["equation-domain"])
        for place, phrase in enumerate(phrases):
            paragraph += [*[nodes.Text(", ")] * bool(place), *phrase]
        yield paragraph
