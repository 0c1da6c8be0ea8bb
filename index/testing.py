"""Fakes for tests of what stands above the index: fast, and with a ranking that can be predicted."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

import numpy as np

from index.types import Progress, Vectors

_WORD = re.compile(r"\w+")


class WordEncoder:
    """An Encoder whose cosine of two texts is the share of words they have in common.

    Each different word of a text, lower-cased, sets one of `dim` dimensions (by checksum), and the vector is scaled
    to unit length. So cosine = shared words / sqrt(words of a * words of b), unless two words fall on one dimension.
    `calls` holds the texts of each call, queries and passages alike.
    """

    def __init__(self, dim: int = 512, name: str = "words", max_tokens: int = 256) -> None:
        self._dim = dim
        self._name = name
        self._max_tokens = max_tokens
        self.calls: list[tuple[str, ...]] = []

    @property
    def name(self) -> str:
        return self._name

    @property
    def dim(self) -> int:
        return self._dim

    @property
    def max_tokens(self) -> int:
        return self._max_tokens

    def count_tokens(self, text: str) -> int:
        return len(_WORD.findall(text))

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        self.calls.append(tuple(texts))
        return np.stack([self._vector(text) for text in texts]) if texts else np.zeros((0, self._dim), np.float32)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        vectors = self.encode_queries(texts)
        if progress is not None:
            progress(len(texts), len(texts))
        return vectors

    def _vector(self, text: str) -> Vectors:
        vector = np.zeros(self._dim, np.float32)
        vector[[zlib.crc32(word.encode()) % self._dim for word in _WORD.findall(text.lower())]] = 1
        return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-12), np.float32)
