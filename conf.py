"""Sphinx configuration of the book. What needs logic is in ``book/_ext``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "book"))

from _ext import languages

project = "Formulario"
author = "the authors of Formulario"
copyright = "CC BY-NC-SA 4.0"
html_title = "Formulario"

language = languages.of_build(tags)  # noqa: F821  (Sphinx defines tags)
locale_dirs = ["locale"]
gettext_compact = False
figure_language_filename = "{root}.{language}{ext}"
smartquotes_action = "De"

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.viewcode",
    "sphinx_copybutton",
    "sphinx_gallery.gen_gallery",
    "eqcheck.sphinx",  # equations and mathematics; the rest is this book's own
    "_ext.languages",
    "_ext.translations",
    "_ext.bibliography",
    "_ext.gallery",
    "_ext.install",
    "_ext.measurements",
    "_ext.claims",
    "_ext.listings",
    "_ext.neighbours",
    "_ext.navigation",
    "_ext.furo_words",
    "_ext.browser_words",
    "_ext.colophon",
    "_ext.citation",
    "_ext.offers",
    "_ext.paper",
    "_ext.epub",
    "_ext.environment",
    "_ext.comparison",
    "_ext.play",
    "_ext.proofs",
    "_ext.solution",
    "_ext.exercises",
    "_ext.slides",
    "_ext.glossary",
    "_ext.punctuation",
    "_ext.image_sizes",
    "_ext.page_head",
    "_ext.sitemap",
    "_ext.heading_levels",
    "_ext.listing_markup",
    "_ext.katex_heights",
    "_ext.keyboard",
    "_ext.search",
    "_ext.parallel_text",
    "_ext.fonts",
    "_ext.landing",
    "_ext.one_style_sheet",
]
exclude_patterns = ["locale", "_ext", "_templates", "_static", "gallery/**/*.py", "gallery/**/*.ipynb"]
suppress_warnings = ["config.cache"]
numfig = True
nitpicky = True
nitpick_ignore_regex = [("py:.*", r"torch\..*|collections\.abc\..*|pathlib\..*|Tensor|Module")]

myst_enable_extensions = ["dollarmath", "colon_fence", "deflist", "attrs_inline", "attrs_block"]
myst_heading_anchors = 3
autodoc_member_order = "bysource"
autodoc_typehints = "signature"

bibtex_bibfiles = ["book/references.bib"]
bibtex_default_style = "of the page"

eqcheck_library = "formulario"
eqcheck_cache = "build/equations"
eqcheck_json = "build/equations.json"
eqcheck_strict = True
claims_json = "build/claims.json"

templates_path = ["book/_templates"]
html_theme = "furo"
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
html_static_path = ["book/_static"]
html_favicon = "book/_static/favicon.svg"
html_scaled_image_link = False
html_css_files = [
    "fonts.css", "signs.css", "book.css", ("print.css", {"media": "print"}), "comparison.css", "solution.css",
    "claims.css", "reading.css", "play.css", "search.css", "start.css",
]
html_math_renderer = "katex"
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_theme_options = {"top_of_page_buttons": []}
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "sidebar/language.html",
        "sidebar/search.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ]
}
copybutton_exclude = ".linenos, .gp, .go"

sphinx_gallery_conf = {
    "examples_dirs": "../gallery",
    "gallery_dirs": "gallery",
    "filename_pattern": r"/plot_",
    "subsection_order": [
        f"../gallery/{chapter}"
        for chapter in (
            "way_back", "why_bend", "rectifiers", "smooth_rectifiers", "gates", "saturating", "shrinkage", "softargmax",
            "shapes_and_scale", "temperature",
            "noise_models", "regression", "images", "likelihood", "balancing", "information", "many_classes",
            "comparison",
        )
    ],
    "within_subsection_order": "FileNameSortKey",
    "reset_modules": ("matplotlib", "seaborn", "_ext.measurements.forget"),
    "image_scrapers": ("_ext.drawings.scrape",),
    "capture_repr": (),
    "abort_on_example_error": True,
    "write_computation_times": False,
    "min_reported_time": 1e9,
    "show_memory": False,
    "show_signature": False,
    "download_all_examples": False,
    "remove_config_comments": True,
    "inspect_global_variables": False,
    "css": (),
}
