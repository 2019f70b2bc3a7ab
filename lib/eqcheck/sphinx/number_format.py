"""Numbers as a language writes them, the same in verdicts, in the ledger and in whatever else a book tabulates."""

from __future__ import annotations

from functools import cache
from math import inf

from babel import UnknownLocaleError
from babel.numbers import get_decimal_symbol

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@cache
def decimal_mark(language: str | None) -> str:
    """The sign before the decimals; a point in a language that nobody knows."""
    try:
        return get_decimal_symbol(language or "en")
    except (UnknownLocaleError, ValueError):
        return "."


def format_number(value: float, language: str | None) -> str:
    """A count or a size, not negative, with three digits where it is no integer.

    >>> format_number(1234, "it"), format_number(0.25, "it"), format_number(1.2e-5, "en")
    ('1234', '0,25', '1.2 · 10⁻⁵')

    Thousands are set apart, by a narrow space, from five digits on.
    """
    if value == inf:
        return "∞"
    if value == int(value) and abs(value) < 1e15:
        digits = str(int(value))
        return f"{int(value):,}".replace(",", "\N{NARROW NO-BREAK SPACE}") if len(digits) > 4 else digits
    if 0.01 <= abs(value) < 1000:
        return f"{value:.3g}".replace(".", decimal_mark(language))
    mantissa, exponent = f"{value:.1e}".split("e")
    power = str(int(exponent)).translate(SUPERSCRIPTS)
    return f"{mantissa.replace('.', decimal_mark(language))} · 10{power}"
