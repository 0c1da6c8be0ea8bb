"""A query to hits, over whichever snapshot is published."""

from __future__ import annotations

import logging
import threading
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.types import Bulletin, Language
from index.encoder.packaged.question_encoder import QuestionEncoder
from index.encoder.protocol import Encoder
from index.errors import EngineAwayError, SnapshotError
from index.fusion import LEXICAL_WEIGHT, fuse
from index.snapshot.manifest import Manifest
from index.snapshot.place import SnapshotPlace, as_place
from index.snapshot.searched import FoundPassage, SearchedSnapshot
from index.stores.protocol import best
from index.types import Hit, Rows, Scores, Vectors

CANDIDATES = 100
"""Passages that each kind of search proposes."""

READ_CHARACTERS = 2_000
"""Of a longer query only the beginning is read: no question needs more, and every word of it costs time."""

PATIENCE = 0.5
"""Seconds that the search which first sees a new snapshot waits for it: as long as it takes to open some hundreds of
bulletins. A larger one is opened behind the searches, which go on with the old one meanwhile."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Opened:
    """A snapshot and the pointer's stamp that led to it; replaced as one, so that no search sees halves of two. It is
    not the one that is published where that does not fit."""

    snapshot: SearchedSnapshot
    stamp: Hashable
    is_published: bool = True


class Retriever:
    """Searches the snapshot that is published in a folder or elsewhere. A new one is opened and warmed in a thread of
    its own and then answers in its place. `questions` makes the questions' vectors, else the encoder does.

    Safe to call from several threads. Raises SnapshotError at the start where there is no snapshot that fits the
    encoder; later one that does not fit is logged, and the one at hand goes on answering.
    """

    def __init__(
        self,
        where: Path | SnapshotPlace,
        encoder: Encoder,
        questions: QuestionEncoder | None = None,
        lexical_weight: Mapping[str, float] = LEXICAL_WEIGHT,
    ) -> None:
        self._place = as_place(where)
        self._encoder = encoder
        self._questions = questions
        self._lexical_weight = lexical_weight
        self._lock = threading.Lock()
        self._opening: threading.Thread | None = None
        stamp = self._place.stamp()
        self._opened = _Opened(self._place.open(encoder.name), stamp)

    @property
    def encoder(self) -> Encoder:
        return self._encoder

    @property
    def snapshot(self) -> Manifest:
        """What is known of the snapshot that answers: id, time, counts, model, size."""
        return self._fresh().manifest

    @property
    def bulletins(self) -> Mapping[str, Bulletin]:
        """The bulletins of the snapshot that answers, by id."""
        return self._fresh().bulletins

    @property
    def is_published(self) -> bool:
        """Whether what answers is what is published: not while that is one of other weights, of a newer program say."""
        return self._opened.is_published

    @property
    def published(self) -> SearchedSnapshot:
        """The snapshot that answers, whole."""
        return self._fresh()

    def search(self, query: str, top_k: int = 10, language: str = "sv") -> list[Hit]:
        """The best `top_k` passages for `query`, best first; fewer where the library has fewer.

        `language` is the question's (`sv` or `en`) and decides how much its words count beside its meaning.
        A query without a letter or digit finds nothing. Raises ValueError for `top_k` below 1.
        """
        if top_k < 1:
            raise ValueError(f"top_k is {top_k}, wanted 1 or more")
        query = query[:READ_CHARACTERS]
        if not any(character.isalnum() for character in query):
            return []
        try:
            return self._found(self._fresh(), query, top_k, language)
        except SnapshotError:
            # It was removed while it answered, as when something is withdrawn: another one answers by now.
            self._open_newer()
            if self._opening is not None:
                self._opening.join()
            return self._found_again(query, top_k, language)

    def _found_again(self, query: str, top_k: int, language: str) -> list[Hit]:
        """The hits in what answers by now; where nothing is left that fits, somebody with other weights may answer."""
        try:
            return self._found(self._opened.snapshot, query, top_k, language)
        except SnapshotError as error:
            raise EngineAwayError(f"nothing that this encoder can search is published any more: {error}") from error

    def _found(self, snapshot: SearchedSnapshot, query: str, top_k: int, language: str) -> list[Hit]:
        spelt = snapshot.lexical.respell(query, folded_only=language != "sv")
        weight = self._lexical_weight.get(language, self._lexical_weight["sv"])
        hits = rank(snapshot, spelt, self._vectors([spelt])[0], top_k, weight, Language(language))
        odds = self._questions and self._questions.odds
        return [replace(hit, odds=odds(hit.dense)) for hit in hits] if odds else hits

    def mentions(self, word: str) -> bool:
        """Whether any passage writes `word`, in whatever form."""
        return self._fresh().lexical.mentions(word)

    def similarity(self, query: str, texts: Sequence[str]) -> Scores:
        """Cosines of `query` and each text, read as a passage: float32, (n,)."""
        if not texts:
            return np.zeros(0, np.float32)
        vector = self._vectors([query])[0]
        return np.asarray(self._encoder.encode_passages(texts) @ vector, np.float32)

    def _vectors(self, queries: Sequence[str]) -> Vectors:
        return (self._questions or self._encoder.encode_queries)(queries)

    def refresh(self) -> None:
        """Wait until the snapshot that is published now answers, or is found not to fit."""
        while self._is_behind():
            self._open_newer()
            opening = self._opening
            if opening is not None:
                opening.join()

    def _fresh(self) -> SearchedSnapshot:
        """The snapshot that answers; where another is published by now, it is opened in the background."""
        if self._is_behind():
            opening = self._open_newer()
            if opening is not None:
                opening.join(PATIENCE)
        return self._opened.snapshot

    def _is_behind(self) -> bool:
        stamp = self._place.stamp()
        return stamp is not None and stamp != self._opened.stamp

    def _open_newer(self) -> threading.Thread | None:
        """Begin to open what is published now; None where that is under way."""
        with self._lock:
            if self._opening is not None and self._opening.is_alive():
                return None
            self._opening = threading.Thread(target=self._reopen, name="snapshot", daemon=True)
            self._opening.start()
            return self._opening

    def _reopen(self) -> None:
        stamp, snapshot, is_published = self._place.stamp(), self._opened.snapshot, True
        try:
            newer = self._place.open(self._encoder.name)
            newer.warm()
            snapshot = newer
        except EngineAwayError as error:
            _log.warning("the new snapshot cannot be opened yet, %s goes on: %s", snapshot.manifest.id, error)
            stamp, is_published = self._opened.stamp, self._opened.is_published
        except SnapshotError as error:
            is_published = False
            _log.warning("the new snapshot is not used, %s goes on answering: %s", snapshot.manifest.id, error)
        finally:
            # Whatever else went wrong, it is not tried again until another one is published.
            self._opened = _Opened(snapshot, stamp, is_published)


def rank(
    snapshot: SearchedSnapshot,
    query: str,
    vector: NDArray[np.float32],
    top_k: int,
    lexical_weight: float,
    language: Language = Language.SV,
) -> list[Hit]:
    """The hits of one query in `language` whose vector, float32, (dim,), is known; `lexical_weight` as in `fuse`."""
    lexical = snapshot.lexical.scores(query, language)
    rows = _candidates(snapshot, vector, lexical, max(top_k, CANDIDATES))
    coverage = np.asarray(lexical[rows] / snapshot.lexical.ceiling(query, language), np.float32)
    dense = np.asarray(snapshot.vectors_of(rows) @ vector, np.float32)
    fused = fuse(dense, coverage, lexical_weight)
    cosines = dict(zip(rows.tolist(), dense.tolist(), strict=True))
    covered = dict(zip(rows.tolist(), coverage.tolist(), strict=True))
    ranked, scores = (column.tolist() for column in best(rows, fused, top_k))
    return [
        _hit(found, vector, _Scores(score, cosines[row], float(lexical[row]), covered[row]))
        for found, row, score in zip(snapshot.fetch(ranked), ranked, scores, strict=True)
    ]


def _candidates(snapshot: SearchedSnapshot, vector: NDArray[np.float32], lexical: Scores, count: int) -> Rows:
    by_meaning = snapshot.nearest(vector, count).rows
    by_words = best(np.flatnonzero(lexical), lexical[lexical > 0], count).rows
    return np.union1d(by_meaning, by_words)


class _Scores(NamedTuple):
    """The scores of one hit, as in `Hit`."""

    score: float
    dense: float
    lexical: float
    coverage: float


def _hit(found: FoundPassage, vector: NDArray[np.float32], scores: _Scores) -> Hit:
    sentence_scores = tuple((found.sentence_vectors @ vector).tolist())
    return Hit(found.passage, found.bulletin, **scores._asdict(), sentence_scores=sentence_scores)
