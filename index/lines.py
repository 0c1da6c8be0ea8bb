"""Lines of text that are read where they lie on disk."""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Self, overload

import numpy as np
from numpy.typing import NDArray

from index.arrays import mapped

_AT_ONCE = 1_000
"""Lines that are taken out at once where all are gone through."""


def starts_of(path: Path) -> Path:
    """The file that tells where each line of `path` begins."""
    return path.with_suffix(".starts.npy")


def write_lines(path: Path, lines: Iterable[bytes]) -> None:
    """Write each line, and beside them where each begins: int64, one more than there are lines."""
    starts = [0]
    with path.open("wb") as file:
        for line in lines:
            starts.append(starts[-1] + file.write(line + b"\n"))
    np.save(starts_of(path), np.array(starts, np.int64), allow_pickle=False)


class Lines(Sequence[bytes]):
    """Lines without their breaks, of a file that is mapped from disk or of bytes in memory; line `n` begins at byte
    `starts[n]`, int64."""

    def __init__(self, content: mmap.mmap | bytes, starts: NDArray[np.int64]) -> None:
        self._content = content
        self._starts = starts

    @classmethod
    def of(cls, lines: Iterable[bytes]) -> Self:
        held = list(lines)
        starts = np.cumsum([0, *(len(line) + 1 for line in held)], dtype=np.int64)
        return cls(b"".join(line + b"\n" for line in held), starts)

    @classmethod
    def mapped(cls, path: Path) -> Self:
        """The lines of a file that `write_lines` wrote.

        Raises OSError or ValueError where the files are missing or do not fit each other.
        """
        starts, size = mapped(starts_of(path)), path.stat().st_size
        if starts.ndim != 1 or not len(starts) or int(starts[-1]) != size:
            raise ValueError(f"{path.name} and its starts do not fit each other")
        if not size:
            return cls(b"", starts)  # nothing can be mapped of an empty file
        with path.open("rb") as file:
            return cls(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), starts)

    def __len__(self) -> int:
        return len(self._starts) - 1

    def part(self, first: int, last: int) -> Self:
        """The lines from `first` to before `last`, where they lie."""
        return type(self)(self._content, self._starts[first : last + 1])

    def __iter__(self) -> Iterator[bytes]:
        for first in range(0, len(self), _AT_ONCE):
            yield from self[first : first + _AT_ONCE]

    @overload
    def __getitem__(self, row: int) -> bytes: ...
    @overload
    def __getitem__(self, row: slice) -> list[bytes]: ...
    def __getitem__(self, row: int | slice) -> bytes | list[bytes]:
        if not isinstance(row, slice):
            first, last = self._starts[row : row + 2].tolist()
            return self._content[first : last - 1]
        first, last, _ = row.indices(len(self))
        # All in one piece: a line by itself costs a hundred times its bytes.
        return self._content[int(self._starts[first]) : int(self._starts[max(first, last)])].split(b"\n")[:-1]
