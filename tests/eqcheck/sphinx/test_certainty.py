"""What stands behind a verified equation can be seen without colour, heard, and read in its box."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Browser

from tests.eqcheck.sphinx.conftest import BY_CELLS, BY_EXHAUSTION, EXACTLY
from tests.eqcheck.sphinx.test_pages import Elements

PAGE = r"""
    # Bumps

    ```{equation} bump
    ```

    ```{equation} hat
    ```

    ```{equation}
    :label: even
    :where: t real

    \operatorname{Bump}(-t) = \operatorname{Bump}(t)
    ```

    ```{equation}
    :label: scaled
    :where: t real in [-5, 5]; a in 1, 2

    \operatorname{Hat}(t; a) = a \operatorname{Hat}(t; 1)
    ```
"""
OVERFLOW = {"float32": "t = 100", "float16": "t = 12"}


@pytest.fixture
def bumps(book, judge):
    judge(hat=BY_EXHAUSTION, even=EXACTLY, scaled=replace(BY_CELLS, details={**BY_CELLS.details, "overflow": OVERFLOW}))
    return book(PAGE)


@pytest.mark.parametrize(
    ("language", "said", "boxes"),
    [
        ("en",
         ["Equation 1, tried: what was compared", "Equation 2, exhaustive: what was compared",
          "Equation 3, proved: for which values", "Equation 4, proved: for which values"],
         ["Tried. The results of the code were compared",
          "Exhaustive. The code was run on every finite number of float16",
          "Proved. This holds for all of these values",
          "Proof: 2 pieces, 12 345 cells Code compared at: 12 points "
          "In floating point: the printed formula overflows: float32 (t = 100), float16 (t = 12)"]),
        ("it",
         ["Equazione 1, verificata per punti: che cosa è stato confrontato",
          "Equazione 2, verificata per esaustione: che cosa è stato confrontato",
          "Equazione 3, dimostrata: per quali valori", "Equazione 4, dimostrata: per quali valori"],
         ["Verificata per punti. I risultati del codice sono stati confrontati",
          "Verificata per esaustione. Il codice è stato eseguito su ogni numero finito di float16",
          "Dimostrata. Vale per tutti questi valori",
          "Dimostrazione: 2 tratti, 12 345 celle Codice confrontato in: 12 punti "
          "In virgola mobile: la formula stampata va in overflow: float32 (t = 100), float16 (t = 12)"]),
    ],
)  # fmt: skip
def test_a_box_says_what_stands_behind_the_tick(bumps, language, said, boxes):
    page = Elements(bumps.build(language=language).page("index.html"))
    assert page.texts("summary") == [f"✓{one}" for one in said]
    opened = [re.sub(r"\s+(?=[.:;])", "", box) for box in page.texts("details")]
    assert [part for part, box in zip(boxes, opened, strict=True) if part not in box] == []
    comma = {"en": ",", "it": ";"}[language]
    ranges = ["t ∈ ℝ", "t ∈ float16", "t ∈ ℝ", f"t ∈ [−5{comma} 5]; a ∈ {{1{comma} 2}}"]
    assert [one for one, box in zip(ranges, opened, strict=True) if f": {one} " not in box] == []


def test_an_exact_proof_has_no_cells(bumps):
    opened = Elements(bumps.build().page("index.html")).texts("details", "proved")
    assert "1 piece, exact" in opened[0] and "compared at" not in opened[0]


def test_the_ticks_differ_without_colour(bumps, browser: Browser):
    bumps.build()
    view = browser.new_page()
    view.goto((bumps.root / "build/en/html/index.html").as_uri())
    looks = view.evaluate("""[...document.querySelectorAll("summary .mark")].map((mark) => {
      const style = getComputedStyle(mark);
      return [style.backgroundColor !== "rgba(0, 0, 0, 0)", style.borderTopWidth !== "0px", mark.title];
    })""")
    tick = view.evaluate("""(() => {
      const style = getComputedStyle(document.querySelector(".mark.proved"));
      return [style.webkitTextFillColor, style.backgroundColor];
    })()""")
    view.close()
    assert looks == [
        [False, False, "Tried"], [False, True, "Exhaustive"], [True, True, "Proved"], [True, True, "Proved"]
    ]  # fmt: skip
    assert tick[0] == "rgb(255, 255, 255)" != tick[1], "the tick is cut out of its disc"
