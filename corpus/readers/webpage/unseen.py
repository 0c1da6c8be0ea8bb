"""What of a page nobody sees: hidden elements, and those that are no text."""

from __future__ import annotations

import re
from typing import Any

import lxml.etree

DROPPED = frozenset(
    "script style template noscript iframe object embed applet svg math canvas audio video map head title meta link "
    "base button select textarea input option datalist img picture frameset noframes".split()
)
"""Elements without text that is read."""

_HEAD = frozenset({"head", "title", "meta", "link", "base"})
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)


def drop_unseen(root: Any) -> None:
    """Takes what `read_tree` leaves out (the head aside, which names the page) out of the tree itself."""
    unseen = [
        element
        for element in root.iter()
        if element.tag is lxml.etree.Comment or element.tag in DROPPED - _HEAD or is_hidden(element)
    ]
    for element in unseen:
        if element.getparent() is not None:
            element.drop_tree()


def is_hidden(element: Any) -> bool:
    """Whether an element is hidden by its attribute or its own style."""
    if not isinstance(element.tag, str):
        return False
    return "hidden" in element.attrib or _HIDDEN.search(element.get("style") or "") is not None
