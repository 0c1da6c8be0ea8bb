"""What of a page nobody is told: hidden elements, those that are no text, struck text, marks of footnotes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
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
_STRUCK_STYLE = re.compile(r"text-decoration(?:-line)?\s{0,5}:[^;]{0,60}line-through", re.IGNORECASE)
_STRUCK_CLASS = re.compile(r"(?:^|[\s_-])(?:strike-?through|line-through)(?![a-z])", re.IGNORECASE)
_RAISED_STYLE = re.compile(r"vertical-align\s{0,5}:\s{0,5}(?:super|text-top)", re.IGNORECASE)
_RAISED_CLASS = re.compile(r"(?:^|[\s_-])superscript(?![a-z])", re.IGNORECASE)
_OFF_SCREEN = re.compile(
    r"(?:^|[;\s])(?:(?:left|top|right|text-indent|margin-left)\s{0,5}:\s{0,5}-\d{3,6}(?:px|em|rem|%|vw)|"
    r"clip\s{0,5}:\s{0,5}rect\([\s,0-9px]{1,40}\)|clip-path\s{0,5}:\s{0,5}inset\((?:50|100)%)",
    re.IGNORECASE,
)
"""How the style of an element of its own keeps it for screen readers."""
_NOTE_LINK = re.compile(r"\s*(?:\[\d{1,2}\]|[*†‡]|[↩↑⤴^]\ufe0e?)\s*")
_BARE_NOTE = re.compile(r"\s*\[?\d{1,3}\]?\s*")
_SAYS_NOTE = re.compile(r"foot-?note|fotnot|noteref|(?:^|[\s#_:-])(?:fn|note?|not|ref|cite)[\s_:-]?\d", re.IGNORECASE)
"""How the address, class or role of a link tells that it leads to a note."""
_NOTE_LETTER = re.compile(r"[a-l]")
_LONGEST_UNIT = 20
"""Characters before a power in which its unit stands."""

_ICON = re.compile(r"(?:^|\s)material-(?:icons|symbols)(?:-[a-z]{1,20})?(?:$|\s)")

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
    _replace(dict(_raised(root)))
    _replace({link: "" for link in root.iter("a") if _is_note(link)})
    _replace(dict.fromkeys(unseen, ""))


def _replace(said: Mapping[Any, str]) -> None:
    """Puts a text in the place of each element, in one walk over its parent's children: thousands of them one by one
    would join the text before them thousands of times."""
    for parent in dict.fromkeys(element.getparent() for element in said):
        if parent is None:
            continue
        before, texts = None, [parent.text or ""]
        for child in list(parent):
            if child in said:
                texts += (said[child], child.tail or "")
                parent.remove(child)
            else:
                _set_text(parent, before, texts)
                before, texts = child, [child.tail or ""]
        _set_text(parent, before, texts)


def _set_text(parent: Any, before: Any, texts: Sequence[str]) -> None:
    if len(texts) > 1 and before is None:
        parent.text = "".join(texts)
    elif len(texts) > 1:
        before.tail = "".join(texts)


def _is_untold(element: Any) -> bool:
    """Whether a reader is not shown an element, or is shown that it no longer holds."""
    if not isinstance(element.tag, str):
        return False
    if _ICON.search(element.get("class") or "") and len(element) == 0 and len((element.text or "").split()) <= 2:
        return True  # the name of a sign, which its font draws in place of the word
    is_for_ears = _FOR_SCREEN_READERS.search(element.get("class") or "") is not None and element.tag != "h1"
    return element.tag in _STRUCK or is_for_ears or is_hidden(element) or _is_untold_by_style(element)


def _is_untold_by_style(element: Any) -> bool:
    style, named = element.get("style") or "", element.get("class") or ""
    if _STRUCK_STYLE.search(style) or _STRUCK_CLASS.search(named):
        return True
    return element.tag not in {"h1", "body", "html"} and _OFF_SCREEN.search(style) is not None


def _raised(root: Any) -> Iterator[tuple[Any, str]]:
    """What is raised and not said as it stands, with what is said for it."""
    for element in filter(_is_raised, root.iter()):
        before = element.getprevious()
        lead = (element.getparent().text if before is None else before.tail) or ""
        said = "" if _begins_note(element) else raised(element.text_content(), lead[-_LONGEST_UNIT:])
        if said is not None:
            yield element, said


def _begins_note(element: Any) -> bool:
    """Whether an element is a letter that begins its paragraph, as the mark of the note that stands there does."""
    parent = element.getparent()
    is_first = element.getprevious() is None and not (parent.text or "").strip()
    is_letter = _NOTE_LETTER.fullmatch(element.text_content().strip()) is not None
    return parent.tag in {"p", "li", "div", "td"} and is_first and is_letter and bool((element.tail or "").strip())


def _is_raised(element: Any) -> bool:
    if element.tag != "span":
        return bool(element.tag == "sup")
    raises = _RAISED_STYLE.search(element.get("style") or "") or _RAISED_CLASS.search(element.get("class") or "")
    return raises is not None


def _is_note(link: Any) -> bool:
    href, said = link.get("href") or "", link.text_content()
    if not href.startswith("#"):
        return False
    named = f"{href} {link.get('class') or ''} {link.get('role') or ''}"
    return _NOTE_LINK.fullmatch(said) is not None or bool(_BARE_NOTE.fullmatch(said) and _SAYS_NOTE.search(named))


def is_hidden(element: Any) -> bool:
    """Whether an element is hidden by its attribute or its own style."""
    if not isinstance(element.tag, str):
        return False
    return "hidden" in element.attrib or _HIDDEN.search(element.get("style") or "") is not None
