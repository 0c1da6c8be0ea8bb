"""What admins see in App Home: how the last week went, what no bulletin answers, and which bulletins nobody needs."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.administration.publishing.preview import Named
from bot.administration.reporting.report import Asked, Encode, Gap, citations, gaps
from bot.database.protocol import Database
from bot.slack.administration.messages import list_element
from bot.slack.inbox.feedback import count_closed, read_asked, read_thumbs
from bot.slack.inbox.referred import ReferredQuestions
from bot.slack.message import Element
from bot.slack.showing import elements, escape, limits
from bot.words.catalogue import decimal, say
from corpus.types import Bulletin, Language

_WEEK, _MONTH = 7 * 86_400.0, 30 * 86_400.0
_NEWEST = 40
"""Refused questions that are grouped: more would keep a person waiting for App Home."""

_SHOWN = 5
_TEXT = 200


@dataclass(frozen=True, slots=True)
class Overview:
    """Reads what the app's database holds of a shelf; `encode` gives unit vectors of questions, `bulletins` the library
    that answers."""

    database: Database
    encode: Encode
    bulletins: Callable[[], Mapping[str, Bulletin]]
    shelf: str = ""
    clock: Callable[[], float] = time.time

    def blocks(self, language: Language) -> list[Element]:
        """Counts of the week in a sentence, then lists of the largest, each left out where there is nothing to list."""
        now = self.clock()
        month = read_asked(self.database, now - _MONTH, self.shelf)
        week = [each for each in month if each.asked_at >= now - _WEEK]
        refused = [each for each in week if not each.answered and each.text]
        never, stale = citations(month, self.bulletins().values(), datetime.date.fromtimestamp(now))
        listed = (
            (say("overview.gaps", language), [_gap(gap) for gap in gaps(refused[-_NEWEST:], self.encode)]),
            (say("overview.never_cited", language), [_named(each) for each in never]),
            (say("overview.stale_cited", language), [_named(each) for each in stale]),
        )
        lists = [list_element(lead, lines, _SHOWN, language) for lead, lines in listed if lines]
        closed = count_closed(self.database, now - _WEEK, self.shelf)
        from_others = [elements.section(say("overview.closed", language, count=closed))] if closed else []
        waiting = ReferredQuestions(self.database).count_open(self.shelf)
        to_people = [elements.section(say("overview.waiting", language, count=waiting))] if waiting else []
        return [elements.section(self._counts(week, now, language)), *from_others, *to_people, *lists]

    def _counts(self, week: Sequence[Asked], now: float, language: Language) -> str:
        thumbs = read_thumbs(self.database, now - _WEEK, self.shelf)
        answered, up = sum(each.answered for each in week), sum(each.up for each in thumbs)
        waits = sorted(each.seconds for each in week)
        median = decimal(waits[len(waits) // 2] if waits else None, 1, language)
        return say("overview.week", language, asked=len(week), answered=answered, refused=len(week) - answered, up=up,
                   down=len(thumbs) - up, median=median)  # fmt: skip


def _gap(gap: Gap) -> str:
    question = limits.cut(escape.one_line(gap.questions[0]), _TEXT) or "–"
    nearest = limits.cut(escape.one_line(gap.nearest or "–"), _TEXT)
    return f"{gap.count} × {question} ({nearest})"


def _named(bulletin: Named) -> str:
    return limits.cut(escape.one_line(bulletin.title), _TEXT) or "–"
