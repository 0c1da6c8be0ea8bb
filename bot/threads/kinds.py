"""Tells what a message in a thread is, with weights learnt from threads of staff."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save

from bot.errors import StoreError
from bot.threads.features import feature_row
from bot.threads.types import QUESTIONS, Kind, Said
from corpus.storage import write_file
from index.types import Vectors

SHIPPED = Path(__file__).with_name("kinds.safetensors")
_REMEMBERED = 2048
"""Texts whose vectors are remembered: three megabytes with the packaged encoder."""


class Encode(Protocol):
    """Texts to vectors, float32 (n, dim), rows of unit length."""

    def __call__(self, texts: Sequence[str], /) -> Vectors: ...


@dataclass(frozen=True, slots=True)
class KindModel:
    """Softmax regression: `weights` (features, kinds) over features less `mean` divided by `spread`, and `bias`."""

    mean: NDArray[np.float32]
    spread: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    def probabilities(self, thread: Sequence[Said], place: int, vectors: Vectors) -> dict[Kind, float]:
        """How probable each kind is for the message at `place`; they add up to 1."""
        shares = self.shares(feature_row(thread, place, vectors))
        return dict(zip(Kind, map(float, shares), strict=True))

    def shares(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """The probabilities (..., kinds), in the order of `Kind`, for rows of features (..., features)."""
        scores = (rows - self.mean) / self.spread @ self.weights + self.bias
        odds = np.exp(scores - scores.max(-1, keepdims=True))
        shares: NDArray[np.float32] = odds / odds.sum(-1, keepdims=True)
        return shares


def question_probability(kinds: dict[Kind, float]) -> float:
    """How probable it is that the message is something that the bulletins may answer."""
    return sum(kinds[kind] for kind in QUESTIONS)


def thread_vectors(thread: Sequence[Said], encode: Encode) -> Vectors:
    """The encoder's vectors of every message, as the weights were learnt on them."""
    return encode([said.plain[:1500] or "-" for said in thread])


class RememberedVectors:
    """An encoder that remembers the vectors of the last texts, not the texts: a thread grows by a message at a time.
    Any number of threads may call it."""

    def __init__(self, encode: Encode) -> None:
        self._encode = encode
        self._known: OrderedDict[bytes, Vectors] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, texts: Sequence[str], /) -> Vectors:
        marks = [hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest() for text in texts]
        with self._lock:
            found = {mark: self._known[mark] for mark in marks if mark in self._known}
        new = {mark: text for mark, text in zip(marks, texts, strict=True) if mark not in found}
        if new:
            found |= dict(zip(new, self._encode(list(new.values())), strict=True))
        with self._lock:
            for mark in marks:
                self._known[mark] = found[mark]
                self._known.move_to_end(mark)
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return np.stack([found[mark] for mark in marks])


def read_kinds(path: Path = SHIPPED) -> KindModel:
    """The model of the file at `path`. Raises StoreError where it cannot be read."""
    try:
        stored = load_file(path)
        return KindModel(*(stored[name].astype(np.float32) for name in ("mean", "spread", "weights", "bias")))
    except (OSError, SafetensorError, KeyError) as error:
        raise StoreError(f"{path} cannot be read ({error}); install the project again") from error


def write_kinds(path: Path, model: KindModel) -> None:
    """Writes the file by one rename, the weights as float16."""
    weights = model.weights.astype(np.float16)
    write_file(path, save({"mean": model.mean, "spread": model.spread, "weights": weights, "bias": model.bias}))
