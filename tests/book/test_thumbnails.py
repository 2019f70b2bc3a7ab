"""The pictures on the cards: one panel, no words, few bytes."""

from __future__ import annotations

import gzip
import io
import re

import matplotlib.pyplot as plt
import numpy as np
from _ext.thumbnails import thumbnail


def drawn(*, image: bool = False) -> bytes:
    """A figure of two panels as matplotlib writes it."""
    figure, (first, second) = plt.subplots(1, 2)
    if image:
        first.imshow(np.random.default_rng(0).random((600, 600)))
    else:
        first.plot(np.linspace(0, 1, 50), label="a curve")
        first.legend()
    first.set_title("Words")
    second.plot([1, 0])
    figure.savefig(out := io.BytesIO(), format="svg")
    plt.close(figure)
    return out.getvalue()


def test_one_panel_is_left_without_words():
    figure, small = drawn().decode(), thumbnail(drawn()).decode()
    assert 'id="axes_2"' in figure and 'id="axes_1"' in small and 'id="axes_2"' not in small
    assert not re.search(r'id="(text|legend|matplotlib\.axis)_\d', small)
    assert len(gzip.compress(small.encode())) < len(gzip.compress(figure.encode())) / 2
    left, _, width, _ = map(float, re.search(r'viewBox="([^"]*)"', small)[1].split())
    assert left > 0 and width < 200  # points, of 460 of the figure


def test_an_image_has_few_pixels():
    assert len(thumbnail(drawn(image=True))) < 60_000 < len(drawn(image=True))
