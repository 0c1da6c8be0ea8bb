"""The weekly letter: to whoever asked for one, the bulletins about their subjects that are new since the last; once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from bot.answering.types import Citation
from bot.slack.inbox.followed import Followed, FollowedSubjects
from bot.slack.inbox.notices import NoticeName, Occasion, notice
from bot.slack.inbox.protocol import Inbox
from bot.slack.inbox.question import Key
from bot.slack.message import Element, Message
from bot.slack.parts import Shelves
from bot.slack.repeated_work import RepeatedWork
from bot.slack.showing import elements, escape, limits
from bot.slack.showing.sources import citation_list, title_line
from bot.words.catalogue import say

WEEK = 7 * 86_400.0
_LOOK_SECONDS = 600.0
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class WeeklyLetters(RepeatedWork):
    """Puts letters into the inbox, which posts each once. Of shelves that are not public nothing is told: who gets a
    letter may have left their channels. `wake` is called when there is something to post."""

    NAME: ClassVar = "weekly-letters"
    FAILED: ClassVar = "letters_failed"

    shelves: Shelves
    followed: FollowedSubjects
    inbox: Inbox
    wake: Callable[[], None]
    clock: Callable[[], float] = time.time
    look: float = _LOOK_SECONDS

    def about(self, subject: str) -> list[Citation]:
        """The bulletins about a subject that anybody may be told of, newest first."""
        listing = self.shelves.public().listed(subject)
        return [] if listing is None else list(listing.bulletins)

    def tell(self) -> int:
        """Put the letters that are due; how many."""
        now = self.clock()
        people = [list(mine) for _, mine in groupby(self.followed.all(), key=lambda each: (each.user, each.team))]
        put = sum(self._tell_one(mine, now) for mine in people if min(each.told_at for each in mine) <= now - WEEK)
        if put:
            self.wake()
        return put

    def _tell_one(self, mine: Sequence[Followed], now: float) -> bool:
        news = [(each, list(self._news(each))) for each in mine]
        first = mine[0]
        put = False
        if any(found for _, found in news):
            # The same letter until it is marked: after a crash between the two it is put again, and sent once.
            begun = int(min(each.told_at for each in mine))
            key = Key(first.team, first.user, str(NoticeName(kind=Occasion.WEEKLY, about=str(begun))))
            letter = notice(key, letter_message(news), now, user=first.user, language=first.language)
            put = self.inbox.put(letter, now) is not None
        for each, found in news:
            self.followed.mark_told(each, [known_as(citation) for citation in found], now)
        return put

    def _news(self, followed: Followed) -> Iterator[Citation]:
        found = {known_as(each): each for each in self.about(followed.subject)}
        yield from (found[key] for key in self.followed.untold(followed, found))

    @property
    def pauses(self) -> tuple[float, float]:
        return self.look, self.look

    def make_round(self) -> None:
        self.tell()


def known_as(citation: Citation) -> str:
    """What tells a bulletin from all others, of whatever shelf."""
    return f"{citation.bulletin_id} {citation.url or ''}"


def letter_message(news: Sequence[tuple[Followed, Sequence[Citation]]]) -> Message:
    """A letter: subject by subject the new bulletins, with dates and links."""
    language = news[0][0].language
    lead = say("weekly.lead", language)
    blocks: list[Element] = [elements.section(lead)]
    lines = [lead]
    for followed, found in news:
        if found:
            title = escape.one_line(followed.subject)
            blocks.append(citation_list(title, tuple(found[:_SHOWN]), language))
            lines += [f"*{escape.mrkdwn(title)}*", *(f"• {title_line(each, language)}" for each in found[:_SHOWN])]
    blocks.append(elements.context(say("weekly.end", language)))
    return Message(limits.cut_escaped("\n".join(lines), limits.FALLBACK_TEXT), tuple(blocks))
