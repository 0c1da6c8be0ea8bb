"""What a page hides by its own style sheets, by the classes of well-known ones, or by letters that nobody can see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from corpus.readers.remarks import LeftOut, Why
from corpus.readers.webpage.unseen import is_hidden

_CLASSES = frozenset(
    "d-none hidden is-hidden hide u-hidden u-hide invisible display-none js-hidden ng-hide w-hidden uk-hidden "
    "is-invisible hiddenfield hidden-field".split()
)
"""Of Bootstrap, Tailwind, Bulma, UIkit and the like: classes that hide whatever has them, on every screen."""
_SHOWN_AT = re.compile(
    r"(?:^|\s)(?:d-(?:sm|md|lg|xl|xxl|print)-(?!none)|(?:xs|sm|md|lg|xl|2xl|print):(?!hidden)|"
    r"(?:show|visible|is-visible|active|open)(?:$|\s))"
)
"""Classes beside them that show it all the same, be it on some screens alone."""
_COMMENT = re.compile(r"/\*[^*]*+(?:\*(?!/)[^*]*+)*+\*/")
_RULE = re.compile(r"([^{}@;]{1,300})\{([^{}]{0,2000})\}")
_NONE = re.compile(r"(?:^|;)\s{0,9}(?:display\s{0,5}:\s{0,5}none|visibility\s{0,5}:\s{0,5}hidden)", re.IGNORECASE)
_SIMPLE = re.compile(r"[a-zA-Z0-9]{0,20}([.#])([\w-]{1,60})")
_UNSEEABLE = re.compile(
    r"(?:^|;)\s{0,9}(?:opacity\s{0,5}:\s{0,5}0?\.?0+(?![.\d])|font-size\s{0,5}:\s{0,5}[01](?:px|pt)?(?![.\d\w]))",
    re.IGNORECASE,
)
_CLOSED = re.compile(r"(?:^|;)\s{0,9}(?:max-)?(?:height|width)\s{0,5}:\s{0,5}[01](?:px)?\s{0,5}(?:;|$)", re.IGNORECASE)
_CUT_OFF = re.compile(r"overflow(?:-y)?\s{0,5}:\s{0,5}hidden", re.IGNORECASE)
_MOST_FADED = 20
"""Words of what letters without colour hide; more of them are a part of the page that a script fades in."""
_MOST_SHEETS, _LONGEST = 20, 200_000
_MOST_HIDDEN = 0.5
"""Share of a page's words that its styles may hide: where they hide more, a script shows it at once."""


def mark_hidden(root: Any) -> list[Any]:
    """Gives what the styles of a page hide the attribute that says so, and gives those elements."""
    ruled = _ruled(root)
    body = next(root.iter("body"), root)
    words = len(body.text_content().split())
    found = []
    for element in body.iter():
        if isinstance(element.tag, str) and not is_hidden(element) and _is_styled_away(element, ruled):
            count = len(element.text_content().split())
            is_large = count > _MOST_HIDDEN * words or next(element.iter("h1"), None) is not None
            if count and not is_large:
                found.append(element)
    for element in found:
        element.set("hidden", "")
    return found


def hidden_in_text(marked: list[Any]) -> tuple[LeftOut, ...]:
    """Those that no click has opened, of the text of the page."""
    within = (
        each for each in marked if is_hidden(each) and next(each.iterancestors("main", "article"), None) is not None
    )
    told = (" ".join(each.text_content().split()) for each in within if not any(map(is_hidden, each.iterancestors())))
    return tuple(LeftOut.of(Why.HIDDEN, text) for text in told if text)


def _is_styled_away(element: Any, ruled: frozenset[str]) -> bool:
    style, named = element.get("style") or "", element.get("class") or ""
    classes = named.split()
    if not _CLASSES.isdisjoint(classes) and not _SHOWN_AT.search(named):
        return True
    if ruled and (f"#{element.get('id')}" in ruled or any(f".{each}" in ruled for each in classes)):
        return True
    if not style:
        return False
    if _CLOSED.search(style) and _CUT_OFF.search(style):
        return True
    return _UNSEEABLE.search(style) is not None and len(element.text_content().split()) <= _MOST_FADED


def _ruled(root: Any) -> frozenset[str]:
    """The classes and ids that the page's own style sheets hide wherever they stand, and show nowhere again."""
    hidden: set[str] = set()
    shown: set[str] = set()
    for sheet in list(root.iter("style"))[:_MOST_SHEETS]:
        if sheet.get("media") in {None, "", "all", "screen"}:
            for selectors, said in _RULE.findall(_outermost(_COMMENT.sub(" ", (sheet.text or "")[:_LONGEST]))):
                for selector in selectors.split(","):
                    match = _SIMPLE.fullmatch(selector.strip())
                    if match:
                        (hidden if _NONE.search(said) else shown if "display" in said else set()).add(
                            f"{match[1]}{match[2]}"
                        )
    return frozenset(hidden - shown)


def _outermost(sheet: str) -> str:
    """A style sheet without what it says for some screens or for paper only."""
    return "".join(_outside_blocks(sheet))


def _outside_blocks(sheet: str) -> Iterator[str]:
    depth, begins, inside = 0, 0, 0
    for at, character in enumerate(sheet):
        if character == "{":
            depth += 1
            if depth == 1 and "@" in sheet[begins:at]:
                inside = 1
        elif character == "}" and depth:
            depth -= 1
            if depth == 0:
                yield "" if inside else sheet[begins : at + 1]
                begins, inside = at + 1, 0
