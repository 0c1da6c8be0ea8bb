"""Which network addresses may be connected to; pure but for the name look-up."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator

from corpus.errors import FetchError, RefusedError

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def resolve(host: str, port: int, *, allow_private: bool = False) -> str:
    """The address to connect to for a host name or a literal address in whatever spelling the system reads.

    Raises:
        RefusedError: any of its addresses is not on the public internet, and `allow_private` is false.
        FetchError: the name has no address.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(f"The host {host} is not known. Check the address and the network.") from error
    addresses = [str(entry[4][0]) for entry in found]
    hidden = [address for address in addresses if not is_public(ipaddress.ip_address(address))]
    if hidden and not allow_private:
        raise RefusedError(
            f"{host} is {hidden[0]}, which is not on the public internet. Save the page and add the file instead."
        )
    return addresses[0]


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
