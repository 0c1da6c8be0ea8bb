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

from bot.lab.data.splits import ArticleSplit
from corpus.shelf.bulletin_file import read_data
from corpus.types import Bulletin, Passage, Span

FOLDER = Path(__file__).parents[1] / "programmes"

AUTHORITIES: Mapping[str, ArticleSplit] = {
    "visum-besok": ArticleSplit.DEV,
    "vardyrken": ArticleSplit.DEV,
    "anhoriga-tillstand": ArticleSplit.TEST,
    "arbetsmiljo": ArticleSplit.TEST,
    "avslag-asyl": ArticleSplit.FIT,
    "raddning-juridik": ArticleSplit.FIT,
    "larare": ArticleSplit.FIT,
    "handel-lager": ArticleSplit.FIT,
}
"""The shelves of authorities' pages that are kept from training."""


def kept_apart(folder: Path = FOLDER) -> Mapping[str, ArticleSplit]:
    """The split of every programme that the folder's `SPLIT.json` keeps from training, by name; test programmes are
    reported on and looked at for nothing else."""
    apart = json.loads((folder / "SPLIT.json").read_text(encoding="utf-8"))
    return {name: ArticleSplit(split) for split, names in apart.items() for name in names}


def split_of_shelf(name: str) -> ArticleSplit:
    """What a programme of the lab, or a shelf of authorities' pages, is for."""
    return {**AUTHORITIES, **kept_apart()}.get(name, ArticleSplit.TRAIN)


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


def load_programmes(folder: Path = FOLDER, split: ArticleSplit | None = None) -> list[Programme]:
    """Every programme, or those of one split, by name. Raises ValueError where a line cannot be used."""
    paths = sorted(folder.glob("*.jsonl"))
    if split is not None:
        apart = kept_apart(folder)
        paths = [path for path in paths if apart.get(path.stem, ArticleSplit.TRAIN) is split]
    return [read_programme(path) for path in paths]


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
