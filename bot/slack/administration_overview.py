"""The last week for admins in App Home: how much was asked, how it went, and what no bulletin answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.administration.asked import read_asked, read_thumbs
from bot.administration.report import Encode, Gap, gaps
from bot.answering.types import Language
from bot.slack import elements, escape, limits
from bot.slack.administration_words import say
from bot.slack.database import Database
from bot.slack.elements import Element

_WEEK = 7 * 86_400.0
_NEWEST = 40
"""Refused questions that are grouped: more would keep a person waiting for App Home."""

_SHOWN = 5
_TEXT = 200


@dataclass(frozen=True, slots=True)
class Overview:
    """Reads the app's database; `encode` gives unit vectors of questions."""

    database: Database
    encode: Encode
    clock: Callable[[], float] = time.time

    def blocks(self, language: Language) -> list[Element]:
        """Counts in a sentence, and the largest groups of refused questions."""
        since = self.clock() - _WEEK
        asked, thumbs = read_asked(self.database, since), read_thumbs(self.database, since)
        answered, up = sum(each.answered for each in asked), sum(each.up for each in thumbs)
        waits = sorted(each.seconds for each in asked)
        median = f"{waits[len(waits) // 2]:.1f}" if waits else "–"
        counts = say("week", language, asked=len(asked), answered=answered, refused=len(asked) - answered, up=up,
                     down=len(thumbs) - up, median=median)  # fmt: skip
        refused = [each for each in asked if not each.answered and each.text]
        found = gaps(refused[-_NEWEST:], self.encode)[:_SHOWN]
        return [elements.section(counts), *([_gaps(found, language)] if found else [])]


def _gaps(found: Sequence[Gap], language: Language) -> Element:
    items = [elements.rich_section(elements.run(_line(gap))) for gap in found]
    lead = elements.rich_section(elements.run(say("gaps", language), bold=True))
    return elements.rich_text(lead, elements.rich_list(*items))


def _line(gap: Gap) -> str:
    question = limits.cut(escape.one_line(gap.questions[0]), _TEXT) or "–"
    nearest = limits.cut(escape.one_line(gap.nearest or "–"), _TEXT)
    return f"{gap.count} × {question} ({nearest})"
