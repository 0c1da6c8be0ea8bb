"""Embedded texts of a build that was cut off, found by their keys without being held in memory."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoder.embedding import UnfinishedVectors

_KEY_BYTES = 16


class KeyTable:
    """Which place each of many keys (hexadecimal digits) has among those that were given; sixteen bytes a key."""

    def __init__(self, keys: Iterable[str]) -> None:
        stored = bytearray()
        for key in keys:
            stored += bytes.fromhex(key[: 2 * _KEY_BYTES])
        table = np.frombuffer(bytes(stored), f"S{_KEY_BYTES}")
        self._order = np.argsort(table, kind="stable")
        self._sorted = table[self._order]

    def find(self, keys: Iterable[str]) -> dict[str, int]:
        """The places of those keys that there are."""
        wanted = list(dict.fromkeys(keys))
        if not wanted or not len(self._sorted):
            return {}
        table = np.frombuffer(b"".join(bytes.fromhex(key[: 2 * _KEY_BYTES]) for key in wanted), f"S{_KEY_BYTES}")
        at = np.minimum(np.searchsorted(self._sorted, table), len(self._sorted) - 1)
        hits = np.flatnonzero(self._sorted[at] == table)
        return {wanted[hit]: int(self._order[at[hit]]) for hit in hits.tolist()}


class RescuedVectors(UnfinishedVectors):
    """As `UnfinishedVectors`; what was there at the start is found by `known`, and nothing is read at once."""

    def __init__(self, folder: Path, model: str, dim: int) -> None:
        super().__init__(folder, model)
        self._parts: list[Path] = []
        self._starts, self._dim = [0], dim
        self._keys = KeyTable(self._listed())

    def _listed(self) -> Iterator[str]:
        for path in self.parts():
            try:
                keys = json.loads(path.read_text(encoding="utf-8"))
                vectors = np.load(path.with_suffix(".npy"), mmap_mode="r", allow_pickle=False)
            except (OSError, ValueError, EOFError):
                continue
            if vectors.shape == (len(keys), self._dim):
                self._parts.append(path.with_suffix(".npy"))
                self._starts.append(self._starts[-1] + len(keys))
                yield from keys

    def read(self, dim: int) -> dict[str, NDArray[np.float32]]:
        return {}

    def known(self, keys: Iterable[str]) -> dict[str, NDArray[np.float32]]:
        """Of these texts the vectors that were there."""
        wanted: dict[int, dict[str, int]] = {}
        for key, at in self._keys.find(keys).items():
            part = bisect_right(self._starts, at) - 1
            wanted.setdefault(part, {})[key] = at - self._starts[part]
        found: dict[str, NDArray[np.float32]] = {}
        for part, rows in wanted.items():
            vectors = np.load(self._parts[part], allow_pickle=False)
            found |= {key: vectors[row] for key, row in rows.items()}
        return found
