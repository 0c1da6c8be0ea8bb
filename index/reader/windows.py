"""Runs a graph over windows of tokens: the words unpacked from their packed table, windows of like length together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoder.onnx_encoder import batches
from index.encoder.onnx_session import open_session
from index.encoder.words import WordTable
from index.reader.model import GRAPH
from index.reader.tokens import ReaderInput, pad

BATCH_TOKENS = 768
"""Padded tokens in one run: passages of like length go together."""


@dataclass(frozen=True, slots=True)
class Scores:
    """What a graph makes of one window: `start`, `end` float32 (tokens,), `outcomes` float32, one number or several."""

    start: NDArray[np.float32]
    end: NDArray[np.float32]
    outcomes: NDArray[np.float32]


class WindowScorer:
    """The graph of a prepared folder, on at most `threads` cores. Safe to call from several threads.

    Raises ModelError where the folder cannot be loaded.
    """

    def __init__(self, folder: Path, words: WordTable, threads: int | None = None) -> None:
        self._session = open_session(folder / GRAPH, threads)
        self._words = words

    def score(self, inputs: Sequence[ReaderInput]) -> list[Scores]:
        """The scores of each window, in the windows' order."""
        scores: dict[int, Scores] = {}
        for rows in batches([len(one.ids) for one in inputs], BATCH_TOKENS):
            start, end, outcomes = self._run([inputs[row] for row in rows])
            for place, row in enumerate(rows):
                scores[row] = Scores(start[place], end[place], np.atleast_1d(outcomes[place]))
        return [scores[row] for row in range(len(inputs))]

    def _run(self, inputs: Sequence[ReaderInput]) -> list[NDArray[np.float32]]:
        ids, attention = pad(inputs)
        fed = {"embedded": self._words.embedded(ids), "attention": attention.astype(np.int32)}
        outputs: list[NDArray[np.float32]] = self._session.run(["start", "end", "answers"], fed)
        return outputs
