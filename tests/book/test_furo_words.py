"""What furo writes in English is still there to be translated."""

from importlib.util import find_spec
from pathlib import Path

import pytest
from _ext.furo_words import WORDS, translatable

TEMPLATES = [
    template.read_text("utf-8")
    for folder in find_spec("furo").submodule_search_locations for template in Path(folder).rglob("*.html")
]  # fmt: skip


@pytest.mark.parametrize("words", WORDS)
def test_the_templates_do_not_ask_for_a_translation_themselves(words: str):
    asked = f"{{{{ _('{words}') }}}}"
    assert not any(asked in template for template in TEMPLATES), "these words are needed no more"
    assert any(asked in translatable(template) for template in TEMPLATES)
