"""The public question sets as one shape: paragraphs, and questions with the spans that answer them."""

from __future__ import annotations

import enum
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.lab.data.splits import ArticleSplit, english_title, split_of


class Source(enum.Enum):
    """A set of questions; the licence is in the model card."""

    SQUAD_SV = "squad_v2_sv"
    SQUAD_EN = "squad2_en_dev"
    XQUAD_EN = "xquad.en"
    XQUAD_DE = "xquad.de"
    NORQUAD = "norquad"
    SWEQUAD = "swequad_mc"
    POLICYQA = "policyqa"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`number` counts the paragraphs of its article, in the order that every language shares."""

    source: Source
    article: str
    number: int
    text: str
    language: str
    split: ArticleSplit

    @property
    def key(self) -> tuple[str, int]:
        return (self.article, self.number)


@dataclass(frozen=True, slots=True)
class SetQuestion:
    """`answers` are (start, end) character offsets into the paragraph, the first one is trained on; empty where
    the paragraph does not answer. `others` are the same question in other languages."""

    text: str
    paragraph: Paragraph
    answers: tuple[tuple[int, int], ...]
    others: tuple[str, ...] = field(default=())


def load_set_questions(folder: Path) -> list[SetQuestion]:
    """Every question of every set under `folder` (the layout of its README)."""
    questions: list[SetQuestion] = []
    questions += _squad(folder / "squad_v2_sv/squad_dev_v2_sv.json.gz", Source.SQUAD_SV, "sv")
    questions += _squad(folder / "squad2_en_dev/chrischute_dev-v2.0.json", Source.SQUAD_EN, "en")
    questions += _squad(folder / "xquad/xquad.en.json", Source.XQUAD_EN, "en")
    questions += _squad(folder / "xquad/xquad.de.json", Source.XQUAD_DE, "de")
    for path in sorted((folder / "norquad").glob("*_answers_*.json")):
        questions += _squad(path, Source.NORQUAD, "no")
    for name in ("dev", "test"):
        questions += _squad(folder / f"policyqa/{name}.json", Source.POLICYQA, "en")
    kept = list(_swequad(folder / "swequad_mc/data_dev.json", ArticleSplit.TEST))
    pages = {question.paragraph.text for question in kept}
    questions += [
        question
        for question in _swequad(folder / "swequad_mc/data_training.json", ArticleSplit.TRAIN)
        if question.paragraph.text not in pages
    ]
    return questions + kept


def unanswered_english(folder: Path) -> dict[str, list[list[str]]]:
    """The other half of the English set, which has no answers: article to its paragraphs' questions."""
    data = _read(folder / "squad2_en_dev/chrischute_test-v2.0.json")["data"]
    return {
        article["title"]: [[entry["question"] for entry in paragraph["qas"]] for paragraph in article["paragraphs"]]
        for article in data
    }


def _read(path: Path) -> Any:
    content = path.read_bytes()
    return json.loads(gzip.decompress(content) if path.suffix == ".gz" else content)


def _squad(path: Path, source: Source, language: str) -> Iterator[SetQuestion]:
    for place, article in enumerate(_read(path)["data"]):
        family = source not in (Source.NORQUAD, Source.POLICYQA)
        title = english_title(article["title"]) if family else f"{path.stem}-{place}"
        split = split_of(title) if family else _tenth(title)
        for number, entry in enumerate(article["paragraphs"]):
            paragraph = Paragraph(source, title, number, entry["context"], language, split)
            for asked in entry["qas"]:
                spans = _spans(asked, paragraph.text)
                # An answer whose offsets do not hold its text is no question without an answer.
                if spans or asked.get("is_impossible"):
                    yield SetQuestion(asked["question"].strip(), paragraph, spans)


def _tenth(title: str) -> ArticleSplit:
    """One article in ten of the sets without own split is for development."""
    return ArticleSplit.DEV if title.endswith("7") else ArticleSplit.TRAIN


def _spans(asked: dict[str, Any], text: str) -> tuple[tuple[int, int], ...]:
    if asked.get("is_impossible"):
        return ()
    found: dict[tuple[int, int], int] = {}
    for answer in asked["answers"]:
        start = answer["answer_start"]
        span = (start, start + len(answer["text"]))
        if text[span[0] : span[1]] == answer["text"] and answer["text"].strip():
            found[span] = found.get(span, 0) + 1
    return tuple(sorted(found, key=lambda span: (-found[span], span[1] - span[0])))


def _swequad(path: Path, split: ArticleSplit) -> Iterator[SetQuestion]:
    numbers: dict[str, int] = {}
    for entry in _read(path)["data"]:
        number = numbers.setdefault(entry["context"], len(numbers))
        # A twelfth of the training pages is for development; the set's own dev part is only reported on.
        part = ArticleSplit.DEV if split is ArticleSplit.TRAIN and number % 12 == 0 else split
        paragraph = Paragraph(Source.SWEQUAD, f"swequad-{split.value}", number, entry["context"], "sv", part)
        spans = tuple(
            (choice["start"], choice["end"]) for choice in entry["choices"] if choice["type"] == "Correct answer"
        )
        yield SetQuestion(entry["question"].strip(), paragraph, spans)
