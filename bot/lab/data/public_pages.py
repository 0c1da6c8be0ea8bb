"""Public questions with their answers, over pages in the shape of bulletins: what the answering part is fitted on.

Only articles that training may see are read (`bot.lab.data.splits`); SweFAQ and the project's own questions never.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.lab.data.programmes import Programme, ProgrammeQuestion
from bot.lab.data.splits import DataSplit, english_title, split_of
from corpus.readers.parts import Part, set_body
from corpus.types import BlockKind, Bulletin, Language, Span

_SPACE = re.compile(r"\s+")
_LINE = re.compile(r"\r?\n")
_HEADING_CHARACTERS = 70
_ABOUT = 20
"""Characters either side of where a translated answer should stand."""


@dataclass(frozen=True, slots=True)
class PublicQuestion:
    """A question over one page; `gold` is where its answer stands in the page's body, None where the page has none."""

    text: str
    language: Language
    page: Bulletin
    gold: Span | None
    source: str


def as_programme(name: str, questions: Sequence[PublicQuestion]) -> Programme:
    """The questions with their pages as one shelf; it has no files."""
    asked = tuple(
        ProgrammeQuestion(
            one.text, one.language.value, one.source, one.page.id, one.gold, one.gold,
            () if one.gold is None else (one.page.body[one.gold.start : one.gold.end],),
        )
        for one in questions
    )  # fmt: skip
    return Programme(name, {}, {one.page.id: one.page for one in questions}, asked)


def unseen(question: PublicQuestion) -> bool:
    """Whether a question of SweQUAD-MC's training set is on a page that the reader's training set aside."""
    return int(question.page.id.removeprefix("swequad-")) % 12 == 0


def swequad(folder: Path) -> Iterator[PublicQuestion]:
    """SweQUAD-MC's training questions over authorities' pages."""
    rows = json.loads((folder / "swequad_mc" / "data_training.json").read_text("utf-8"))["data"]
    pages: dict[str, Bulletin] = {}
    for row in rows:
        page = pages.setdefault(row["context"], _page(f"swequad-{len(pages):04d}", row["context"]))
        (right,) = [choice for choice in row["choices"] if choice["type"] == "Correct answer"][:1]
        gold = _moved(row["context"], page.body, right["start"], right["end"])
        if gold is not None:
            yield PublicQuestion(row["question"], Language.SV, page, gold, "swequad")


def squad(
    folder: Path, articles: int, splits: Collection[DataSplit] = (DataSplit.TRAIN, DataSplit.DEV)
) -> Iterator[PublicQuestion]:
    """SQuAD 2.0 in Swedish and the same paragraphs' English questions, for the first `articles` that have both."""
    text = gzip.decompress((folder / "squad_v2_sv" / "squad_dev_v2_sv.json.gz").read_bytes()).decode()
    stored = json.loads((folder / "squad2_en_dev" / "chrischute_dev-v2.0.json").read_text("utf-8"))["data"]
    english = {article["title"]: article for article in stored}
    both = [article for article in json.loads(text)["data"] if english_title(article["title"]) in english
            and split_of(english_title(article["title"])) in splits]  # fmt: skip
    for article in sorted(both, key=lambda one: str(one["title"]))[:articles]:
        pairs = zip(article["paragraphs"], english[english_title(article["title"])]["paragraphs"], strict=False)
        for number, (ours, theirs) in enumerate(pairs):
            yield from _paragraph(article["title"], number, ours, theirs)


def _paragraph(title: str, number: int, ours: dict[str, Any], theirs: dict[str, Any]) -> Iterator[PublicQuestion]:
    body, blocks = set_body([Part(BlockKind.PARAGRAPH, _collapsed(ours["context"]))])
    page = Bulletin(id=f"squad-{title}-{number:03d}", title=title.replace("_", " "), body=body, blocks=blocks)
    for asked in ours["qas"]:
        gold = _stated(body, asked)
        if gold is not None or not asked["answers"]:
            yield PublicQuestion(asked["question"], Language.SV, page, gold, "squad")
    for asked in theirs["qas"]:
        gold = _translated(body, theirs["context"], asked)
        yield PublicQuestion(asked["question"], Language.EN, page, gold, "squad")


def _page(name: str, context: str) -> Bulletin:
    lines = [_collapsed(line) for line in _LINE.split(context)]
    parts = [_part(line) for line in lines if line]
    body, blocks = set_body(parts)
    return Bulletin(id=name, title=parts[0].text[:80], body=body, blocks=blocks)


def _part(line: str) -> Part:
    heading = len(line) < _HEADING_CHARACTERS and not line.endswith((".", "!", "?", ":", ",", ";"))
    return Part(BlockKind.HEADING, line, 2) if heading else Part(BlockKind.PARAGRAPH, line)


def _moved(context: str, body: str, start: int, end: int) -> Span | None:
    """Where `context[start:end]` stands in the body, which differs from the context in white space alone."""
    places = [place for place, character in enumerate(body) if not character.isspace()]
    before, within = (sum(not one.isspace() for one in text) for text in (context[:start], context[start:end]))
    if not within or before + within > len(places):
        return None
    return Span(places[before], places[before + within - 1] + 1)


def _stated(body: str, asked: dict[str, Any]) -> Span | None:
    if not asked["answers"]:
        return None
    answer = _collapsed(asked["answers"][0]["text"])
    starts = [match.start() for match in re.finditer(re.escape(answer), body)] if answer else []
    if not starts:
        return None
    start = min(starts, key=lambda place: abs(place - int(asked["answers"][0]["answer_start"])))
    return Span(start, start + len(answer))


def _translated(body: str, context: str, asked: dict[str, Any]) -> Span | None:
    """About where an English question's answer stands in the Swedish paragraph: at the same share of its length."""
    if not asked["answers"]:
        return None
    answer = asked["answers"][0]
    middle = int((answer["answer_start"] + len(answer["text"]) / 2) / len(context) * len(body))
    return Span(max(0, middle - _ABOUT), middle + _ABOUT)


def _collapsed(text: str) -> str:
    return _SPACE.sub(" ", text).strip()
