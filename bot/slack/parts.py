"""What the Slack app is given: the answers, the library's state, and what other parts add to it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from slack_bolt import App as BoltApp
from slack_sdk import WebClient

from bot.answering.calendar.moving import CalendarEntry
from bot.answering.question.conversation import Earlier
from bot.answering.timeline import Timeline
from bot.answering.types import Answer, BulletinList, Citation, WrittenSentence
from bot.settings import SlackSettings
from bot.shelves.asking import asked_of_all, marked, one_list
from bot.shelves.places import is_seen, own_shelf, shelves_asked
from bot.slack.message import Element
from bot.slack.slash import Command, everywhere_in
from bot.threads.types import Decision, Mode, Said
from corpus.types import Language


class Ask(Protocol):
    """A question and the earlier questions of its thread to the one answer; called by many threads.

    Raises:
        QuestionError: the question is empty or too long.
    """

    def __call__(self, question: str, earlier: Earlier, /) -> Answer: ...


class Decide(Protocol):
    """A thread to what the bot does about its last message; `whole` says whether all that was said is in it. Called by
    many threads."""

    def __call__(self, thread: Sequence[Said], mode: Mode, whole: bool = True) -> Decision: ...


class FindTimeline(Protocol):
    """A subject and the earlier questions of its thread, oldest first, to what was said about it; raises as `Ask`."""

    def __call__(self, subject: str, contexts: Sequence[str], /) -> Timeline: ...


class Write(Protocol):
    """An answer and the earlier questions of its thread, oldest first, to sentences that its quotes support, each as
    soon as it is whole; called by several threads.

    Raises:
        BotError: the writer failed, also after some sentences, and then none of them counts. A `code` says why in a
            word.
    """

    def __call__(self, answer: Answer, contexts: Sequence[str], /) -> Iterator[WrittenSentence]: ...


@dataclass(frozen=True, slots=True)
class LibraryInfo:
    """What the bot knows. `newest` are the newest bulletins first; `indexed_at` has a time zone; None before the
    first index."""

    bulletins: int
    passages: int
    indexed_at: datetime.datetime | None
    newest: tuple[Citation, ...] = ()
    snapshot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfParts:
    """One programme's bulletins as the app asks them; `name` is empty where there is only one. `settings` hold its
    title, contact, examples and admins, `channels` those that ask it. Without `timeline` there is none; `listed` gives
    the bulletins about a subject, newest first, `calendar` what they say happens when; `receipted` gives an answer its
    receipt."""

    settings: SlackSettings
    ask: Ask
    library_info: Callable[[], LibraryInfo]
    timeline: FindTimeline | None = None
    listed: Callable[[str], BulletinList | None] | None = None
    calendar: Callable[[], Sequence[CalendarEntry]] | None = None
    receipted: Callable[[Answer], Answer] | None = None
    name: str = ""
    is_public: bool = True
    channels: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ShelfReach:
    """The shelves that a question is asked of, the place's `own` first. `settings` are those of the one shelf, or of
    the bot where there are several; `is_widest` says that asking everywhere would ask no other."""

    shelves: tuple[ShelfParts, ...]
    settings: SlackSettings
    own: ShelfParts | None = None
    is_widest: bool = True

    def ask(self, question: str, earlier: Earlier, /) -> Answer:
        """The best answer of the shelves; raises as `Ask`."""
        return asked_of_all([each.ask for each in self._told()], question, earlier)

    def timeline(self, subject: str, contexts: Sequence[str], /) -> Timeline:
        """What the shelf says that has most to say; raises as `FindTimeline`."""
        found = [each.timeline(subject, contexts) for each in self.shelves if each.timeline is not None]
        return max(found, key=lambda each: len(each.entries))

    def listed(self, subject: str) -> BulletinList | None:
        """The bulletins about a subject, newest first; None where no shelf lists any."""
        found = [listing for each in self.shelves if each.listed and (listing := each.listed(subject)) is not None]
        return one_list(found) if found else None

    def calendar(self) -> list[CalendarEntry]:
        """What the shelves say happens when, by its first day."""
        found = [entry for each in self.shelves if each.calendar is not None for entry in each.calendar()]
        return sorted(found, key=lambda entry: (entry.days.first, entry.days.last))

    def library_info(self) -> LibraryInfo:
        """What the shelves hold together; since when is that of the one whose index is oldest."""
        infos = [each.library_info() for each in self.shelves]
        if len(infos) == 1:
            return infos[0]
        stamps = [each.indexed_at for each in infos if each.indexed_at is not None]
        newest = sorted((each for info in infos for each in info.newest), key=_newest_first, reverse=True)
        count, passages = sum(each.bulletins for each in infos), sum(each.passages for each in infos)
        return LibraryInfo(count, passages, min(stamps) if len(stamps) == len(infos) and stamps else None, (*newest,))

    def _told(self) -> Iterator[ShelfParts]:
        """The shelves; answers of those that nobody expects here say from which programme they are."""
        for each in self.shelves:
            title = "" if len(self.shelves) == 1 or each is self.own else each.settings.programme
            yield each if not each.name else replace(each, ask=marked(each.ask, each.name, title))


@dataclass(frozen=True, slots=True)
class Shelves:
    """All shelves of the bot. `settings` are those that they share; `decider` makes what decides about messages of a
    thread, over what answers there: without one no thread is read."""

    all: tuple[ShelfParts, ...]
    settings: SlackSettings
    decider: Callable[[Ask], Decide] | None = None

    @classmethod
    def only(
        cls,
        settings: SlackSettings,
        ask: Ask,
        library_info: Callable[[], LibraryInfo],
        decider: Callable[[Ask], Decide] | None = None,
        timeline: FindTimeline | None = None,
    ) -> Shelves:
        """A bot of one shelf."""
        return cls(
            (ShelfParts(settings=settings, ask=ask, library_info=library_info, timeline=timeline),), settings, decider
        )

    def reach(self, channel: str, *, everywhere: bool = False, is_foreign: bool = False) -> ShelfReach:
        """What is asked in a channel, by somebody of ours or `is_foreign`; empty where that person may ask nothing."""
        found = shelves_asked(self.all, channel, everywhere=everywhere, is_foreign=is_foreign)
        widest = shelves_asked(self.all, channel, everywhere=True, is_foreign=is_foreign)
        settings = found[0].settings if len(found) == 1 else self.settings
        return ShelfReach(found, settings, own_shelf(found, channel), found == widest)

    def ask_in(self, channel: str, is_foreign: bool = False) -> Ask:
        """What answers in a channel; who begins a question with words for that asks everywhere."""

        def ask(question: str, earlier: Earlier, /) -> Answer:
            # Of one shelf too the words are no part of the question.
            wide = everywhere_in(question)
            if wide is None or not (wide or self.are_several):
                return self.reach(channel, is_foreign=is_foreign).ask(question, earlier)
            return self.reach(channel, everywhere=True, is_foreign=is_foreign).ask(wide, earlier)

        return ask

    def sees(self, channel: str, name: str) -> bool:
        """Whether what a shelf says may be told in a channel."""
        return is_seen(self.all, channel, name)

    def own(self, channel: str) -> str:
        """The name of the shelf that a channel asks; empty where it has none, or where there is only one."""
        found = own_shelf(self.all, channel)
        return "" if found is None else found.name

    def library_info(self) -> LibraryInfo:
        """What all of them hold."""
        return ShelfReach(self.all, self.settings).library_info()

    def public(self) -> ShelfReach:
        """What is asked where no shelf has a place of its own, as in direct messages and App Home."""
        return self.reach("")

    def receipted(self, answer: Answer) -> Answer:
        """The answer with the receipt of its shelf; as it is where none is given."""
        shelf = self.named(answer.shelf)
        return answer if shelf is None or shelf.receipted is None else shelf.receipted(answer)

    def named(self, name: str) -> ShelfParts | None:
        return next((each for each in self.all if each.name == name), None)

    @property
    def are_several(self) -> bool:
        return len(self.all) > 1


def _newest_first(citation: Citation) -> tuple[int, int, int]:
    return (0, 0, 0) if citation.date is None else citation.date.sort_key


@dataclass(frozen=True, slots=True)
class Invocation:
    """A slash command that belongs to an extension: `arguments` is the text after its own words."""

    user: str
    channel: str
    team: str
    arguments: str
    trigger_id: str
    response_url: str
    language: Language


class Extension(Protocol):
    """A part that adds to the app, such as administration. `commands` maps commands to what runs at once, within
    Slack's three seconds, so that it may open a modal; `home` adds blocks to App Home; `buttons` adds buttons about a
    shelf's answer to a question, by its reference, to a place that nobody but the person sees; `help` adds paragraphs,
    in Slack's markup, to help that nobody but the person sees. `start` and `stop` frame the time in which the app runs;
    what the extension has opened it closes then. Who inherits it adds nothing but what it says itself."""

    @property
    def commands(self) -> Mapping[Command, Callable[[Invocation, WebClient], None]]:
        return {}

    def register(self, app: BoltApp) -> None:
        return None

    def start(self) -> None:
        return None

    def stop(self) -> None:
        return None

    def home(self, user: str, language: Language) -> Sequence[Element]:
        return ()

    def buttons(self, user: str, shelf: str, reference: str, language: Language) -> Sequence[Element]:
        return ()

    def help(self, user: str, language: Language) -> Sequence[str]:
        return ()


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that wiring passes. Without `write` no answer is phrased."""

    settings: SlackSettings
    shelves: Shelves
    write: Write | None = None


Buttons = Callable[[str, str, str, Language], Sequence[Element]]
"""What the extensions add to an answer that nobody but this person sees: the person, the shelf that answers, the
question's reference, the language of the words."""

FurtherHelp = Callable[[str, Language], Sequence[str]]
"""What the extensions add to help that nobody but this person sees: the person, the language of the words."""
