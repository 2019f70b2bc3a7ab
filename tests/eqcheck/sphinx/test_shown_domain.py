"""The page shows the domain of a formula where `:where:` is narrower than what the formula itself asks."""

from __future__ import annotations

import re

import pytest

PAGE = r"""
# Domains

```{equation}
:kind: inequality
:where: x real > 5

\tanh(x) > 0.99
```

```{equation}
:where: x real > 0

\log(x^2) = 2 \log(x)
```

```{equation}
:kind: inequality
:where: x, y real in [0, 2]; p, q distribution[C]

x y + \sum_c p_c q_c \le 5
```

```{equation}
:kind: inequality
:where: x real

x > -1 \quad \text{for } x > 0
```
"""


@pytest.mark.parametrize(("language", "words"), [
    ("en", ("for", "probability distributions")), ("it", ("per", "distribuzioni di probabilità")),
])
@pytest.mark.parametrize("builder", ["html", "text", "epub"])
def test_a_narrower_domain_stands_below_its_formula(book, builder, language, words):
    built = book(PAGE).build(builder, language)
    page = built.page({"text": "index.txt", "epub": "index.xhtml"}.get(builder, "index.html"))
    if builder == "text":
        shown = [line.strip() for line in page.splitlines() if line.strip().startswith(f"{words[0]} ")]
    else:
        found = re.findall(r'<p class="equation-domain">(.*?)</p>', page, re.DOTALL)
        shown = [re.sub(r"<annotation.*?>(.*?)</annotation>|<[^>]*>", r"\1", each) for each in found]
    assert len(shown) == 2, shown
    assert shown[0].startswith(words[0]) and "5" in shown[0]
    assert words[1] in shown[1] and "y" in shown[1] and "p, q" in shown[1]
