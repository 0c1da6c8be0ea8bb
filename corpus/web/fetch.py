"""URL to bytes, within limits, and never from a private network unless asked."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
import time
import zlib
from dataclasses import dataclass, replace
from email.message import Message
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from corpus.errors import Code, FetchError, RefusedError, StatusError
from corpus.language.characters import line
from corpus.web.addresses import checked_url
from corpus.web.hosts import Allowed, check_written, is_outside, is_public, outside, resolve
from corpus.web.proxy import Proxy, open_tunnel

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CHUNK = 65_536
_LONGEST_SAID = 160
_MEMBER = b"\x1f\x8b"
"""How a member of a packed page begins."""

_HEADERS = {
    "User-Agent": "fvm-svar (reads published bulletins)",
    "Accept": "text/html,application/xhtml+xml,text/markdown,text/plain,application/pdf;q=0.9,*/*;q=0.1",
    "Accept-Encoding": "gzip, identity",
    "Connection": "close",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """`size` in bytes once unpacked, `seconds` for everything together, `redirects` that are followed."""

    size: int = 20_000_000
    seconds: float = 30.0
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said of a page's version, to be asked with the next time; None where it said nothing."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave: `url` is the last one after redirects, `content_type` is lower case or empty.

    `is_unchanged` says that the server still has the version of the validators that it was asked with; `data` is then
    empty. `is_inside` says that it came from the own network and no page on the way was public.
    """

    url: str
    data: bytes
    content_type: str
    charset: str | None
    validators: Validators = Validators()
    is_unchanged: bool = False
    is_inside: bool = False


def fetch(
    url: str,
    limits: Limits = Limits(),
    *,
    allowed: Allowed = is_public,
    known: Validators = Validators(),
    proxy: Proxy | None = None,
) -> Fetched:
    """The content of an http or https address; none where it is unchanged since `known`.

    Every address on the way, redirects included, is looked up once, refused unless it is `allowed` (by default: on the
    public internet), and connected to by the very number that was checked, so a name that changes its mind gains
    nothing. From a public address none leads inside, whatever is allowed.

    Through a `proxy` names are looked up by the proxy, and what they lead to is the proxy's to check: of our own
    promises those remain that are about numbers written in an address and about ports. No proxy of the environment is
    used.

    Raises:
        RefusedError: another scheme or a private address.
        StatusError: an error status.
        FetchError: no answer in time, too much data, or too many redirects.
    """
    deadline = time.monotonic() + limits.seconds
    inside = True
    for _ in range(limits.redirects + 1):
        parts = _checked(url)
        with _Exchange(parts, deadline, allowed if inside else outside(allowed), proxy) as exchange:
            inside = inside and exchange.is_inside
            with exchange.get(known) as response:
                if response.status == http.HTTPStatus.NOT_MODIFIED and known != Validators():
                    return Fetched(url, b"", "", None, known, is_unchanged=True, is_inside=inside)
                location = response.headers.get("Location") or ""
                if response.status not in _REDIRECTS or not location:
                    return replace(_received(url, response, exchange, limits), is_inside=inside)
                url = _next(url, location)
    reason = f"{url} redirects more than {limits.redirects} times. Give the address that it ends at."
    raise FetchError(reason, Code.REDIRECTS)


def _next(url: str, location: str) -> str:
    """Where a redirect leads; its letters may be bare UTF-8 and its blanks unquoted, as browsers take them."""
    with contextlib.suppress(UnicodeError):
        location = location.encode("latin-1").decode()
    location = location.strip().replace(" ", "%20")
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise RefusedError(f"{url} redirects to {location[:200]!r}: {error}", Code.BAD_ADDRESS) from error


class _Exchange:
    """One request over one connection, cut off at the deadline whatever the server does."""

    def __init__(self, parts: SplitResult, deadline: float, allowed: Allowed, proxy: Proxy | None = None) -> None:
        self._parts, self._deadline, self._proxy = parts, deadline, proxy
        self._host = parts.hostname or ""
        self._port = parts.port or (443 if parts.scheme == "https" else 80)
        if proxy is None:
            self._addresses = resolve(self._host, self._port, allowed)
        else:
            check_written(self._host, self._port, allowed)
            self._addresses = (proxy.host,)
        # What a proxy leads to is taken to be outside, so that it leads nowhere inside.
        self.is_inside = proxy is None and not any(is_outside(address) for address in self._addresses)
        self._connection = http.client.HTTPConnection(self._host, self._port)
        self._socket: socket.socket | None = None
        self._watch: threading.Timer | None = None

    def __enter__(self) -> _Exchange:
        return self

    def __exit__(self, *_: object) -> None:
        if self._watch:
            self._watch.cancel()
        self._connection.close()
        if self._socket:
            self._socket.close()

    def get(self, known: Validators) -> http.client.HTTPResponse:
        """The response's head; its body is still to be read."""
        try:
            self._connection.sock = self._connected()
            target = quote(self._parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
            query = quote(self._parts.query, safe="/%:@!$&'()*+,;=~-._?")
            headers = _HEADERS | _conditions(known)
            if self._proxy and self._parts.scheme == "http":
                target, headers = f"http://{self._parts.netloc}{target}", headers | self._proxy.headers
            self._connection.request("GET", f"{target}?{query}" if query else target, headers=headers)
            return self._connection.getresponse()
        except Exception as error:  # as where the body is read
            raise self.failure(error) from error

    def failure(self, error: Exception) -> FetchError:
        """What went wrong, for a person."""
        if self.is_late or isinstance(error, TimeoutError):
            reason = f"{self._host} did not answer in time. Try again later, or add the page as a file."
            return FetchError(reason, Code.NO_ANSWER, host=self._host)
        also = f" and the proxy {self._proxy} (FVM_PAGES_PROXY)" if self._proxy else ""
        said = line(f"{type(error).__name__}: {error}")[:_LONGEST_SAID]  # which may hold what the server wrote
        reason = f"{self._host} could not be read ({said}). Check the address{also}."
        return FetchError(reason, Code.UNREACHABLE, host=self._host)

    @property
    def is_late(self) -> bool:
        return time.monotonic() >= self._deadline

    def _connected(self) -> socket.socket:
        self._socket = self._first_to_answer()
        left = max(self._deadline - time.monotonic(), 0.001)
        # A timeout of the socket begins anew with every byte; only a watch ends a server that drips.
        self._watch = threading.Timer(left, self._cut_off)
        self._watch.daemon = True
        self._watch.start()
        if self._parts.scheme == "https":
            if self._proxy:
                open_tunnel(self._socket, self._proxy, self._host, self._port)
            context = ssl.create_default_context()
            secured = context.wrap_socket(self._socket, server_hostname=self._host, do_handshake_on_connect=False)
            self._socket = secured
            secured.do_handshake()
        return self._socket

    def _first_to_answer(self) -> socket.socket:
        failure: OSError = TimeoutError()
        port = self._proxy.port if self._proxy else self._port
        for address in self._addresses:
            left = self._deadline - time.monotonic()
            if left <= 0:
                break
            try:
                return socket.create_connection((address, port), timeout=left)
            except OSError as error:
                failure = error
        raise failure

    def _cut_off(self) -> None:
        """Ends reads and writes that wait; the plain method, since that of TLS would pull its state from under them."""
        if self._socket:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


def _checked(url: str) -> SplitResult:
    try:
        return urlsplit(checked_url(url))
    except ValueError as error:
        raise RefusedError(f"{url[:200]!r} is not fetched: {error}", Code.BAD_ADDRESS) from error


def _received(url: str, response: http.client.HTTPResponse, exchange: _Exchange, limits: Limits) -> Fetched:
    if response.status != http.HTTPStatus.OK:
        remedy = "Check the address in a browser."
        if response.status == http.HTTPStatus.UNAUTHORIZED:
            remedy = "It lies behind a login; save the page while you are logged in and add it as a file."
        reason = f"{url} answered {response.status} {response.reason}. {remedy}"
        raise StatusError(reason, response.status)
    try:
        data = _body(response, limits.size)
        validators = Validators(response.headers.get("ETag"), response.headers.get("Last-Modified"))
        kind, charset = _content_type(response.headers)
    except Exception as error:  # a library may raise anything over what a server sends
        raise exchange.failure(error) from error
    if data is None:
        reason = f"{url} is larger than {limits.size:,} bytes. Add the part that matters as a file."
        raise FetchError(reason, Code.TOO_LARGE)
    if exchange.is_late:
        raise exchange.failure(TimeoutError())
    return Fetched(url, data, kind, charset, validators)


def _conditions(known: Validators) -> dict[str, str]:
    asked = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in asked.items() if value and value.isascii() and value.isprintable()}


def _content_type(headers: Message) -> tuple[str, str | None]:
    named = "Content-Type" in headers
    return (headers.get_content_type().lower() if named else "", headers.get_content_charset() if named else None)


def _body(response: http.client.HTTPResponse, size: int) -> bytes | None:
    """The unpacked body; None where it is larger than `size`, noticed before more than that is unpacked.

    Raises:
        HTTPException, zlib.error: it ends before its end, which neither library notices when it is read in pieces.
    """
    if (response.length or 0) > size:
        return None
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    unpack = _unpacker(encoding)
    data = bytearray()
    while chunk := response.read(_CHUNK):
        if unpack is None:
            data += chunk
        while unpack is not None and chunk and len(data) <= size:
            data += unpack.decompress(chunk, size + 1 - len(data))
            # What follows the end of one member is another one, or nothing that counts.
            chunk = unpack.unused_data if unpack.eof and unpack.unused_data.startswith(_MEMBER) else b""
            unpack = _unpacker(encoding) if chunk else unpack
        if len(data) > size:
            return None
    if response.length:
        raise http.client.IncompleteRead(b"", response.length)
    if unpack and not unpack.eof:
        raise zlib.error("the packed page ends in the middle")
    return bytes(data)


def _unpacker(encoding: str) -> zlib._Decompress | None:
    if encoding in {"", "identity"}:
        return None
    if encoding in {"gzip", "x-gzip", "deflate"}:
        return zlib.decompressobj(zlib.MAX_WBITS | 32)
    raise zlib.error(f"content encoding {encoding} is not known")
