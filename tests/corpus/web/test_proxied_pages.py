"""Pages through a proxy: it looks names up, and what stands in an address is still ours to check."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.errors import FetchError, RefusedError
from corpus.web.crawler import Crawler
from corpus.web.fetch import fetch
from corpus.web.proxy import Proxy, read_proxy
from tests.corpus.web.raw_server import RawServer, raw_server
from tests.proxy import SmallProxy, certificate_for, secured

HEAD = "Content-Type: text/html"


@pytest.fixture
def site() -> Iterator[RawServer]:
    with raw_server() as server:
        server.put("/nytt", b"<p>Nytt</p>", HEAD)
        yield server


def of(proxy: SmallProxy, user: str = "") -> Proxy:
    return read_proxy(f"http://{user}127.0.0.1:{proxy.port}")


@pytest.fixture
def proxy(site: RawServer) -> Iterator[SmallProxy]:
    port = int(site.base.rpartition(":")[2])
    small = SmallProxy({("bulletin.region.example", 80): ("127.0.0.1", port)}, "Basic Ym90OmhlbWxpZw==")
    yield small
    small.close()


def test_a_name_that_only_the_proxy_knows_is_fetched(proxy: SmallProxy) -> None:
    crawler = Crawler(delay=0.0, proxy=of(proxy, "bot:hemlig@"))
    assert crawler.visit("http://bulletin.region.example/nytt").data == b"<p>Nytt</p>"
    assert proxy.asked == [("bulletin.region.example", 80)] * 2


def test_a_secured_page_is_read_through_a_tunnel(
    site: RawServer, proxy: SmallProxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = certificate_for(tmp_path, "bulletin.region.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    with secured(("127.0.0.1", int(site.base.rpartition(":")[2])), certificate) as place:
        proxy.known["bulletin.region.example", 443] = place
        found = fetch("https://bulletin.region.example/nytt", proxy=of(proxy, "bot:hemlig@"))
    assert (found.data, found.is_inside) == (b"<p>Nytt</p>", False)


@pytest.mark.parametrize("address", [
    "http://127.0.0.1/nytt", "http://10.0.0.7/", "http://2130706433/", "http://[::1]/", "http://169.254.169.254/",
    "http://localhost/", "http://x.localhost./", "http://bulletin.region.example:8080/",
])  # fmt: skip
def test_what_stands_in_an_address_is_checked_before_the_proxy_is_asked(proxy: SmallProxy, address: str) -> None:
    with pytest.raises(RefusedError):
        fetch(address, proxy=of(proxy, "bot:hemlig@"))
    assert proxy.asked == []


def test_from_a_page_none_leads_to_a_number_inside(site: RawServer, proxy: SmallProxy) -> None:
    site.put("/bort", b"", "Location: http://192.168.1.7/", status="302 Found")
    with pytest.raises(RefusedError, match=r"192\.168\.1\.7"):
        fetch("http://bulletin.region.example/bort", proxy=of(proxy, "bot:hemlig@"))


@pytest.mark.parametrize(("user", "status"), [("", "407"), ("bot:hemlig@", "403")])
def test_a_proxy_that_refuses_is_named_and_its_password_is_not(proxy: SmallProxy, user: str, status: str) -> None:
    with pytest.raises(FetchError, match=status) as caught:
        fetch("https://elsewhere.example/", proxy=of(proxy, user))
    assert "FVM_PAGES_PROXY" in str(caught.value)
    assert "hemlig" not in str(caught.value)


def test_a_proxy_that_is_away_is_named(proxy: SmallProxy) -> None:
    proxy.close()
    with pytest.raises(FetchError, match="FVM_PAGES_PROXY"):
        fetch("http://bulletin.region.example/nytt", proxy=of(proxy))
