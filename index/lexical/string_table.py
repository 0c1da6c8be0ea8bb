"""Strings in an order in which each is found, read where they lie."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.lines import Lines

Numbers = NDArray[np.int32]
"""int32, (n,), numbers of strings in their table, counted from 0."""

_HELD = 10_000
"""Look-ups of a table whose answers stay in memory, at about 200 bytes each: those of thousands of questions."""


class StringTable(Sequence[str]):
    """Different strings in order, each by its number; one stays on disk until it is asked for."""

    def __init__(self, lines: Sequence[bytes]) -> None:
        self._lines = lines
        self.find = lru_cache(_HELD)(self._find)

    @classmethod
    def of(cls, ordered: Iterable[str]) -> Self:
        return cls(Lines.of(map(_bytes_of, ordered)))

    @property
    def lines(self) -> Sequence[bytes]:
        return self._lines

    def __len__(self) -> int:
        return len(self._lines)

    def __iter__(self) -> Iterator[str]:
        return map(_text_of, self._lines)

    def __getitem__(self, number: int) -> str:  # type: ignore[override]  # of a range there is `between`
        return _text_of(self._lines[number])

    def between(self, first: int, last: int) -> list[str]:
        """Those from number `first` to before `last`."""
        return list(map(_text_of, self._lines[first:last]))

    def _find(self, text: str, first: int = 0, last: int | None = None) -> int | None:
        """The number of `text` among those from `first` to before `last`, all of which are in order of their
        characters; None where it is not there."""
        wanted, end = _bytes_of(text), len(self) if last is None else last
        at = bisect_left(self._lines, wanted, first, end)
        return at if at < end and self._lines[at] == wanted else None

    def beginning_with(self, beginning: str) -> Iterator[str]:
        """In order, those that begin so; the whole table is in order of characters."""
        wanted = _bytes_of(beginning)
        for at in range(bisect_left(self._lines, wanted), len(self)):
            if not self._lines[at].startswith(wanted):
                return
            yield self[at]


class OtherOrder:
    """The strings of a table by what `key` makes of them: `order` has their numbers in the order of that."""

    def __init__(self, table: StringTable, order: Numbers, key: Callable[[str], str]) -> None:
        self._table, self._order, self._key = table, order, key

        self._same = lru_cache(_HELD)(lambda wanted: tuple(self._from(wanted, wanted.__eq__)))

    @staticmethod
    def order_of(strings: Sequence[str], key: Callable[[str], str]) -> Numbers:
        keys = list(map(key, strings))
        return np.array(sorted(range(len(keys)), key=keys.__getitem__), np.int32)

    def same(self, key: str) -> tuple[str, ...]:
        """Those of which `key` is made."""
        return self._same(key)

    def beginning_with(self, beginning: str) -> Iterator[str]:
        """Those of which something is made that begins so."""
        return self._from(beginning, lambda key: key.startswith(beginning))

    def _from(self, first: str, goes_on: Callable[[str], object]) -> Iterator[str]:
        numbers = range(len(self._order))
        for at in range(bisect_left(numbers, first, key=self._key_at), len(self._order)):
            if not goes_on(self._key_at(at)):
                return
            yield self._table[int(self._order[at])]

    def _key_at(self, at: int) -> str:
        return self._key(self._table[int(self._order[at])])


def _bytes_of(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _text_of(line: bytes) -> str:
    return line.decode("utf-8", "surrogatepass")
