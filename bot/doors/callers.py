"""Who calls: by a token, or by the address that a request comes from."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from starlette.requests import HTTPConnection

from bot.doors.errors import NotMeantError, UnknownTokenError
from bot.doors.shelves import OpenShelf
from bot.tokens import ANY_SHELF, ASK, BULLETINS, Token, token_of

_BEARER = "bearer "
_ANY = frozenset({ASK, BULLETINS})


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who asks. `key` is what the pace counts by, never logged; `scopes` as those of a token."""

    key: str
    scopes: frozenset[str]

    def sees(self, shelf: OpenShelf) -> bool:
        """Whether the caller may ask a shelf. The only one that there is has no name; its token is its permission."""
        return shelf.is_public or not self.scopes.isdisjoint({ANY_SHELF, f"shelf:{shelf.name}"})

    def check(self, scope: str) -> None:
        """NotMeantError where the caller may not do that."""
        if scope not in self.scopes:
            raise NotMeantError


MACHINE = Caller("machine", _ANY | {ANY_SHELF})
"""Whoever started this very process: who may read the data folder may read every shelf."""


class Callers:
    """Tells callers apart. `open_to_all` is which shelves need no token, `none`, `public` or `all`; `proxies` are the
    networks whose X-Forwarded-For is believed."""

    def __init__(self, tokens: Sequence[Token], open_to_all: str, proxies: Collection[str] = ()) -> None:
        self._tokens = tokens
        self._anybody = {"none": None, "public": _ANY, "all": _ANY | {ANY_SHELF}}[open_to_all]
        self._proxies = [ipaddress.ip_network(each) for each in proxies]

    def identify(self, request: HTTPConnection) -> Caller:
        """Who sent a request.

        Raises:
            UnknownTokenError: no token where one is needed, or one that nobody has.
        """
        given = request.headers.get("authorization", "")
        if given[: len(_BEARER)].lower() == _BEARER:
            token = token_of(self._tokens, given[len(_BEARER) :].strip())
            if token is None:
                raise UnknownTokenError
            return Caller(f"token {token.name}", token.scopes)
        if self._anybody is None:
            raise UnknownTokenError
        return Caller(f"address {self.address(request)}", self._anybody)

    def address(self, request: HTTPConnection) -> str:
        """Where a request comes from: the last address before the proxies that are believed. Of IPv6, the network of 64
        bits that one household or host has for itself."""
        found = request.client.host if request.client else ""
        forwarded = [part.strip() for line in request.headers.getlist("x-forwarded-for") for part in line.split(",")]
        while forwarded and self._is_proxy(found):
            found = forwarded.pop()
        address = _read(found)
        if address is None:
            return "unknown"
        if isinstance(address, ipaddress.IPv6Address):
            return str(ipaddress.ip_network((address, 64), strict=False))
        return str(address)

    def _is_proxy(self, text: str) -> bool:
        address = _read(text)
        return address is not None and any(address in network for network in self._proxies)


def _read(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address
