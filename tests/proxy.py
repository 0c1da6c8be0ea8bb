"""A small outgoing proxy as a hospital has one: tunnels (CONNECT) and plain requests, by names that it alone knows."""

from __future__ import annotations

import contextlib
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

Place = tuple[str, int]


class SmallProxy:
    """Leads what is asked for by a name and a port in `known` to a place on loopback; the rest gets 403. Without the
    `authorization` that it wants everything gets 407. `asked` are the names, in order."""

    def __init__(self, known: Mapping[Place, Place], authorization: str = "") -> None:
        self.known, self.authorization = dict(known), authorization
        self.asked: list[Place] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                caller, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._lead, args=(caller,), daemon=True).start()

    def _lead(self, caller: socket.socket) -> None:
        with caller, contextlib.suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head and (read := caller.recv(65_536)):
                head += read
            method, target = head.decode("latin-1").split(" ")[:2]
            name, _, rest = target.removeprefix("http://").partition("/")
            host, _, port = name.partition(":")
            place = (host, int(port or 80))
            self.asked.append(place)
            if self.authorization and self.authorization.encode() not in head:
                caller.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
                return
            if place not in self.known:
                caller.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
                return
            with socket.create_connection(self.known[place]) as called:
                if method == "CONNECT":
                    caller.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                else:
                    called.sendall(head.replace(target.encode(), f"/{rest}".encode(), 1))
                join(caller, called)

    def close(self) -> None:
        # A thread that waits in accept would take one more caller after a mere close.
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


def join(one: socket.socket, other: socket.socket) -> None:
    """Carry bytes both ways until either side ends."""
    back = threading.Thread(target=_carry, args=(other, one), daemon=True)
    back.start()
    _carry(one, other)
    back.join()


def _carry(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65_536):
            sink.sendall(data)
    for each in (source, sink):
        with contextlib.suppress(OSError):
            socket.socket.shutdown(each, socket.SHUT_RDWR)


@contextlib.contextmanager
def secured(
    place: Place, certificate: tuple[Path, Path], before: Callable[[socket.socket], object] = lambda caller: None
) -> Iterator[Place]:
    """Where TLS with a certificate is ended and its content carried on to a place; `before` is what a protocol says
    before TLS begins."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    server = socket.create_server(("127.0.0.1", 0))

    def lead(caller: socket.socket) -> None:
        with (
            contextlib.suppress(OSError),
            caller,
            _begun(context, caller, before) as safe,
            socket.create_connection(place) as called,
        ):
            join(safe, called)

    def serve() -> None:
        while True:
            try:
                caller, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=lead, args=(caller,), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    with server:
        yield server.getsockname()


def _begun(context: ssl.SSLContext, caller: socket.socket, before: Callable[[socket.socket], object]) -> ssl.SSLSocket:
    before(caller)
    return context.wrap_socket(caller, server_side=True)


def certificate_for(folder: Path, *names: str) -> tuple[Path, Path]:
    """A certificate that vouches for itself, and its key, as files."""
    made, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", made, "-days", "1",
         "-subj", f"/CN={names[0]}", "-addext", "subjectAltName=" + ",".join(f"DNS:{name}" for name in names)],
        check=True, capture_output=True)  # fmt: skip
    return made, key
