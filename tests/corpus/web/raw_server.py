"""A server on loopback that sends the very bytes that a test writes, whatever they are."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator


class RawServer:
    """`pages` are whole responses by path, each sent once a connection; all other paths are gone."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self._socket = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def put(self, path: str, body: bytes, *head: str, status: str = "200 OK") -> str:
        """A response with a head of its own; its address."""
        lines = "".join(f"{each}\r\n" for each in head)
        self.pages[path] = f"HTTP/1.1 {status}\r\n{lines}\r\n".encode("latin-1") + body
        return self.base + path

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            request = connection.recv(65_536).decode("latin-1")
            path = request.split(" ")[1] if " " in request else "/"
            connection.sendall(self.pages.get(path, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"))

    def close(self) -> None:
        self._socket.close()


@contextlib.contextmanager
def raw_server() -> Iterator[RawServer]:
    server = RawServer()
    try:
        yield server
    finally:
        server.close()
