"""Words that furo writes in English on a page of any language: names of buttons and icons, which screen readers say.

Its templates have them translated here as if they asked for it. Where they do, a test says that this is needed no more.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from gettext import gettext as _
from typing import Any

from jinja2 import Environment
from sphinx.application import Sphinx
from sphinx.jinja2glue import BuiltinTemplateLoader

from _ext.landmarks import with_landmarks

WORDS = (
    _("Toggle site navigation sidebar"),
    _("Toggle table of contents sidebar"),
    _("Toggle Light / Dark / Auto color theme"),
    _("Contents"),
    _("Menu"),
    _("Expand"),
    _("Light mode"),
    _("Dark mode"),
    _("Auto light/dark, in light mode"),
    _("Auto light/dark, in dark mode"),
)
PLACE = re.compile(rf'(?P<before>aria-label="|<title>)(?P<words>{"|".join(map(re.escape, WORDS))})(?="|</title>)')


def translatable(template: str) -> str:
    """The template, with its words translated when it is rendered.

    >>> translatable('<button aria-label="Menu"><title>Expand</title> Menu')
    '<button aria-label="{{ _(\\'Menu\\') }}"><title>{{ _(\\'Expand\\') }}</title> Menu'
    """
    return PLACE.sub(r"\g<before>{{ _('\g<words>') }}", template)


class Templates(BuiltinTemplateLoader):
    """Sphinx's own way to templates, with the words of furo's made translatable and its boxes named."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, path, unchanged = super().get_source(environment, template)
        return with_landmarks(translatable(source)), path, unchanged


def setup(app: Sphinx) -> dict[str, Any]:
    app.config.template_bridge = f"{__name__}.{Templates.__name__}"
    return {"parallel_read_safe": True, "parallel_write_safe": True}
