"""What a page hides by its own style sheets, by the classes of well-known ones, or by letters that nobody can see."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
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
_SIMPLE = re.compile(r"[a-zA-Z0-9]{0,20}((?:[.#][\w-]{1,60}){1,4})")
_NAMED = re.compile(r"[.#][\w-]{1,60}")
_SOME = re.compile(r"(?:^|;)\s{0,9}(?:display|visibility)\s{0,5}:", re.IGNORECASE)
_UNSEEABLE = re.compile(
    r"(?:^|;)\s{0,9}(?:opacity\s{0,5}:\s{0,5}0?\.?0+(?![.\d])|font-size\s{0,5}:\s{0,5}[01](?:px|pt)?(?![.\d\w]))",
    re.IGNORECASE,
)
_CLOSED = re.compile(r"(?:^|;)\s{0,9}(?:max-)?(?:height|width)\s{0,5}:\s{0,5}[01](?:px)?\s{0,5}(?:;|$)", re.IGNORECASE)
_CUT_OFF = re.compile(r"overflow(?:-y)?\s{0,5}:\s{0,5}hidden", re.IGNORECASE)
_MOST_FADED = 20
"""Words of what letters without colour hide; more of them are a part of the page that a script fades in."""
_MOST_SHEETS, _LONGEST, _MOST_RULES = 20, 200_000, 200
_MOST_HIDDEN = 0.5
"""Share of a page's words that its styles may hide: where they hide more, a script shows it at once."""


def mark_hidden(root: Any) -> list[Any]:
    """Gives what the styles of a page hide the attribute that says so, and gives those elements."""
    ruled = _rules(root)
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


def _is_styled_away(element: Any, ruled: _Rules) -> bool:
    style, named = element.get("style") or "", element.get("class") or ""
    classes = named.split()
    if not _CLASSES.isdisjoint(classes) and not _SHOWN_AT.search(named):
        return True
    if ruled.hides({f"#{element.get('id')}", *(f".{each}" for each in classes)}):
        return True
    if not style:
        return False
    if _CLOSED.search(style) and _CUT_OFF.search(style):
        return True
    return _UNSEEABLE.search(style) is not None and len(element.text_content().split()) <= _MOST_FADED


@dataclass(frozen=True, slots=True)
class _Rules:
    """What the page's own style sheets hide and show, each as the classes and ids that an element must have."""

    hidden: frozenset[frozenset[str]]
    shown: frozenset[frozenset[str]]

    def hides(self, names: Set[str]) -> bool:
        """Whether something with these classes and this id is hidden, and by no rule that names more of them shown."""
        hiding = max((len(rule) for rule in self.hidden if rule <= names), default=0)
        return hiding > 0 and hiding > max((len(rule) for rule in self.shown if rule <= names), default=0)


def _rules(root: Any) -> _Rules:
    hidden: set[frozenset[str]] = set()
    shown: set[frozenset[str]] = set()
    for sheet in list(root.iter("style"))[:_MOST_SHEETS]:
        if sheet.get("media") not in {None, "", "all", "screen"}:
            continue
        for selectors, said in _RULE.findall(_outermost(_COMMENT.sub(" ", (sheet.text or "")[:_LONGEST]))):
            kind = hidden if _NONE.search(said) else shown if _SOME.search(said) else None
            matches = (_SIMPLE.fullmatch(each.strip()) for each in selectors.split(","))
            if kind is not None and len(hidden) + len(shown) < _MOST_RULES:
                kind |= {frozenset(_NAMED.findall(match[1])) for match in matches if match}
    return _Rules(frozenset(hidden), frozenset(shown))


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
