"""How much one server takes from those who call it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one server; what goes over them is refused and closed.

    `client_seconds` is what a client has for its whole request, head and body, from the moment that it connects, and
    again for taking its answer. `finish_seconds` is what the requests under way have when the server stops. Of a head,
    what one read brings (up to 256 KiB) is taken even where it is over `head_bytes`.
    """

    client_seconds: float = 10.0
    connections: int = 100
    head_bytes: int = 16_384
    body_bytes: int = 1_000_000
    finish_seconds: float = 5.0
