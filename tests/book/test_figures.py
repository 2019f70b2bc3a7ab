"""Figures as the scraper saves them."""

import re

import matplotlib.pyplot as plt
import pytest
from _ext.drawings import STYLE, scrape


@pytest.fixture
def scraped(tmp_path):
    """What the page says about the open figures; those that another test has left open are none of its own."""
    plt.close("all")
    files = {"target_file": tmp_path / "plot_here.py", "src_file": "plot_here.py"}
    return lambda: scrape(None, files | {"image_path_iterator": iter([tmp_path / "here.png"])}, {"src_dir": tmp_path})


def test_a_photograph_is_marked_so_that_no_page_inverts_it(scraped):
    plt.figure("A grey square.").add_subplot().imshow([[0.5]])
    assert "photograph" in scraped()


def test_a_drawing_is_not(scraped):
    plt.figure("A line.").add_subplot().plot([0, 1])
    assert "here.svg" in (page := scraped()) and "photograph" not in page


def test_numbers_have_the_decimal_mark_of_the_language(scraped, tmp_path, monkeypatch):
    monkeypatch.setitem(STYLE, "svg.fonttype", "none")
    plt.figure("A point.").add_subplot().set(xticks=[0.25], yticks=[3], title="$a = 1.5$", xlabel="2.5")
    scraped()
    for ending, mark in ((".svg", "."), (".it.svg", ",")):
        drawn = (tmp_path / f"here{ending}").read_text("utf-8")
        texts = {re.sub(r"<.*?>|\s", "", text) for text in re.findall(r"<text.*?</text>", drawn, re.DOTALL)}
        assert texts == {f"0{mark}25", "3", f"a=1{mark}5", f"2{mark}5"}
