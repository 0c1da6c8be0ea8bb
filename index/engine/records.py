"""Bulletins and passages of a snapshot in an engine, read in batches when they are asked for."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, ItemsView, Iterable, Iterator, Mapping, Sequence, ValuesView
from itertools import groupby, islice
from typing import Any, TypeVar, overload

from corpus.types import Bulletin, Passage
from index.errors import SnapshotError
from index.snapshot.records import bulletin_named, bulletin_of, passage_of

_Value = TypeVar("_Value")

BATCH = 500
"""Rows that are read or written at once: some megabytes with their vectors."""

_BULLETINS_HELD = 1_000


class EngineBulletins(Mapping[str, Bulletin]):
    """The bulletins of a snapshot by id, in order of id; `read` gives the stored lines of some. Raises SnapshotError
    where one is damaged, or was removed with its snapshot."""

    def __init__(self, read: Callable[[list[str]], Mapping[str, bytes]], ids: Iterable[str]) -> None:
        self._read_lines = read
        self._ids = dict.fromkeys(sorted(ids))
        self._held: OrderedDict[str, Bulletin] = OrderedDict()
        self._lock = threading.Lock()

    def __getitem__(self, bulletin_id: str) -> Bulletin:
        if bulletin_id not in self._ids:
            raise KeyError(bulletin_id)
        return self.of([bulletin_id])[bulletin_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    def items(self) -> ItemsView[str, Bulletin]:
        return _Items(self)

    def values(self) -> ValuesView[Bulletin]:
        return _Values(self)

    def of(self, ids: Iterable[str]) -> dict[str, Bulletin]:
        """Some bulletins by id; those that were read lately are held."""
        wanted = dict.fromkeys(ids)
        with self._lock:
            found = {each: self._held[each] for each in wanted if each in self._held}
        missing = [each for each in wanted if each not in found]
        if missing:
            read = self._read(missing)
            with self._lock:
                self._held.update(read)
                while len(self._held) > _BULLETINS_HELD:
                    self._held.popitem(last=False)
            found |= read
        return found

    def _read(self, ids: list[str]) -> dict[str, Bulletin]:
        return whole(self._read_lines(ids), ids, bulletin_of)


class _Items(ItemsView[str, Bulletin]):
    def __init__(self, bulletins: EngineBulletins) -> None:
        super().__init__(bulletins)
        self._bulletins = bulletins

    def __iter__(self) -> Iterator[tuple[str, Bulletin]]:
        for ids in in_batches(self._bulletins, BATCH):
            yield from self._bulletins.of(ids).items()


class _Values(ValuesView[Bulletin]):
    def __init__(self, bulletins: EngineBulletins) -> None:
        super().__init__(bulletins)
        self._bulletins = bulletins

    def __iter__(self) -> Iterator[Bulletin]:
        return (bulletin for _, bulletin in self._bulletins.items())


class EnginePassages(Sequence[Passage]):
    """The passages of a snapshot in order of row; `read` gives the stored lines of some. Raises as
    `EngineBulletins`."""

    def __init__(
        self, read: Callable[[list[int]], Mapping[int, bytes]], count: int, bulletins: EngineBulletins
    ) -> None:
        self._read_lines, self._count, self._bulletins = read, count, bulletins

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Passage]:
        for rows in in_batches(range(self._count), BATCH):
            yield from self.of(rows)

    @overload
    def __getitem__(self, row: int) -> Passage: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[Passage]: ...
    def __getitem__(self, row: int | slice) -> Passage | Sequence[Passage]:
        if isinstance(row, slice):
            return self.of(range(*row.indices(self._count)))
        if not -self._count <= row < self._count:
            raise IndexError(row)
        return self.of([row % self._count])[0]

    def rows_by_bulletin(self) -> dict[str, range]:
        """See `SearchedSnapshot`; goes through all of them."""
        named = groupby(enumerate(self), key=lambda each: each[1].bulletin_id)
        rows = {bulletin_id: [row for row, _ in found] for bulletin_id, found in named}
        return {bulletin_id: range(found[0], found[-1] + 1) for bulletin_id, found in rows.items()}

    def of(self, rows: Sequence[int]) -> list[Passage]:
        """Some passages, in the order of `rows`."""
        found = self._read_lines(list(rows))
        return self.read([found.get(row, b"") for row in rows])

    def read(self, lines: Sequence[bytes]) -> list[Passage]:
        """The passages of some lines, whose bulletins are read at once."""
        named = whole(dict(enumerate(lines)), range(len(lines)), bulletin_named)
        bulletins = self._bulletins.of(named.values())
        read = whole(dict(enumerate(lines)), range(len(lines)), lambda line: passage_of(line, bulletins))
        return list(read.values())


def whole(lines: Mapping[Any, bytes], wanted: Iterable[Any], parse: Callable[[bytes], _Value]) -> dict[Any, _Value]:
    """What is parsed of each line that is wanted; SnapshotError where one is missing or damaged."""
    try:
        return {key: parse(lines[key]) for key in wanted}
    except (ValueError, KeyError, TypeError) as error:
        raise SnapshotError(f"the snapshot in the engine is damaged ({error!r}); run `fvm reindex`") from error


def in_batches(values: Iterable[_Value], size: int) -> Iterator[list[_Value]]:
    """The values in lists of `size`, the last of which may be shorter."""
    rest = iter(values)
    while batch := list(islice(rest, size)):
        yield batch
