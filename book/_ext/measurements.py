"""Measured numbers, as pages tell them: in prose by the roles ``value`` and ``spread``, in descriptions in braces.

A chapter names script and measurement, ``{value}`convergence/steps, tanh` ``; a page of the gallery means its own
script, ``:value:`steps, tanh` ``. What the script does not record is a warning at the author's line.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from docutils import nodes
from eqcheck.sphinx import decimal_mark
from formulario.experiments import RESULTS, Measurement, marks
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from _ext.script_runs import Run, record_of

logger = logging.getLogger(__name__)

SUPERSCRIPTS = str.maketrans("+-0123456789", "⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
SPACE = "\N{NARROW NO-BREAK SPACE}"
NAMED = re.compile(r"\{([^{}]+)\}")


class NotMeasured(Exception):
    """A page asks for a number that no script records."""


def forget(gallery_conf: dict[str, Any], script: str) -> None:
    """Before a script is run: what an earlier one measured in this process is none of its own."""
    RESULTS.forget()


# --- how numbers are written ------------------------------------------------------------------------------------------


def written(found: Measurement, language: str) -> str:
    """A number for the prose of a language; of several runs it is the median.

    >>> written(Measurement(0.125, None, None, ".1%"), "it")
    '12,5\u202f%'
    """
    return localized(found.written(found.value), language)


def spread(found: Measurement, language: str) -> str:
    """The quartiles of several runs.

    >>> spread(Measurement(37, 35, 41, ".0f"), "en")
    '35 to 41'
    """
    if found.low is None or found.high is None:
        raise NotMeasured("there is one number, not several runs: use the role value")
    low, high = (localized(found.written(end), language) for end in (found.low, found.high))
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def localized(number: str, language: str) -> str:
    """A number as :func:`format` writes it, in the signs of a language.

    >>> localized("-1.50e-07", "it"), localized("12,345.5", "en"), localized("2500", "it"), localized("94%", "en")
    ('−1,50 · 10⁻⁷', '12\u202f345.5', '2500', '94\u202f%')
    """
    digits, percent = number.removesuffix("%"), "%" * number.endswith("%")
    digits, _e, exponent = digits.replace(",", "").partition("e")
    sign, digits = digits[: digits[:1] in ("-", "+")], digits.lstrip("-+")
    whole, point, decimals = digits.partition(".")
    if len(whole) > 4:
        whole = f"{int(whole):,}".replace(",", SPACE)
    text = sign.replace("-", "−") + whole + point.replace(".", decimal_mark(language)) + decimals
    if exponent:
        text += f" · 10{str(int(exponent)).translate(SUPERSCRIPTS)}"
    return text + SPACE * bool(percent) + percent


# --- where they stand -------------------------------------------------------------------------------------------------


def scripts(env: BuildEnvironment, name: str = "*") -> list[Path]:
    """The copies of the gallery's scripts that have run: all, or that of a short name, ``convergence``."""
    records = (Path(env.srcdir) / "gallery").glob(f"*/plot_{name}.run.json")
    return sorted(record.with_name(record.name.replace(".run.json", ".py")) for record in records)


def measured(reference: str, env: BuildEnvironment) -> Measurement:
    """The measurement that a page means.

    :raises NotMeasured: if there is none.
    """
    short, slash, name = reference.partition("/")
    if not slash:
        short, name = Path(env.docname).name.removeprefix("plot_"), reference
    if not (found := scripts(env, short)):
        raise NotMeasured(f"there is no script plot_{short}.py: write `script/name`, without plot_")
    copy = found[0]
    env.note_dependency(record_of(copy))
    run = Run.of(copy)
    assert run is not None
    if name not in run.measured:
        known = ", ".join(map(repr, run.measured)) or "nothing"
        raise NotMeasured(f"plot_{short}.py does not record {name!r}; it records {known}")
    return run.measured[name]


class MeasuredRole(SphinxRole):
    """A number from a script."""

    def __init__(self, write: Callable[[Measurement, str], str]) -> None:
        self.write = write

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        try:
            text = self.write(measured(" ".join(self.text.split()), self.env), self.config.language)
        except NotMeasured as trouble:
            logger.warning("%s", trouble, location=self.get_location(), type="measured")
            text = self.text
        return [nodes.inline(self.rawtext, text, classes=["measured"])], []


def filled(template: str, run: Run, language: str) -> str:
    """A description with the numbers that it names in braces.

    :raises NotMeasured: if it names what the script does not record.
    """
    def number(match: re.Match[str]) -> str:
        if match[1] not in run.measured:
            raise NotMeasured(f"the description names {match[0]}, which the script does not record")
        return written(run.measured[match[1]], language)

    return NAMED.sub(number, template)


def printed(output: str, run: Run, language: str, say: Callable[[str], str]) -> str:
    """What a script printed, in another language: its measurements and claims; all else stays."""
    return "\n".join(_line(line, run, language, say) for line in output.split("\n"))


def _line(line: str, run: Run, language: str, say: Callable[[str], str]) -> str:
    name, colon, _rest = line.partition(": ")
    margin = name[: len(name) - len(name.lstrip())]
    if colon and (found := run.measured.get(name.strip())):
        numbers = (found.value, found.low, found.high)
        value, *ends = (localized(found.written(x), language) for x in numbers if x is not None)
        return f"{margin}{say(name.strip())}: {value}" + (f" [{'; '.join(ends)}]" if ends else "")
    if colon and (claim := run.claims.get(name.strip())):
        told = {condition and say(condition): met for condition, met in claim.found.items()}
        return f"{name}: {say(claim.sentence)} {marks(told)}"
    return line


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_role("value", MeasuredRole(written))
    app.add_role("spread", MeasuredRole(spread))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
