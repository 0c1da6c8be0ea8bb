"""What is asked and answered, week by week, and what the next bulletin should say; pure."""

from __future__ import annotations

import datetime
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.administration.publishing.preview import Named
from bot.administration.reporting.error_rate import ErrorReport, error_object
from corpus.types import Bulletin
from index.types import Vectors

_ALIKE = 0.9
"""The cosine from which two refused questions count as one: of 10,153 pairs of different questions 0.3 % reach it."""

_MOST = 50

Encode = Callable[[Sequence[str]], Vectors]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question that was answered or refused. Times are seconds since 1970 and, for `seconds`, until the reply.

    `text` is None where it is no longer kept. `cited` are the ids of the bulletins that were quoted, `nearest` the
    title of the nearest one that was not.
    """

    asked_at: float
    seconds: float
    answered: bool
    text: str | None
    cited: tuple[str, ...]
    nearest: str | None


@dataclass(frozen=True, slots=True)
class Thumb:
    rated_at: float
    up: bool


@dataclass(frozen=True, slots=True)
class Week:
    """One week by its Monday (UTC). `median` and `slow` (the 95th percentile) are seconds to the reply, None without
    questions."""

    monday: datetime.date
    answered: int
    refused: int
    up: int
    down: int
    median: float | None
    slow: float | None

    @property
    def asked(self) -> int:
        return self.answered + self.refused


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions that no bulletin answers, alike to each other; the first stands for all. `nearest` is a title."""

    questions: tuple[str, ...]
    count: int
    nearest: str | None


@dataclass(frozen=True, slots=True)
class UsageReport:
    """`never_cited` were in no answer of the time, `stale` are older than a year and were cited. `waiting` questions
    were passed on to people, who have not answered yet. `errors` is what people have judged of a sample, None where
    that is nothing."""

    weeks: tuple[Week, ...]
    gaps: tuple[Gap, ...]
    never_cited: tuple[Named, ...]
    stale: tuple[Named, ...]
    waiting: int = 0
    errors: ErrorReport | None = None


def usage_report(
    asked: Sequence[Asked], thumbs: Sequence[Thumb], bulletins: Iterable[Bulletin], encode: Encode, today: datetime.date
) -> UsageReport:
    """The report on some questions; `encode` gives unit vectors of questions, float32, (n, dim)."""
    refused = [each for each in asked if not each.answered and each.text]
    return UsageReport(tuple(_weeks(asked, thumbs)), tuple(gaps(refused, encode)), *citations(asked, bulletins, today))


def citations(
    asked: Iterable[Asked], bulletins: Iterable[Bulletin], today: datetime.date
) -> tuple[tuple[Named, ...], tuple[Named, ...]]:
    """The bulletins that no answer quoted, and those that some did though they are stale; in order of id."""
    library = sorted(bulletins, key=lambda each: each.id)
    cited = {bulletin for each in asked for bulletin in each.cited}
    return (
        tuple(Named(each.id, each.title) for each in library if each.id not in cited),
        tuple(Named(each.id, each.title) for each in library if each.id in cited and each.is_old(today)),
    )


def _weeks(asked: Sequence[Asked], thumbs: Sequence[Thumb]) -> list[Week]:
    """Every week from the first to the last that has anything, the empty ones between them too."""
    mondays = {_monday(each.asked_at) for each in asked} | {_monday(each.rated_at) for each in thumbs}
    if not mondays:
        return []
    first, last = min(mondays), max(mondays)
    count = (last - first).days // 7 + 1
    return [_week(first + datetime.timedelta(weeks=number), asked, thumbs) for number in range(count)]


def _week(monday: datetime.date, asked: Sequence[Asked], thumbs: Sequence[Thumb]) -> Week:
    mine = [each for each in asked if _monday(each.asked_at) == monday]
    rated = Counter(each.up for each in thumbs if _monday(each.rated_at) == monday)
    seconds = sorted(each.seconds for each in mine)
    answered = sum(each.answered for each in mine)
    slow = seconds[max(-(-95 * len(seconds) // 100) - 1, 0)] if seconds else None
    median = statistics.median(seconds) if seconds else None
    return Week(monday, answered, len(mine) - answered, rated[True], rated[False], median, slow)


def _monday(stamp: float) -> datetime.date:
    day = datetime.datetime.fromtimestamp(stamp, datetime.UTC).date()
    return day - datetime.timedelta(days=day.weekday())


def gaps(refused: Sequence[Asked], encode: Encode) -> list[Gap]:
    """Refused questions grouped by likeness, the largest group first; each joins the group whose first is nearest."""
    texts = [each.text or "" for each in refused]
    vectors = encode(texts) if texts else np.zeros((0, 1), np.float32)
    groups: list[list[int]] = []
    for row in range(len(texts)):
        likeness = [float(vectors[row] @ vectors[group[0]]) for group in groups]
        best = max(range(len(groups)), key=likeness.__getitem__, default=None)
        if best is not None and likeness[best] >= _ALIKE:
            groups[best].append(row)
        else:
            groups.append([row])
    found = [_gap([refused[row] for row in group]) for group in groups]
    return sorted(found, key=lambda gap: -gap.count)[:_MOST]


def _gap(group: Sequence[Asked]) -> Gap:
    questions = tuple(dict.fromkeys(each.text or "" for each in group))
    nearest = Counter(each.nearest for each in group if each.nearest).most_common(1)
    return Gap(questions, len(group), nearest[0][0] if nearest else None)


def usage_object(found: UsageReport) -> dict[str, object]:
    """Plain values for a program to read."""
    return {
        "weeks": [{"monday": week.monday.isoformat(), "asked": week.asked, "answered": week.answered,
                   "refused": week.refused, "up": week.up, "down": week.down, "median_seconds": week.median,
                   "p95_seconds": week.slow} for week in found.weeks],
        "gaps": [{"questions": list(gap.questions), "count": gap.count, "nearest": gap.nearest} for gap in found.gaps],
        "never_cited": [each.id for each in found.never_cited],
        "stale": [each.id for each in found.stale],
        "waiting_for_people": found.waiting,
        "judged": None if found.errors is None else error_object(found.errors),
    }  # fmt: skip
