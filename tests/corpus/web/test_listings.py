from __future__ import annotations

import time

import pytest

from corpus.errors import ReadError
from corpus.types import PartialDate
from corpus.web.listings import LARGEST, Listing, read_listing
from tests.corpus.web.pages import website

ADDRESS = "https://x.example/nytt/feed"


def rss(*items: str) -> Listing:
    rows = "".join(f"<item>{item}</item>" for item in items)
    return read_listing(f"<rss version='2.0'><channel>{rows}</channel></rss>".encode(), ADDRESS)


def atom(entry: str, base: str = "") -> Listing:
    feed = f"<feed xmlns='http://www.w3.org/2005/Atom'{base}><entry>{entry}</entry></feed>"
    return read_listing(feed.encode(), ADDRESS)


@pytest.mark.parametrize(
    ("stamp", "date"),
    [
        ("20 april 2020", "2020-04-20"),
        ("den 3 maj 2021 kl. 10", "2021-05-03"),
        ("fre, 17 maj 2024 08:00:00 +0200", "2024-05-17"),
        ("Fri, 17 May 24 08:00:00 GMT", "2024-05-17"),
        ("Fri May 17 08:00:00 2024", "2024-05-17"),
        ("20240517T080000", "2024-05-17"),
        ("2024-5-17", "2024-05-17"),
        ("april 2020", "2020-04"),
    ],
)
def test_a_date_is_read_as_it_is_written(stamp: str, date: str) -> None:
    (entry,) = rss(f"<link>/a</link><pubDate>{stamp}</pubDate>").entries
    assert (entry.published, entry.version) == (PartialDate.parse(date), stamp)


@pytest.mark.parametrize(
    "stamp",
    [
        "2020",
        "3/4/2020",
        "--05-17",
        "0304202",
        "nyss",
        "",
        "2" * 5000,
        "0000-00-00",
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-12:00",
        "01-03-2026",
        "2026-02-30",
        "2026-13-01",
        "2026 03 01",
    ],
)
def test_what_names_no_day_and_no_month_is_no_date(stamp: str) -> None:
    (entry,) = rss(f"<link>/a</link><pubDate>{stamp}</pubDate>").entries
    assert entry.published is None


@pytest.mark.parametrize("stamp", ["Fri, 17 May 2024 00:30:00 +0200", "2024-05-17T00:30:00+02:00"])
def test_the_day_is_that_of_the_feeds_own_clock(stamp: str) -> None:
    (entry,) = rss(f"<link>/a</link><pubDate>{stamp}</pubDate>").entries
    assert entry.published == PartialDate(2024, 5, 17)


def test_an_atom_entry_has_the_date_of_publication_and_the_version_of_its_change() -> None:
    dates = "<published>2023-01-01T00:00:00Z</published><updated>2024-01-02T03:04:05Z</updated>"
    (entry,) = atom(f"<link rel='self' href='s'/><link href='a'/>{dates}", " xml:base='https://y.example/b/'").entries
    assert (entry.address, entry.published) == ("https://y.example/b/a", PartialDate(2023, 1, 1))
    assert entry.version == "2024-01-02T03:04:05Z"


@pytest.mark.parametrize(
    ("item", "address"),
    [
        ("<guid>https://x.example/p</guid>", "https://x.example/p"),
        ("<guid isPermaLink='false'>p</guid><link>/p?a=1&amp;copy=2</link>", "https://x.example/p?a=1&copy=2"),
        ("<description>&aring;</description><foo:x>y</foo:x><link><![CDATA[p]]></link>", "https://x.example/nytt/p"),
    ],
)
def test_a_post_leads_to_its_page(item: str, address: str) -> None:
    assert [entry.address for entry in rss(item).entries] == [address]


@pytest.mark.parametrize(
    "item", ["<link/>", "<title>x</title>", "<link>javascript:a</link>", "<link>http://[</link>", "<link>file:///a</link>",
             "<guid isPermaLink='false'>p</guid>", f"<link>/{'a' * 2000}</link>"],
)  # fmt: skip
def test_a_post_without_an_address_that_may_be_shown_is_left_out(item: str) -> None:
    assert rss(item).entries == ()


def test_a_feed_that_defines_entities_is_refused() -> None:
    with pytest.raises(ReadError, match="entities"):
        read_listing(b"<!DOCTYPE r [<!ENTITY a 'ha'>]><rss><item><link>/&a;</link></item></rss>", ADDRESS)


def test_nothing_that_a_document_type_names_is_fetched() -> None:
    with website() as web:
        dtd = web.put("/rss.dtd", "<!ENTITY a 'ha'>", "application/xml-dtd")
        feed = f"<!DOCTYPE rss SYSTEM '{dtd}'><rss><item><link>/a</link><title>&a;</title></item></rss>"
        assert [entry.address for entry in read_listing(feed.encode(), ADDRESS).entries] == ["https://x.example/a"]
        assert web.seen == []


def test_a_root_with_a_prefix_of_nowhere_is_no_feed() -> None:
    with pytest.raises(ReadError, match="neither"):
        read_listing(b"<x:rss><item><link>/a</link></item></x:rss>", ADDRESS)


@pytest.mark.timing
def test_the_texts_of_a_feed_cost_no_time() -> None:
    text = "&lt;p&gt;hej &amp;aring;" * 200
    items = [f"<link>/{n}</link><description>{text}</description>" for n in range(LARGEST // len(text) - 100)]
    start = time.monotonic()
    assert len(rss(*items).entries) == len(items)
    assert time.monotonic() - start < 10.0


def test_bare_ampersands_in_addresses_are_read_as_they_stand() -> None:
    links = (
        "https://exempel.se/n?a=1&b=2",
        "<![CDATA[https://exempel.se/n?a=1&b=3]]>",
        "https://exempel.se/n?a=1&amp;b=4",
    )
    items = "".join(f"<item><title>IT & vård</title><link>{link}</link></item>" for link in links)
    listing = read_listing(f"<rss><channel>{items}</channel></rss>".encode(), "https://exempel.se/rss")
    assert [entry.address for entry in listing.entries] == [f"https://exempel.se/n?a=1&b={each}" for each in (2, 3, 4)]
