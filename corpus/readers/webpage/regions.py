"""What stands in the main elements of a page that is none of its text."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.language.characters import line as one_line
from corpus.readers.boilerplate import FILED_UNDER
from corpus.readers.dating.labels import labels_of
from corpus.readers.parts import Part
from corpus.readers.remarks import LeftOut, Why
from corpus.readers.webpage.mains import TEXTS, asks_consent, is_running_text, shown_words
from corpus.readers.webpage.tree import read_tree

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
_LEAST_SAID = 4
"""Words outside links from which a box beside the text says something, where most of its words are."""
_QUESTION = re.compile(r"[^.!?]{3,150}\?|[^\W\d_]{3,20}(?: [^\W\d_]{1,20}){0,3}:?")
_LONGEST_QUESTION, _MOST_TEXTS = 20, 100
"""One question, or a few words; its words and those of its answers, and the texts that these are in, at most."""
_WRITER = re.compile(r"(?:^|[\s_-]|(?<=[a-z]))(?:[Aa]uthor|AUTHOR|[Bb]y[Ll]ine|BYLINE|[Pp]ersona)(?![a-z])")
"""How sites call the line that tells who wrote a page."""
_TAGS = re.compile(r"(?:^|[\s_-])(?:tags?|tag-?list|taggar|etiketter|nyckelord|keywords)(?:$|[\s_-])", re.IGNORECASE)
"""How they call what a page is filed under."""
_CONTENTS = re.compile(
    r"(?:innehåll(?:sförteckning)?|på (?:den här )?sidan|innehåll på (?:den här )?sidan|hitta på (?:den här )?sidan|"
    r"på den här sidan (?:hittar|finns|kan) (?:du|läsa)(?: .{1,30})?|genvägar|snabbval|contents|table of contents|"
    r"on this page|in this (?:article|section)|jump to)\s?:?",
    re.IGNORECASE,
)
"""What stands over a table of contents."""
_LONGEST_LABEL = 2
"""Words that stand over it."""
_LONGEST_WRITER = 12
"""Words of such a line."""
_LONGEST_NAME = 6
"""Words over a table of contents in a box of their own."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


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
        for element in _asking_consent(main):
            left_out += _dropped(element, Why.MENU)
        for element in _tags(main):
            left_out += _dropped(element, Why.AFTER)
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


def _asking_consent(main: Any) -> list[Any]:
    """Boxes that ask for consent to cookies: called so, with a button, and without a heading of the page's text."""
    boxes = (each for each in main.iter("div", "section", "p") if asks_consent(each))
    return [each for each in boxes if next(each.iter("button"), None) is not None and each.find(".//h1") is None]


def _tags(main: Any) -> list[Any]:
    """Lists of the subjects under which a site files a page, called so by the site or by each link; what stands in a
    table or in a list of other things is none."""
    found = []
    for element in main.iter("ul", "ol", "p", "div", "section", "footer"):
        is_inner = next(element.iterancestors("li", "td", "th"), None) is not None
        is_named = _TAGS.search(element.get("class") or "") is not None
        is_told = is_named or (element.tag in TEXTS and all(map(_is_tag, element.iter("a"))))
        over = element.getprevious()
        is_headed = over is not None and FILED_UNDER.fullmatch(one_line(over.text_content())) is not None
        if (is_told or is_headed) and not is_inner and _is_linked(element):
            found += [over, element] if is_headed else [element]
    return found


def _is_linked(element: Any) -> bool:
    """Whether an element says nothing outside links but a word or two over them."""
    linked = sum(map(shown_words, element.iter("a")))
    return linked > 0 and shown_words(element) - linked <= _LONGEST_LABEL


def _is_tag(link: Any) -> bool:
    return "tag" in (link.get("rel") or "").split()


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
        if any(_is_statement(link) for link in entries.iter("a")):
            continue
        over = entries.getprevious()
        after, box = entries.getnext(), entries.getparent()
        is_boxed = over is not None and len(box) == 2 and 0 < shown_words(over) <= _LONGEST_NAME
        is_headed = over is not None and (over.tag in _HEADINGS or is_boxed) and (entries.tail or "").strip() == ""
        if (is_headed and (after is None or after.tag in _HEADINGS)) or _names_contents(over):
            found.append(over)
        found.append(entries)
    return found


def _is_statement(link: Any) -> bool:
    """Whether a link says a sentence of its own, and is not what the part is called that it leads to."""
    text = one_line(link.text_content())
    return text.endswith((".", "!")) and len(text.split()) >= _LEAST_SAID


def _names_contents(over: Any) -> bool:
    """Whether what stands over a table of contents only says that it is one."""
    return over is not None and _CONTENTS.fullmatch(one_line(over.text_content())) is not None


def _writers(main: Any) -> list[Any]:
    """Who wrote the page, between its title and its text; in the text, names are what it tells."""
    found: list[Any] = []
    for element in main.iter():
        if element.tag in TEXTS and is_running_text(" ".join(element.itertext())):
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
    return any(is_running_text(text) and not labels_of(text) for text in texts)


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
