"""Vectors of texts, each text embedded once: what is known is taken over, what is done survives a crash."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.storage import Step, write_file
from corpus.types import Bulletin, Passage
from index.arrays import mapped
from index.encoder.protocol import Encoder
from index.types import Vectors

CHUNK = 256
"""Texts between two marks: what a crash costs at most."""

KnownVectors = Callable[[Iterable[str]], Mapping[str, NDArray[np.float32]]]
"""Takes the keys of texts and gives vectors, float32, (dim,), by key: of these at least where they are known."""


def embedded_text(context: str, text: str) -> str:
    """What is embedded for a passage or one of its sentences."""
    return f"{context}\n{text}" if context else text


def text_key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def passage_text(passage: Passage) -> str:
    return embedded_text(passage.context, passage.text)


def sentence_texts(passage: Passage, bulletin: Bulletin) -> list[str]:
    """What is embedded for each sentence; empty for a single one, which shares the passage's vector."""
    if len(passage.sentences) < 2:
        return []
    return [embedded_text(passage.context, bulletin.body[span.start : span.end]) for span in passage.sentences]


class UnfinishedVectors:
    """The vectors of a build under way, in a folder of numbered parts that belong to one model."""

    def __init__(self, folder: Path, model: str) -> None:
        self._root = folder
        self._folder = folder / hashlib.sha256(model.encode()).hexdigest()[:16]

    def parts(self) -> list[Path]:
        """The lists of keys that there are."""
        return sorted(self._folder.glob("*.json"))

    def read(self, dim: int) -> dict[str, NDArray[np.float32]]:
        """Whatever whole parts there are; a damaged one is as if it were not there."""
        found: dict[str, NDArray[np.float32]] = {}
        for path in self.parts():
            try:
                keys = json.loads(path.read_text(encoding="utf-8"))
                vectors = mapped(path.with_suffix(".npy"))
            except (OSError, ValueError, EOFError):
                continue
            if vectors.shape == (len(keys), dim):
                found.update(zip(keys, vectors, strict=True))
        return found

    def write(self, keys: list[str], vectors: Vectors) -> Vectors:
        """Write one part; its vectors where they lie on disk, so that those of a large build leave the memory."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{text_key(''.join(keys))[:16]}.npy"
        with path.open("wb") as file:
            np.save(file, vectors, allow_pickle=False)
        # The list of keys comes last: a part without it does not count.
        write_file(path.with_suffix(".json"), json.dumps(keys).encode())
        return mapped(path)

    def clear(self) -> None:
        shutil.rmtree(self._root, ignore_errors=True)


def embed(
    texts: Iterable[str],
    encoder: Encoder,
    known: KnownVectors,
    unfinished: UnfinishedVectors,
    before: Step,
    progress: Callable[[int, int], None],
) -> dict[str, NDArray[np.float32]]:
    """Text key to vector for every text; only texts that neither `known` nor `unfinished` holds are encoded."""
    wanted = {text_key(text): text for text in texts}
    taken_over = known(wanted)
    found = {key: taken_over[key] for key in wanted if key in taken_over}
    rescued = unfinished.read(encoder.dim) if len(found) < len(wanted) else {}
    found |= {key: rescued[key] for key in wanted if key in rescued}
    # Texts of like length side by side make full batches; a crash then loses one chunk, not one batch.
    missing = sorted((key for key in wanted if key not in found), key=lambda key: len(wanted[key]))
    for start in range(0, len(missing), CHUNK):
        before("embed")
        keys = missing[start : start + CHUNK]
        report = partial(_report, progress, start, len(missing))
        vectors = encoder.encode_passages([wanted[key] for key in keys], report)
        found.update(zip(keys, unfinished.write(keys, vectors), strict=True))
    return found


def _report(progress: Callable[[int, int], None], start: int, total: int, done: int, _of_chunk: int) -> None:
    progress(start + done, total)
