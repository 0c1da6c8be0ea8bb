"""Bulletins and passages as a snapshot stores them: one JSON object a line, read when it is asked for."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TypeVar, overload

from corpus.types import Bulletin, Passage
from index.errors import SnapshotError
from index.lines import Lines
from index.snapshot.records import bulletin_line, bulletin_of, passage_line, passage_of

_Value = TypeVar("_Value")

_BULLETINS_HELD = 1_000
_PASSAGES_HELD = 5_000
"""How many stay in memory once they are read: a few megabytes."""


class StoredBulletins(Mapping[str, Bulletin]):
    """The bulletins of a snapshot by id, in order of id. Reading one raises SnapshotError where its line is damaged."""

    def __init__(self, path: Path, ids: Iterable[str]) -> None:
        self._lines = Lines.mapped(path)
        self._ids = sorted(ids)
        if len(self._lines) != len(self._ids):
            raise ValueError(f"{path.name} has {len(self._lines)} lines, wanted {len(self._ids)}")
        self._read = lru_cache(_BULLETINS_HELD)(self._parsed)

    def __getitem__(self, bulletin_id: str) -> Bulletin:
        row = bisect_left(self._ids, bulletin_id)
        if row == len(self._ids) or self._ids[row] != bulletin_id:
            raise KeyError(bulletin_id)
        return self._read(row)

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def lines(self) -> Lines:
        """As they are stored."""
        return self._lines

    def _parsed(self, row: int) -> Bulletin:
        return _whole(bulletin_of, self._lines[row])


class StoredPassages(Sequence[Passage]):
    """The passages of a snapshot in order of row. Reading one raises SnapshotError where its line is damaged."""

    def __init__(self, path: Path, bulletins: Mapping[str, Bulletin]) -> None:
        self._lines = Lines.mapped(path)
        self._bulletins = bulletins
        self._read = lru_cache(_PASSAGES_HELD)(self._parsed)

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, row: int) -> Passage: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[Passage]: ...
    def __getitem__(self, row: int | slice) -> Passage | Sequence[Passage]:
        if isinstance(row, slice):
            return [self._read(each) for each in range(*row.indices(len(self)))]
        if not -len(self) <= row < len(self):
            raise IndexError(row)
        return self._read(row % len(self))

    @property
    def lines(self) -> Lines:
        """As they are stored."""
        return self._lines

    def _parsed(self, row: int) -> Passage:
        return _whole(lambda line: passage_of(line, self._bulletins), self._lines[row])


class JoinedPassages(Sequence[Passage]):
    """Passages of a snapshot, by their row in `former`, and others: nothing is read of those until it is asked for."""

    def __init__(self, former: Sequence[Passage], places: Sequence[int | Passage]) -> None:
        self._former = former
        self._places = places

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, row: int) -> Passage: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[Passage]: ...
    def __getitem__(self, row: int | slice) -> Passage | Sequence[Passage]:
        if isinstance(row, slice):
            return [self[each] for each in range(*row.indices(len(self)))]
        place = self._places[row]
        return self._former[place] if isinstance(place, int) else place

    def lines(self) -> Iterator[bytes]:
        """As they are stored."""
        stored = self._former.lines if isinstance(self._former, StoredPassages) else None
        for row, place in enumerate(self._places):
            yield stored[place] if stored is not None and isinstance(place, int) else passage_line(self[row])


def bulletin_lines(bulletins: Mapping[str, Bulletin]) -> Iterable[bytes]:
    """Bulletins as they are stored."""
    return bulletins.lines if isinstance(bulletins, StoredBulletins) else map(bulletin_line, bulletins.values())


def lines_of(passages: Sequence[Passage]) -> Iterator[bytes]:
    """Passages as they are stored."""
    return passages.lines() if isinstance(passages, JoinedPassages) else map(passage_line, passages)


def _whole(parse: Callable[[bytes], _Value], line: bytes) -> _Value:
    try:
        return parse(line)
    except (ValueError, KeyError, TypeError) as error:
        raise SnapshotError(f"the snapshot is damaged ({error!r}); run `fvm reindex`") from error
