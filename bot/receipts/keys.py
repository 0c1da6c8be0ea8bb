"""The keys that receipts are signed with: a secret that only the bot reads; the newest signs, all prove."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import msgspec

from bot.errors import BotError
from bot.receipts.errors import ReceiptFileError

VERSION = 1
_BYTES = 32


class Place(Protocol):
    """Where the keys are kept, a private file or a row that several bots share; written whole, by one at a time. `str`
    names it for people. Raises BotError."""

    def read(self) -> bytes | None: ...

    def change(self, change: Callable[[bytes], bytes | None]) -> None: ...


@dataclass(frozen=True, slots=True)
class SigningKey:
    """`secret` in hexadecimal digits, never shown in `repr`; `made` in seconds since 1970."""

    id: str
    secret: str = field(repr=False)
    made: float

    def digest(self, purpose: str, data: bytes) -> bytes:
        """What only the keeper of the key can reckon of some data, another for each purpose."""
        key = hmac.new(bytes.fromhex(self.secret), purpose.encode(), hashlib.sha256).digest()
        return hmac.new(key, data, hashlib.sha256).digest()


@dataclass(frozen=True, slots=True)
class _File:
    version: int
    keys: tuple[SigningKey, ...]


class KeyRing:
    """The keys in one place, made when the first is needed. Safe to call from several threads and processes.

    Raises:
        ReceiptFileError: the place is damaged or cannot be read or written.
    """

    def __init__(self, place: Place, clock: Callable[[], float] = time.time) -> None:
        self._place, self._clock = place, clock

    def signing(self) -> SigningKey:
        """The newest key."""
        known = self._read()
        if not known:
            # Another process may make the first one at this very moment.
            self._add(lambda known: not known)
            known = self._read()
        return known[-1]

    def found(self, key_id: str) -> SigningKey | None:
        return next((key for key in self._read() if key.id == key_id), None)

    def roll(self) -> SigningKey:
        """Add a key that signs from now on; what the older ones have signed is proved as before."""
        self._add(lambda known: True)
        return self.signing()

    def _read(self) -> tuple[SigningKey, ...]:
        try:
            return self._parsed(self._place.read() or b"")
        except BotError as error:
            raise ReceiptFileError(str(error)) from error

    def _parsed(self, held: bytes) -> tuple[SigningKey, ...]:
        if not held:
            return ()
        try:
            stored = msgspec.json.decode(held, type=_File)
            if stored.version != VERSION or not stored.keys:
                raise ValueError(f"format {stored.version}")
        except ValueError as error:
            raise ReceiptFileError(f"{self._place} is damaged or of another version. Put a copy of it back.") from error
        return stored.keys

    def _add(self, wanted: Callable[[tuple[SigningKey, ...]], bool]) -> None:
        def added(held: bytes) -> bytes | None:
            known = self._parsed(held)
            if not wanted(known):
                return None
            key = SigningKey(secrets.token_hex(4), secrets.token_hex(_BYTES), self._clock())
            return msgspec.json.encode(_File(VERSION, (*known, key)))

        try:
            self._place.change(added)
        except BotError as error:
            raise ReceiptFileError(str(error)) from error
