"""Made-up programmes: their bulletins, and questions that staff might ask of them; written for this project.

One JSON Lines file a programme under `programmes/`: a bulletin a line, as it lies on the shelf, with its questions.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.lab.data.articles import ArticleSplit
from corpus.shelf.bulletin_file import read_data
from corpus.types import Bulletin, Passage, Span

FOLDER = Path(__file__).parents[1] / "programmes"

DEV = frozenset({"journalen", "lonebytet"})
"""Early stopping and the calibration look at these."""
TEST = frozenset({"samvard", "bildnavet"})
"""Reported on, and looked at for nothing else."""


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

    @property
    def split(self) -> ArticleSplit:
        """Whole programmes are kept from training, so that no wording of theirs is known."""
        if self.name in TEST:
            return ArticleSplit.TEST
        return ArticleSplit.DEV if self.name in DEV else ArticleSplit.TRAIN


def load_programmes(folder: Path = FOLDER) -> list[Programme]:
    """Every programme, by name. Raises ValueError where a line cannot be used."""
    return [read_programme(path) for path in sorted(folder.glob("*.jsonl"))]


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
            start = bulletin.body.index(row["sentence"])
            sentence = Span(start, start + len(row["sentence"]))
            start += row["sentence"].index(row["answer"])
            answer = Span(start, start + len(row["answer"]))
        accepted = tuple(text for text in (row["answer"], *row["alternatives"]) if text)
        yield ProgrammeQuestion(row["question"], row["lang"], row["kind"], bulletin.id, answer, sentence, accepted)
