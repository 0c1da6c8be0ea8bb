"""The keys that receipts are signed with: one file that only the bot's user may read; the newest signs, all prove."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from filelock import FileLock

from bot.receipts.errors import ReceiptFileError
from corpus.storage import write_file

VERSION = 1
_BYTES = 32


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
    """The keys in one file, made when the first is needed. Safe to call from several threads and processes.

    Raises:
        ReceiptFileError: the file is damaged or cannot be written.
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self._path, self._clock = path, clock
        self._lock = threading.Lock()

    def signing(self) -> SigningKey:
        """The newest key."""
        with self._lock:
            return (self._read() or self._added())[-1]

    def found(self, key_id: str) -> SigningKey | None:
        return next((key for key in self._read() if key.id == key_id), None)

    def roll(self) -> SigningKey:
        """Add a key that signs from now on; what the older ones have signed is proved as before."""
        with self._lock:
            return self._added()[-1]

    def _read(self) -> tuple[SigningKey, ...]:
        try:
            stored = msgspec.json.decode(self._path.read_bytes(), type=_File)
            if stored.version != VERSION or not stored.keys:
                raise ValueError(f"format {stored.version}")
            return stored.keys
        except FileNotFoundError:
            return ()
        except (OSError, ValueError) as error:
            raise ReceiptFileError(f"{self._path} is damaged or of another version. Put a copy of it back.") from error

    def _added(self) -> tuple[SigningKey, ...]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(self._path.with_suffix(".lock")):
                known = self._read()
                key = SigningKey(secrets.token_hex(4), secrets.token_hex(_BYTES), self._clock())
                write_file(self._path, msgspec.json.encode(_File(VERSION, (*known, key))), private=True)
                return (*known, key)
        except OSError as error:
            raise ReceiptFileError(f"{self._path} cannot be written: {error.strerror}. No receipt is given.") from error
