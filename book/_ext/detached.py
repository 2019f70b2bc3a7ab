"""A part of a page as it can stand on another one: references to places of its own page lead back there.

Terms of the glossary and footnotes stay behind.
"""

from __future__ import annotations

from typing import TypeVar

from docutils import nodes

Part = TypeVar("Part", bound=nodes.Element)


def detached(part: Part, page: str = "") -> Part:
    """A copy of the part.

    :param page: the address of the page that it stands on, for references to places there.
    """
    copy: Part = part.deepcopy()
    for node in list(copy.findall(nodes.Element)):
        if isinstance(node, (nodes.target, nodes.footnote_reference)) and node is not copy:
            before = node.previous_sibling()
            if isinstance(before, nodes.Text):
                node.parent.replace(before, nodes.Text(before.rstrip()))
            node.parent.remove(node)
        elif isinstance(node, nodes.reference) and "term" in node["classes"]:
            node.parent.replace(node, node.children)
        elif isinstance(node, nodes.reference) and ("refid" in node or node.get("refuri", "").startswith("#")):
            node["refuri"] = f"{page}#{node.attributes.pop('refid', '') or node['refuri'][1:]}"
        if not isinstance(node, nodes.math_block):  # its number is found by its address
            node["ids"] = []
    return copy
