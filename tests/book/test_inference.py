"""What f-strings are in another language follows from what they say in it."""

from __future__ import annotations

import pytest
from _ext.inference import Inference
from _ext.literals import words_in


def found(code: str, said: dict[str, str]) -> dict[str, str]:
    return Inference(words_in(code), said).found


@pytest.mark.parametrize(
    ("template", "said", "translation"),
    [
        # a word that is the same, a number, a word that is itself said
        ("steps, {name}", {"steps, ReLU": "passi, ReLU"}, "passi, {name}"),
        ("step size {size:.2f}", {"step size 0.30": "ampiezza 0,30"}, "ampiezza {size:.2f}"),
        ("{name} × 2", {"loss": "perdita", "loss × 2": "il doppio: perdita"}, "il doppio: {name}"),
        # what is the same around words that nobody has translated
        ("steps, {name}", {"steps, small": "passi, piccoli", "steps, large": "passi, grandi"}, "passi, {name}"),
        ("{n} of 50 {what}", {"1 of 50 bad": "1 bad su 50", "5 of 50 bad": "5 bad su 50"}, "{n} {what} su 50"),
        ("{{{name}}} steps", {"{ReLU} steps": "passi: {ReLU}"}, "passi: {{{name}}}"),
    ],
)
def test_it_follows(template, said, translation):
    assert found(f'label = f"{template}"\nnames = ["small", "large", "loss"]', said)[template] == translation


def test_the_strings_in_its_fields_follow_too():
    said = {"steps, small": "passi, piccoli", "steps, large": "passi, grandi", "loss, large": "perdita, grandi"}
    code = 'x = f"loss, {name}"\ny = f"steps, {name}"\nnames = ["small", "large"]'
    assert found(code, said) == {
        "steps, {name}": "passi, {name}", "loss, {name}": "perdita, {name}", "small": "piccoli", "large": "grandi",
    }  # fmt: skip


@pytest.mark.parametrize(
    "said",
    [
        {"steps, small": "passi, piccoli", "steps, large": "grandi: passi"},
        {"steps, small": "passi piccoli"},
        {"small": "piccola", "steps, small": "passi, piccoli"},
    ],
)
def test_it_does_not_follow(said):
    assert "steps, {name}" not in found('x = f"steps, {name}"\nnames = ["small", "large"]', said)


def test_a_text_of_its_own_is_not_said_by_chance():
    assert found('title = "share of the steps"\nx = f"{part} of {whole}"', {"share of the steps": "quota"}) == {}
