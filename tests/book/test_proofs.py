"""A proof is told as the prover found it: pieces, normal forms, cells and their picture, in the page's language."""

import json
import re

import pytest

CHAPTER = r"""
    # Chapter

    ```{equation}
    :label: even
    :where: t real

    \operatorname{Bump}(-t) = \operatorname{Bump}(t)
    ```

    ```{equation}
    :label: bars
    :where: t real

    \max(t, -t) = |t|
    ```

    ```{equation}
    :label: above
    :kind: inequality
    :where: t real

    \exp(-t^2) - 0.1 < \operatorname{Bump}(t)
    ```
"""
PROOFS = """
    # Proofs

    ```{proof} even
    ```

    ```{proof} bars
    ```

    ```{proof} above
    :cells: 1

    The cells.
    ```

    ```{proof} above
    :instead: - 0.1 -> + 0.1
    ```
"""


@pytest.fixture
def proofs(pages):
    return pages("# Book", chapter=CHAPTER, proofs=PROOFS)


def test_what_the_prover_did(proofs):
    built = proofs.build("text")
    assert built.warnings == ""
    text = " ".join(built.page("proofs.txt").split())
    assert r"\operatorname{Bump}(-t) = \operatorname{Bump}(t) is proved for t ∈ ℝ: 1 piece, exact." in text
    assert r"For t \in \mathbb{R}: both sides have the normal form \frac{1}{t^{2} + 1}." in text
    assert r"For t \ge 0: both sides have the normal form t. * For t \le 0: both sides have the normal form -t." in text
    size = re.search(r"is proved for t ∈ ℝ: 1 piece, (\d+) cells\.", text)
    settled = re.search(r"< \\frac\{1\}\{1 \+ t\^\{2\}\} by bounds on (\d+) cells between −(\d+) and \2\.", text)
    assert int(size[1]) >= int(settled[1]) > 1
    assert "is refuted at t = −4: side 1 is 0.1 and side 2 is 0.0588235, at least 0.0411 apart." in text


def test_the_counts_are_those_of_the_verdict(proofs):
    built = proofs.build()
    listed = {one["name"]: one for one in json.loads((built.app.outdir / "equations.json").read_text("utf-8"))}
    sizes = re.findall(r" is proved for t ∈ ℝ: (\d+) pieces?, (\d+|exact)", built.page("proofs.html"))
    details = [listed[name]["details"] for name in ("even", "bars", "above")]
    assert sizes == [(str(one["pieces"]), str(one["cells"] or "exact")) for one in details]


def test_the_words_of_the_page(proofs):
    text = " ".join(proofs.build("text", language="it").page("proofs.txt").split())
    assert "è dimostrata per t ∈ ℝ: 1 tratto, esatta." in text
    assert "i due membri hanno la forma normale" in text
    assert "0,0588235" in text and "almeno 0,0411" in text


@pytest.mark.parametrize(("language", "words"), [("en", "enclosed in"), ("it", "racchiusa in")])
def test_the_picture_of_the_cells(proofs, language, words):
    built = proofs.build(language=language)
    image = re.search(r'<img alt="([^"]*)" src="(_images/above-1\.svg)"', built.page("proofs.html"))
    assert words in image[1]
    assert "<svg" in built.page(image[2])
    assert 'id="cells-above"' in built.page("proofs.html")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{proof} even", "{proof} odd", "4: WARNING: no equation has the label 'odd'"),
        (":instead: - 0.1", ":instead: - 0.2", "16: WARNING: '- 0.2' is no part of"),
        ("{proof} above\n:cells: 1", "{proof} even\n:cells: 1", "10: WARNING: no cells were needed for relation 1"),
    ],
)
def test_what_there_is_not_is_told_at_its_line(proofs, old, new, message):
    proofs.replace("proofs.md", old, new)
    (warning,) = proofs.build().warnings.splitlines()
    assert warning.startswith(f"{proofs.root / 'proofs.md'}:{message}")


def test_it_follows_the_equation(proofs):
    proofs.build()
    proofs.replace("chapter.md", r"\max(t, -t) = |t|", r"\max(t, -t) + 1 = 1 + |t|")
    assert "t + 1" in proofs.build().page("proofs.html")


@pytest.mark.parametrize("builder", ["epub", "latex", "man", "singlehtml"])
def test_every_other_builder(proofs, builder):
    assert "unknown node" not in proofs.build(builder).warnings
