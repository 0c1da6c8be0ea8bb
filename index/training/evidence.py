"""Questions put to a search with the reader behind it: the features of the first answer, and whether it was right."""

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
from index.reader_calibration import features
from index.training.articles import Split
from index.training.collection import Collection, passages_of, place_of
from index.training.data import Question, Source
from index.training.span_scores import holds

_TOP = 8
_SENTENCE = re.compile(r"[^.!?\n]*[.!?\n]*")


@dataclass(frozen=True, slots=True)
class Evidence:
    """`right`: the sentence around the first answer's span holds an accepted answer, out of the right paragraph."""

    kind: str
    features: dict[str, float]
    right: bool
    answerable: bool


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
    first = max(range(len(found)), key=lambda place: readings[place].score)
    held = features(readings, [one.cosine for one in found], first, same_language=not cross)
    accepted = [question.paragraph.text[start:end] for start, end in question.answers]
    right = (bool(accepted) and passages[first].bulletin_id == place_of(question.paragraph)
             and holds(sentence_around(passages[first], readings[first].span), accepted))
    return Evidence(kind, dict(held), right, bool(accepted))


def sentence_around(passage: Passage, span: Span) -> str:
    """The sentences of the passage that the span touches."""
    return " ".join(match.group() for match in _SENTENCE.finditer(passage.text)
                    if match.end() > span.start and match.start() < span.end)


def write(path: Path, rows: Sequence[Evidence]) -> None:
    path.write_text(json.dumps([dataclasses.asdict(row) for row in rows], indent=0), encoding="utf-8")


def read(path: Path) -> list[Evidence]:
    return [Evidence(**row) for row in json.loads(path.read_text(encoding="utf-8"))]
