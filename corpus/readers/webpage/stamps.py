"""Dates that a page tells machines: meta elements, JSON-LD, the attributes of its times."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.language.calendar import MONTHS, any_of
from corpus.language.characters import line
from corpus.language.dates import only_date
from corpus.readers.dating.labels import LABEL
from corpus.readers.webpage.mains import is_running_text
from corpus.readers.webpage.tree import BLOCKS
from corpus.types import PartialDate
from corpus.web.addresses import page_key, slug

_PUBLISHED = (
    "article:published_time", "article:published", "og:published_time", "og:article:published_time", "datepublished",
    "date-published", "publish-date", "publish_date", "publication_date", "publicationdate", "pubdate", "published",
    "dc.date.issued", "dcterms.issued", "dc.date.published", "date.issued", "sailthru.date", "parsely-pub-date",
    "eprints.date",
)  # fmt: skip
_MADE = ("dc.date", "dcterms.date", "date", "dcterms.created", "dc.date.created")
"""Dates without more, which may be those of the template."""
_UPDATED = (
    "article:modified_time", "article:modified", "og:updated_time", "og:modified_time", "datemodified",
    "dc.date.modified", "dcterms.modified", "date.modified", "updated", "last-updated", "last-modified", "lastmod",
    "modified", "revised", "dcterms.available",
)  # fmt: skip
_PAGES = frozenset({
    "article", "newsarticle", "blogposting", "webpage", "report", "techarticle", "reportagenewsarticle", "aboutpage",
    "faqpage", "creativework", "socialmediaposting", "governmentservice", "medicalwebpage", "itempage",
})  # fmt: skip
_CLOCK = re.compile(r"(?:(?:kl|at)\.? ?)?\b[0-2]?\d[.:][0-5]\d(?: ?[–-] ?[0-2]?\d[.:][0-5]\d)?\b")
_DAY = re.compile(rf"(?<!\d)\d{{1,2}}(?::?e)? (?:{any_of(MONTHS)})\b", re.IGNORECASE)
_LONGEST = 500_000
"""Characters of one script that are read."""
_MOST_BEFORE = 50
"""Paragraphs before a time among which a sentence is looked for."""


@dataclass(frozen=True, slots=True)
class Stamps:
    """What the page tells machines of its dates; None where it tells nothing or contradicts itself."""

    published: PartialDate | None = None
    updated: PartialDate | None = None
    is_weak: bool = False
    """Whether `published` may be the day on which a template was made."""


def stamps_of(root: Any, address: str | None, titles: Sequence[str]) -> Stamps:
    """The dates of the page, which one of `titles` names, not those of others that it names. Meta elements come before
    JSON-LD."""
    metas = list(_metas(root))
    things = _own([thing for thing in _things(root) if _is_page(thing)], address, titles)
    published = _agreed(_surest(metas, _PUBLISHED)) or _agreed(_values(things, "datePublished"))
    made = _agreed(_surest(metas, _MADE))
    updated = _agreed(_surest(metas, _UPDATED)) or _agreed(_values(things, "dateModified"))
    return Stamps(published or made, updated, is_weak=published is None and made is not None)


def _surest(metas: list[tuple[str, str]], names: Sequence[str]) -> Iterator[str]:
    return (value for wanted in names for name, value in metas if name == wanted)


def _agreed(values: Iterator[str]) -> PartialDate | None:
    """The first date, which is that of the surest witness; None where a witness tells none."""
    return next((date for date in map(only_date, values) if date), None)


def _metas(root: Any) -> Iterator[tuple[str, str]]:
    for element in root.iter("meta", "time"):
        if element.tag == "time" and any(above.tag in {"aside", "li", "nav"} for above in element.iterancestors()):
            continue
        if element.tag == "time" and (told := _told(element)):
            yield told, line(element.get("datetime") or "")
            continue
        name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        value = element.get("content") or element.get("datetime")
        if name and value:
            yield name.strip().lower(), line(value)


def _told(time: Any) -> str | None:
    """What the class of a time says that it is, on sites that mark them so (hAtom, WordPress)."""
    classes = (time.get("class") or "").lower().split()
    return next((name for name in ("published", "updated") if name in classes), None)


def _things(root: Any) -> Iterator[dict[str, Any]]:
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "") or len(script.text or "") > _LONGEST:
            continue
        try:
            found = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _opened(found)


def _opened(found: object) -> Iterator[dict[str, Any]]:
    for each in found if isinstance(found, list) else [found]:
        if isinstance(each, dict):
            graph = each.get("@graph")
            inner = [*(graph if isinstance(graph, list) else []), each.get("mainEntity")]
            yield each
            yield from (thing for thing in inner if isinstance(thing, dict))


def _is_page(thing: dict[str, Any]) -> bool:
    kinds = thing.get("@type")
    named = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and kind.lower() in _PAGES for kind in named)


def _own(things: list[dict[str, Any]], address: str | None, titles: Sequence[str]) -> list[dict[str, Any]]:
    """Of several pages that are described, those that are this one: by its address or its title."""
    things = [thing for thing in things if not _is_another(thing, address, titles)]
    if len(things) < 2:
        return things
    own = [thing for thing in things if _is_titled(thing, titles) or (address and _is_at(thing, address))]
    kinds = [thing for thing in things if not isinstance(thing.get("@type"), str) or thing["@type"] != "WebPage"]
    return own or (things if len(kinds) < 2 else [])


def _is_another(thing: dict[str, Any], address: str | None, titles: Sequence[str]) -> bool:
    """Whether a thing has a title that shares nothing with those of the page, and is not told to be at its address."""
    named = next((slug(thing[key]) for key in ("headline", "name") if isinstance(thing.get(key), str)), "")
    own = [told for title in titles if (told := slug(title))]
    if not named or not own or any(named in each or each in named for each in own):
        return False
    return address is None or not _is_at(thing, address)


def _is_titled(thing: dict[str, Any], titles: Sequence[str]) -> bool:
    return any(isinstance(thing.get(key), str) and line(thing[key]) in titles for key in ("headline", "name"))


def _is_at(thing: dict[str, Any], address: str) -> bool:
    main = thing.get("mainEntityOfPage")
    named = (thing.get("url"), thing.get("@id"), main.get("@id") if isinstance(main, dict) else main)
    try:
        return any(isinstance(each, str) and page_key(each) == page_key(address) for each in named)
    except ValueError:
        return False


def _values(things: list[dict[str, Any]], key: str) -> Iterator[str]:
    return (line(thing[key]) for thing in things if isinstance(thing.get(key), str))


def tell_times(root: Any) -> None:
    """Writes the day of each time into it, where its words are no date ("i går"), but for a day without its year in the
    text; of two together, published and updated, the second is read by its class alone."""
    for time in list(root.iter("time")):
        before = time.getprevious()
        if before is not None and before.tag == "time" and _told(time) == "updated":
            time.drop_tree()
            continue
        day = only_date(time.get("datetime") or "")
        shown = line(time.text_content())
        if _DAY.search(shown) and _is_within_text(time):
            continue  # its readers see the day, and a quote says what they see
        if day is not None and only_date(shown) is None and len(shown.split()) <= 5:
            clock = _CLOCK.search(shown)
            for child in list(time):
                child.drop_tree()
            time.text = f"{day} {clock.group()}" if clock else str(day)


def _is_within_text(time: Any) -> bool:
    """Whether a time stands in a list or a table, or below a sentence on a line that no label of a date begins."""
    box = next((above for above in time.iterancestors() if above.tag in BLOCKS), None)
    if box is None or LABEL.search(line(box.text_content())):
        return False
    above = (each for each in box.iterancestors() if each.tag in {"li", "table"})
    before = itertools.islice(box.xpath("preceding::p"), _MOST_BEFORE)
    return next(above, None) is not None or any(is_running_text(line(each.text_content())) for each in before)
