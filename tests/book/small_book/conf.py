from _ext import languages

project = "Waves"
language = languages.of_build(tags)  # noqa: F821
locale_dirs = ["locale"]
gettext_compact = False
figure_language_filename = "{root}.{language}{ext}"
extensions = [
    "myst_parser",
    "sphinx_gallery.gen_gallery",
    "eqcheck.sphinx.katex",
    "_ext.languages",
    "_ext.translations",
    "_ext.gallery",
    "_ext.environment",
]
exclude_patterns = ["gallery/**/*.py", "gallery/**/*.ipynb"]
suppress_warnings = ["config.cache"]
myst_enable_extensions = ["dollarmath"]
html_theme = "basic"
html_math_renderer = "katex"
sphinx_gallery_conf = {
    "examples_dirs": "../gallery",
    "gallery_dirs": "gallery",
    "image_scrapers": ("_ext.drawings.scrape",),
    "capture_repr": (),
    "abort_on_example_error": True,
    "write_computation_times": False,
    "min_reported_time": 1e9,
    "download_all_examples": False,
    "show_signature": False,
    "css": (),
}


def setup(app):
    app.add_config_value("eqcheck_library", "waves", "env")
