"""Feeds and sitemaps: the pages that they name; pure.

RSS 0.9x to 2.0, RSS 1.0, Atom 1.0, and the sitemap protocol 0.9 with sitemap indexes.
"""

from __future__ import annotations

import email.utils
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import lxml.etree

from corpus.errors import ReadError
from corpus.language.characters import line
from corpus.language.dates import find_dates
from corpus.types import PartialDate
from corpus.web.addresses import checked_url, page_key

MOST_ENTRIES = 5_000
"""Entries of one listing that are read; the rest is counted."""

LARGEST = 20_000_000
"""Bytes of a listing once unpacked."""

_ROOT = re.compile(rb"<(?:\w+:)?(rss|RDF|feed|urlset|sitemapindex)[\s>]")
_PROLOGUE = re.compile(rb"\s*(?:<\?xml.*?\?>|<!--.*?-->|<\?.*?\?>|\s)*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Entry:
    """One page that a listing names. `published` is what the listing says; `version` changes when the listing tells
    of a change, empty where it never does."""

    address: str
    title: str = ""
    published: PartialDate | None = None
    version: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """The pages of a feed or sitemap in its order, each once; `sitemaps` are the addresses of further ones."""

    entries: tuple[Entry, ...]
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
    kind = lxml.etree.QName(root).localname
    if kind == "sitemapindex":
        return Listing((), tuple(_addresses(root, address)))
    items = _items(root, kind)
    entries: dict[str, Entry] = {}
    for item in items[:MOST_ENTRIES]:
        entry = _entry(item, kind, address)
        if entry is not None:
            entries.setdefault(page_key(entry.address), entry)
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
    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    root = lxml.etree.fromstring(data, parser)
    if root is None:
        raise ReadError("it is neither a feed nor a sitemap that can be read")
    if root.getroottree().docinfo.internalDTD is not None and b"<!ENTITY" in data:
        raise ReadError("it defines entities of its own, which no feed needs")
    return root


def _items(root: Any, kind: str) -> list[Any]:
    name = {"feed": "entry", "urlset": "url"}.get(kind, "item")
    return list(root.iter(f"{{*}}{name}"))


def _entry(item: Any, kind: str, base: str) -> Entry | None:
    read = {"feed": _atom, "urlset": _page}.get(kind, _rss)
    found = read(item)
    try:
        address = checked_url(urljoin(base, found.address.strip()))
    except ValueError:
        return None
    return Entry(address, found.title, found.published, found.version)


def _rss(item: Any) -> Entry:
    link = _child(item, "link") or _permalink(item)
    stamp = _child(item, "pubDate") or _child(item, "date")
    return Entry(link, line(_child(item, "title")), _date(stamp), stamp)


def _permalink(item: Any) -> str:
    guid = item.find("{*}guid")
    return "" if guid is None or guid.get("isPermaLink") == "false" else (guid.text or "")


def _atom(item: Any) -> Entry:
    links = item.findall("{*}link")
    chosen = [link for link in links if link.get("rel", "alternate") == "alternate"]
    published, updated = _child(item, "published"), _child(item, "updated")
    address = chosen[0].get("href", "") if chosen else ""
    return Entry(address, line(_child(item, "title")), _date(published or updated), updated or published)


def _page(item: Any) -> Entry:
    # A sitemap tells when a page changed, which is no date of publication.
    return Entry(_child(item, "loc"), version=_child(item, "lastmod"))


def _addresses(root: Any, base: str) -> Iterator[str]:
    for item in list(root.iter("{*}sitemap"))[:MOST_ENTRIES]:
        try:
            yield checked_url(urljoin(base, _child(item, "loc")))
        except ValueError:
            continue


def _child(item: Any, name: str) -> str:
    found = item.find(f"{{*}}{name}")
    return "" if found is None else line(found.text or "")


def _date(stamp: str) -> PartialDate | None:
    """A date of an Atom stamp (RFC 3339) or of a mail-like one (RFC 822)."""
    iso = next((date for _, date in find_dates(stamp[:10])), None)
    if iso is not None:
        return iso
    try:
        day = email.utils.parsedate_to_datetime(stamp)
    except (ValueError, TypeError):
        return None
    return PartialDate(day.year, day.month, day.day)
