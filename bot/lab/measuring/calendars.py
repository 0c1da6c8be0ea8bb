"""How much of what programmes date is in the calendar, and how much of that is right.

`python -m bot.lab.measuring.calendars vardbryggan lugn-natt --programmes PROGRAMMES --changes CHANGES --work FOLDER`.
A fact is found where the calendar quotes its sentence and takes the time from within its answer. Of facts whose time
bulletins change, and whose last one names a month, an entry is right that stands at the last statement's days.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot import settings
from bot.administration.reporting.shares import Share
from bot.answering.calendar.dated import Dated, dated_statements
from bot.answering.calendar.moving import CalendarEntry, calendar_entries
from bot.evaluation.judgments import Course
from bot.lab.data.changes import Statement, load_changes
from bot.lab.data.programmes import Programme, read_programme
from bot.lab.programme_shelf import lay_out
from bot.wiring.answers import open_models, open_parts
from corpus.language.calendar import FULL_MONTHS, any_of
from index.types import unheard

_TIME = re.compile(rf"\b(?:{any_of(FULL_MONTHS)})\b|(?<!\d)(?:19|20)\d\d-\d\d(?!\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CalendarFigures:
    """`found`: of the dated facts of questions that ask when, those in the calendar; `placed`: of these, at the time
    that the answer names. `current`: of facts whose date changed, the last statement stands as an entry; `outdated`:
    of the standing entries that quote a statement of such a fact, those with the last one's days."""

    found: Share
    placed: Share
    current: Share
    outdated: Share


def calendar_figures(
    programme: Programme, chains: Sequence[Sequence[Statement]], statements: Sequence[Dated],
    entries: Sequence[CalendarEntry],
) -> CalendarFigures:  # fmt: skip
    """Hold a programme's calendar against its labels."""
    facts = {(question.bulletin_id, question.sentence, question.answer) for question in programme.questions
             if question.kind == "when" and question.answer is not None and question.sentence is not None
             and _TIME.search(_of(programme, question.bulletin_id, question.answer))}  # fmt: skip
    found, placed = 0, 0
    for bulletin_id, sentence, answer in facts:
        here = [one for one in statements if one.bulletin.id == bulletin_id and one.sentence.start < sentence.end
                and sentence.start < one.sentence.end]  # fmt: skip
        found += bool(here)
        placed += any(one.time.start < answer.end and answer.start < one.time.end for one in here)
    return CalendarFigures(Share(found, len(facts)), Share(placed, found), *_moved(chains, entries))


def _moved(chains: Sequence[Sequence[Statement]], entries: Sequence[CalendarEntry]) -> tuple[Share, Share]:
    standing = {(entry.dated.bulletin.id, entry.dated.text, entry.dated.time.start): entry for entry in entries}
    known = [chain for chain in chains if _TIME.search(chain[-1].answer)]
    current, right, of = 0, 0, 0
    for chain in known:
        last = _entry(standing, chain[-1])
        current += last is not None
        for one in chain:
            entry = _entry(standing, one)
            if entry is not None:
                of += 1
                right += one is chain[-1] or (last is not None and entry.days == last.days)
    return Share(current, len(known)), Share(right, of)


def _entry(standing: dict[tuple[str, str, int], CalendarEntry], said: Statement) -> CalendarEntry | None:
    """The entry that stands and quotes a statement, of several in one sentence that whose time is the answer."""
    wanted = " ".join(said.sentence.split())
    found = [entry for (bulletin, text, _), entry in standing.items()
             if bulletin == Path(said.file).stem and _alike(" ".join(text.split()), wanted)]  # fmt: skip
    told = [entry for entry in found if _alike(_time(entry).casefold(), said.answer.casefold())]
    return next(iter(told or found), None)


def _time(entry: CalendarEntry) -> str:
    return entry.dated.bulletin.body[entry.dated.time.start : entry.dated.time.end]


def _alike(one: str, other: str) -> bool:
    return one in other or other in one


def _of(programme: Programme, bulletin_id: str, span: object) -> str:
    return programme.bulletins[bulletin_id].body[span.start : span.end]  # type: ignore[attr-defined]


def measured(given: argparse.Namespace) -> Iterator[str]:
    for name in given.names:
        programme, shelf = read_programme(given.programmes / f"{name}.jsonl"), given.work / name / "shelf"
        lay_out(programme, shelf)
        (shelf / "questions.jsonl").unlink()
        values = settings.load({**os.environ, "FVM_BULLETINS": str(shelf), "FVM_DATA": str(given.work / name / "data")})
        models = open_models(values, unheard)
        parts = open_parts(values, unheard, models=models)
        published = parts.retriever.published
        statements = dated_statements(published.bulletins.values(), published.passages)
        entries = calendar_entries(statements, models.comparer)
        asked = load_changes(given.changes / f"{name}.jsonl")
        chains = {id(one.fact): one.fact.statements for one in asked if one.fact.course is Course.CHANGED}
        found = calendar_figures(programme, list(chains.values()), statements, entries)
        moved = sum(bool(entry.replaced) for entry in entries)
        yield f"{name}: {len(statements)} statements, {len(entries)} entries, {moved} moved"
        for figure in ("found", "placed", "current", "outdated"):
            share = getattr(found, figure)
            yield f"  {figure}: {share.hits} of {share.of}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bot.lab.measuring.calendars", description=__doc__)
    parser.add_argument("names", nargs="+", help="programmes")
    parser.add_argument("--programmes", type=Path, required=True)
    parser.add_argument("--changes", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True, help="where the indexes lie, to be used again")
    given = parser.parse_args()
    for line in measured(given):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
