from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from corpus.errors import FetchError, RefusedError
from corpus.web.fetch import Limits, fetch
from corpus.web.hosts import IPAddress, anywhere

Answer = Callable[[BaseHTTPRequestHandler], None]


class Server(ThreadingHTTPServer):
    daemon_threads = True
    answers: dict[str, Answer]
    seen: list[tuple[str, str]]

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what several tests are about."""

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.seen.append((self.path, self.headers["Host"]))
        self.server.answers[self.path](self)

    def log_message(self, format: str, *args: object) -> None:
        """Keeps the test's output clean."""


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server(("127.0.0.1", 0), Handler)
    server.answers, server.seen = {}, []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def sends(data: bytes, status: int = 200, **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(data)

    return answer


def test_bytes_type_and_charset_are_handed_on(server: Server) -> None:
    server.answers["/a%20b/%C3%A5?q=1"] = sends("hej å".encode("latin-1"), Content_Type="Text/HTML; charset=ISO-8859-1")
    fetched = fetch(f"{server.base}/a%20b/å?q=1#x", allowed=anywhere)
    assert (fetched.data, fetched.content_type, fetched.charset) == (b"hej \xe5", "text/html", "iso-8859-1")
    assert server.seen == [("/a%20b/%C3%A5?q=1", f"127.0.0.1:{server.server_port}")]


def test_a_private_address_is_refused_before_anything_is_sent(server: Server) -> None:
    with pytest.raises(RefusedError, match="not on the public internet"):
        fetch(f"{server.base}/")
    assert server.seen == []


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://exempel.se/", "gopher://exempel.se/", "http://", "exempel.se", "https://u:p@exempel.se/",
     "http://exempel.se/\r\nX: y", "http://exempel.se:99999/", "http://[::1/"],
)  # fmt: skip
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(RefusedError, match="is not fetched"):
        fetch(url, allowed=anywhere)


def test_redirects_are_followed_to_the_last_address(server: Server) -> None:
    server.answers["/old"] = sends(b"", 301, Location="/new")
    server.answers["/new"] = sends(b"text")
    fetched = fetch(f"{server.base}/old", allowed=anywhere)
    assert (fetched.url, fetched.data, fetched.content_type) == (f"{server.base}/new", b"text", "")


@pytest.mark.parametrize("location", ["/nyheter/år 2026", "/nyheter/%C3%A5r%202026"])
def test_a_redirect_may_write_its_letters_as_they_are(server: Server, location: str) -> None:
    raw = location.encode().decode("latin-1")  # the bytes of UTF-8, as many servers send them
    server.answers["/old"] = sends(b"", 302, Location=raw)
    server.answers["/nyheter/%C3%A5r%202026"] = sends(b"<p>Hej")
    assert fetch(f"{server.base}/old", allowed=anywhere).data == b"<p>Hej"


def test_a_redirect_that_names_no_address_is_told_as_such(server: Server) -> None:
    server.answers["/old"] = sends(b"", 302)
    with pytest.raises(FetchError, match="answered 302"):
        fetch(f"{server.base}/old", allowed=anywhere)


def test_a_redirect_to_an_address_that_is_not_allowed_is_refused(server: Server) -> None:
    def only_first(address: IPAddress, port: int) -> bool:
        return str(address) == "127.0.0.1"

    server.answers["/"] = sends(b"", 302, Location=f"{server.base.replace('127.0.0.1', '127.0.0.2')}/secret")
    with pytest.raises(RefusedError, match=r"127\.0\.0\.2"):
        fetch(f"{server.base}/", allowed=only_first)
    assert [path for path, _ in server.seen] == ["/"]


def test_a_name_that_changes_its_mind_gains_nothing(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: the name is harmless when it is checked and this machine when it is looked up again."""
    real, asked = socket.getaddrinfo, []

    def rebinding(host: str, *arguments: object, **named: object) -> object:
        if host != "rebinding.example":
            return real(host, *arguments, **named)  # type: ignore[arg-type]
        asked.append(host)
        return real("127.0.0.2" if len(asked) == 1 else "127.0.0.1", *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    server.answers["/"] = sends(b"secret")
    with pytest.raises(FetchError, match="could not be read"):
        fetch(f"http://rebinding.example:{server.server_port}/", allowed=lambda each, port: str(each) == "127.0.0.2")
    assert (asked, server.seen) == (["rebinding.example"], [])


def test_redirects_have_an_end(server: Server) -> None:
    server.answers["/loop"] = sends(b"", 302, Location="/loop")
    with pytest.raises(FetchError, match="redirects more than 5 times"):
        fetch(f"{server.base}/loop", allowed=anywhere)
    assert len(server.seen) == 6


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/", "javascript:alert(1)"])
def test_a_redirect_to_another_scheme_is_refused(server: Server, target: str) -> None:
    server.answers["/"] = sends(b"", 302, Location=target)
    with pytest.raises(RefusedError):
        fetch(f"{server.base}/", allowed=anywhere)


def test_an_error_status_is_told(server: Server) -> None:
    server.answers["/"] = sends(b"", 404)
    with pytest.raises(FetchError, match="answered 404"):
        fetch(f"{server.base}/", allowed=anywhere)


def test_a_page_that_asks_who_one_is_lies_behind_a_login(server: Server) -> None:
    server.answers["/"] = sends(b"", 401, WWW_Authenticate="NTLM")
    with pytest.raises(FetchError, match=r"answered 401 .*\. It lies behind a login; save the page"):
        fetch(f"{server.base}/", allowed=anywhere)


def test_packed_content_is_unpacked(server: Server) -> None:
    server.answers["/"] = sends(gzip.compress(b"text" * 100), Content_Encoding="gzip")
    assert fetch(f"{server.base}/", allowed=anywhere).data == b"text" * 100


@pytest.mark.parametrize(
    "answer",
    [
        sends(b"x" * 5001),
        sends(b"", Content_Length="999999"),
        sends(gzip.compress(b"\x00" * 50_000_000), Content_Encoding="gzip"),
    ],
)
def test_too_much_data_is_refused(server: Server, answer: Answer) -> None:
    server.answers["/"] = answer
    with pytest.raises(FetchError, match="larger than 5,000 bytes"):
        fetch(f"{server.base}/", Limits(size=5000), allowed=anywhere)


@pytest.mark.parametrize(
    "answer",
    [sends(b"half a page", Content_Length="1000"),
     sends(gzip.compress(b"text" * 1000)[:40], Content_Encoding="gzip"),
     sends(b"5\r\nhalf", Transfer_Encoding="chunked")],
    ids=["length", "packed", "chunked"],
)  # fmt: skip
def test_a_page_that_breaks_off_is_not_taken_for_the_whole(server: Server, answer: Answer) -> None:
    server.answers["/"] = answer
    with pytest.raises(FetchError, match="could not be read"):
        fetch(f"{server.base}/", allowed=anywhere)


def test_an_unknown_packing_is_told(server: Server) -> None:
    server.answers["/"] = sends(b"x", Content_Encoding="br")
    with pytest.raises(FetchError, match="content encoding br"):
        fetch(f"{server.base}/", allowed=anywhere)


@pytest.mark.timing
def test_a_server_that_drips_is_cut_off(server: Server) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(200):
            handler.wfile.write(b"x")
            time.sleep(0.02)

    server.answers["/"] = drip
    start = time.monotonic()
    with pytest.raises(FetchError, match="did not answer in time"):
        fetch(f"{server.base}/", Limits(seconds=0.3), allowed=anywhere)
    assert time.monotonic() - start < 2


def test_a_silent_server_is_left(server: Server) -> None:
    server.answers["/"] = lambda handler: time.sleep(1)
    with pytest.raises(FetchError, match="did not answer in time"):
        fetch(f"{server.base}/", Limits(seconds=0.2), allowed=anywhere)


def test_a_closed_port_is_told() -> None:
    with pytest.raises(FetchError, match="could not be read"):
        fetch("http://127.0.0.1:9/", allowed=anywhere)


def test_a_server_that_does_not_speak_tls_is_told(server: Server) -> None:
    server.answers["/"] = sends(b"x")
    with pytest.raises(FetchError, match="could not be read"):
        fetch(f"{server.base}/".replace("http:", "https:"), allowed=anywhere)


@pytest.fixture
def internet(server: Server, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """An address of a host on the public internet that leads to the server on loopback."""
    connect, here = socket.create_connection, ("127.0.0.1", server.server_port)

    def connected(address: tuple[str, int], timeout: float) -> socket.socket:
        return connect(here if address[0] == "193.10.10.1" else address, timeout)

    # Nothing of ours is patched: it stands in for a network that a test has not.
    monkeypatch.setattr(socket, "create_connection", connected)
    return lambda path: f"http://193.10.10.1{path}"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_public_page_may_not_redirect_inside_whatever_is_allowed(
    server: Server, internet: Callable[[str], str], status: int
) -> None:
    server.answers["/"] = sends(b"", status, Location=f"{server.base}/secret")
    server.answers["/secret"] = sends(b"secret")
    with pytest.raises(RefusedError, match=r"127\.0\.0\.1"):
        fetch(internet("/"), allowed=anywhere)
    assert [path for path, _ in server.seen] == ["/"]


def test_an_inner_page_may_redirect_inside_and_out_but_not_back_in(
    server: Server, internet: Callable[[str], str]
) -> None:
    server.answers["/in"] = sends(b"", 302, Location=f"{server.base}/end")
    server.answers["/out"] = sends(b"", 302, Location=internet("/end"))
    server.answers["/back"] = sends(b"", 302, Location=internet("/in"))
    server.answers["/end"] = sends(b"text")
    assert fetch(f"{server.base}/in", allowed=anywhere).is_inside
    assert not fetch(f"{server.base}/out", allowed=anywhere).is_inside
    with pytest.raises(RefusedError):
        fetch(f"{server.base}/back", allowed=anywhere)


@pytest.mark.parametrize(
    "location", ["http://[::1", "http://[x]/", "http://h:99999/", "http://h:x/", "", "//", "file:///x"]
)
def test_a_redirect_to_no_address_is_a_failure_in_words(server: Server, location: str) -> None:
    server.answers["/"] = sends(b"", 302, Location=location)
    with pytest.raises(FetchError):
        fetch(f"{server.base}/", Limits(seconds=3.0), allowed=anywhere)
