"""What of a page nobody is told: hidden elements, those that are no text, struck text, marks of footnotes."""

from __future__ import annotations

import re
from typing import Any

import lxml.etree

from corpus.language.characters import raised

CONTROLS = frozenset("button select textarea input option".split())
"""What a page is worked with; its words are none of the text."""

DROPPED = CONTROLS | frozenset(
    "script style template noscript iframe object embed applet svg math canvas audio video map head title meta link "
    "base datalist img picture frameset noframes".split()
)
"""Elements without text that is read."""

_HEAD = frozenset({"head", "title", "meta", "link", "base"})
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)", re.IGNORECASE)

_STRUCK = frozenset({"del", "s", "strike"})
_NOTE_LINK = re.compile(r"\s*(?:\[\d{1,2}\]|[*†‡])\s*")
_FOR_SCREEN_READERS = re.compile(
    r"(?:^|[\s_-])(?:sr-only|visually-?hidden|hidden-visually|screen-?reader|assistive-text|sr-text|show-for-sr|"
    r"element-invisible|off-?screen)(?![a-z])",
    re.IGNORECASE,
)


def drop_unseen(root: Any) -> None:
    """Takes what no reader of the page is told out of the tree itself; the head, which names it, and the controls,
    which are counted, stay."""
    unseen = [
        element
        for element in root.iter()
        if element.tag is lxml.etree.Comment or element.tag in DROPPED - _HEAD - CONTROLS or _is_untold(element)
    ]
    for element in list(root.iter("sup")):
        _settle_raised(element)
    for link in list(root.iter("a")):
        if (link.get("href") or "").startswith("#") and _NOTE_LINK.fullmatch(link.text_content()):
            link.drop_tree()
    for element in unseen:
        if element.getparent() is not None:
            element.drop_tree()


def _is_untold(element: Any) -> bool:
    """Whether a reader is not shown an element, or is shown that it no longer holds."""
    if not isinstance(element.tag, str):
        return False
    is_for_ears = _FOR_SCREEN_READERS.search(element.get("class") or "") is not None and element.tag != "h1"
    return element.tag in _STRUCK or is_for_ears or is_hidden(element)


def _settle_raised(element: Any) -> None:
    before = element.getprevious()
    lead = (element.getparent().text if before is None else before.tail) or ""
    said = raised(element.text_content(), lead)
    if said is None:
        return
    if said:
        element.text = said
        element.drop_tag()
    else:
        element.drop_tree()


def is_hidden(element: Any) -> bool:
    """Whether an element is hidden by its attribute or its own style."""
    if not isinstance(element.tag, str):
        return False
    return "hidden" in element.attrib or _HIDDEN.search(element.get("style") or "") is not None
