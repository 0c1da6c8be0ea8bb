"""What a snapshot holds beside its vectors, as rows of text by number: docs/snapshot.md specifies them."""

from __future__ import annotations

import base64
import enum
from collections.abc import Iterable, Iterator, Mapping, Sequence

from index.engine.milvus.client import LONGEST_TEXT, Milvus
from index.errors import SnapshotError

GONE = "gone"
"""The mark of a snapshot that is being removed."""

DIM = 2
"""Every collection must have vectors; these are zeros."""

_PART_BYTES = LONGEST_TEXT // 4 * 3
"""Bytes whose base64 fills one field of text."""

_KIND_BITS, _PART_BITS = 56, 16


class RecordKind(enum.IntEnum):
    """What a record is; its number within the kind is in brackets."""

    MARK = 0
    """The place that a whole snapshot belongs to, or `GONE` (0)."""
    MANIFEST = 1
    """The manifest as JSON (0)."""
    WORDS = 2
    """`words.json` (0)."""
    FOUND = 3
    """In how many passages each stem stands, int64 (0)."""
    BULLETIN = 4
    """A bulletin's line (its place among the ids in order)."""
    PASSAGE = 5
    """A passage's line (its row)."""
    SENTENCES = 6
    """The vectors of a passage's sentences, float32; missing for a single one (its row)."""
    STEM = 7
    """The rows of the passages in which a stem stands, int32, and its weights there, float32 (its number)."""


def rows_of(kind: RecordKind, number: int, data: bytes) -> Iterator[dict[str, object]]:
    """A record as rows of a collection, each of one part."""
    parts = max(-(-len(data) // _PART_BYTES), 1)
    for part in range(parts):
        text = base64.b64encode(data[part * _PART_BYTES : (part + 1) * _PART_BYTES]).decode()
        yield {"id": _key(kind, number, part), "vector": [0.0] * DIM, "text": text, "parts": parts}


class Records:
    """The records of one collection. Raises SnapshotError where it, or a part of a record, is not there."""

    def __init__(self, milvus: Milvus, name: str) -> None:
        self._milvus, self._name = milvus, name

    def some(self, kind: RecordKind, numbers: Iterable[int], *, fresh: bool = False) -> dict[int, bytes]:
        """Those records of a kind that there are, by number."""
        firsts = {_key(kind, number, 0): number for number in numbers}
        found = self._milvus.get(self._name, list(firsts), "text", fresh=fresh)
        others = [_key(kind, firsts[key], part) for key, row in found.items() for part in range(1, row["parts"])]
        rest = self._milvus.get(self._name, others, "text", fresh=fresh) if others else {}
        return {firsts[key]: self._whole(kind, firsts[key], row["parts"], found | rest) for key, row in found.items()}

    def all(self, kind: RecordKind, numbers: Sequence[int]) -> dict[int, bytes]:
        """The records of a kind, none of which is missing."""
        found = self.some(kind, numbers)
        if len(found) < len(set(numbers)):
            raise SnapshotError("the snapshot is not whole in Milvus; run `fvm reindex`")
        return found

    def one(self, kind: RecordKind, *, fresh: bool = False) -> bytes | None:
        """The only record of a kind; None where it is not there."""
        return self.some(kind, [0], fresh=fresh).get(0)

    def _whole(self, kind: RecordKind, number: int, parts: int, rows: Mapping[int, Mapping[str, str]]) -> bytes:
        try:
            return b"".join(base64.b64decode(rows[_key(kind, number, part)]["text"]) for part in range(parts))
        except KeyError as error:
            raise SnapshotError("the snapshot is not whole in Milvus; run `fvm reindex`") from error


def _key(kind: RecordKind, number: int, part: int) -> int:
    return kind << _KIND_BITS | number << _PART_BITS | part
