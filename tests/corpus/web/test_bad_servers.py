"""Whatever a server sends is one page that is skipped with its reason, and the round goes on."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.administration.adding import Adding
from bot.administration.audit import AuditLog
from bot.administration.drafts import Drafts
from bot.cli.main import fvm
from corpus.collector import Collector, Scope
from corpus.errors import CorpusError
from corpus.ingest import Event, Given, IngestOutcome, ingest
from corpus.shelf.library import Library
from corpus.web.crawler import Crawler
from corpus.web.fetch import Limits, fetch
from corpus.web.hosts import anywhere
from corpus.web.visits import Visits
from tests.corpus.web.pages import page
from tests.corpus.web.raw_server import RawServer, raw_server

TEXT = ("Det nya huset blir klart i maj och alla avdelningar flyttar dit så snart det går att göra det på ett säkert "
        "sätt för alla som arbetar där, säger projektets ledning i sin rapport till styrelsen.")  # fmt: skip
HTML = page("Nytt om huset", TEXT).encode()
CHUNKED, PACKED = "Transfer-Encoding: chunked", "Content-Encoding: gzip"
KIND = "Content-Type: text/html; charset=utf-8"

BAD: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "negative chunk": (b"-5\r\nhello\r\n0\r\n\r\n", (KIND, CHUNKED)),
    "huge chunk": (b"ffffffffffffffffffff\r\nhello\r\n", (KIND, CHUNKED)),
    "no chunk": (b"zz\r\nhello\r\n0\r\n\r\n", (KIND, CHUNKED)),
    "empty chunk line": (b"\r\n\r\n\r\n", (KIND, CHUNKED)),
    "torn chunk": (b"100\r\nhello", (KIND, CHUNKED)),
    "half a pair": (b"<html><body><p>+2AA-" + b" hej" * 200, ("Content-Type: text/html; charset=utf-7",)),
    "escaped half": (HTML + rb"\ud800", ("Content-Type: text/html; charset=unicode_escape",)),
    "negative length": (HTML, (KIND, "Content-Length: -5")),
    "torn length": (HTML, (KIND, "Content-Length: 999999")),
    "no gzip": (HTML, (KIND, PACKED)),
    "torn gzip": (gzip.compress(HTML)[:-20], (KIND, PACKED)),
    "unknown packing": (HTML, (KIND, "Content-Encoding: br")),
    "null bytes": (b"\x00" * 500, (KIND,)),
    "nothing": (b"", (KIND, "Content-Length: 0")),
    "odd pdf": (b"%PDF-1.7 nothing", ("Content-Type: application/pdf",)),
    "odd word": (b"PK\x03\x04nothing", ("Content-Type: application/vnd.openxmlformats-officedocument."
                                        "wordprocessingml.document",)),
    "long header": (HTML, (KIND, "X: " + "x" * 70_000)),
    "many headers": (HTML, tuple(f"X-{number}: 1" for number in range(200))),
    "no colon": (HTML, ("nonsense",)),
}  # fmt: skip


ODD = ("many headers", "no colon", "negative length", "half a pair", "escaped half")
"""Pages that may be read all the same: what is UTF-8 is read as that, whatever it calls itself."""


@pytest.fixture
def server() -> Iterator[RawServer]:
    with raw_server() as running:
        yield running


SAMPLE = ("huge chunk", "half a pair", "torn gzip", "long header")
"""One of each kind: between two pages of a site `fvm watch` waits a second."""


@pytest.fixture
def listing(server: RawServer) -> str:
    """A feed that names a good page, every bad one, and a good one."""
    return put_listing(server, BAD)


def put_listing(server: RawServer, names: Iterable[str]) -> str:
    addresses = [server.put("/first", HTML, KIND)]
    for number, (body, head) in enumerate(map(BAD.__getitem__, names)):
        addresses.append(server.put(f"/bad{number}", body, *head))
    addresses.append(server.put("/last", page("Nytt om kursen", TEXT[::-1]).encode(), KIND))
    items = "".join(f"<item><link>{address}</link></item>" for address in addresses)
    return server.put("/feed", f"<rss><channel>{items}</channel></rss>".encode(), "Content-Type: application/rss+xml")


def collector(folder: Path, seconds: float = 1.0) -> Collector:
    crawler = Crawler(anywhere, delay=0.0, limits=Limits(seconds=seconds))
    return Collector(Library(folder / "shelf"), crawler, Visits(folder / "visits.json"))


@pytest.mark.parametrize("name", BAD)
def test_a_bad_page_is_one_failure_with_its_reason_everywhere(server: RawServer, tmp_path: Path, name: str) -> None:
    body, head = BAD[name]
    address = server.put("/page", body, *head)
    if name in ODD:
        # Odd, and still readable or not: no raw exception either way.
        collector(tmp_path).collect(address, Given(), Scope())
        return
    (event,) = collector(tmp_path).collect(address, Given(), Scope())
    assert (event.outcome, bool(event.reason), "\n" in str(event.reason)) == (IngestOutcome.SKIPPED, True, False)
    (event,) = ingest(address, Library(tmp_path / "other"), allow_private=True)
    assert event.outcome is IngestOutcome.SKIPPED
    adding = Adding(lambda: Library(tmp_path / "third"), lambda: Crawler(anywhere, 0.0, Limits(seconds=1.0)),
                    Drafts(tmp_path / "drafts"), AuditLog(tmp_path / "audit.jsonl"))  # fmt: skip
    with pytest.raises(CorpusError):
        adding.read("U1", address, Given())


def test_the_round_goes_on_past_every_bad_page_and_so_does_the_next(listing: str, tmp_path: Path) -> None:
    for round_ in range(2):
        events = collector(tmp_path).collect(listing, Given(), Scope())
        good = [event for event in events if event.source.endswith(("/first", "/last"))]
        wanted = IngestOutcome.UNCHANGED if round_ else IngestOutcome.ADDED
        assert {event.outcome for event in good} == {wanted}
        skipped = [event for event in events if event.outcome is IngestOutcome.SKIPPED]
        assert len(skipped) >= len(BAD) - len(ODD)
        assert all(event.reason for event in skipped)


@pytest.mark.soak
def test_fvm_watch_goes_on_past_them_too(server: RawServer, tmp_path: Path, soak: bool) -> None:
    listing = put_listing(server, BAD if soak else SAMPLE)
    (tmp_path / "data").mkdir()
    bad = server.put("/alone", *BAD["negative chunk"][:1], *BAD["negative chunk"][1])
    (tmp_path / "data" / "watch.toml").write_text(
        "".join(f'[[watch]]\naddress = "{address}"\n' for address in (bad, listing)), encoding="utf-8"
    )
    environment = {"FVM_DATA": str(tmp_path / "data"), "FVM_BULLETINS": str(tmp_path / "shelf"),
                   "FVM_PRIVATE_ADDRESSES": "127.0.0.1/32:1-65535"}  # fmt: skip
    result = CliRunner(env=environment).invoke(fvm, ["watch", "--once"], standalone_mode=False)
    assert result.exception is None
    assert "3 changed the shelf" in result.output  # the page that only calls itself UTF-7 is read as the UTF-8 it is


def test_one_bad_sitemap_costs_the_others_nothing(server: RawServer, tmp_path: Path) -> None:
    good = server.put("/hus", HTML, KIND)
    maps = [server.put("/torn.xml", *BAD["torn gzip"][:1], *BAD["torn gzip"][1]),
            server.put("/gone.xml", b"", "Content-Length: 0", status="410 Gone"),
            server.put("/odd.xml", b"<html>no sitemap", KIND),
            server.put("/chunk.xml", *BAD["negative chunk"][:1], *BAD["negative chunk"][1]),
            server.put("/good.xml", f"<urlset><url><loc>{good}</loc></url></urlset>".encode(), KIND)]  # fmt: skip
    named = "".join(f"<sitemap><loc>{address}</loc></sitemap>" for address in maps)
    index = server.put("/maps.xml", f"<sitemapindex>{named}</sitemapindex>".encode(), "Content-Type: text/xml")
    events = collector(tmp_path).collect(index, Given(), Scope())
    by_source = {event.source: event.outcome for event in events}
    assert by_source[good] is IngestOutcome.ADDED
    assert {by_source[address] for address in maps[:2]} == {IngestOutcome.SKIPPED}
    # What failed is looked for again in the next round, in which nothing else has changed.
    new = server.put("/ny", page("Nytt", TEXT[::-1]).encode(), KIND)
    server.put("/torn.xml", f"<urlset><url><loc>{new}</loc></url></urlset>".encode(), KIND)
    again = collector(tmp_path).collect(index, Given(), Scope())
    assert IngestOutcome.ADDED in {event.outcome for event in again}


def test_a_listing_that_takes_too_long_is_left_and_read_on_in_the_next_round(server: RawServer, tmp_path: Path) -> None:
    addresses = [
        server.put(f"/{number}", page(f"Nytt {number}", TEXT[number * 5 :]).encode(), KIND) for number in range(3)
    ]
    items = "".join(f"<item><link>{address}</link></item>" for address in addresses)
    feed = server.put("/feed", f"<rss><channel>{items}</channel></rss>".encode(), 'ETag: "1"')
    now = [0.0]

    def slow(step: str) -> None:
        now[0] += 100.0 if step == "publish" else 0.0

    def rounds() -> tuple[Event, ...]:
        crawler = Crawler(anywhere, 0.0, clock=lambda: now[0])
        it = Collector(Library(tmp_path / "shelf", slow), crawler, Visits(tmp_path / "v.json"), listing_seconds=150.0)
        return it.collect(feed, Given(), Scope())

    outcomes = [event.outcome for event in rounds()]
    assert outcomes[-1] is IngestOutcome.SKIPPED
    assert outcomes.count(IngestOutcome.ADDED) == 2
    assert IngestOutcome.ADDED in {event.outcome for event in rounds()}


def members(*parts: bytes) -> bytes:
    return b"".join(gzip.compress(part) for part in parts)


@pytest.mark.parametrize("packed", [
    members(HTML[:300], HTML[300:]), members(HTML[:1], b"", HTML[1:]), members(HTML) + b"\x00" * 50,
    members(HTML) + b"garbage", members(*(HTML[place : place + 7] for place in range(0, len(HTML), 7))),
])  # fmt: skip
def test_every_member_of_a_packed_page_is_read(server: RawServer, packed: bytes) -> None:
    address = server.put("/page", packed, KIND, PACKED)
    assert fetch(address, allowed=anywhere).data == HTML


def test_members_do_not_get_round_the_limit(server: RawServer) -> None:
    address = server.put("/page", members(*[b"x" * 1000] * 50), KIND, PACKED)
    with pytest.raises(CorpusError, match="larger than"):
        fetch(address, Limits(size=10_000), allowed=anywhere)
    assert len(fetch(address, Limits(size=50_000), allowed=anywhere).data) == 50_000


def test_deflate_is_read_as_before(server: RawServer) -> None:
    address = server.put("/page", zlib.compress(HTML), KIND, "Content-Encoding: deflate")
    assert fetch(address, allowed=anywhere).data == HTML
