from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from corpus.collector import Collector, Scope
from corpus.errors import ReadError
from corpus.ingest import Event, Given, IngestOutcome
from corpus.readers.document import DateSource, PageHead
from corpus.shelf.history import changed_ids, versions
from corpus.shelf.library import Library
from corpus.types import PartialDate
from corpus.web.crawler import Crawler
from corpus.web.hosts import anywhere
from corpus.web.visits import Visits
from tests.corpus.conftest import MakePdf
from tests.corpus.web.pages import Page, Website, page, website

TEXT = ("Det nya huset blir klart i maj och alla avdelningar flyttar dit så snart det går att göra det på ett säkert "
        "sätt för alla som arbetar där, säger projektets ledning i sin rapport till styrelsen.")  # fmt: skip
OTHER = ("Utbildningen börjar i augusti och varje chef anmäler sina medarbetare i god tid, för platserna är få och "
         "kursen hålls på fyra orter i länet under hösten.")  # fmt: skip


@pytest.fixture
def web() -> Iterator[Website]:
    with website() as server:
        yield server


@pytest.fixture
def collector(tmp_path: Path) -> Collector:
    return Collector(Library(tmp_path / "shelf"), Crawler(anywhere, delay=0.0), Visits(tmp_path / "visits.json"))


def outcomes(events: tuple[Event, ...]) -> list[str]:
    return [event.outcome.value for event in events]


def collect(
    collector: Collector, address: str, given: Given | None = None, scope: Scope | None = None
) -> tuple[Event, ...]:
    return collector.collect(address, given or Given(), scope or Scope())


def rss(*items: tuple[str, str, str]) -> str:
    rows = "".join(
        f"<item><title>{title}</title><link>{link}</link><pubDate>{date}</pubDate></item>"
        for title, link, date in items
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Nytt</title>{rows}</channel></rss>'


def sitemap(*addresses: str) -> str:
    rows = "".join(f"<url><loc>{address}</loc></url>" for address in addresses)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'


def test_every_page_of_a_feed_becomes_a_bulletin_with_the_feeds_date(web: Website, collector: Collector) -> None:
    one = web.put("/nytt/hus", page("Nytt om huset", TEXT))
    two = web.put("/nytt/kurs", page("Nytt om kursen", OTHER))
    feed = web.put("/feed", rss(("a", one, "Fri, 17 May 2024 08:00:00 GMT"), ("b", two, "")), "application/rss+xml")
    assert outcomes(collect(collector, feed)) == ["added", "added"]
    hus, kurs = collector.library.load().bulletins
    assert (hus.published, kurs.published) == (PartialDate(2024, 5, 17), None)
    assert f"date_source: {DateSource.METADATA.value}" in (collector.library.folder / f"{hus.id}.md").read_text()


def test_an_atom_feed_is_read_too(web: Website, collector: Collector) -> None:
    web.put("/a", page("Nytt om huset", TEXT))
    entry = '<entry><title>x</title><link href="/a"/><published>2023-02-01T10:00:00Z</published></entry>'
    feed = web.put("/atom", f'<feed xmlns="http://www.w3.org/2005/Atom">{entry}</feed>', "application/atom+xml")
    (event,) = collect(collector, feed)
    assert event.bulletin is not None
    assert event.bulletin.published == PartialDate(2023, 2, 1)


def test_a_sitemap_is_filtered_by_path_and_leads_to_further_sitemaps(web: Website, collector: Collector) -> None:
    one = web.put("/nyheter/hus", page("Nytt om huset", TEXT))
    two = web.put("/om/kurs", page("Om kursen", OTHER))
    inner = web.put("/inner.xml", sitemap(one, two), "text/xml")
    index = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>{inner}</loc></sitemap>'
    outer = web.put("/sitemap.xml", f"{index}</sitemapindex>", "application/xml")
    assert outcomes(collect(collector, outer, scope=Scope("/nyheter/*"))) == ["added"]
    assert web.visits("/om/kurs") == 0


def test_robots_txt_is_respected_for_listed_pages_and_not_for_a_page_that_a_person_names(
    web: Website, collector: Collector
) -> None:
    web.put("/robots.txt", "User-agent: *\nDisallow: /hemligt*\nAllow: /hemligt/öppet$\n", "text/plain")
    closed = web.put("/hemligt/hus", page("Nytt om huset", TEXT))
    feed = web.put("/feed", rss(("a", closed, "")), "application/rss+xml")
    (event,) = collect(collector, feed)
    assert (event.outcome, "robots.txt" in (event.reason or "")) == (IngestOutcome.SKIPPED, True)
    assert web.visits("/hemligt/hus") == 0
    assert outcomes(collect(collector, closed)) == ["added"]


def test_a_host_whose_robots_txt_fails_is_left_alone(web: Website, collector: Collector) -> None:
    web.pages["/robots.txt"] = Page(b"", status=503)
    feed = web.put("/feed", rss(("a", web.put("/hus", page("Hus", TEXT)), "")), "application/rss+xml")
    assert outcomes(collect(collector, feed)) == ["skipped"]


def test_what_has_not_changed_is_not_read_again_after_a_restart(
    web: Website, collector: Collector, tmp_path: Path
) -> None:
    address = web.put("/hus", page("Nytt om huset", TEXT), ETag='"v1"')
    plain = web.put("/kurs", page("Nytt om kursen", OTHER))
    assert outcomes(collect(collector, address) + collect(collector, plain)) == ["added", "added"]
    again = Collector(collector.library, Crawler(anywhere, delay=0.0), Visits(tmp_path / "visits.json"))
    assert outcomes(collect(again, address) + collect(again, plain)) == ["unchanged", "unchanged"]
    assert changed_ids(collector.library.folder) == ()


def test_a_changed_page_keeps_its_id_and_its_older_version(web: Website, collector: Collector) -> None:
    address = web.put("/hus", page("Nytt om huset", TEXT), ETag='"v1"')
    collect(collector, address)
    web.put("/hus", page("Nytt om husets läge", OTHER), ETag='"v2"')
    (event,) = collect(collector, address)
    assert (event.outcome, event.bulletin and event.bulletin.id) == (IngestOutcome.REPLACED, "nytt-om-huset")
    (old,) = versions(collector.library.folder, "nytt-om-huset")
    assert TEXT in old.text()
    assert len(collector.library.load().bulletins) == 1


def test_a_moved_page_is_one_bulletin_with_its_new_address(web: Website, collector: Collector) -> None:
    old = web.put("/gammal/hus", page("Nytt om huset", TEXT, OTHER))
    collect(collector, old)
    del web.pages["/gammal/hus"]
    new = web.put("/ny/hus", page("Nytt om huset", TEXT, OTHER + " Välkommen."))
    assert outcomes(collect(collector, new)) == ["replaced"]
    (bulletin,) = collector.library.load().bulletins
    assert bulletin.url == new


def test_a_copy_under_another_address_is_no_second_bulletin(web: Website, collector: Collector) -> None:
    first = web.put("/hus", page("Nytt om huset", TEXT))
    second = web.put("/arkiv/hus", page("Nytt om huset", TEXT))
    assert outcomes(collect(collector, first) + collect(collector, second)) == ["added", "unchanged"]
    (bulletin,) = collector.library.load().bulletins
    assert bulletin.url == first


def test_tracking_and_www_make_no_second_page(web: Website, collector: Collector) -> None:
    paths = ("/hus", "/hus?utm_source=brev", "/hus/")
    addresses = [web.put(path, page("Nytt om huset", TEXT)) for path in paths]
    assert [outcomes(collect(collector, address))[0] for address in addresses] == ["added", "unchanged", "unchanged"]


def test_a_feed_of_a_hundred_thousand_entries_is_cut_and_says_so(web: Website, collector: Collector) -> None:
    web.put("/hus", page("Nytt om huset", TEXT))
    rows = (("a", f"{web.base}/hus?n={number}", "") for number in range(100_000))
    feed = web.put("/feed", rss(*rows), "application/rss+xml")
    events = collect(collector, feed, scope=Scope(most=3))
    assert outcomes(events) == ["skipped"] * 4
    assert "99,997" in (events[-1].reason or "")


@pytest.mark.parametrize(
    "body",
    [
        '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><rss><channel><item><link>&b;</link></item>'
        "</channel></rss>",
        "<rss",
        "<rss><channel><item><link>javascript:alert(1)</link></item><item><link>file:///etc/passwd</link></item>"
        "</channel></rss>",
    ],
)
def test_a_hostile_feed_brings_nothing_in(web: Website, collector: Collector, body: str) -> None:
    events = collect(collector, web.put("/feed", body, "application/rss+xml"))
    assert all(event.outcome is IngestOutcome.SKIPPED for event in events)
    assert collector.library.load().bulletins == ()


def test_one_title_cannot_be_that_of_a_whole_feed(web: Website, collector: Collector) -> None:
    feed = web.put("/feed", rss(("a", web.base, "")), "application/rss+xml")
    with pytest.raises(ReadError, match="one page only"):
        collect(collector, feed, Given(PageHead(title="En titel")))


def test_a_host_is_visited_no_faster_than_the_delay(web: Website, tmp_path: Path) -> None:
    now, slept = [100.0], []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    web.put("/robots.txt", "User-agent: fvm-svar\nCrawl-delay: 3\nUser-agent: *\nDisallow: /\n", "text/plain")
    crawler = Crawler(anywhere, 1.0, clock=lambda: now[0], sleep=sleep)
    for path in ("/a", "/b"):
        crawler.visit(web.put(path, "x"))
    assert slept == [3.0, 3.0]


def test_a_listing_on_the_own_network_is_refused_unless_allowed(web: Website, tmp_path: Path) -> None:
    collector = Collector(Library(tmp_path), Crawler(), Visits())
    (event,) = collect(collector, web.put("/feed", rss(("a", web.base, ""))))
    assert "public internet" in (event.reason or "")


def _crash_when_spent(steps: Iterator[int], step: str) -> None:
    if next(steps, None) is None:
        raise KeyboardInterrupt


def test_a_crash_in_the_middle_of_a_feed_loses_no_page(web: Website, tmp_path: Path) -> None:
    pages = [web.put(f"/{n}", page(f"Sida {n}", TEXT if n % 2 else OTHER, f"Tal {n} " * 30)) for n in range(4)]
    feed = web.put("/feed", rss(*(("a", each, "") for each in pages)), "application/rss+xml", ETag='"f"')
    for crash_at in range(3, 40, 4):
        crash = partial(_crash_when_spent, iter(range(crash_at)))
        broken = Collector(Library(tmp_path / "s", crash), Crawler(anywhere, 0.0), Visits(tmp_path / "v.json", crash))
        try:
            collect(broken, feed)
        except KeyboardInterrupt:
            continue
    collect(Collector(Library(tmp_path / "s"), Crawler(anywhere, 0.0), Visits(tmp_path / "v.json")), feed)
    assert sorted(b.title for b in Library(tmp_path / "s").load().bulletins) == [f"Sida {n}" for n in range(4)]


def test_what_a_public_listing_names_is_not_looked_for_inside(
    web: Website, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect, here = socket.create_connection, ("127.0.0.1", web.server_port)

    def connected(address: tuple[str, int], timeout: float) -> socket.socket:
        return connect(here if address[0] == "193.10.10.1" else address, timeout)

    # It stands in for a network that a test has not.
    monkeypatch.setattr(socket, "create_connection", connected)
    secret = web.put("/secret", page("Hemligt", TEXT))
    maps = f"<sitemapindex><sitemap><loc>{web.base}/inner.xml</loc></sitemap></sitemapindex>"
    web.put("/feed", f"<rss><channel><item><link>{secret}</link></item></channel></rss>", "application/rss+xml")
    web.put("/maps", maps, "application/xml")
    it = Collector(Library(tmp_path / "shelf"), Crawler(anywhere, delay=0.0), Visits())
    for path in ("/feed", "/maps"):
        events = it.collect(f"http://193.10.10.1{path}", Given(), Scope())
        assert {event.outcome for event in events} == {IngestOutcome.SKIPPED}
        assert "127.0.0.1" in str(events[0].reason)
    assert not {"/secret", "/inner.xml", "/robots.txt"} & set(web.seen)


def test_a_page_that_moved_keeps_its_bulletin_when_its_old_address_ends(web: Website, collector: Collector) -> None:
    named = web.put("/rss", rss(("Hus", web.put("/hus", page("Nytt om huset", TEXT)), "")), "application/rss+xml")
    collect(collector, named)
    web.pages["/hus"] = Page(b"", status=301, headers={"Location": "/arkiv/hus"})
    web.put("/arkiv/hus", page("Nytt om huset", TEXT))
    assert outcomes(collect(collector, named)) == ["replaced"]
    web.pages["/hus"] = Page(b"", status=404)
    web.put("/arkiv/hus", page("Nytt om huset", TEXT, OTHER))
    assert outcomes(collect(collector, named)) == ["replaced"]
    (bulletin,) = collector.library.load().bulletins
    assert (bulletin.id, bulletin.url) == ("nytt-om-huset", web.base + "/arkiv/hus")
    assert OTHER in bulletin.body
    assert collector.visits.gone == {}


def test_a_page_that_leads_to_the_front_when_it_is_first_seen_is_no_bulletin(
    web: Website, collector: Collector
) -> None:
    web.put("/", page("Välkommen till regionen", TEXT))
    web.pages["/hus"] = Page(b"", status=302, headers={"Location": "/"})
    named = web.put("/rss", rss(("Hus", web.base + "/hus", "")), "application/rss+xml")
    (event,) = collect(collector, named)
    assert (event.outcome, collector.library.load().bulletins) == (IngestOutcome.SKIPPED, ())
    assert "in its place" in (event.reason or "")


def test_a_page_that_moved_within_its_listing_is_no_second_bulletin(web: Website, collector: Collector) -> None:
    web.put("/hus", page("Nytt om huset", TEXT))
    named = web.put("/karta.xml", sitemap(web.base + "/hus"), "application/xml")
    collect(collector, named)
    web.pages["/hus"] = Page(b"", status=301, headers={"Location": "/arkiv/hus"})
    web.put("/arkiv/hus", page("Nytt om huset i nya kvarteret", TEXT))
    web.put("/karta.xml", sitemap(web.base + "/arkiv/hus"), "application/xml")
    assert outcomes(collect(collector, named)) == ["replaced", "unchanged"]
    assert [bulletin.id for bulletin in collector.library.load().bulletins] == ["nytt-om-huset"]


def test_a_page_that_moves_after_its_bulletin_was_corrected_by_hand_is_no_second_bulletin(
    web: Website, collector: Collector
) -> None:
    old = web.put("/n/hus", page("Nytt om huset", TEXT))
    feed = web.put("/feed", rss(("a", old, "")), "application/rss+xml")
    (bulletin,) = [event.bulletin for event in collect(collector, feed)]
    assert bulletin is not None
    path = collector.library.folder / f"{bulletin.id}.md"
    path.write_text(path.read_text().replace("i maj", "i juni"))
    new = web.put("/nytt/hus", page("Nytt om huset", TEXT.replace("i maj", "den 3 juli")))
    web.pages["/n/hus"] = Page(b"", status=301, headers={"Location": "/nytt/hus"})
    web.put("/feed", rss(("a", new, "")), "application/rss+xml")
    assert outcomes(collect(collector, feed)) == ["skipped", "skipped"]
    assert collector.library.ids() == {bulletin.id}
    asked = replace(collector, confirm=lambda source, doubt: True)
    assert outcomes(collect(asked, new)) == ["replaced"]
    (held,) = collector.library.load().bulletins
    assert (held.id, held.url, "den 3 juli" in held.body) == (bulletin.id, new, True)


def test_a_page_that_moves_and_changes_title_and_text_at_once_is_asked_about_and_keeps_its_id(
    web: Website, collector: Collector, tmp_path: Path
) -> None:
    address = web.put("/hus", page("Nytt om huset", TEXT))
    collect(collector, address)
    web.pages["/hus"] = Page(b"", status=301, headers={"Location": "/kurser/host"})
    web.put("/kurser/host", page("Höstens kurser", OTHER))
    (event,) = collect(collector, address)
    assert (event.outcome, [each.title for each in collector.library.load().bulletins]) == (
        IngestOutcome.SKIPPED, ["Nytt om huset"])  # fmt: skip
    assert "'Höstens kurser', in its place" in (event.reason or "")
    asked: list[str] = []

    def agreed(source: str, doubt: str) -> bool:
        asked.append(doubt)
        return True

    willing = Collector(collector.library, Crawler(anywhere, delay=0.0), collector.visits, confirm=agreed)
    assert outcomes(collect(willing, address)) == ["replaced"]
    (bulletin,) = collector.library.load().bulletins
    assert (bulletin.id, bulletin.title, bulletin.url) == (
        "nytt-om-huset", "Höstens kurser", web.base + "/kurser/host")  # fmt: skip
    assert (len(asked), changed_ids(tmp_path / "shelf")) == (1, ("nytt-om-huset",))
    assert outcomes(collect(collector, address)) == ["unchanged"]


def test_other_languages_that_only_the_sitemap_names_are_no_second_bulletin(web: Website, collector: Collector) -> None:
    web.put("/hus", page("Nytt om huset", TEXT))
    english = page("About the house", "The new house is ready in May for all of us, and everybody moves there.")
    web.put("/en/house", english.replace('<html lang="sv"', '<html lang="en"'))
    links = "".join(f'<xhtml:link rel="alternate" hreflang="{language}" href="{web.base}{path}"/>'
                    for language, path in (("sv", "/hus"), ("en-GB", "/en/house")))  # fmt: skip
    rows = "".join(f"<url><loc>{web.base}{path}</loc>{links}</url>" for path in ("/en/house", "/hus"))
    named = web.put("/karta.xml", '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
                    f'xmlns:xhtml="http://www.w3.org/1999/xhtml">{rows}</urlset>', "application/xml")  # fmt: skip
    assert outcomes(collect(collector, named)) == ["skipped", "added"]
    assert [bulletin.id for bulletin in collector.library.load().bulletins] == ["nytt-om-huset"]


def in_languages(title: str, text: str, language: str, **others: str) -> str:
    links = "".join(f'<link rel="alternate" hreflang="{each}" href="{url}">' for each, url in others.items())
    return page(title, text, head=links).replace('<html lang="sv"', f'<html lang="{language}"')


@pytest.mark.parametrize("order", [("/hus", "/en/house"), ("/en/house", "/hus")])
def test_a_page_in_two_languages_is_one_bulletin_in_whatever_order_it_is_listed(
    web: Website, collector: Collector, order: tuple[str, str]
) -> None:
    others = {"sv": web.base + "/hus", "en": web.base + "/en/house", "x-default": web.base + "/hus"}
    web.put("/hus", in_languages("Nytt om huset", TEXT, "sv", **others))
    web.put(
        "/en/house", in_languages("About the house", "The new house is ready in May for all of us.", "en", **others)
    )
    named = web.put("/karta.xml", sitemap(*(web.base + path for path in order)), "application/xml")
    assert sorted(outcomes(collect(collector, named))) == ["added", "skipped"]
    assert [bulletin.url for bulletin in collector.library.load().bulletins] == [web.base + "/hus"]
    assert set(outcomes(collect(collector, named))) == {"unchanged"}


def test_another_language_of_a_bulletin_comes_in_where_a_person_wants_both(web: Website, tmp_path: Path) -> None:
    asked: list[str] = []

    def wanted(source: str, doubt: str) -> bool:
        asked.append(doubt)
        return True

    collector = Collector(Library(tmp_path), Crawler(anywhere, delay=0.0), Visits(), confirm=wanted)
    collect(collector, web.put("/hus", page("Nytt om huset", TEXT)))
    other = in_languages("About the house", "The new house is ready in May for all of us.", "en", sv=web.base + "/hus")
    assert outcomes(collect(collector, web.put("/en/house", other))) == ["added"]
    assert "nytt-om-huset in another language" in asked[0]


def test_a_page_that_only_lists_others_is_told_once_and_is_no_bulletin(web: Website, collector: Collector) -> None:
    letters = "".join(
        f"<li><a href=/{month}.pdf>Nyhetsbrev, {month} 2024</a></li>" for month in ("maj", "juni", "juli")
    )
    body = f"<ul>{letters}<li><a href=/mars.pdf>Nyhetsbrev, mars 2024</a></li></ul>"
    brev = web.put("/brev", f"<main><h1>Nyhetsbrev 2024</h1><p>Här ligger våra brev.</p>{body}</main>")
    site = web.put("/sitemap.xml", sitemap(brev, web.put("/hus", page("Nytt om huset", TEXT))), "application/xml")
    first = collect(collector, site)
    assert outcomes(first) == ["skipped", "added"]
    assert "only lists other pages" in str(first[0].reason)
    assert outcomes(collect(collector, site)) == ["unchanged", "unchanged"]


def test_files_that_a_page_links_to_come_along_where_they_are_wanted(
    web: Website, collector: Collector, make_pdf: MakePdf
) -> None:
    web.pages["/download/18.1/Plan%20f%C3%B6r%20h%C3%B6sten.pdf"] = Page(
        make_pdf([["Plan för hösten", "", "Kursen hålls den 3 juni i Borås."]]), "application/pdf"
    )
    link = '<a href="/download/18.1/Plan%20f%C3%B6r%20h%C3%B6sten.pdf">Planen (pdf)</a>'
    named = web.put("/kurs", page("Nytt om kursen", f"{OTHER} {link}", "Mer kommer i juni."))
    assert outcomes(collect(collector, named)) == ["added"]
    assert outcomes(collect(collector, named, scope=Scope(with_files=True))) == ["unchanged", "added"]
    assert outcomes(collect(collector, named, scope=Scope(with_files=True))) == ["unchanged", "unchanged"]
    assert [it.title for it in collector.library.load().bulletins] == ["Nytt om kursen", "Plan för hösten"]


def test_a_few_words_of_another_title_do_not_replace_a_bulletin_unless_a_person_wants_it(
    web: Website, collector: Collector, tmp_path: Path
) -> None:
    address = web.put("/hus", page("Nytt om huset", TEXT))
    assert outcomes(collect(collector, address)) == ["added"]
    web.put("/hus", page("Här var det tomt", "Vi städar bland våra texter. Pröva menyn eller ring växeln."))
    held = collect(collector, address)
    assert outcomes(held) == ["skipped"]
    assert "shows little but 'Här var det tomt' now. nytt-om-huset stays as it is." in (held[0].reason or "")
    assert [each.title for each in collector.library.load().bulletins] == ["Nytt om huset"]
    willing = Collector(
        collector.library, Crawler(anywhere, delay=0.0), collector.visits, confirm=lambda source, doubt: True
    )
    assert outcomes(collect(willing, address)) == ["replaced"]


def test_a_page_that_is_rewritten_at_length_replaces_its_bulletin(web: Website, collector: Collector) -> None:
    address = web.put("/nytt", page("Nytt om huset", TEXT))
    collect(collector, address)
    web.put("/nytt", page("Nytt om kursen", OTHER))
    assert outcomes(collect(collector, address)) == ["replaced"]
