"""Where a page leads that is not its own text: the same page in other languages, and the files that it offers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from corpus.web.addresses import checked_url, page_key

_FILES = frozenset({".pdf", ".docx", ".pptx", ".xlsx", ".odt"})
_MOST_FILES, _MOST_LANGUAGES = 30, 50


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
