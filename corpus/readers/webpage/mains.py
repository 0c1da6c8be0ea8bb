"""Which elements of a page hold its main text."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from typing import Any

import lxml.etree

from corpus.language.characters import line as one_line
from corpus.readers.webpage.tree import BLOCKS

_LANDMARKS = frozenset({"nav", "header", "footer", "aside", "dialog"})
_ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "dialog", "alertdialog", "search", "menu",
                    "menubar"})  # fmt: skip
TEXTS = frozenset({"p", "ul", "ol", "table", "blockquote"})
"""Elements that hold running text, entries or rows."""
_CONSENT = re.compile(r"cookie|consent|gdpr|samtycke|kakor", re.IGNORECASE)
_LEAST = 5
"""Words of a main element; one with fewer is an empty shell whose text stands elsewhere."""
_LEAST_SHARE = 0.25
"""Share of the page's words outside its frame below which the same is true."""
_SENTENCE, _LONG = 4, 15
"""Words from which a line is running text where it ends as a sentence does, and where it does not."""
_ENTRIES = frozenset({"li", "td", "th", "dt", "dd"})
_MOST = 0.85
"""Share of the page's running text that its main element holds."""


def shown_words(element: Any) -> int:
    """The words that an element shows."""
    return len(" ".join(element.itertext()).split())


def main_elements(root: Any) -> list[Any]:
    """The outermost main elements that hold text; without one the smallest element with the page's title and most of
    its running text."""
    mains = [element for element in root.xpath("//main | //*[@role='main']") if not _is_within_main(element)]
    mains = [element for element in mains if shown_words(element)]
    body = next(root.iter("body"), root)
    held = sum(map(shown_words, mains))
    if held >= _LEAST and held >= _LEAST_SHARE * _prose(body, str.split).get(body, 0):
        return mains
    return [_climbed(root, body)]


def with_lead(root: Any, mains: Sequence[Any], title: str) -> list[Any]:
    """The main elements behind the box over them in which the page's title stands as a heading with the text that leads
    in, as beside a picture over the whole width; without it where a main element holds that heading."""
    tops = [top for top in root.iter("h1") if one_line(top.text_content()) == title]
    if len(tops) != 1 or any(above in mains for above in tops[0].iterancestors()):
        return list(mains)
    for box in tops[0].iterancestors():
        if box.tag in {"body", "html", "nav", "aside", "footer"} or any(box in main.iterancestors() for main in mains):
            break
        below = itertools.dropwhile(lambda each: each is not tops[0], box.iter("h1", "p"))
        if any(each.tag == "p" and is_running_text(one_line(each.text_content())) for each in below):
            return [box, *mains]
    return list(mains)


def _is_within_main(element: Any) -> bool:
    return any(above.tag == "main" or above.get("role") == "main" for above in element.iterancestors())


def _climbed(root: Any, body: Any) -> Any:
    titles = list(root.iter("h1"))
    if not titles:
        return _densest(body)
    prose = _prose(body, is_running_text) or _prose(body, str.split)
    wanted = _MOST * prose.get(body, 0)
    outside = [title for title in titles if not any(map(_is_landmark, title.iterancestors()))]
    start = (outside or titles)[-1].getparent()
    return next((each for each in [start, *start.iterancestors()] if prose.get(each, 0) >= wanted), body)


def _densest(body: Any) -> Any:
    """The innermost element with most of the words."""
    prose = _prose(body, str.split)
    element, wanted = body, _MOST * prose.get(body, 0)
    while wanted:
        inner = next((child for child in element if prose.get(child, 0) >= wanted), None)
        if inner is None or inner.tag in TEXTS:
            break
        element = inner
    return element


def _prose(body: Any, counts: Callable[[str], object]) -> dict[Any, int]:
    """The words in each element of the lines that count, outside links, landmarks and what asks for consent to
    cookies; in lists and tables every line counts. Empty where none does."""
    holds_title = {above for title in body.iter("h1") for above in title.iterancestors()}
    lines: dict[Any, str] = {}  # the text that goes on outside an element
    found: dict[Any, int] = {}
    for _, element in lxml.etree.iterwalk(body, events=("end",)):
        texts, inner = [element.text or ""], 0
        for child in element:
            if child in holds_title or not (child.tag == "a" or _is_landmark(child) or asks_consent(child)):
                texts.append(lines.get(child, ""))
                inner += found.get(child, 0)
            texts.append(child.tail or "")
        is_block = element.tag in BLOCKS or element is body
        line = "".join(texts)
        lines[element] = "" if is_block else line
        is_counted = is_block and (element.tag in _ENTRIES or counts(line))
        found[element] = inner + (len(line.split()) if is_counted else 0)
    return found if found.get(body) else {}


def is_running_text(line: str) -> bool:
    """Whether a line is a sentence, and no address or label."""
    words = line.split()
    return len(words) >= _LONG or (len(words) >= _SENTENCE and words[-1][-1] in ".!?:")


def _is_landmark(element: Any) -> bool:
    return element.tag in _LANDMARKS or element.get("role") in _ROLES


def asks_consent(element: Any) -> bool:
    return _CONSENT.search(f"{element.get('class') or ''} {element.get('id') or ''}") is not None
