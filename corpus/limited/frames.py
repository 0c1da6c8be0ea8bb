"""What a limited process is asked and what it answers: MessagePack, each message after its length in eight bytes."""

from __future__ import annotations

from typing import IO

import msgspec

from corpus.errors import BulletinError, Code, CorpusError, ReadError

_LENGTH_BYTES = 8


class Call(msgspec.Struct, frozen=True):
    """A function by where it stands, and its arguments as MessagePack; the processor time that it may take."""

    module: str
    function: str
    arguments: bytes
    processor_seconds: int


class Failure(msgspec.Struct, frozen=True):
    """An error of the corpus: the line counts from 1, None where the error knows none."""

    message: str
    code: Code | None = None
    facts: dict[str, str | int] = {}
    is_bulletins: bool = False
    line: int | None = None

    @classmethod
    def of(cls, error: CorpusError) -> Failure:
        facts = {name: value if isinstance(value, int) else str(value) for name, value in error.facts.items()}
        if isinstance(error, BulletinError):
            return cls(error.reason, error.code, facts, is_bulletins=True, line=error.line)
        return cls(str(error), error.code, facts)

    @property
    def error(self) -> CorpusError:
        """The error, to be raised on the other side."""
        if self.is_bulletins:
            return BulletinError(self.message, self.line, self.code)
        return ReadError(self.message, self.code, **self.facts)


class Returned(msgspec.Struct, frozen=True):
    """What came of a call: its value as MessagePack, or a failure. `is_last` says that the process ends after it."""

    value: bytes = b""
    failure: Failure | None = None
    is_last: bool = False


def write_frame(file: IO[bytes], message: Call | Returned) -> None:
    """Write a whole message at once."""
    data = msgspec.msgpack.encode(message)
    file.write(len(data).to_bytes(_LENGTH_BYTES, "big"))
    file.write(data)
    file.flush()


def read_frame(file: IO[bytes]) -> bytes | None:
    """The next message; None where the other side has ended, be it within one."""
    head = file.read(_LENGTH_BYTES)
    if len(head) < _LENGTH_BYTES:
        return None
    wanted = int.from_bytes(head, "big")
    data = file.read(wanted)
    return data if len(data) == wanted else None
