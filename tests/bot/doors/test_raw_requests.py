"""Requests that no client sends: two lengths, a body inside a body, heads without end. One connection, one answer."""

from __future__ import annotations

import contextlib
import json
import socket
from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from bot.http.bounds import Bounds
from tests.bot.doors.door_stage import Doors, all_doors

SECRET = "smugglad fråga"
BODY = json.dumps({"question": SECRET}).encode()
HEAD = b"POST /v1/ask HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
SMUGGLED = b"%scontent-length: %d\r\n\r\n%s" % (HEAD, len(BODY), BODY)
IN_CHUNKS = HEAD + b"transfer-encoding: chunked\r\n"
CHUNKED = b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)

SHAPES: dict[str, tuple[bytes, tuple[int, ...]]] = {
    "two requests at once": (SMUGGLED + SMUGGLED, (200,)),
    "length and chunks": (HEAD + b"content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n" + CHUNKED + SMUGGLED,
                          (200, 400)),
    "chunks and length": (IN_CHUNKS + b"content-length: 6\r\n\r\n0\r\n\r\nG" + SMUGGLED, (400,)),
    "two lengths": (HEAD + b"content-length: 2\r\ncontent-length: 40\r\n\r\n{}" + SMUGGLED, (400,)),
    "a length of none": (HEAD + b"content-length: -1\r\n\r\n", (400,)),
    "a length with a sign": (HEAD + b"content-length: +2\r\n\r\n{}", (400,)),
    "a length beyond all": (HEAD + b"content-length: 99999999999999999999\r\n\r\n", (400, 413)),
    "an encoding that is none": (HEAD + b"transfer-encoding: xchunked\r\n\r\n" + CHUNKED, (400, 501)),
    "an encoding with a space": (HEAD + b"transfer-encoding : chunked\r\n\r\n" + CHUNKED, (400,)),
    "a folded line": (HEAD + b"x: a\r\n b: c\r\ntransfer-encoding:\r\n chunked\r\n\r\n" + CHUNKED, (200, 400)),
    "chunks that lie": (HEAD + b"transfer-encoding: chunked\r\n\r\n-5\r\nabc\r\n0\r\n\r\n", (400,)),
    "two hosts": (b"GET /v1/bulletins HTTP/1.1\r\nhost: localhost\r\nhost: evil.example\r\n\r\n", (400,)),
    "no host": (b"GET /v1/bulletins HTTP/1.1\r\n\r\n", (400, 421)),
    "an older protocol without a host": (b"GET /v1/bulletins HTTP/1.0\r\n\r\n", (421,)),
    "another's whole address": (b"GET http://evil.example/v1/bulletins HTTP/1.1\r\nhost: evil.example\r\n\r\n", (421,)),
    "a host with a user": (b"GET / HTTP/1.1\r\nhost: localhost@evil.example\r\n\r\n", (400, 421)),
    "a name in the head's line": (b"GET / HTTP/1.1\r\nhost: localhost\r\nx\x00y: z\r\n\r\n", (400,)),
    "a head without end": (b"GET / HTTP/1.1\r\nhost: localhost\r\nx: " + b"a" * 600_000 + b"\r\n\r\n", (400, 431)),
    "a body beyond all in chunks": (IN_CHUNKS + b"\r\n" + (b"10000\r\n" + b"a" * 65_536 + b"\r\n") * 20,
                                    (413,)),
    "a socket": (b"GET /mcp HTTP/1.1\r\nhost: localhost\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
                 b"sec-websocket-key: x\r\nsec-websocket-version: 13\r\n\r\n", (400, 405)),
    "a tunnel": (b"CONNECT evil.example:443 HTTP/1.1\r\nhost: localhost\r\n\r\n", (400, 404, 405)),
    "no protocol at all": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20 + b"\r\n\r\n", (400,)),
}  # fmt: skip


@pytest.fixture(scope="module")
def it() -> Iterator[Doors]:
    with all_doors(bounds=Bounds(body_bytes=200_000)) as found:
        yield found


def raw(it: Doors, sent: bytes) -> bytes:
    """All that comes back until the server closes."""
    with socket.create_connection(("127.0.0.1", it.server.port), timeout=20) as connection:
        got = b""
        # It may be closed before all is sent or read.
        with contextlib.suppress(ConnectionError):
            connection.sendall(sent)
        with contextlib.suppress(ConnectionError):
            while part := connection.recv(65_536):
                got += part
        return got


@pytest.mark.parametrize("shape", SHAPES)
def test_one_connection_gets_one_answer_and_nothing_smuggled_is_asked(it: Doors, shape: str) -> None:
    sent, statuses = SHAPES[shape]
    it.counted.clear()
    with capture_logs() as logged:
        got = raw(it, sent)
    assert got.count(b"HTTP/1.1 ") <= 1, got
    if got:
        assert int(got.split(b" ", 2)[1]) in statuses, got[:300]
    assert len(it.counted) <= 1
    assert SECRET not in str(logged)
    assert it.ask("Och nästa?").status == 200
