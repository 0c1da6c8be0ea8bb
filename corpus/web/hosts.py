"""Which network addresses may be connected to; pure but for the name look-up."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from corpus.errors import Code, FetchError, RefusedError

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

Allowed = Callable[[IPAddress, int], bool]
"""Whether an address may be connected to at a port."""

WEB_PORTS = frozenset((80, 443))

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_LOOPBACK = tuple(map(ipaddress.ip_network, ("127.0.0.0/8", "::1/128")))
_PRIVATE = tuple(map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")))
_NEVER = tuple(map(ipaddress.ip_network, (
    "0.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "255.255.255.255/32", "::/128", "fe80::/10", "ff00::/8",
    # Where clouds hand their machines keys: Azure, Oracle, Alibaba, Amazon, Google and Scaleway.
    "168.63.129.16/32", "192.0.0.192/32", "100.100.100.200/32", "fd00:ec2::/32", "fd20:ce::254/128", "fd00:42::42/128",
)))  # fmt: skip
"""Networks of one machine, of many at once, or of a cloud's own services: nobody publishes bulletins there."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A network that may be connected to, at the ports from `first` to `last`; both None for those of the web."""

    network: IPNetwork
    first: int | None = None
    last: int | None = None

    def holds(self, address: IPAddress, port: int) -> bool:
        if address.version != self.network.version or address not in self.network:
            return False
        if address.is_loopback and not any(_is_within(self.network, loopback) for loopback in _LOOPBACK):
            return False
        return port in WEB_PORTS if self.first is None or self.last is None else self.first <= port <= self.last

    def __str__(self) -> str:
        if self.first is None:
            return str(self.network)
        shown = f"[{self.network}]" if self.network.version == 6 else str(self.network)
        return f"{shown}:{self.first}" + (f"-{self.last}" if self.last != self.first else "")


@dataclass(frozen=True, slots=True)
class NetworkReach:
    """What may be connected to: the public internet, the private ranges where `private`, and the networks listed.

    This machine only where it is listed by a network of its own, some addresses never; at the ports of the web, unless
    a network is listed with others.
    """

    private: bool = False
    listed: tuple[Listed, ...] = ()

    def __call__(self, address: IPAddress, port: int) -> bool:
        return all(self._reaches(meant, port) for meant in _meant(address))

    def _reaches(self, address: IPAddress, port: int) -> bool:
        if _is_in(address, _NEVER):
            return False
        if any(each.holds(address, port) for each in self.listed):
            return True
        return port in WEB_PORTS and (_is_global(address) or (self.private and _is_in(address, _PRIVATE)))

    def __str__(self) -> str:
        return ", ".join((*(("on",) if self.private else ()), *map(str, self.listed))) or "off"


def read_reach(text: str) -> NetworkReach:
    """A reach as an admin writes it: `off`, `on`, or networks with optional ports and commas between, as
    `10.20.0.0/16, 127.0.0.1/32:8080-8090, [fd12::/48]:8080`.

    Raises:
        ValueError: something else, or a network that is never connected to.
    """
    words = [word for part in text.split(",") if (word := part.strip().lower())]
    if not words or (len(words) > 1 and "off" in words):
        raise ValueError("nothing, or off and more")
    networks = tuple(_listed(word) for word in words if word not in ("on", "off"))
    return NetworkReach("on" in words, networks)


_WRITTEN = re.compile(
    r"(?:\[(?P<bracketed>[^\]]*)\]|(?P<network>[^/\]]*/\d{1,3}|[^/:\]]*|[^/\]]*))(?P<ports>:\d{1,5}(?:-\d{1,5})?)?",
    re.ASCII,
)
"""A network and its ports: after a length, after an IPv4 address, or after brackets, what follows a colon is ports."""


def _listed(text: str) -> Listed:
    match = _WRITTEN.fullmatch(text)
    if match is None:
        raise ValueError("no network with ports")
    network, ports = match["bracketed"] or match["network"] or "", (match["ports"] or "")[1:]
    found = ipaddress.ip_network(network)
    if any(_is_within(found, never) for never in _NEVER):
        raise ValueError(f"{found} is never connected to")
    if not ports:
        return Listed(found)
    first, _, last = ports.partition("-")
    low, high = int(first), int(last or first)
    if not 1 <= low <= high <= 65535:
        raise ValueError("no ports")
    return Listed(found, low, high)


def resolve(host: str, port: int, allowed: Allowed) -> tuple[str, ...]:
    """The addresses to connect to for a host name, or for a literal address in whatever spelling the system reads.

    Raises:
        RefusedError: any of them is not allowed.
        FetchError: the name has no address.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        reason = f"The host {host} is not known. Check the address and the network."
        raise FetchError(reason, Code.UNKNOWN_HOST, host=host) from error
    addresses = tuple(dict.fromkeys(str(entry[4][0]) for entry in found))
    for each in addresses:
        address = ipaddress.ip_address(each)
        if not allowed(address, port):
            raise RefusedError(_refusal(host, address, port), Code.NOT_PUBLIC, host=host)
    return addresses


def check_written(host: str, port: int, allowed: Allowed) -> None:
    """Check what can be told of a host without looking its name up, where a proxy does that: a number that stands in
    its place, this machine's own name, and the port.

    Raises:
        RefusedError: it is not allowed.
    """
    try:
        # Only what the system reads as numbers, in whatever spelling.
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
        numbers = {str(entry[4][0]) for entry in found}
    except (OSError, UnicodeError):
        is_here = host.rstrip(".").lower().rpartition(".")[2] == "localhost"
        numbers = {"127.0.0.1"} if is_here else set()
    for address in map(ipaddress.ip_address, numbers):
        if not allowed(address, port):
            raise RefusedError(_refusal(host, address, port), Code.NOT_PUBLIC, host=host)
    if not numbers and port not in WEB_PORTS:
        reason = f"{host} is asked for at port {port}, and only ports 80 and 443 are. Save the page and add the file."
        raise RefusedError(reason, Code.NOT_PUBLIC, host=host)


def _refusal(host: str, address: IPAddress, port: int) -> str:
    if is_public(address) and port not in WEB_PORTS:
        return f"{host} is asked for at port {port}, and only ports 80 and 443 are. Save the page and add the file."
    return f"{host} is {address}, which is not on the public internet. Save the page and add the file instead."


def anywhere(address: IPAddress, port: int = 80) -> bool:
    """Allows every address at every port; for tests, whose pages are on loopback."""
    return True


PUBLIC = NetworkReach()
"""The public internet at the ports of the web."""


def is_public(address: IPAddress, port: int = 80) -> bool:
    """Whether an address, and any older address that is wrapped in it, is one of the public internet, and the port one
    of the web."""
    return PUBLIC(address, port)


def is_outside(address: str) -> bool:
    """Whether an address is one of the public internet, at whatever port."""
    return is_public(ipaddress.ip_address(address))


def outside(allowed: Allowed) -> Allowed:
    """Of what is allowed what is on the public internet."""
    return lambda address, port: allowed(address, port) and is_public(address)


def _meant(address: IPAddress) -> Iterator[IPAddress]:
    """The addresses that are reached: of ::ffff:a.b.c.d the one that it wraps; with what a gateway would forward to
    (6to4, Teredo, NAT64), that too."""
    if isinstance(address, ipaddress.IPv4Address):
        yield address
        return
    if address.ipv4_mapped:
        yield address.ipv4_mapped
        return
    yield address
    if address.sixtofour:
        yield address.sixtofour
    if address.teredo:
        yield from address.teredo
    if address in _NAT64:
        yield ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)


def _is_global(address: IPAddress) -> bool:
    if address.is_multicast or address.is_reserved or address.is_unspecified or not address.is_global:
        return False
    return not (isinstance(address, ipaddress.IPv6Address) and address.is_site_local)


def _is_in(address: IPAddress, networks: tuple[IPNetwork, ...]) -> bool:
    return any(address.version == each.version and address in each for each in networks)


def _is_within(network: IPNetwork, other: IPNetwork) -> bool:
    if isinstance(network, ipaddress.IPv4Network):
        return isinstance(other, ipaddress.IPv4Network) and network.subnet_of(other)
    return isinstance(other, ipaddress.IPv6Network) and network.subnet_of(other)
