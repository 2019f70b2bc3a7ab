"""The foot of a gallery page: where the script's chapter is, and the reference of what the script uses."""

from __future__ import annotations

import re

WAVES = """---
orphan: true
---
# All about waves

```{py:function} waves.wave(x)
```
"""

# The domain resolves the links.
DOMAIN = "from eqcheck.sphinx.domain import EquationDomain; app.add_domain(EquationDomain)"


def foot(book) -> str:
    built = book.build()
    assert built.returncode == 0, built.stderr
    page = (book.root / "build/html/en/gallery/waves/plot_wave.html").read_text("utf-8")
    return "".join(re.findall(r'<p class="neighbours">(.*?)</p>', page, re.DOTALL))


def with_neighbours(book):
    book.change("conf.py", '"_ext.environment"', '"_ext.neighbours"')
    book.change("conf.py", "    app.add_config_value", f"    {DOMAIN}\n    app.add_config_value")
    return book


def test_a_script_names_its_chapter_and_its_reference(book):
    (book.root / "book/waves.md").write_text(WAVES, "utf-8")
    paragraph = foot(with_neighbours(book))
    assert re.sub("<.*?>", "", paragraph) == "Chapter: All about waves · Reference: wave"
    assert re.findall('href="(.*?)"', paragraph) == ["../../waves.html", "../../waves.html#waves.wave"]


def test_a_script_without_either_says_nothing(book):
    assert foot(with_neighbours(book)) == ""
