"""What the reader learns from, searched once and kept: questions with the passages that the search finds for them.

A pack is a folder with a JSON file a programme and `manifest.json`, which names each with the SHA-256 of what it was
made from. Reading one needs no index, so that a machine with nothing but torch and a tokenizer can train from it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.lab.data.splits import DataSplit, split_of_shelf
from corpus.storage import write_file
from corpus.types import Span

_MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class SearchedPassage:
    """A passage as the reader reads it: title, month and heading, the text, and what stands there of a question that is
    in another language."""

    context: str
    text: str
    glosses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Searched:
    """A question, the passage that answers it (None: no passage does), and what else the search found, best first.

    `answer` is the span of the answer in `right.text`. `nearest` is the passage that looks as if it answered a question
    without an answer; it is among `others` only where the search found it.
    """

    text: str
    right: SearchedPassage | None
    answer: Span | None
    others: tuple[SearchedPassage, ...]
    nearest: SearchedPassage | None = None


def write_searched(folder: Path, name: str, made_from: bytes, found: Sequence[Searched]) -> None:
    """Adds a programme to the pack; `made_from` is its file."""
    places: dict[tuple[str, str], int] = {}

    def place(one: SearchedPassage | None) -> int | list[Any] | None:
        if one is None:
            return None
        at = places.setdefault((one.context, one.text), len(places))
        return [at, *one.glosses] if one.glosses else at

    questions = [
        [one.text, place(one.right), one.answer and [one.answer.start, one.answer.end],
         [place(other) for other in one.others], place(one.nearest)] for one in found
    ]  # fmt: skip
    stored = {"passages": list(places), "questions": questions}
    folder.mkdir(parents=True, exist_ok=True)
    write_file(folder / f"{name}.json", json.dumps(stored, ensure_ascii=False).encode())
    named = {**manifest(folder), name: _digest(made_from)}
    write_file(folder / _MANIFEST, json.dumps(dict(sorted(named.items())), indent=1).encode())


def manifest(folder: Path) -> Mapping[str, str]:
    """The programmes in the pack, each with the SHA-256 of the file that it was made from."""
    path = folder / _MANIFEST
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def holds_searched(folder: Path, name: str, made_from: bytes) -> bool:
    """Whether the pack has the programme as its file now is."""
    return manifest(folder).get(name) == _digest(made_from)


def read_pack(folder: Path, split: DataSplit) -> Mapping[str, list[Searched]]:
    """All that the pack holds, by programme. Raises ValueError where it holds a programme of another split."""
    names = list(manifest(folder))
    if not names:
        raise ValueError(f"{folder} is no pack: it has no {_MANIFEST}")
    others = [name for name in names if split_of_shelf(name) is not split]
    if others:
        raise ValueError(f"{folder} holds {', '.join(others)}, not of {split.value}: make the pack again without them")
    return {name: read_searched(folder, name) for name in names}


def read_searched(folder: Path, name: str) -> list[Searched]:
    """One programme of the pack."""
    return list(_read(json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))))


def _read(stored: Mapping[str, Any]) -> Iterator[Searched]:
    passages = [SearchedPassage(context, text) for context, text in stored["passages"]]

    def at(place: int | list[Any] | None) -> SearchedPassage | None:
        if isinstance(place, list):
            number, *glosses = place
            return replace(passages[int(number)], glosses=tuple(map(str, glosses)))
        return None if place is None else passages[place]

    for text, right, answer, others, nearest in stored["questions"]:
        span = Span(*answer) if answer else None
        yield Searched(text, at(right), span, tuple(filter(None, map(at, others))), at(nearest))


def _digest(made_from: bytes) -> str:
    return hashlib.sha256(made_from).hexdigest()
