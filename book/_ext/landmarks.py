"""The boxes around a page as landmarks, which a screen reader lists by their names.

furo names neither of the boxes beside the page, and leaves the switches that open them outside of any. Where it does
both, the test of this module fails and it can go, with its rules in ``keyboard.css``.
"""

from __future__ import annotations

import re
from gettext import gettext as _

NAMES = {
    '<aside class="sidebar-drawer': _("Contents of the book"),
    '<aside class="toc-drawer': _("Contents of the page"),
}
SWITCHES = re.compile(r'(?:<input type="checkbox" class="sidebar-toggle"[^>]*>\s*)+')
OF_SWITCHES = _("What is beside the page")


def with_landmarks(template: str) -> str:
    r"""A template of furo, its boxes named, with one around the switches.

    >>> with_landmarks('<aside class="toc-drawer no-toc">')
    '<aside aria-label="{{ _(\'Contents of the page\') }}" class="toc-drawer no-toc">'
    """
    for box, name in NAMES.items():
        template = template.replace(box, box.replace("<aside", f"<aside aria-label=\"{{{{ _('{name}') }}}}\""))
    around = f"<nav class=\"switches\" aria-label=\"{{{{ _('{OF_SWITCHES}') }}}}\">"
    return SWITCHES.sub(lambda switches: f"{around}{switches[0]}</nav>", template)
