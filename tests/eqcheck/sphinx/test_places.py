"""Sources as docutils names them, and the lines that authors wrote."""

from eqcheck.sphinx import places

MODULE = '''\
def first():
    """One."""


class Owner:
    """A class."""

    def method(self):
        """

        Two blank lines above this one.

        $x$
        """
'''


def test_a_docstring_counts_from_its_first_text(tmp_path):
    path = tmp_path / "module.py"
    path.write_text(MODULE)
    source = f"{path}:docstring of package.module.Owner.method"
    assert places.docstring_owner(source) == "package.module.Owner.method"
    assert places.written_at(source, 1, tmp_path) == (path, 11)
    assert places.written_at(source, 3, tmp_path) == (path, 13)
    assert places.written_at(f"{path}:docstring of package.module.first", 1, tmp_path) == (path, 2)


def test_a_page_is_its_own_place(tmp_path):
    page = tmp_path / "page.rst"
    page.write_text("Text\n")
    assert places.docstring_owner(str(page)) == ""
    assert places.written_at(str(page), 1, tmp_path) == (page, 1)


def test_a_page_of_the_gallery_leads_to_its_script(tmp_path):
    script = tmp_path / "gallery" / "plot_it.py"
    script.parent.mkdir()
    script.write_text('"""\nTitle\n=====\n"""\n\nx = 1\n\n# %%\n# Then\n#\n# .. math:: 1 = 1\n')
    page = tmp_path / "book" / "plot_it.rst"
    page.parent.mkdir()
    page.write_text(
        '.. TO MAKE CHANGES, EDIT THE SOURCE PYTHON FILE:\n.. "../gallery/plot_it.py"\n.. LINE NUMBERS\n\n'
        ".. GENERATED FROM PYTHON SOURCE LINES 8-11\n\nThen\n\n.. math:: 1 = 1\n"
    )
    assert places.written_at(str(page), 9, page.parent) == (script, 11)


def test_a_block_is_found_from_its_start_on(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("a = b\n\n> a = b\n> c\n\n  a = b\n  d\n")
    assert places.line_of(["a = b", "  c"], page, 1) == 3
    assert places.line_of(["a = b", "d"], page, 2) == 6
    assert places.line_of(["nowhere"], page, 2) == 2
