"""Figures as the scraper saves them."""

import matplotlib.pyplot as plt
import pytest
from formulario.sphinxext.figures import drawings, scrape


@pytest.fixture
def scraped(tmp_path):
    """What the page says about the open figures."""
    files = {"target_file": tmp_path / "plot_here.py", "src_file": "plot_here.py"}
    yield lambda: scrape(None, files | {"image_path_iterator": iter([tmp_path / "here.png"])}, {"src_dir": tmp_path})
    drawings.clear()


def test_a_photograph_is_marked_so_that_no_page_inverts_it(scraped):
    plt.figure("A grey square.").add_subplot().imshow([[0.5]])
    assert "photograph" in scraped()


def test_a_drawing_is_not(scraped):
    plt.figure("A line.").add_subplot().plot([0, 1])
    assert "here.svg" in (page := scraped()) and "photograph" not in page
