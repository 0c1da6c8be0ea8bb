"""The weekly letter, asked for and ended by `/fvm veckobrev`; an extension that the app adds."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from slack_bolt import Respond
from slack_sdk import WebClient

from bot.slack.inbox.followed import MOST, Followed, FollowedSubjects
from bot.slack.listening.pressed import tell_alone
from bot.slack.listening.weekly_letters import WeeklyLetters, known_as
from bot.slack.message import Element
from bot.slack.parts import Extension, Invocation
from bot.slack.showing import elements, escape
from bot.slack.slash import Command, written
from bot.words.catalogue import say
from corpus.language.personal_numbers import holds_personal_number
from corpus.language.words import content_words
from corpus.types import Language

_LONGEST = 100


@dataclass(frozen=True, slots=True)
class WeeklyDesk(Extension):
    """See `Extension`. `command` is the slash command, as people write it."""

    followed: FollowedSubjects
    letters: WeeklyLetters
    command: str
    clock: Callable[[], float] = time.time

    @property
    def commands(self) -> Mapping[Command, Callable[[Invocation, WebClient], None]]:
        return {Command.WEEKLY: self.asked, Command.END_WEEKLY: self.ended}

    def start(self) -> None:
        self.letters.start()

    def stop(self) -> None:
        self.letters.stop()

    def home(self, user: str, language: Language) -> Sequence[Element]:
        """What the person gets letters about, where that is anything."""
        return [elements.section(self._list(user, language))] if self.followed.of(user) else []

    def asked(self, it: Invocation, client: WebClient) -> None:
        """`/fvm veckobrev [subject]`: a letter about it from now on; alone, what there are letters about."""
        tell_alone(Respond(response_url=it.response_url), self._asked(it))

    def ended(self, it: Invocation, client: WebClient) -> None:
        """`/fvm sluta veckobrev [subject]`: no letter about it any more; alone, none at all."""
        count = self.followed.remove(it.user, escape.spoken_text(it.arguments))
        text = say("weekly.ended" if count else "weekly.nothing", it.language, command=self._written(it.language))
        tell_alone(Respond(response_url=it.response_url), text)

    def _asked(self, it: Invocation) -> str:
        subject, language = escape.spoken_text(it.arguments), it.language
        if not subject:
            return self._list(it.user, language)
        if holds_personal_number(subject) or holds_personal_number(it.arguments):
            return say("hold.personal_number", language)
        if len(subject) > _LONGEST or not content_words(subject):
            return say("weekly.no_subject", language, command=self._written(language))
        known = [known_as(each) for each in self.letters.about(subject)]
        followed = Followed(it.user, it.team, subject, language, self.clock())
        if not self.followed.add(followed, known):
            return say("weekly.too_many", language, most=MOST)
        end = escape.mrkdwn(written(self.command, Command.END_WEEKLY, language))
        return say("weekly.begun", language, subject=escape.mrkdwn(subject), end=end)

    def _list(self, user: str, language: Language) -> str:
        mine = ", ".join(f"”{escape.mrkdwn(each.subject)}”" for each in self.followed.of(user))
        if not mine:
            return say("weekly.nothing", language, command=self._written(language))
        end = escape.mrkdwn(written(self.command, Command.END_WEEKLY, language))
        return say("weekly.subjects", language, subjects=mine, end=end)

    def _written(self, language: Language) -> str:
        return escape.mrkdwn(written(self.command, Command.WEEKLY, language))
