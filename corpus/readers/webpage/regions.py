"""Which elements of a page hold its main text, and what stands in them that is none."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import lxml.etree

from corpus.readers.dating.labels import labels_of
from corpus.readers.parts import Part
from corpus.readers.remarks import LeftOut, Why
from corpus.readers.webpage.tree import BLOCKS, read_tree

_LANDMARKS = frozenset({"nav", "header", "footer", "aside", "dialog"})
_ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "dialog", "alertdialog", "search", "menu",
                    "menubar"})  # fmt: skip
_TEXTS = frozenset({"p", "ul", "ol", "table", "blockquote"})
_NEVER_MAIN = (
    ".//*[self::nav or self::dialog or @role='navigation' or @role='search' or @role='dialog' or "
    "@role='alertdialog' or @role='menu' or @role='menubar']"
)
"""What is none of the text wherever it stands: what leads elsewhere, what lies over the page."""
_COMMENTS = re.compile(
    r"(?:^|\s)(?:(?:wp-block-(?:post-)?)?(?:comments|kommentarer)(?:$|[\s_-]|wrapper|section|area|list)|"
    r"comment[_-]?(?:s?list|area|section|form|thread|respond)|respond(?:$|\s))",
    re.IGNORECASE,
)
"""How sites call what readers wrote below a page."""
_CONTROLS = ("button", "select", "textarea", "option")
_CONSENT = re.compile(r"cookie|consent|gdpr|samtycke|kakor", re.IGNORECASE)
_LEAST = 5
"""Words of a main element; one with fewer is an empty shell whose text stands elsewhere."""
_LEAST_SHARE = 0.25
"""Share of the page's words outside its frame below which the same is true."""
_LEAST_SAID = 4
"""Words outside links from which a box beside the text says something, where most of its words are."""
_SENTENCE, _LONG = 4, 15
"""Words from which a line is running text where it ends as a sentence does, and where it does not."""
_QUESTION = re.compile(r"[^.!?]{3,150}\?|[^\W\d_]{3,20}(?: [^\W\d_]{1,20}){0,3}:?")
_LONGEST_QUESTION, _MOST_TEXTS = 20, 100
"""One question, or a few words; its words and those of its answers, and the texts that these are in, at most."""
_WRITER = re.compile(r"(?:^|[\s_-]|(?<=[a-z]))(?:[Aa]uthor|AUTHOR|[Bb]y[Ll]ine|BYLINE|[Pp]ersona)(?![a-z])")
"""How sites call the line that tells who wrote a page."""
_LONGEST_WRITER = 12
"""Words of such a line."""
_LONGEST_NAME = 6
"""Words over a table of contents in a box of their own."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
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


def _is_within_main(element: Any) -> bool:
    return any(above.tag == "main" or above.get("role") == "main" for above in element.iterancestors())


def _climbed(root: Any, body: Any) -> Any:
    titles = list(root.iter("h1"))
    if not titles:
        return _densest(body)
    prose = _prose(body, _is_running_text) or _prose(body, str.split)
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
        if inner is None or inner.tag in _TEXTS:
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
            if child in holds_title or not (child.tag == "a" or _is_landmark(child) or _asks_consent(child)):
                texts.append(lines.get(child, ""))
                inner += found.get(child, 0)
            texts.append(child.tail or "")
        is_block = element.tag in BLOCKS or element is body
        line = "".join(texts)
        lines[element] = "" if is_block else line
        is_counted = is_block and (element.tag in _ENTRIES or counts(line))
        found[element] = inner + (len(line.split()) if is_counted else 0)
    return found if found.get(body) else {}


def _is_running_text(line: str) -> bool:
    """Whether a line is a sentence, and no address or label."""
    words = line.split()
    return len(words) >= _LONG or (len(words) >= _SENTENCE and words[-1][-1] in ".!?:")


def _is_landmark(element: Any) -> bool:
    return element.tag in _LANDMARKS or element.get("role") in _ROLES


def _asks_consent(element: Any) -> bool:
    return _CONSENT.search(f"{element.get('class') or ''} {element.get('id') or ''}") is not None


@dataclass(frozen=True, slots=True)
class Region:
    """The main text of a page as one element, the parts that frame it (its head and foot, without navigation, other
    articles and boxes), and what was taken out of it."""

    main: Any
    frame: tuple[Part, ...]
    left_out: tuple[LeftOut, ...]


def set_apart(root: Any, mains: Sequence[Any]) -> Region:
    """Takes the main elements out of the page, and out of them what is none of their text."""
    left_out: list[LeftOut] = []
    framing: list[Any] = []
    ids = frozenset(root.xpath("//@id"))
    for main in mains:
        for element in _contents(main, ids):
            left_out += _dropped(element, Why.CONTROL)
        for element in list(filter(_is_comments, main.iter("div", "section", "ol", "ul"))):
            left_out += _dropped(element, Why.COMMENTS)
        for element in list(main.xpath(_NEVER_MAIN)):
            left_out += _dropped(element, Why.OUTSIDE if _is_text(element) and element.tag == "nav" else Why.MENU)
        for element in _writers(main):
            left_out += _dropped(element, Why.LABEL)
        framing += _framing(main)
        for element in [each for each in main.iter("footer") if _is_of_page(each) and not _is_text(each)]:
            framing.append(element)
            left_out += _dropped(element, Why.AFTER)
        for element in [each for each in _boxes(main) if not _says_something(each)]:
            left_out += _dropped(element, Why.OUTSIDE)
        for element in list(_asked_back(main)):
            left_out += _dropped(element, Why.CONTROL)
        outer = [each for each in main.iter(*_CONTROLS) if next(each.iterancestors(*_CONTROLS), None) is None]
        for element in [*main.xpath(".//form//label"), *outer]:
            left_out += _dropped(element, Why.CONTROL)
    whole = root.makeelement("div")
    for main in mains:
        main.tail = None
        whole.append(main)
    body = next(root.iter("body"), None)
    frame = [part for element in framing for part in read_tree(element)]
    return Region(whole, (*_outside(body), *frame), tuple(left_out))


def _asked_back(main: Any) -> Iterator[Any]:
    """Boxes that say no more than one question, with two buttons or more to answer it, as about the page itself."""
    seen: set[Any] = {main}
    for button in main.iter("button"):
        for box in itertools.takewhile(lambda above: above not in seen, button.iterancestors()):
            seen.add(box)
            words = [word for text in itertools.islice(box.itertext(), _MOST_TEXTS) for word in text.split()]
            answers = list(box.iter("button"))
            asked = words[: len(words) - sum(map(shown_words, answers))]
            if len(words) > _LONGEST_QUESTION:
                break
            if len(answers) > 1 and _QUESTION.fullmatch(" ".join(asked)):
                yield box
                break


def _is_comments(element: Any) -> bool:
    named = (element.get("id"), element.get("class"), element.get("data-automation-id"))
    return any(_COMMENTS.search(each) for each in named if each) and element.find(".//h1") is None


def _contents(main: Any, ids: frozenset[str]) -> list[Any]:
    """Tables of contents, which only lead to places of the page itself, each with the heading right over it."""
    found = []
    for entries in (each for each in main.iter("ul", "ol") if next(each.iterancestors("ul", "ol"), None) is None):
        links = [link.get("href") or "" for link in entries.iter("a")]
        inside = len(links) > 1 and all(link.startswith("#") and link[1:] in ids for link in links)
        if not inside or sum(map(shown_words, entries.iter("a"))) != shown_words(entries):
            continue
        over = entries.getprevious()
        after, box = entries.getnext(), entries.getparent()
        is_boxed = over is not None and len(box) == 2 and 0 < shown_words(over) <= _LONGEST_NAME
        is_headed = over is not None and (over.tag in _HEADINGS or is_boxed) and (entries.tail or "").strip() == ""
        if is_headed and (after is None or after.tag in _HEADINGS):
            found.append(over)
        found.append(entries)
    return found


def _writers(main: Any) -> list[Any]:
    """Who wrote the page, between its title and its text; in the text, names are what it tells."""
    found: list[Any] = []
    for element in main.iter():
        if element.tag in _TEXTS and _is_running_text(" ".join(element.itertext())):
            break
        named = " ".join(element.get(key) or "" for key in ("class", "rel", "itemprop", "data-automation-id"))
        if (
            _WRITER.search(named)
            and not any(above in found for above in element.iterancestors())
            and _names_writer(element)
        ):
            found.append(element)
    return found


def _names_writer(element: Any) -> bool:
    text = " ".join(" ".join(element.itertext()).split())
    is_short = len(text.split()) <= _LONGEST_WRITER and text[-1:] not in tuple(".!?:")
    return is_short and not any(map(str.isdigit, text)) and next(element.iter(*_HEADINGS), None) is None


def _outside(body: Any) -> tuple[Part, ...]:
    if body is None:
        return ()
    for element in list(body.iter("nav", "aside", "article", "dialog")):
        _dropped(element, Why.OUTSIDE)
    return read_tree(body)


def _framing(main: Any) -> list[Any]:
    """The head and the foot of the site, where the whole page had to be taken for its main text."""
    if main.tag not in {"body", "html"}:
        return []
    found = main.xpath(".//header | .//footer | .//*[@role='banner' or @role='contentinfo']")
    framing = [each for each in found if not _is_of_article(each) and each.find(".//h1") is None]
    boxes = [each for each in _boxes(main) if not _is_of_article(each)]
    for element in [*framing, *boxes]:
        _dropped(element, Why.OUTSIDE)
    return framing


def _is_text(element: Any) -> bool:
    """Whether the foot of an article, or a box, says a sentence, and not only who, when and under what."""
    texts = (part.text for part in read_tree(element) if not part.linked)
    return any(_is_running_text(text) and not labels_of(text) for text in texts)


def _boxes(main: Any) -> list[Any]:
    """The outermost boxes that stand beside the text."""
    return [each for each in main.xpath(".//aside | .//*[@role='complementary']") if _is_outermost(each)]


def _is_outermost(element: Any) -> bool:
    """Whether no element of its kind holds it; each is looked through, so those within are not once more."""
    return not any(above.tag in {"aside", "footer"} or above.get("role") == "complementary"
                   for above in element.iterancestors())  # fmt: skip


def _is_of_page(foot: Any) -> bool:
    """Whether a foot is that of the page or of an article, and not of a quotation, whom it is by."""
    return _is_outermost(foot) and next(foot.iterancestors("blockquote", "figure", "td", "li"), None) is None


def _is_of_article(element: Any) -> bool:
    return next(element.iterancestors("article", "main"), None) is not None


def _says_something(element: Any) -> bool:
    """Whether a box beside the text says something itself, and does not only lead elsewhere."""
    linked = sum(shown_words(link) for link in element.iter("a"))
    said = shown_words(element) - linked
    return (said >= _LEAST_SAID and said > linked) or said > 2 * _LEAST_SAID or _is_text(element)


def _dropped(element: Any, why: Why) -> list[LeftOut]:
    if element.getparent() is None or element.getroottree().getroot().tag != "html":
        return []  # it went with one that holds it
    text = " ".join(" ".join(element.itertext()).split())
    element.drop_tree()
    return [LeftOut.of(why, text)] if text else []
