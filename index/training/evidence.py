"""Questions put to a search with the reader behind it: what was read, and which passages would have been right."""

from __future__ import annotations

import dataclasses
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from corpus.types import Passage, Span
from index.encoder import Encoder
from index.reader import Reader
from index.training.articles import Split
from index.training.collection import Collection, passages_of, place_of
from index.training.data import Question, Source
from index.training.span_scores import holds
from index.types import Reading

_TOP = 8
_SENTENCE = re.compile(r"[^.!?\n]*[.!?\n]*")


@dataclass(frozen=True, slots=True)
class Candidate:
    """`right`: the sentence around the span holds an accepted answer, out of the right paragraph."""

    answerable: float
    margin: float
    cosine: float
    right: bool

    def reading(self, margin_weight: float) -> Reading:
        score = self.answerable + margin_weight * self.margin
        return Reading(Span(0, 0), self.margin, 0.0, self.answerable, score)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One question and the passages that were read for it, in the order of the search."""

    kind: str
    answerable: bool
    cross: bool
    candidates: tuple[Candidate, ...]


def gather(reader: Reader, encoder: Encoder, tokenizer: Tokenizer, questions: Sequence[Question], split: Split,
           most: int) -> Iterator[Evidence]:
    """At most `most` questions of each kind: Swedish and English ones over Swedish encyclopedia paragraphs, half of
    them without an answer; Swedish ones over authorities' pages; and each kind's over the other's texts."""
    rng = random.Random(11)  # noqa: S311 - a draw, not a secret
    ours = [question for question in questions if question.paragraph.split is split]
    rng.shuffle(ours)
    squad = [question for question in ours if question.paragraph.source is Source.SQUAD_SV]
    pages = [question for question in ours if question.paragraph.source is Source.SWEQUAD]
    english = [dataclasses.replace(question, text=question.others[0]) for question in squad if question.others]
    rng.shuffle(english)
    articles, authorities = _collection(squad, tokenizer, encoder), _collection(pages, tokenizer, encoder)
    for kind, asked, collection, cross, foreign in (
        ("squad_sv", squad[:most], articles, False, False),
        ("squad_sv in English", english[:most], articles, True, False),
        ("swequad_mc", pages[:most], authorities, False, False),
        ("foreign", squad[most : most + most // 6], authorities, False, True),
        ("foreign", pages[: most // 6], articles, False, True),
        ("foreign in English", english[most : most + most // 8], authorities, True, True),
    ):
        for question in asked:
            wanted = dataclasses.replace(question, answers=()) if foreign else question
            yield _evidence(reader, collection, wanted, kind, cross)


def _collection(questions: Sequence[Question], tokenizer: Tokenizer, encoder: Encoder) -> Collection:
    paragraphs = list({question.paragraph.text: question.paragraph for question in questions}.values())
    return Collection(passages_of(paragraphs, tokenizer), encoder)


def _evidence(reader: Reader, collection: Collection, question: Question, kind: str, cross: bool) -> Evidence:
    found = collection.search(question.text, _TOP, lexical=not cross)
    passages = [collection.passages[one.row] for one in found]
    readings = reader.read(question.text, passages)
    accepted = [question.paragraph.text[start:end] for start, end in question.answers]
    candidates = tuple(
        Candidate(reading.answerable, reading.margin, one.cosine,
                  passage.bulletin_id == place_of(question.paragraph)
                  and holds(sentence_around(passage, reading.span), accepted))
        for one, passage, reading in zip(found, passages, readings, strict=True)
    )  # fmt: skip
    return Evidence(kind, bool(accepted), cross, candidates)


def sentence_around(passage: Passage, span: Span) -> str:
    """The sentences of the passage that the span touches."""
    return " ".join(match.group() for match in _SENTENCE.finditer(passage.text)
                    if match.end() > span.start and match.start() < span.end)


def write(path: Path, rows: Sequence[Evidence]) -> None:
    path.write_text(json.dumps([dataclasses.asdict(row) for row in rows], indent=0), encoding="utf-8")


def read(path: Path) -> list[Evidence]:
    rows = json.loads(path.read_text(encoding="utf-8"))
    return [Evidence(row["kind"], row["answerable"], row["cross"],
                     tuple(Candidate(**candidate) for candidate in row["candidates"])) for row in rows]
