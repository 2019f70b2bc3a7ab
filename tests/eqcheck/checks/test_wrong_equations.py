"""Subtly wrong equations about the library's functions: none is verified, and each falls for the right reason."""
import json
from pathlib import Path

import pytest
from eqcheck import VERIFIED, Statement, verify
from eqcheck.project.load import load_library

ROOT = Path(__file__).parents[3]
LIBRARY = load_library("formulario", ROOT)
WRONG = json.loads(Path(__file__).with_suffix(".json").with_stem("wrong_equations").read_text(encoding="utf-8"))
"""Each with ``why`` it is wrong, and a part of the ``message`` that says so."""


@pytest.mark.parametrize("case", WRONG, ids=[case["name"] for case in WRONG])
def test_a_wrong_equation_is_refused(case):
    options = {name: text for name, text in case.items() if name not in ("why", "message")}
    verdict = verify(Statement(**options), LIBRARY)
    assert verdict.status != VERIFIED, case["why"]
    assert case["message"] in (verdict.message or verdict.reason)
