"""Runs a graph over windows of tokens, the words unpacked from their packed table."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoder.onnx_session import open_session, usable_cores
from index.encoder.packaged.words import WordTable
from index.reader.tokens import ReaderInput

GRAPH = "reader.onnx"


@dataclass(frozen=True, slots=True)
class Scores:
    """What a graph makes of one window: `start`, `end` float32 (tokens,), `outcomes` float32, one number or several."""

    start: NDArray[np.float32]
    end: NDArray[np.float32]
    outcomes: NDArray[np.float32]


class WindowScorer:
    """The graph of a prepared folder, on at most `threads` cores. Safe to call from several threads.

    Each window is read alone, on one core, several at a time: nothing is padded, 8 bits hold one window's numbers, and
    what a window gets does not depend on those beside it. Raises ModelError where the folder cannot be loaded.
    """

    def __init__(self, folder: Path, words: WordTable, threads: int | None = None) -> None:
        self._session = open_session(folder / GRAPH, 1)
        self._words = words
        self._readers = ThreadPoolExecutor(threads or usable_cores(), "reading")

    def score(self, inputs: Sequence[ReaderInput]) -> list[Scores]:
        """The scores of each window, in the windows' order."""
        longest_first = sorted(range(len(inputs)), key=lambda row: -len(inputs[row].ids))
        found = self._readers.map(self._run, [inputs[row] for row in longest_first])
        scores = dict(zip(longest_first, found, strict=True))
        return [scores[row] for row in range(len(inputs))]

    def _run(self, window: ReaderInput) -> Scores:
        fed = {"embedded": self._words.embedded(np.array([window.ids]))}
        start, end, outcomes = self._session.run(["start", "end", "answers"], fed)
        return Scores(start[0], end[0], np.atleast_1d(outcomes[0]))
