"""A language model's server on loopback that does what a test says: writes, lies, stalls, breaks off, or refuses."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

EVENT_STREAM = "text/event-stream"
END = b"data: [DONE]\n\n"


class BreakOff:
    """Among the pieces of a reply: ends the connection in the middle of an answer."""


@dataclass
class Reply:
    """What the server answers with. `pieces` may hold seconds to wait, bytes to send, or BreakOff."""

    pieces: Iterable[bytes | float | type[BreakOff]] = ()
    status: int = 200
    content_type: str = EVENT_STREAM
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Request:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def system(self) -> str:
        return str(self.body["messages"][0]["content"])

    @property
    def user(self) -> str:
        return str(self.body["messages"][-1]["content"])


Behaviour = Callable[[Request], Reply]


class ModelServer(ThreadingHTTPServer):
    """Serves `behaviour`, which a test may change, and remembers what it was asked."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, behaviour: Behaviour) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.behaviour = behaviour
        self.requests: list[Request] = []
        self.stopped = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ModelServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        request = Request(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
        self.server.requests.append(request)
        reply = self.server.behaviour(request)
        with contextlib.suppress(OSError):
            self._answer(reply)
        self.close_connection = True

    def _answer(self, reply: Reply) -> None:
        if reply.status == 0:
            time.sleep(30)
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Transfer-Encoding", "chunked")
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        for piece in reply.pieces:
            if isinstance(piece, float):
                if self.server.stopped.wait(piece):
                    return
            elif isinstance(piece, bytes):
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            else:
                return
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, format: str, *args: object) -> None:
        return


def event(value: object) -> bytes:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n".encode()


def delta(text: str, ended: str | None = None) -> bytes:
    """One event of a chat completion."""
    return event({"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": text},
                                                                  "finish_reason": ended}]})  # fmt: skip


def writing(text: str, size: int = 7) -> list[bytes]:
    """The events of an answer, a few letters each, as real servers send them."""
    pieces = [text[start : start + size] for start in range(0, len(text), size)]
    opening = event({"choices": [{"index": 0, "delta": {"role": "assistant"}, "finish_reason": None}]})
    return [opening, *(delta(piece) for piece in pieces), delta("", "stop"), END]


def saying(text: str) -> Behaviour:
    return lambda request: Reply(writing(text))


def sending(*pieces: bytes | float | type[BreakOff], **reply: Any) -> Behaviour:
    return lambda request: Reply(pieces, **reply)


def refusing(status: int, **headers: str) -> Behaviour:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda request: Reply((b'{"error":{"message":"secret words of the server"}}',), status, "application/json",
                                 names)  # fmt: skip


@contextlib.contextmanager
def model_server(behaviour: Behaviour) -> Iterator[ModelServer]:
    """The server at work; a wait that a test left behind ends with it."""
    server = ModelServer(behaviour)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield server
    finally:
        server.stopped.set()
        server.shutdown()
        server.server_close()


def quotes_given(request: Request) -> Sequence[str]:
    """The texts that stood between the marks of the prompt."""
    mark = request.user.split("<<", 1)[1].split(" ", 1)[0]
    parts = request.user.split(f"<<{mark} ")[1::2]
    return [part.partition(">>\n")[2].rstrip("\n") for part in parts]
