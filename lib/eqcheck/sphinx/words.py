"""The extension's own words, in every language it speaks. A language that is missing here reads English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """What the verdicts and the ledger say in one language; a pair is singular and plural."""

    statuses: Mapping[str, tuple[str, str]]
    kind: Mapping[str, str]
    comparison: Mapping[str, str]
    inside: Mapping[str, str]
    facts: Mapping[str, str]
    points: tuple[str, str]
    equations: tuple[str, str]
    equation: str
    columns: tuple[str, ...]
    on_no_page: str
    no_equation: str
    decimal_mark: str

    def number(self, value: float) -> str:
        """A count or a size, with three digits where it is no integer: ``12 345``, ``0.25``."""
        if value == float("inf"):
            return "∞"
        if value == int(value) and abs(value) < 1e15:
            digits = str(int(value))
            return f"{int(value):,}".replace(",", "\N{NARROW NO-BREAK SPACE}") if len(digits) > 4 else digits
        if 0.01 <= abs(value) < 1000:
            return f"{value:.3g}".replace(".", self.decimal_mark)
        mantissa, exponent = f"{value:.1e}".split("e")
        power = str(int(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
        return f"{mantissa.replace('.', self.decimal_mark)} · 10{power}"

    def status(self, status: str) -> str:
        """The outcome of one equation."""
        return self.statuses[status][0]

    def count(self, value: int, of: tuple[str, str]) -> str:
        return f"{self.number(value)} {of[value != 1]}"


ENGLISH = Words(
    statuses={
        "verified": ("verified", "verified"),
        "unchecked": ("not checked", "not checked"),
        "failed": ("wrong", "wrong"),
    },
    kind={
        "definition": "definition",
        "identity": "identity",
        "derivative": "derivative",
        "inequality": "inequality",
        "limit": "limit",
        "approximation": "approximation",
        "distribution": "distribution",
    },
    comparison={
        "definition": "The results of the code were compared with the values of this formula.",
        "identity": "Both sides were computed and compared.",
        "derivative": "The slope printed here was compared with the slope of the function, "
        "on either side of every kink.",
        "inequality": "Both sides were computed; the relation holds at every point.",
        "limit": "The expression was computed nearer and nearer to the limit.",
        "approximation": "Both sides were computed; they differ by no more than is stated.",
        "distribution": "Numbers drawn by the code were compared with the distribution stated here.",
    },
    inside={"verified": "what was compared", "unchecked": "why", "failed": "what differs"},
    facts={
        "kind": "Kind",
        "points": "Points",
        "max_ulp": "Largest error",
        "where": "For",
        "within": "Within",
        "difference": "Largest difference",
        "equality": "Equal at",
        "versions": "With",
        "code": "Code",
        "scripts": "Scripts",
        "reason": "Reason",
    },
    points=("point", "points"),
    equations=("equation", "equations"),
    equation="Equation",
    columns=("No.", "Equation", "Kind", "Verdict", "Points", "Largest error"),
    on_no_page="On no page",
    no_equation="There are no equations yet.",
    decimal_mark=".",
)

ITALIAN = Words(
    statuses={
        "verified": ("verificata", "verificate"),
        "unchecked": ("non controllata", "non controllate"),
        "failed": ("sbagliata", "sbagliate"),
    },
    kind={
        "definition": "definizione",
        "identity": "identità",
        "derivative": "derivata",
        "inequality": "disuguaglianza",
        "limit": "limite",
        "approximation": "approssimazione",
        "distribution": "distribuzione",
    },
    comparison={
        "definition": "I risultati del codice sono stati confrontati con i valori di questa formula.",
        "identity": "I due membri sono stati calcolati e confrontati.",
        "derivative": "La derivata scritta qui è stata confrontata con la pendenza della funzione, "
        "da entrambi i lati di ogni punto angoloso.",
        "inequality": "I due membri sono stati calcolati; la relazione vale in ogni punto.",
        "limit": "L’espressione è stata calcolata sempre più vicino al limite.",
        "approximation": "I due membri sono stati calcolati; non differiscono più di quanto dichiarato.",
        "distribution": "I numeri estratti dal codice sono stati confrontati con la distribuzione scritta qui.",
    },
    inside={"verified": "che cosa è stato confrontato", "unchecked": "perché", "failed": "che cosa non torna"},
    facts={
        "kind": "Tipo",
        "points": "Punti",
        "max_ulp": "Errore massimo",
        "where": "Per",
        "within": "Entro",
        "difference": "Differenza massima",
        "equality": "Uguali in",
        "versions": "Con",
        "code": "Codice",
        "scripts": "Script",
        "reason": "Motivo",
    },
    points=("punto", "punti"),
    equations=("equazione", "equazioni"),
    equation="Equazione",
    columns=("N.", "Equazione", "Tipo", "Esito", "Punti", "Errore massimo"),
    on_no_page="In nessuna pagina",
    no_equation="Non ci sono ancora equazioni.",
    decimal_mark=",",
)

SOURCE = "en"
LANGUAGES = {"en": ENGLISH, "it": ITALIAN}


def in_language(language: str | None) -> Words:
    """The words for Sphinx's ``language``, region or not: ``it`` and ``it_CH`` are Italian."""
    return LANGUAGES.get((language or "en").split("_")[0], ENGLISH)

#: Words that may stand in a formula, ``\text{if }``, and what a reader of another language sees.
FORMULA_WORDS = {
    "it": {
        "if": "se",
        "otherwise": "altrimenti",
        "and": "e",
        "or": "o",
        "for": "per",
        "for all": "per ogni",
        "in": "in",
        "with": "con",
        "where": "dove",
        "as": "per",
    }
}
