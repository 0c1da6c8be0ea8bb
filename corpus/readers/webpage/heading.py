"""What a page is called and where it lies: its title, which is not the site's name, and its credible address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

from corpus.language.characters import line
from corpus.web.addresses import checked_url

_BETWEEN = re.compile(r"(?<!\s)\s++[|–—·•«»:/-]\s++|(?:(?<!\s)\s++)?+\|\s*+")
_OF_A_SITE = re.compile(
    r"\b(?:region(?:en)?|kommun|sjukhus|landsting|intranät\w*|insidan|vårdgivar\w*|medarbetar\w*)\b", re.IGNORECASE
)
"""What the last piece of a page's name says where it is the site's."""
_VIEWS = frozenset({"print", "amp", "skriv-ut", "utskrift", "printable", "mobil", "mobile"})
"""Last steps of addresses that are views of the page above."""


def page_title(root: Any, mains: Sequence[Any]) -> str:
    """The page's own heading, else what its head says; empty for none."""
    named = _named(root)
    site = _site_names(root, named, mains)
    named = next((named[len(name) + 1 :].strip() for name in site if named.startswith(f"{name}:")), named)
    inside = _headings(each for main in mains for each in main.iter("h1"))
    is_sites = len(named.split()) <= _LONGEST_SITE and _OF_A_SITE.search(named)
    if len(inside) > 1 and named not in site and not is_sites and named in _headings(root.iter("h1")):
        return named  # whose sections are headings of its own level
    for tops in (inside, _headings(root.iter("h1"))):
        own = [top for top in tops if top not in site]
        if len(own) == 1 or (own and tops is inside):
            return own[0]
    pieces = [piece for piece in _BETWEEN.split(named) if piece and piece not in site]
    headings = _headings(each for main in mains for each in main.iter("h1", "h2", "h3"))
    first = next((each for each in headings if each not in site), "")
    if first in pieces or not pieces:
        return first or named
    is_sites = len(pieces) > 1 and _OF_A_SITE.search(pieces[-1])
    return pieces[0] if site or is_sites else named


_LOGO = re.compile(r"(?:^|[\s_-])(?:logo(?:type)?|site-?(?:title|name)|sitename|brand)(?![a-z])", re.IGNORECASE)
"""How sites call the heading that is their own name."""
_TOPS = ("h1", "h2", "h3")
_LONGEST_SITE = 4
"""Words of a site's name."""


def _named(root: Any) -> str:
    """What the head calls the page."""
    shared = line(root.xpath("string(//meta[@property='og:title'][1]/@content)"))
    return shared or line(root.xpath("string(//head/title[1] | //title[1])"))


def _site_names(root: Any, named: str, mains: Sequence[Any]) -> set[str]:
    """What the site calls itself: in its head, or in a heading that leads to its front page or frames its pages."""
    told = {line(root.xpath(f"string(//meta[@{key}='{name}'][1]/@content)"))
            for key, name in (("property", "og:site_name"), ("name", "application-name"))}  # fmt: skip
    pieces = _BETWEEN.split(line(root.xpath("string(//title[1])")) or named)
    for top in root.iter("h1"):
        words = line(top.text_content())
        leads_home = any(urlsplit(link.get("href") or "x").path in {"", "/"} for link in top.iter("a"))
        over_all = any(above.tag == "header" or above.get("role") == "banner" for above in top.iterancestors())
        is_last = len(pieces) > 1 and words == pieces[-1] and words != pieces[0]
        is_first = len(pieces) > 1 and words == pieces[0] and _is_heading_elsewhere(root, pieces[-1], "h2", "h3")
        is_first_named = len(pieces) > 1 and words == pieces[0] and not _is_heading_elsewhere(root, pieces[-1], *_TOPS)
        is_beside = any(_has_heading(main) and top not in main.iter("h1") for main in mains)
        is_frame = over_all and is_beside and not is_first_named
        named_so = _LOGO.search(f"{top.get('class') or ''} {top.get('id') or ''}") is not None
        if leads_home or is_first or is_frame or named_so or _is_site_over_page(top, words, named):
            told.add(words)
        if is_last and (over_all or _is_heading_elsewhere(root, pieces[0], *_TOPS)):
            told.add(words)
    return told - {""}


def _has_heading(main: Any) -> bool:
    return next(main.iter("h1", "h2"), None) is not None


def _is_site_over_page(top: Any, words: str, named: str) -> bool:
    """Whether a heading that reads as a site's name has that of the page right under it, while the head tells none."""
    below = top.getnext()
    heads = below is not None and below.tag == "h2" and not (top.tail or "").strip()
    is_told = named not in {"", words}
    return heads and not is_told and len(words.split()) <= _LONGEST_SITE and _OF_A_SITE.search(words) is not None


def _is_heading_elsewhere(root: Any, words: str, *tags: str) -> bool:
    return any(line(each.text_content()) == words for each in root.iter(*tags))


def _headings(elements: Any) -> list[str]:
    return list(dict.fromkeys(filter(None, (line(element.text_content()) for element in elements))))


def canonical(root: Any, address: str | None) -> str | None:
    """The canonical link, where it lies on the same site as the page that names it and names no page above it."""
    link = root.xpath("string(//link[translate(@rel, 'CANOIL', 'canoil') = 'canonical'][1]/@href)")
    if not link:
        return address
    try:
        url = checked_url(urljoin(address or "", link.strip()))
    except ValueError:
        return address
    return url if address is None or _is_same_page_elsewhere(url, address) else address


def _is_same_page_elsewhere(url: str, address: str) -> bool:
    """A credible canonical link: a host of the same site, and neither its front page nor a list for every page."""
    here, there = ((urlsplit(link).hostname or "").removeprefix("www.") for link in (address, url))
    same_site = here == there or here.endswith(f".{there}") or there.endswith(f".{here}")
    own, named = ([step for step in urlsplit(link).path.split("/") if step] for link in (address, url))
    is_above = len(named) < len(own) and own[: len(named)] == named and own[-1].lower() not in _VIEWS
    return same_site and bool(named or not own) and not is_above
