"""Shelves as the search sees them, as vectors, with their questions: what the questions' encoder learns from."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from bot.lab.data.programmes import Programme, ProgrammeQuestion, read_programme
from bot.lab.data.span_scores import holds_accepted
from corpus.types import Passage, Span
from index.encoder.protocol import Encoder
from index.snapshot.build import build
from index.snapshot.opened import current_folder, open_snapshot
from index.types import Vectors

NONE = -1
"""The row of what is not there."""


@dataclass(frozen=True, slots=True)
class PlacedQuestion:
    """A question, and the row of the passage that answers, NONE where none does; the row of the sentence, NONE where no
    sentence holds the whole answer. `also` are rows of other passages that hold a text which answers."""

    text: str
    language: str
    passage: int = NONE
    sentence: int = NONE
    also: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class EmbeddedShelf:
    """Float32 vectors of passages and sentences; the sentences of passage r are rows `starts[r]` to `starts[r + 1]`."""

    passages: Vectors
    sentences: Vectors
    starts: tuple[int, ...]
    questions: tuple[PlacedQuestion, ...]


def embedded_shelves(paths: Iterable[Path], encoder: Encoder, kept: Path) -> Iterator[EmbeddedShelf]:
    """Each programme or shelf of authorities' pages; what lies in the folder `kept` already is not embedded again."""
    kept.mkdir(parents=True, exist_ok=True)
    for path in paths:
        stamp = hashlib.sha256(path.read_bytes() + encoder.name.encode()).hexdigest()[:16]
        file = kept / f"{path.stem}-{stamp}.npz"
        if not file.exists():
            _write(file, embedded(read_programme(path), encoder))
        yield _read(file)


def embedded(programme: Programme, encoder: Encoder) -> EmbeddedShelf:
    with tempfile.TemporaryDirectory() as folder:
        build(list(programme.bulletins.values()), encoder, Path(folder))
        snapshot = open_snapshot(current_folder(Path(folder)), encoder.name)
        passages = list(snapshot.passages)
        vectors = np.array(snapshot.passage_vectors)
        sentences = [np.array(snapshot.sentence_rows(row)) for row in range(len(passages))]
    starts = tuple(np.cumsum([0, *map(len, sentences)]).tolist())
    placed = [_placed(one, passages, starts) for one in programme.questions]
    # An answer that runs over the end of its passage stands in none.
    pairs = zip(placed, programme.questions, strict=True)
    kept = tuple(one for one, asked in pairs if one.passage != NONE or asked.answer is None)
    return EmbeddedShelf(vectors, np.concatenate(sentences), starts, kept)


def _placed(asked: ProgrammeQuestion, passages: Sequence[Passage], starts: Sequence[int]) -> PlacedQuestion:
    row = next((row for row, passage in enumerate(passages) if asked.is_answered_in(passage)), NONE)
    if row == NONE or asked.answer is None:
        return PlacedQuestion(asked.text, asked.language)
    also = (other for other, passage in enumerate(passages) if holds_accepted(passage.text, asked.accepted))
    own = _sentence(passages[row], asked.answer)
    sentence = starts[row] + own if own != NONE else NONE
    return PlacedQuestion(asked.text, asked.language, row, sentence, tuple(other for other in also if other != row))


def _sentence(passage: Passage, answer: Span) -> int:
    spans = enumerate(passage.sentences)
    return next((place for place, span in spans if span.start <= answer.start and answer.end <= span.end), NONE)


def _write(file: Path, shelf: EmbeddedShelf) -> None:
    fresh = file.with_suffix(".new.npz")
    questions = json.dumps([asdict(one) for one in shelf.questions])
    np.savez(fresh, passages=shelf.passages, sentences=shelf.sentences, starts=shelf.starts, questions=questions)
    fresh.replace(file)


def _read(file: Path) -> EmbeddedShelf:
    with np.load(file) as stored:
        rows = json.loads(str(stored["questions"]))
        questions = tuple(PlacedQuestion(**row | {"also": tuple(row["also"])}) for row in rows)
        return EmbeddedShelf(stored["passages"], stored["sentences"], tuple(stored["starts"].tolist()), questions)
