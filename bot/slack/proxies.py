"""Which outgoing proxy leads to a host, as HTTPS_PROXY and NO_PROXY tell."""

from __future__ import annotations

import base64
import urllib.request
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

_DEFAULT_PORT = 80


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy. `authorization` is the header that it wants, empty for none; neither it nor `url` is shown."""

    host: str
    port: int
    url: str = field(repr=False)
    authorization: str = field(default="", repr=False)

    @property
    def headers(self) -> dict[str, str]:
        """What a request for a tunnel carries."""
        return {"Proxy-Authorization": self.authorization} if self.authorization else {}

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def proxy_for(host: str, scheme: str = "https") -> Proxy | None:
    """The proxy that the environment names for a host, None for the way without one.

    HTTPS_PROXY leads to https and to Socket Mode (HTTP_PROXY to plain http); NO_PROXY names hosts and domains that are
    reached without. Names in small letters count too, and before the others.
    """
    named = urllib.request.getproxies_environment()
    address = named.get(scheme) or named.get("all")
    if not address or urllib.request.proxy_bypass(host):
        return None
    return read_proxy(address)


def read_proxy(address: str) -> Proxy:
    """A proxy as an admin writes it: `http://proxy.example:8080`, with `name:password@` where it wants them.

    Raises:
        ValueError: something else.
    """
    url = address if "://" in address else f"http://{address}"
    parts = urlsplit(url)
    if parts.scheme != "http" or not parts.hostname or parts.port == 0:
        raise ValueError("no http:// address of a proxy")
    authorization = ""
    if parts.username is not None:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        authorization = "Basic " + base64.b64encode(pair.encode()).decode()
    return Proxy(parts.hostname, parts.port or _DEFAULT_PORT, url, authorization)
