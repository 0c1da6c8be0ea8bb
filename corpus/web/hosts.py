"""Which network addresses may be connected to; pure but for the name look-up."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterator

from corpus.errors import Code, FetchError, RefusedError

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

Allowed = Callable[[IPAddress], bool]
"""Whether an address may be connected to."""

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


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
    for address in addresses:
        if not allowed(ipaddress.ip_address(address)):
            raise RefusedError(
                f"{host} is {address}, which is not on the public internet. Save the page and add the file instead.",
                Code.NOT_PUBLIC, host=host,
            )  # fmt: skip
    return addresses


def anywhere(address: IPAddress) -> bool:
    """Allows every address; for networks whose pages are meant to be read."""
    return True


def is_public(address: IPAddress) -> bool:
    """Whether an address, and any older address that is wrapped in it, is one of the public internet."""
    if address.is_multicast or address.is_reserved or address.is_unspecified or not address.is_global:
        return _is_wrapping_public(address)
    if isinstance(address, ipaddress.IPv6Address) and address.is_site_local:
        return False
    return all(is_public(inner) for inner in _wrapped(address))


def _is_wrapping_public(address: IPAddress) -> bool:
    """An IPv4 address written as ::ffff:a.b.c.d is as public as that is; all else that is not global is not."""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped is not None and is_public(mapped)


def _wrapped(address: IPAddress) -> Iterator[ipaddress.IPv4Address]:
    """IPv4 addresses that a gateway would forward to (6to4, Teredo, NAT64)."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.sixtofour:
            yield address.sixtofour
        if address.teredo:
            yield from address.teredo
        if address in _NAT64:
            yield ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
