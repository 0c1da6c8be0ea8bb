"""Reads changes that were written one by one, each with passages of its own: an older one, and later ones by label.

JSON Lines, an object a line: `kind`, `questions` (`lang`, `text`), `older` (`title`, `date`, `text`, `answer`) and
`later` (the same with `label`: changed, same, other; an answer where it is not other).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.lab.succession.pairs import Label, PairCase, PairShelf, StatementPlace
from corpus.shelf.bulletin_file import read_data
from corpus.types import Bulletin, Passage, Span

WRITTEN = Path(__file__).with_name("written")
_STRANGE = 3
"""Passages of other objects that a case may be given as wrong ones, those that share most words with it."""


def read_written(path: Path, count_tokens: Callable[[str], int]) -> tuple[PairShelf, list[PairCase]]:
    """A file's passages as a shelf, and a case for each question. Raises ValueError where a line cannot be used."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    bulletins = {one.id: one for number, row in enumerate(rows) for one in _bulletins(f"{path.stem}-{number:03}", row)}
    shelf = PairShelf(bulletins, count_tokens)
    first = {passage.bulletin_id: passage for passage in reversed(shelf.passages)}
    return shelf, [
        case for number, row in enumerate(rows) for case in _cases(shelf, first, f"{path.stem}-{number:03}", row)
    ]


def _bulletins(name: str, row: Mapping[str, Any]) -> Iterator[Bulletin]:
    for place, each in enumerate((row["older"], *row["later"])):
        text = f"---\ntitle: {json.dumps(each['title'], ensure_ascii=False)}\npublished: {each['date']}\n---\n\n"
        bulletin = read_data(Path(f"{name}-{place}.md"), (text + each["text"]).encode()).bulletin
        if bulletin is None:
            raise ValueError(f"{name}: passage {place} is no bulletin")
        yield bulletin


def _cases(shelf: PairShelf, first: Mapping[str, Passage], name: str, row: Mapping[str, Any]) -> Iterator[PairCase]:
    older = _place(shelf, first, f"{name}-0", row["older"]["answer"])
    later = [(f"{name}-{place}", each) for place, each in enumerate(row["later"], start=1)]
    told = tuple(
        (_place(shelf, first, file, each["answer"]), Label[each["label"].upper()])
        for file, each in later if each["label"] != "other"
    )  # fmt: skip
    others = tuple(first[file] for file, each in later if each["label"] == "other")
    mine = {f"{name}-{place}" for place in range(len(later) + 1)}
    strange = [one for one in shelf.later_than(older.passage) if one.bulletin_id not in mine]
    for question in row["questions"]:
        near = shelf.nearest(f"{question['text']} {row['older']['answer']}", strange, _STRANGE)
        yield PairCase(question["text"], older, told, (*others, *others, *near))


def _place(shelf: PairShelf, first: Mapping[str, Passage], file: str, answer: str) -> StatementPlace:
    """Where the passage of a file gives a value. Raises ValueError where it does not."""
    passage, body = first[file], shelf.bulletins[file].body
    start = body.find(answer)
    sentences = [one for one in passage.sentences if one.start <= start < one.end]
    if start < 0 or not sentences:
        raise ValueError(f"{file} does not say {answer!r}")
    return StatementPlace(passage, sentences[0], Span(start, start + len(answer)), answer)
