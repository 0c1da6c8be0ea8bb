"""An outgoing HTTP proxy, and a tunnel through it."""

from __future__ import annotations

import base64
import contextlib
import socket
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

_DEFAULT_PORT = 80


class ProxyRefusedError(OSError):
    """The proxy does not let a host through."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy. `authorization` is the header that it wants, empty for none, which is never shown."""

    host: str
    port: int
    authorization: str = field(default="", repr=False)

    @property
    def headers(self) -> dict[str, str]:
        """What a request to the proxy carries."""
        return {"Proxy-Authorization": self.authorization} if self.authorization else {}

    @property
    def address(self) -> str:
        """Without what it is shown to nobody."""
        return f"http://{self}"

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def read_proxy(address: str) -> Proxy:
    """A proxy as an admin writes it: `http://proxy.example:8080`, with `name:password@` where it wants them.

    Raises:
        ValueError: something else.
    """
    parts = urlsplit(address if "://" in address else f"http://{address}")
    if (
        parts.scheme != "http"
        or not parts.hostname
        or parts.port == 0
        or not (address.isascii() and address.isprintable())
    ):
        raise ValueError("no http:// address of a proxy")
    authorization = ""
    if parts.username is not None:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        authorization = "Basic " + base64.b64encode(pair.encode()).decode()
    return Proxy(parts.hostname, parts.port or _DEFAULT_PORT, authorization)


def open_tunnel(connected: socket.socket, proxy: Proxy, host: str, port: int) -> None:
    """Ask a proxy that is connected for a way to a host, whose name it looks up itself.

    Raises:
        ProxyRefusedError: it does not give one.
        OSError, HTTPException: it says nothing that can be understood.
    """
    import http.client  # whoever reads settings knows a proxy, and few need a way through it

    place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    head = [f"CONNECT {place} HTTP/1.1", f"Host: {place}", *(f"{name}: {said}" for name, said in proxy.headers.items())]
    connected.sendall("\r\n".join([*head, "", ""]).encode("ascii"))
    # Its file reads ahead, and nothing lies ahead: of a tunnel the caller speaks first.
    with contextlib.closing(http.client.HTTPResponse(connected, method="CONNECT")) as response:
        response.begin()
        if response.status != http.HTTPStatus.OK:
            raise ProxyRefusedError(f"the proxy {proxy} answered {response.status}")
