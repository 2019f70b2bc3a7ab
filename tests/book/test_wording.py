"""What a translated script says, and where it would say something else than its pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from _ext.catalogues import Catalogue
from _ext.wording import messages, slips, wording

SCRIPT = '''"""
Steps
=====
"""

from formulario import experiments

# of each network
steps = {"sigmoid": 40, "Tanh": 20}


def least(values):
    """The least of some."""
    return min(values)


for name, count in steps.items():
    experiments.record(f"steps, {name}", count)
figures.describe(figure, "It takes {steps, sigmoid} steps.")
axes.set(xlabel="step", title=f"{name}, {count}")
scores = F.loss(reduction="sum", other=f"steps, {name}")
'''
TEXTS = ["steps, sigmoid", "steps, Tanh", "step", "Tanh, 20", "It takes {steps, sigmoid} steps."]
FIGURES = {
    "steps, sigmoid": "passi, sigmoide",
    "steps, Tanh": "passi, Tanh",
    "step": "passo",
    "It takes {steps, sigmoid} steps.": "Servono {steps, sigmoid} passi.",
}
SCRIPTS = {"of each network": "di ogni rete", "The least of some.": "Il minimo."}
OTHERWISE = FIGURES | {"steps, Tanh": "Tanh: passi"}
"""What no f-string can say with the same words around both names."""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    (tmp_path / "plot_steps.py").write_text(SCRIPT, "utf-8")
    return tmp_path / "plot_steps.py"


def catalogue(folder: Path, domain: str, said: dict[str, str]) -> Catalogue:
    path = folder / f"it/LC_MESSAGES/{domain}.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    entries = "".join(f'\nmsgid "{text}"\nmsgstr "{it}"\n' for text, it in said.items())
    path.write_text(f'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n{entries}', "utf-8")
    return Catalogue.of(folder, "it", domain)


def said_by(script: Path, figures: dict[str, str] = FIGURES, scripts: dict[str, str] = SCRIPTS) -> dict[str, str]:
    folder = script.parent
    return wording(script, TEXTS, catalogue(folder, "figures", figures), catalogue(folder, "scripts", scripts))


def problems(script: Path, said: dict[str, str]) -> list[str]:
    return [f"{slip.line}: {slip.message}" for slip in slips(script, TEXTS, said)]


def asked(script: Path, texts: list[str], figures: dict[str, str]) -> dict[str, int]:
    found = messages(script, texts, catalogue(script.parent, "figures", figures))
    return {message.text: message.line for message in found}


def test_a_translator_is_asked_for_comments_and_docstrings(script: Path):
    for texts in (TEXTS, []):
        assert asked(script, texts, FIGURES) == {"of each network": 8, "The least of some.": 13}


def test_what_an_f_string_is_follows_from_what_it_says(script: Path):
    said = said_by(script)
    assert said["steps, {name}"] == "passi, {name}" and said["sigmoid"] == "sigmoide"


def test_where_it_does_not_follow_a_translator_is_asked(script: Path):
    found = asked(script, TEXTS, OTHERWISE)
    assert found == {"of each network": 8, "sigmoid": 9, "The least of some.": 13, "steps, {name}": 18}


def test_a_description_names_what_was_recorded(script: Path):
    said = said_by(script)
    assert said["It takes {steps, sigmoid} steps."] == "Servono {passi, sigmoide} passi."
    assert problems(script, said) == []


def test_a_script_that_would_say_something_else_is_a_slip(script: Path):
    scripts = SCRIPTS | {"steps, {name}": "{name}: passi", "sigmoid": "sigmoide", "Tanh": "Tanh"}
    (slip,) = problems(script, said_by(script, OTHERWISE, scripts))
    assert slip == (
        "18: the pages say 'passi, sigmoide' for 'steps, sigmoid', "
        "but the translated script would say 'sigmoide: passi'"
    )


def test_words_that_no_string_says_are_a_slip(script: Path):
    script.write_text(SCRIPT.replace('xlabel="step"', 'xlabel="st" + "ep"'), "utf-8")
    (slip,) = problems(script, said_by(script))
    assert slip.endswith("the pages say 'passo' for 'step', but the translated script has no string for it")


def test_a_lost_field_is_a_slip(script: Path):
    found = problems(script, said_by(script, OTHERWISE, SCRIPTS | {"steps, {name}": "passi"}))
    assert found[0] == "18: the translation lacks one of {name}: 'passi'"


def test_numbers_are_written_as_python_writes_them(script: Path):
    script.write_text(SCRIPT.replace('"sigmoid": 40', '"sigmoid": 40, "0.5": 1'), "utf-8")
    texts = [*TEXTS, "steps, 0.5"]
    folder = script.parent
    figures = catalogue(folder, "figures", FIGURES | {"steps, 0.5": "passi, 0,5"})
    said = wording(script, texts, figures, catalogue(folder, "scripts", SCRIPTS))
    assert list(slips(script, texts, said)) == []


def test_a_name_that_an_f_string_makes_has_points_wherever_the_script_names_it(script):
    script.write_text(
        '"""\nSteps\n=====\n"""\n\nfor rate in rates:\n    experiments.record(f"steps at {rate}", count)\n'
        'experiments.claim("A", "It is fast.", holds, ["steps at 0.1"])\n'
        'figures.describe(figure, "It takes {steps at 0.1} steps.")\n'
    )
    texts = ["steps at 0.1", "It takes {steps at 0.1} steps."]
    figures = {"steps at 0.1": "passi a 0,1", "It takes {steps at 0.1} steps.": "Servono {steps at 0.1} passi."}
    said = wording(script, texts, catalogue(script.parent, "figures", figures), catalogue(script.parent, "scripts", {}))
    assert said["steps at {rate}"] == "passi a {rate}"
    assert [said[text] for text in texts] == ["passi a 0.1", "Servono {passi a 0.1} passi."]
