"""Where a formula may be broken: KaTeX lets a line end after every relation and operator, a reader would not.

KaTeX sets a formula as a row of boxes and lets a line end between any two of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

BOX = '<span class="base">'
SHORT = 10  # signs of a formula that is a word of its sentence
LINE = 26  # signs of a formula on the line of a telephone
MARKUP = re.compile(r"<[^>]*>|\s|\u200b")


def keep_together(html: str) -> str:
    """Join boxes between which no line should end, as long as they fit on the line of a telephone.

    :param html: a formula as KaTeX sets it, with ``\\allowbreak`` before each condition
    """
    start, *boxes = html.split(BOX)
    if _signs("".join(boxes)) <= SHORT:
        groups = [boxes]
    else:
        groups = []
        for box, breakable in zip(boxes, _breakable(boxes), strict=True):
            if breakable or _signs("".join([*groups[-1], box])) > LINE:
                groups.append([])
            groups[-1].append(box)
    return start + "".join(map(_joined, groups))


def _breakable(boxes: list[str]) -> Iterator[bool]:
    """Whether a line may end before each box: not inside brackets, nor inside a condition at the formula's end."""
    depth, in_condition = 0, False
    yield True
    for box in boxes[:-1]:
        depth += box.count('class="mopen') - box.count('class="mclose')
        before_condition = "allowbreak" in box
        in_condition = in_condition or before_condition
        yield before_condition or not (in_condition or depth > 0)


def _signs(html: str) -> int:
    """How many signs one sees."""
    return len(MARKUP.sub("", html))


def _joined(boxes: list[str]) -> str:
    html = "".join(BOX + box for box in boxes)
    return f'<span class="unbroken">{html}</span>' if len(boxes) > 1 else html
