"""What the Slack app is given: the answers, the library's state, and what other parts add to it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from slack_bolt import App as BoltApp
from slack_sdk import WebClient

from bot.answering.timeline import Timeline
from bot.answering.types import Answer, Citation, WrittenSentence
from bot.settings import SlackSettings
from bot.slack.message import Element
from bot.slack.slash import Command
from bot.threads.types import Decision, Mode, Said
from corpus.types import Language


class Ask(Protocol):
    """A question and the earlier questions of its thread, oldest first, to the one answer; called by many threads.

    Raises:
        QuestionError: the question is empty or too long.
    """

    def __call__(self, question: str, contexts: Sequence[str], /) -> Answer: ...


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
    Slack's three seconds, so that it may open a modal; `home` adds blocks to App Home; `buttons` adds buttons about the
    answer to a question, by its reference, to a place that nobody but the person sees; `help` adds paragraphs, in
    Slack's markup, to help that nobody but the person sees. `start` and `stop` frame the time in which the app runs;
    what the extension has opened it closes then."""

    @property
    def commands(self) -> Mapping[Command, Callable[[Invocation, WebClient], None]]: ...

    def register(self, app: BoltApp) -> None: ...

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def home(self, user: str, language: Language) -> Sequence[Element]: ...

    def buttons(self, user: str, reference: str, language: Language) -> Sequence[Element]: ...

    def help(self, user: str, language: Language) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that wiring passes. Without `decide` no thread is read: a mention's own words are the question, and
    nothing is answered that does not mention the bot. `check_model` says in words which model answers, or raises;
    without `timeline` there is none. Without `write` no answer is phrased; `check_writer` says in words how the writer
    fares, or raises BotError; None where none is set."""

    settings: SlackSettings
    ask: Ask
    library_info: Callable[[], LibraryInfo]
    check_model: Callable[[], str] = lambda: ""
    decide: Decide | None = None
    timeline: FindTimeline | None = None
    write: Write | None = None
    check_writer: Callable[[], str] | None = None


Buttons = Callable[[str, str, Language], Sequence[Element]]
"""What the extensions add to an answer that nobody but this person sees: the person, the question's reference, the
language of the words."""

FurtherHelp = Callable[[str, Language], Sequence[str]]
"""What the extensions add to help that nobody but this person sees: the person, the language of the words."""
