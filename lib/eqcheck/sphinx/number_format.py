"""Numbers as a language writes them, the same in verdicts, in the ledger and in whatever else a book tabulates."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from math import inf
from unicodedata import lookup

from babel import UnknownLocaleError
from babel.numbers import get_decimal_symbol

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
GREEK = re.compile(r"\b(alpha|beta|gamma|delta|epsilon|theta|lambda|mu|rho|sigma|tau|phi|psi|omega)\b")
GREEK_LETTER = "GREEK SMALL LETTER "  # Unicode writes lamda
POINT = re.compile(r"(?<=\d)\.(?=\d)")
"""The sign before decimals."""
FRACTION = re.compile(r"\d+/\d+")


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


def greek(text: str) -> str:
    """Names of letters as the letters that they name.

    >>> greek("x, lambda")
    'x, λ'
    """
    return GREEK.sub(lambda name: lookup(GREEK_LETTER + name[0].replace("lambda", "lamda")), text)


def format_range(text: str, language: str | None) -> str:
    """For which values something was found, in the signs of mathematics and of the language.

    >>> format_range("x ∈ [-1/4, 3]; lambda ∈ {1349/2000, -2}", "it"), format_range("lambda ∈ {1349/2000, -2}", "en")
    ('x ∈ [−1/4; 3]; λ ∈ {0,6745; −2}', 'λ ∈ {0.6745, −2}')

    Where decimals have a comma, a semicolon stands between values.
    """
    mark = decimal_mark(language)
    text = FRACTION.sub(lambda fraction: _shorter(fraction[0]), greek(text).replace("-", "−"))
    return POINT.sub(mark, text.replace(", ", "; " if mark == "," else ", "))


def format_tolerance(text: str, language: str | None) -> str:
    """How far two sides may be apart: a fraction stays one.

    >>> format_tolerance("1/1000", "it"), format_tolerance("4.8e-4", "it")
    ('1/1000', '4,8 · 10⁻⁴')
    """
    return text if "/" in text else format_number(float(text), language)


def _shorter(fraction: str) -> str:
    """A fraction as a decimal, if it has one and that takes less room."""
    decimal = repr(float(Fraction(fraction)))
    return decimal if Fraction(decimal) == Fraction(fraction) and len(decimal) < len(fraction) else fraction
