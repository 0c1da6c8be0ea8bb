"""Made-up programmes: their bulletins, and questions that staff might ask of them; written for this project.

One JSON Lines file a programme under `programmes/`: a bulletin a line, as it lies on the shelf, with its questions.
`SPLIT.json` there names the programmes that are kept from training, whole, and what for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.lab.data.changes import AskedFact
from bot.lab.data.splits import PROGRAMMES, DataSplit, split_of_shelf
from corpus.shelf.bulletin_file import read_data
from corpus.types import Bulletin, Passage, Span


@dataclass(frozen=True, slots=True)
class ProgrammeQuestion:
    """A question of a programme's staff.

    `answer` and `sentence` stand in the body of the bulletin `bulletin_id`, None where no bulletin answers; then that
    bulletin is the one that comes nearest. `accepted` are texts that show a quote to be right.
    """

    text: str
    language: str
    kind: str
    bulletin_id: str
    answer: Span | None
    sentence: Span | None
    accepted: tuple[str, ...]

    def is_answered_in(self, passage: Passage) -> bool:
        """Whether the whole answer stands in the passage."""
        return (self.answer is not None and passage.bulletin_id == self.bulletin_id
                and passage.start <= self.answer.start and self.answer.end <= passage.end)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Programme:
    """`files` are the shelf's Markdown files by name."""

    name: str
    files: Mapping[str, str]
    bulletins: Mapping[str, Bulletin]
    questions: tuple[ProgrammeQuestion, ...]


def load_programmes(folder: Path = PROGRAMMES, split: DataSplit | None = None) -> list[Programme]:
    """Every programme, or those of one split, by name. Raises ValueError where a line cannot be used."""
    paths = sorted(folder.glob("*.jsonl"))
    return [read_programme(path) for path in paths if split is None or split_of_shelf(path.stem) is split]


def read_programme(path: Path) -> Programme:
    """One programme's file. Raises ValueError where a line cannot be used."""
    files: dict[str, str] = {}
    bulletins: dict[str, Bulletin] = {}
    questions: list[ProgrammeQuestion] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        row = json.loads(line)
        bulletin = read_data(Path(row["file"]), row["markdown"].encode()).bulletin
        if bulletin is None:
            raise ValueError(f"{path.name}, line {number}: {row['file']} is no bulletin")
        files[row["file"]] = row["markdown"]
        bulletins[bulletin.id] = bulletin
        questions += _questions(row["questions"], bulletin)
    return Programme(path.stem, files, bulletins, tuple(questions))


def _questions(rows: list[dict[str, Any]], bulletin: Bulletin) -> Iterator[ProgrammeQuestion]:
    for row in rows:
        sentence = answer = None
        if row["answer"] is not None:
            sentence, answer = _places(bulletin.body, row["sentence"], row["answer"])
        accepted = tuple(text for text in (row["answer"], *row["alternatives"]) if text)
        yield ProgrammeQuestion(row["question"], row["lang"], row["kind"], bulletin.id, answer, sentence, accepted)


def question_about(asked: AskedFact, bulletins: Mapping[str, Bulletin]) -> Iterator[ProgrammeQuestion]:
    """The question with its answer's place, where the bulletin that answers says it in the marked words."""
    for one in asked.fact.statements:
        bulletin = bulletins.get(Path(one.file).stem)
        if one.file != asked.answered_by or bulletin is None or one.sentence not in bulletin.body:
            continue
        sentence, answer = _places(bulletin.body, one.sentence, one.answer)
        kind = asked.fact.course.value
        yield ProgrammeQuestion(asked.text, asked.language, kind, bulletin.id, answer, sentence, asked.accepted)
        return


def _places(body: str, sentence: str, answer: str) -> tuple[Span, Span]:
    """Where a sentence of the body stands, and within it the answer."""
    start = body.index(sentence)
    first = start + sentence.index(answer)
    return Span(start, start + len(sentence)), Span(first, first + len(answer))
