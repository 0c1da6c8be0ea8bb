"""The server with real sockets: what it serves, what it bounds, and how it stops."""

from __future__ import annotations

import contextlib
import http.client
import logging
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import psutil
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, Router

from bot.errors import ListenError
from bot.http.bounds import Bounds
from bot.http.server import Server

QUICK = Bounds(client_seconds=0.5, connections=20, body_bytes=10_000, finish_seconds=1.0)
HEAD = b"POST /length HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n"


@dataclass
class Work:
    """An application: the length of a body, a page that fails, one that waits, one that is long."""

    begun: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    go: threading.Event = field(default_factory=threading.Event)

    def app(self) -> Router:
        async def length(request: Request) -> Response:
            return PlainTextResponse(str(len(await request.body())))

        def fail(request: Request) -> Response:
            raise ValueError("a secret")

        def wait(request: Request) -> Response:
            self.begun.release()
            self.go.wait(20)
            return PlainTextResponse("done")

        def long(request: Request) -> Response:
            self.begun.release()
            return Response(b"x" * 50_000_000)

        routes = [Route("/length", length, methods=["POST"]), Route("/fail", fail), Route("/wait", wait)]
        return Router([*routes, Route("/long", long)])


@contextlib.contextmanager
def serving(bounds: Bounds = QUICK) -> Iterator[tuple[Server, Work]]:
    work = Work()
    server = Server(work.app(), "127.0.0.1", 0, "test", bounds)
    server.start()
    try:
        yield server, work
    finally:
        work.go.set()
        server.stop()


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as (server, _):
        yield server


def connected(server: Server) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=10)


def asked(server: Server, path: str, body: bytes | Iterator[bytes] | None = None, **headers: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        connection.request("GET" if body is None else "POST", path, body, headers)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def rest(client: socket.socket) -> bytes:
    """What comes until the server closes."""
    told = b""
    with contextlib.suppress(ConnectionResetError):
        while part := client.recv(65_536):
            told += part
    return told


def dripped(client: socket.socket, text: bytes) -> float:
    """Send a byte every tenth of a second until the server closes; the seconds that it took."""
    started = time.monotonic()
    client.settimeout(0.1)
    for number in range(100):
        with contextlib.suppress(TimeoutError):
            if not client.recv(1000):
                break
        client.sendall(text[number : number + 1] or b"x")
    return time.monotonic() - started


def test_a_request_is_served_and_its_connection_closed(server: Server) -> None:
    assert asked(server, "/length", b"12345") == (200, b"5")
    with connected(server) as client:
        client.sendall(HEAD + b"x" * 100)
        answer = rest(client)
    assert b"connection: close" in answer.lower()
    assert answer.endswith(b"100")


def test_who_has_sent_a_whole_request_and_ends_their_half_still_gets_the_answer(server: Server) -> None:
    with connected(server) as client:
        client.sendall(HEAD + b"x" * 100)
        client.shutdown(socket.SHUT_WR)
        assert rest(client).endswith(b"100")


def test_what_nothing_serves_is_not_found(server: Server) -> None:
    assert asked(server, "/other")[0] == 404
    assert asked(server, "/length")[0] == 405


@pytest.mark.parametrize("text", [b"POST /length HTTP/1.1\r\nX-Name: ", HEAD], ids=["head", "body"])
def test_who_drips_is_cut_off_at_the_deadline_of_head_and_body_together(server: Server, text: bytes) -> None:
    with connected(server) as client, contextlib.suppress(ConnectionError):
        client.sendall(text)
        assert 0.3 < dripped(client, b"") < 3


@pytest.mark.parametrize(
    ("sent", "answer"),
    [(b"", b""), (b"POST /len", b""), (HEAD, b"HTTP/1.1 400 "), (HEAD + b"{", b"HTTP/1.1 400 ")],
    ids=["nothing", "half a head", "no body", "half a body"],
)
def test_who_stops_sending_is_not_waited_for(server: Server, sent: bytes, answer: bytes) -> None:
    with connected(server) as client:
        client.sendall(sent)
        started = time.monotonic()
        told = rest(client)
        assert 0.3 < time.monotonic() - started < 3
    assert told.startswith(answer)
    assert bool(told) == bool(answer)


def test_who_does_not_read_the_answer_is_not_waited_for() -> None:
    with serving() as (server, work), connected(server) as client:
        client.sendall(b"GET /long HTTP/1.1\r\nHost: x\r\n\r\n")
        assert work.begun.acquire(timeout=5)
        time.sleep(QUICK.client_seconds + 0.5)
        assert len(rest(client)) < 50_000_000


def test_a_body_over_the_bound_is_refused_whether_its_length_is_told_or_not(server: Server) -> None:
    assert asked(server, "/length", b"x" * QUICK.body_bytes)[0] == 200
    assert asked(server, "/length", b"{}", **{"Content-Length": "10001"})[0] == 413
    assert asked(server, "/length", iter([b"x" * 6000, b"x" * 6000]))[0] == 413


def test_a_head_that_never_ends_is_refused(server: Server) -> None:
    with connected(server) as client:
        client.sendall(b"GET / HTTP/1.1\r\nX-Name: " + b"x" * (QUICK.head_bytes + 100))
        assert rest(client).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize(
    ("head", "answer"),
    [(b"GET /?x=", b"HTTP/1.1 400 "), (HEAD.replace(b": 100", b": 6000000"), b"HTTP/1.1 413 ")],
    ids=["head", "body"],
)
def test_who_is_refused_while_still_sending_reads_the_answer(server: Server, head: bytes, answer: bytes) -> None:
    for _ in range(5):
        with connected(server) as client:
            client.sendall(head + b"x" * 6_000_000)
            assert client.recv(1000).startswith(answer)
            client.shutdown(socket.SHUT_WR)
            assert rest(client) is not None


def test_who_goes_on_sending_after_a_refusal_is_not_waited_for(server: Server) -> None:
    with connected(server) as client:
        client.sendall(b"GET /?x=" + b"x" * 300_000)
        started = time.monotonic()
        with contextlib.suppress(ConnectionError):
            while time.monotonic() - started < 5:
                client.sendall(b"x" * 1000)
                time.sleep(0.01)
        assert time.monotonic() - started < 3 * QUICK.client_seconds


def test_idle_connections_cost_no_threads_and_keep_nobody_out(server: Server, tell: Callable[[str], None]) -> None:
    asked(server, "/length", b"")
    process = psutil.Process()
    before, memory, began = threading.active_count(), process.memory_info().rss, time.monotonic()
    with contextlib.ExitStack() as stack:
        idle = [stack.enter_context(connected(server)) for _ in range(300)]
        assert asked(server, "/length", b"12345") == (200, b"5")
        # On a busy machine some have had their time and made room for others before the last has come.
        turns = 1 + int((time.monotonic() - began) / QUICK.client_seconds)
        assert threading.active_count() <= before
        grown = (process.memory_info().rss - memory) / 1e6
        assert grown < 30
        refused = [told for client in idle if (told := rest(client))]
    tell(f"300 idle connections: {grown:.1f} MB more memory with both ends in one process, no thread more")
    assert len(refused) > 300 - turns * QUICK.connections
    assert all(told.startswith(b"HTTP/1.1 503 ") for told in refused)


def test_where_all_connections_are_at_work_the_next_is_refused_at_once() -> None:
    bounds = Bounds(connections=2)
    with serving(bounds) as (server, work), connected(server) as one, connected(server) as two:
        for client in (one, two):
            client.sendall(b"GET /wait HTTP/1.1\r\nHost: x\r\n\r\n")
            assert work.begun.acquire(timeout=5)
        with connected(server) as three:
            assert rest(three).startswith(b"HTTP/1.1 503 ")
        work.go.set()
        assert rest(one).endswith(b"done")
        assert rest(two).endswith(b"done")


def test_a_failure_is_a_status_and_does_not_end_the_server(server: Server) -> None:
    assert asked(server, "/fail") == (500, b"Internal Server Error")
    assert asked(server, "/length", b"1") == (200, b"1")


@pytest.mark.parametrize("sent", [b"", b"POST /len", HEAD, HEAD + b"{", b"GET /wait HTTP/1.1\r\nHost: x\r\n\r\n"])
def test_who_hangs_up_leaves_no_line_in_the_log(sent: bytes, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING), serving() as (server, work):
        with connected(server) as client:
            client.sendall(sent)
            time.sleep(0.1)
        work.go.set()
        assert asked(server, "/length", b"1") == (200, b"1")
    assert caplog.records == []


def test_a_stop_finishes_what_has_come_and_takes_nothing_more() -> None:
    with serving() as (server, work), connected(server) as busy, connected(server) as idle, connected(server) as half:
        half.sendall(HEAD)
        busy.sendall(b"GET /wait HTTP/1.1\r\nHost: x\r\n\r\n")
        assert work.begun.acquire(timeout=5)
        stopping = threading.Thread(target=server.stop)
        stopping.start()
        time.sleep(0.02)
        with contextlib.suppress(OSError):
            assert asked(server, "/length", b"1")[0] == 503
        half.sendall(b"x" * 100)
        assert b" 200 " not in rest(half)
        assert b" 200 " not in rest(idle)
        work.go.set()
        assert rest(busy).endswith(b"done")
        stopping.join(5)
        assert not server.is_running
        with pytest.raises(OSError):  # noqa: PT011 - which one depends on the system
            connected(server)


def test_a_stop_does_not_wait_for_a_request_that_has_not_wholly_come() -> None:
    with serving(Bounds(finish_seconds=10.0)) as (server, _), connected(server) as half:
        half.sendall(HEAD)
        time.sleep(0.1)
        started = time.monotonic()
        server.stop()
        assert time.monotonic() - started < 3
        assert rest(half).startswith(b"HTTP/1.1 503 ")


def test_a_stop_is_bounded_where_work_does_not_end() -> None:
    with serving() as (server, work), connected(server) as busy:
        busy.sendall(b"GET /wait HTTP/1.1\r\nHost: x\r\n\r\n")
        assert work.begun.acquire(timeout=5)
        started = time.monotonic()
        server.stop()
        assert time.monotonic() - started < QUICK.finish_seconds + 2


def test_a_server_that_never_started_lets_go_of_its_port() -> None:
    server = Server(Work().app(), "127.0.0.1", 0, "test")
    port = server.port
    server.stop()
    with socket.create_server(("127.0.0.1", port)):
        pass


def test_who_connects_before_the_start_waits_for_it() -> None:
    server = Server(Work().app(), "127.0.0.1", 0, "test", QUICK)
    with connected(server) as client:
        client.sendall(HEAD + b"x" * 100)
        server.start()
        assert rest(client).endswith(b"100")
    server.stop()


def test_signals_stay_with_those_who_handle_them() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)]
    with serving():
        assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)] == before


@pytest.mark.parametrize("host", ["no.such.host.invalid", "203.0.113.7", "x" * 300])
def test_an_address_of_no_interface_is_refused_by_name(host: str) -> None:
    with pytest.raises(ListenError, match="Nothing can listen on"):
        Server(Work().app(), host, 0, "test")


def test_a_taken_port_is_refused_by_number(server: Server) -> None:
    with pytest.raises(ListenError, match=f"127.0.0.1:{server.port}.*Choose another port"):
        Server(Work().app(), "127.0.0.1", server.port, "test")
