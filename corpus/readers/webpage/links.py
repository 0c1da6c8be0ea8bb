"""Where a page leads that is not its own text: the same page in other languages, the files that it offers, and the
pages of which it is only the list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from corpus.language.dates import find_dates, lies_ahead
from corpus.readers.boilerplate import LEADS_ELSEWHERE
from corpus.readers.dating.alone import is_bare_date
from corpus.readers.dating.labels import EVENTS, labels_of
from corpus.readers.parts import Part, cells_of
from corpus.types import BlockKind
from corpus.web.addresses import checked_url, page_key

_FILES = frozenset({".pdf", ".docx", ".pptx", ".xlsx", ".odt"})
_MOST_FILES, _MOST_LANGUAGES = 30, 50
_LISTS = re.compile(
    r"(?:(?:alla|senaste|tidigare|äldre|våra|aktuella|all|latest|previous|our|past) )?"
    r"(?:nyheter|aktuellt|nyhetsbrev|nyhetsarkiv|nyhetslista|pressmeddelanden|pressrum|bulletiner|utskick|arkiv|"
    r"news|newsletters?|news ?room|press releases|bulletins|archive|news archive|newsletter archive)"
    r"(?: (?:(?:från|för|from|for) )?(?:19|20)\d\d)?",
    re.IGNORECASE,
)
"""What a page is called that lists the news or letters of a site."""
_LEAST_ENTRIES = 4
"""Pages to which it leads."""
_LONGEST_OWN, _LONGEST_LEAD, _FIRST_WORDS = 40, 15, 40
"""Words of its own, those where nothing calls it a list, and those of an entry beside its link, at most."""
_FEW_BESIDE = 20
"""Words of an entry beside its link on average, where only their dates tell that it is a list."""


def language_twins(root: Any, address: str | None, own: str | None) -> tuple[tuple[str, str], ...]:
    """Other languages of a page, by two letters, with their addresses; those that are the page itself left out."""
    mine = {page_key(each) for each in (address, own) if each}
    found: dict[str, tuple[str, str]] = {}
    for link in root.xpath("//link[@hreflang and @href]")[:_MOST_LANGUAGES]:
        language, rel = link.get("hreflang").strip().lower()[:2], (link.get("rel") or "").lower().split()
        url = _absolute(link.get("href"), _base(root, address))
        if url and "alternate" in rel and language.isalpha() and page_key(url) not in mine:
            found.setdefault(page_key(url), (language, url))
    return tuple(found.values())


def linked_files(root: Any, mains: Iterable[Any], address: str | None) -> tuple[str, ...]:
    """The documents that the main text links to, each once."""
    base, found = _base(root, address), dict[str, str]()
    for link in (each for main in mains for each in main.iter("a")):
        url = _absolute(link.get("href") or "", base)
        if url and PurePosixPath(unquote(urlsplit(url).path)).suffix.lower() in _FILES:
            found.setdefault(page_key(url), url)
    return tuple(_first(found.values()))


def only_lists(parts: Sequence[Part], title: str) -> bool:
    """Whether a page is only the list of others, each a link with its date and first words at most.

    It is called so ("Alla nyheter"), or nearly each of its links has a past day of its own; the dates of courses and
    meetings are what their page tells.
    """
    entries, led, own, dates, beside, left = 0, 0, 0, 0, 0, 0
    is_called_so = _LISTS.fullmatch(title) is not None
    has_headings = any(part.linked and part.kind is BlockKind.HEADING for part in parts)
    for part in parts:
        if part.text == title:
            continue
        words = len(part.text.split())
        is_row = part.kind is BlockKind.TABLE_ROW and any(map(is_bare_date, cells_of(part.text)))
        is_date = is_bare_date(part.text) or any(label.date for label in labels_of(part.text))
        if own and part.kind is BlockKind.HEADING and LEADS_ELSEWHERE.search(part.text):
            break  # others below an article
        if is_date or part.linked or part.leads or (is_row and is_called_so):
            is_entry = not is_date and (part.kind is BlockKind.HEADING or not has_headings)
            is_dated = is_date or (part.leads and not part.linked)
            entries, dates, led, left = entries + is_entry, dates + is_dated, led + words, _FIRST_WORDS
        elif part.kind is BlockKind.HEADING:
            left = 0
        elif words <= left:
            led, beside, left = led + words, beside + words, left - words
        else:
            own += words
    if entries < _LEAST_ENTRIES or own > min(_LONGEST_OWN if is_called_so else _LONGEST_LEAD, led):
        return False
    return is_called_so or (
        dates * 4 >= entries * 3
        and beside <= _FEW_BESIDE * entries
        and not EVENTS.search(title)
        and not any(map(_lies_ahead, parts))
    )


def _lies_ahead(part: Part) -> bool:
    return any(lies_ahead(date) for _, date in find_dates(part.text))


def _first(urls: Iterable[str]) -> Iterator[str]:
    return (url for _, url in zip(range(_MOST_FILES), urls, strict=False))


def _base(root: Any, address: str | None) -> str:
    named = root.xpath("string(//base[@href][1]/@href)").strip()
    return urljoin(address or "", named) if named else address or ""


def _absolute(href: str, base: str) -> str | None:
    try:
        return checked_url(urljoin(base, href.strip()))
    except ValueError:
        return None
