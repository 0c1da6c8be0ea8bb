"""Feeds and sitemaps: the pages that they name; pure.

RSS 0.9x to 2.0, RSS 1.0 and Atom, read by feedparser, and the sitemap protocol 0.9 with sitemap indexes.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import itertools
import re
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import urljoin

import feedparser
import lxml.etree

from corpus.errors import ReadError
from corpus.language.characters import line
from corpus.language.dates import only_date
from corpus.types import PartialDate
from corpus.web.addresses import checked_url, page_key

MOST_ENTRIES = 5_000
"""Entries of one listing that are read; the rest is counted."""

LARGEST = 20_000_000
"""Bytes of a listing once unpacked."""

_LONGEST_ADDRESS, _LONGEST_STAMP = 2_000, 100
_LONGEST = dict.fromkeys(("link", "guid", "id"), _LONGEST_ADDRESS) | dict.fromkeys(
    ("pubDate", "published", "updated", "date", "issued", "modified", "created"), _LONGEST_STAMP
)
"""What of a feed's items is read, with the characters beyond which it can be no address and no date."""
_ATTRIBUTES = frozenset({"rel", "href", "isPermaLink", "{http://www.w3.org/XML/1998/namespace}base"})
_MOST_CHILDREN = 10
_MOST_LANGUAGES = 50
_IN_DIGITS = re.compile(r"((?:19|20)\d\d)(?P<mark>-?)(\d\d|\d(?=-))(?P=mark)(\d\d|(?<=-)\d)(?!\d)")
_NAMES_DAY = re.compile(r"\w\W+\w+\W+\w")
_NAMES_MONTH = re.compile(r"[^\W\d_]{3,}")
_BARE_AMPERSAND = re.compile(rb"&(?!(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z\d]{1,30});)")
_NUMBERS = re.compile(r"(?<!\d)\d{1,20}(?:[-./]\d{1,20}){2}|(?<!\d)\d{1,20}(?:\s{1,9}\d{1,20}){2}")
_YEARS = range(1900, 2100)

_ROOT = re.compile(rb"<(?:\w+:)?(rss|RDF|feed|urlset|sitemapindex)[\s>]")
_PROLOGUE = re.compile(rb"(?:\s|<!--.*?-->|<\?.*?\?>)*+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ListingEntry:
    """One page that a listing names. `published` is what the listing says; `version` changes when the listing tells
    of a change, empty where it never does. `twins` are the same page in other languages, by two letters, with their
    addresses."""

    address: str
    published: PartialDate | None = None
    version: str = ""
    twins: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """The pages of a feed or sitemap in its order, each once; `sitemaps` are the addresses of further ones."""

    entries: tuple[ListingEntry, ...]
    sitemaps: tuple[str, ...] = ()
    left_out: int = 0


def is_listing(data: bytes) -> bool:
    """Whether bytes begin as a feed or a sitemap does, packed or not."""
    head = _head(data)
    prologue = _PROLOGUE.match(head)
    return _ROOT.match(head, prologue.end() if prologue else 0) is not None


def read_listing(data: bytes, address: str) -> Listing:
    """The pages that a feed or sitemap at `address` names.

    Raises:
        ReadError: damaged, too large, or with a document type that defines entities.
    """
    root = _parsed(_unpacked(data))
    kind = root.tag.rpartition("}")[2]
    if kind == "sitemapindex":
        named = (_child(item, "loc") for item in itertools.islice(root.iter("{*}sitemap"), MOST_ENTRIES))
        return Listing((), tuple(_allowed(named, address)))
    items = _items(root, kind)
    read = items[:MOST_ENTRIES]
    entries: dict[str, ListingEntry] = {}
    for entry in _pages(read, address) if kind == "urlset" else _posts(root, read, address):
        for page in _allowed([entry.address], address):
            entries.setdefault(page_key(page), replace(entry, address=page))
    return Listing(tuple(entries.values()), (), max(len(items) - MOST_ENTRIES, 0))


def _head(data: bytes) -> bytes:
    if data[:2] != b"\x1f\x8b":
        return data[:4096].removeprefix(b"\xef\xbb\xbf")
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data[:65_536], 4096)
    except zlib.error:
        return b""


def _unpacked(data: bytes) -> bytes:
    if data[:2] != b"\x1f\x8b":
        return data
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            plain = file.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ReadError("it is packed and cannot be unpacked") from error
    if len(plain) > LARGEST:
        raise ReadError(f"it is larger than {LARGEST:,} bytes when unpacked")
    return plain


def _parsed(data: bytes) -> Any:
    parser = lxml.etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, remove_comments=True, remove_pis=True
    )
    root = lxml.etree.fromstring(_with_ampersands(data), parser)
    if root is None or ":" in root.tag.rpartition("}")[2]:
        raise ReadError("it is neither a feed nor a sitemap that can be read")
    if root.getroottree().docinfo.internalDTD is not None and b"<!ENTITY" in data:
        raise ReadError("it defines entities of its own, which no feed needs")
    return root


def _with_ampersands(data: bytes) -> bytes:
    """The feed with its bare ampersands written as XML wants them: the parser would leave out what follows in
    `?a=1&b=2`, and another page would be read."""
    if b"\x00" in data[:200]:
        return data  # UTF-16
    pieces, at = [], 0
    while (start := data.find(b"<![CDATA[", at)) >= 0:
        end = data.find(b"]]>", start)
        end = len(data) if end < 0 else end
        pieces += [_BARE_AMPERSAND.sub(b"&amp;", data[at:start]), data[start:end]]
        at = end
    return b"".join((*pieces, _BARE_AMPERSAND.sub(b"&amp;", data[at:])))


def _items(root: Any, kind: str) -> list[Any]:
    name = {"feed": "entry", "urlset": "url"}.get(kind, "item")
    return list(root.iter(f"{{*}}{name}"))


def _pages(items: list[Any], base: str) -> Iterator[ListingEntry]:
    for item in items:
        own = _child(item, "loc")
        # A sitemap tells when a page changed, which is no date of publication.
        yield ListingEntry(own, version=_child(item, "lastmod"), twins=tuple(_twins(item, own, base)))


def _twins(item: Any, own: str, base: str) -> Iterator[tuple[str, str]]:
    """What `<xhtml:link rel="alternate" hreflang="en" href="...">` names, without the page itself."""
    mine = {page_key(page) for page in _allowed([own], base)}
    for link in itertools.islice(item.iterfind("{*}link"), _MOST_LANGUAGES):
        language = (link.get("hreflang") or "").strip().lower()[:2]
        for page in _allowed([link.get("href") or ""], base):
            if link.get("rel") == "alternate" and language.isalpha() and page_key(page) not in mine:
                yield language, page


def _posts(root: Any, items: list[Any], address: str) -> Iterator[ListingEntry]:
    headers = {"content-location": address, "content-type": "application/xml; charset=utf-8"}
    feed = io.BytesIO(_bare_feed(root, items))
    found = feedparser.parse(feed, response_headers=headers, resolve_relative_uris=False, sanitize_html=False)
    for post in found.entries:
        # Dict's own get: feedparser's takes a date of publication for one of change.
        told = [name for name in ("published", "updated") if dict.get(post, name)]
        date = _date(line(post[told[0]]), post.get(f"{told[0]}_parsed")) if told else None
        yield ListingEntry(_link(post), date, line(post[told[-1]]) if told else "")


def _bare_feed(root: Any, items: list[Any]) -> bytes:
    """The feed with no more of its items than is read, well-formed, without a document type or entities.

    Feedparser takes seconds a megabyte over texts, more over what is damaged, and none of it is wanted.
    """
    bare = _bare(lxml.etree.Element, root)
    for item in items:
        copy = _bare(partial(lxml.etree.SubElement, bare), item)
        for child in itertools.islice(filter(_is_read, item.iterchildren("*")), _MOST_CHILDREN):
            _bare(partial(lxml.etree.SubElement, copy), child).text = child.text
    return bytes(lxml.etree.tostring(bare, encoding="utf-8", xml_declaration=True))


def _bare(make: Callable[[str, dict[str, str]], Any], element: Any) -> Any:
    attributes = ((name, element.get(name)) for name in _ATTRIBUTES)
    return make(element.tag, {name: value for name, value in attributes if value and len(value) <= _LONGEST_ADDRESS})


def _is_read(child: Any) -> bool:
    longest = _LONGEST.get(child.tag.rpartition("}")[2])
    return longest is not None and len(child.text or "") <= longest


def _link(post: Any) -> str:
    """The first address of the page itself, else an id that is one."""
    links = (link.get("href") for link in post.get("links", ()) if link.get("rel") == "alternate")
    return str(next(filter(None, links), post.get("link", "")))


def _allowed(addresses: Iterable[str], base: str) -> Iterator[str]:
    for address in filter(None, addresses):
        with contextlib.suppress(ValueError):
            yield checked_url(urljoin(base, address))


def _child(item: Any, name: str) -> str:
    found = item.find(f"{{*}}{name}")
    return "" if found is None else line(found.text or "")


def _date(stamp: str, parsed: time.struct_time | None) -> PartialDate | None:
    """The date that a stamp writes, else what feedparser makes of a spelling of its own that names month and day.

    Feedparser tells the day in UTC, which may be the day before the one that is written. Of numbers alone it makes
    some day: of 2026-02-30 the second of March, of 01-03-2026 one in 2001, of 0000-00-00 one before every calendar.
    """
    if written := only_date(stamp):
        return written
    if digits := _IN_DIGITS.match(stamp):
        with contextlib.suppress(ValueError):
            return PartialDate(*map(int, digits.group(1, 3, 4)))
        return None
    if parsed is None or parsed.tm_year not in _YEARS or _NUMBERS.search(stamp):
        return None
    if not (_NAMES_DAY.search(stamp) and _NAMES_MONTH.search(stamp)):
        return None
    return PartialDate(parsed.tm_year, parsed.tm_mon, parsed.tm_mday)
