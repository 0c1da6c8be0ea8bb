"""A web page: its main text, title, dates and canonical address."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin, urlsplit

import lxml.etree
import lxml.html
import trafilatura

from corpus.errors import Code, ReadError
from corpus.language.characters import line, visible
from corpus.language.dates import find_dates
from corpus.language.detection import detect_language
from corpus.readers.boilerplate import looks_like_heading
from corpus.readers.document import DateSource, PageHead, PageReading
from corpus.readers.markup import to_markdown
from corpus.readers.parts import Part
from corpus.readers.screen import screen
from corpus.readers.webpage.tree import parse_html, read_tree
from corpus.readers.webpage.unseen import drop_unseen
from corpus.types import BlockKind, PartialDate
from corpus.web.addresses import checked_url

_FEW_WORDS = 25
_FURNITURE = ".//nav | .//aside | .//footer | .//*[@role='navigation' or @role='complementary' or @role='contentinfo']"
_CONTAINERS = ("//main", "//*[@role='main']", "//article", "//body")

_TRAFILATURA_ERRORS = (ValueError, TypeError, AttributeError, LookupError, RecursionError, lxml.etree.LxmlError)
"""What it raises for broken JSON-LD, odd trees and the like; the page is then read without it."""

for _name in ("trafilatura", "htmldate", "justext"):
    logging.getLogger(_name).addHandler(logging.NullHandler())


def read_html(html: str, address: str | None = None) -> PageReading:
    """The main text as trafilatura finds it, or all of the page's main element where that finds next to nothing.

    `address` is where the page was fetched from; its canonical link, where it has a credible one, is the reading's url.

    Raises:
        ReadError: no text on the page.
    """
    text = visible(html)
    root = parse_html(text)
    metadata = _metadata(root, text)  # before the scripts go: some of them hold dates for machines
    drop_unseen(root)
    _lift_captions(root)
    screened = screen(_promoted(_main_parts(root)))
    title = _title(root, screened.parts) or metadata.title
    parts = [part for part in screened.parts if part.text != title]
    if not any(part.kind is not BlockKind.HEADING for part in parts):
        raise ReadError("no text is left on the page beside menus, labels and the like", Code.NO_TEXT)
    shown = PageHead(
        title=title,
        url=_canonical(root, address),
        published=screened.published,
        updated=screened.updated,
        date_source=DateSource.PAGE,
    )
    detected = PageHead(language=detect_language(" ".join(part.text for part in parts)).value)
    return PageReading(shown.completed(metadata).completed(detected), to_markdown(parts))


def _lift_captions(root: Any) -> None:
    """Captions made paragraphs: a time plan may stand only there, and trafilatura drops figures whole."""
    for caption in list(root.iter("figcaption")):
        caption.tag = "p"
        if caption.getparent().tag == "figure":
            caption.getparent().tag = "div"


def _main_parts(root: Any) -> Sequence[Part]:
    extracted = _extracted(lxml.html.tostring(root, encoding="unicode"))
    found = read_tree(parse_html(extracted)) if extracted else ()
    if _words(found) >= _FEW_WORDS:
        return found
    for path in _CONTAINERS:
        for element in root.xpath(path):
            whole = _without_furniture(element)
            if whole:
                return whole
    return found


def _extracted(html: str) -> str | None:
    try:
        found: str | None = trafilatura.extract(
            html,
            output_format="html",
            include_comments=False,
            include_tables=True,
            include_formatting=True,
            favor_recall=True,
        )
    except _TRAFILATURA_ERRORS:
        return None
    return found


def _without_furniture(element: Any) -> tuple[Part, ...]:
    for piece in element.xpath(_FURNITURE):
        piece.drop_tree()
    return read_tree(element)


def _words(parts: Sequence[Part]) -> int:
    return sum(len(part.text.split()) for part in parts)


def _promoted(parts: Sequence[Part]) -> list[Part]:
    """Short bold paragraphs over text made headings, as many editors write them."""
    return [
        replace(part, kind=BlockKind.HEADING, level=3) if _is_bold_heading(parts, at) else part
        for at, part in enumerate(parts)
    ]


def _is_bold_heading(parts: Sequence[Part], at: int) -> bool:
    part = parts[at]
    if part.kind is not BlockKind.PARAGRAPH or not part.strong or not looks_like_heading(part.text):
        return False
    return at + 1 < len(parts) and parts[at + 1].kind is not BlockKind.HEADING and not parts[at + 1].strong


def _title(root: Any, parts: Sequence[Part]) -> str | None:
    """The only level-one heading of the page, or of its main text."""
    tops = {line(element.text_content()) for element in root.iter("h1")} - {""}
    if len(tops) == 1:
        return tops.pop()
    return next((part.text for part in parts if part.kind is BlockKind.HEADING and part.level == 1), None)


def _metadata(root: Any, html: str) -> PageHead:
    try:
        found = trafilatura.extract_metadata(html, date_config={"extensive_search": False, "original_date": True})
    except _TRAFILATURA_ERRORS:
        found = None
    title = line(found.title) if found and found.title else ""
    published = _day(found.date, html) if found and found.date else None
    modified = root.xpath("string(//meta[@property='article:modified_time' or @name='last-modified'][1]/@content)")
    updated = next((date for _, date in find_dates(modified[:10])), None)
    language = (root.get("lang") or "").strip().lower()[:2]
    return PageHead(
        title=title,
        published=published,
        updated=updated,
        language=language if language.isalpha() and len(language) == 2 else None,
        date_source=DateSource.METADATA if published else None,
    )


def _day(text: str, html: str) -> PartialDate | None:
    """The date that was found; without its day where the page writes none and the first of the month was made up."""
    try:
        day = datetime.date.fromisoformat(text[:10])
    except ValueError:
        return None
    written = (day.isoformat(), day.strftime("%Y%m%d"), day.strftime("%Y/%m/%d"), day.strftime("%d.%m.%Y"))
    date = PartialDate(day.year, day.month, day.day)
    if day.day != 1 or any(form in html for form in written) or any(date == other for _, other in find_dates(html)):
        return date
    return PartialDate(day.year, day.month)


def _canonical(root: Any, address: str | None) -> str | None:
    """The canonical link, where it lies on the same site as the page that names it."""
    link = root.xpath("string(//link[translate(@rel, 'CANOIL', 'canoil') = 'canonical'][1]/@href)")
    if not link:
        return address
    try:
        url = checked_url(urljoin(address or "", link.strip()))
    except ValueError:
        return address
    return url if address is None or _is_same_page_elsewhere(url, address) else address


def _is_same_page_elsewhere(url: str, address: str) -> bool:
    """A credible canonical link: a host of the same site, and not its front page for every page."""
    here, there = ((urlsplit(link).hostname or "").removeprefix("www.") for link in (address, url))
    same_site = here == there or here.endswith(f".{there}") or there.endswith(f".{here}")
    return same_site and bool(urlsplit(url).path.strip("/") or not urlsplit(address).path.strip("/"))
