"""The one way from every door to an answer: who may ask, what may be asked, how much, how long, and what is counted."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar
from uuid import uuid4

import structlog

from bot.answering.deadline import in_time
from bot.answering.listing.request import ListRequest
from bot.answering.question.asked import MAX_CHARACTERS
from bot.answering.question.conversation import Earlier
from bot.answering.timeline import Timeline
from bot.answering.types import Answer, Status
from bot.doors.callers import Caller
from bot.doors.errors import (
    BrokenError,
    DoorError,
    EmptyError,
    FullError,
    LateError,
    NoBulletinError,
    NoShelfError,
    PersonalAskError,
    TooLongError,
    TooManyError,
)
from bot.doors.pace import CallerPace
from bot.doors.shelves import Keep, OpenShelf, Write, shelves_seen
from bot.errors import BotError, OutOfTimeError, QuestionError
from bot.shelves.asking import Ask, asked_of_all, marked
from bot.tokens import ASK, BULLETINS
from bot.tracing import span
from corpus.language.personal_numbers import holds_personal_number
from corpus.types import Bulletin

MOST_EARLIER = 10
"""Earlier questions of a conversation that are read."""

_WAITING = 20
"""Questions that wait for their turn: at the most they wait as long as Slack's would."""

_WAIT_SECONDS, _AGAIN_SECONDS = 10.0, 5

_T = TypeVar("_T")


class Tally(Protocol):
    """Counts what became of questions, by outcome and door, and how long they took, in seconds."""

    def __call__(self, outcome: str, door: str, seconds: float, /) -> None: ...


@dataclass(frozen=True, slots=True)
class DoorVisit:
    """A caller at a door: `api`, `page`, `mcp`. `shelf` is the one that is named, if any."""

    caller: Caller
    door: str
    shelf: str | None = None


class Desk:
    """Answers callers of all doors. `workers` questions are answered at the same time; `written` names the doors at
    which `write` phrases answers, `kept` those whose questions `keep` keeps. An answer
    may take so many `seconds`. Safe to call from several threads."""

    def __init__(
        self,
        shelves: Sequence[OpenShelf],
        pace: CallerPace,
        tally: Tally,
        workers: int = 2,
        write: Write | None = None,
        written: frozenset[str] = frozenset(),
        keep: Keep | None = None,
        kept: frozenset[str] = frozenset(),
        seconds: float = 20.0,
    ) -> None:
        self.shelves = tuple(shelves)
        self._pace, self._tally, self._write, self._written = pace, tally, write, written
        self._keep, self._kept, self._seconds = keep, kept, seconds
        self._room = threading.BoundedSemaphore(workers)
        self._queue = threading.BoundedSemaphore(workers + _WAITING)

    def ask(self, visit: DoorVisit, question: str, contexts: Sequence[str] = ()) -> Answer:
        """The answer to a question after the earlier ones, oldest first.

        Raises:
            DoorError: it is not answered; the error's kind says why.
        """
        begun = time.monotonic()

        def answered() -> Answer:
            shelves = self.seen(visit)
            asks = [marked(each.ask, each.name, each.programme if len(shelves) > 1 else "") for each in shelves]
            answer = asked_of_all(asks, question, Earlier(tuple(contexts)))
            return self._with_written(_receipted(answer, shelves), visit, contexts)

        answer = self._served(visit, ASK, (question, *contexts), answered, _outcome)
        self._keep_asked(visit.door, answer, time.monotonic() - begun)
        return answer

    def timeline(self, visit: DoorVisit, subject: str, contexts: Sequence[str] = ()) -> tuple[Timeline, str]:
        """What the shelf says that has most to say about a subject, and its name; raises as `ask`."""

        def found() -> tuple[Timeline, str]:
            told = [(each.timeline(subject, contexts), each.name) for each in self.seen(visit)]
            return max(told, key=lambda one: len(one[0].entries))

        return self._served(visit, ASK, (subject, *contexts), found, lambda one: _told(bool(one[0].entries)))

    def listed(self, visit: DoorVisit, words: str, request: ListRequest) -> Answer:
        """The bulletins of a request, newest first; raises as `ask`."""

        def found() -> Answer:
            shelves = self.seen(visit)
            asks = [marked(_listing(each, request), each.name, each.programme if len(shelves) > 1 else "")
                    for each in shelves]  # fmt: skip
            return asked_of_all(asks, words)

        return self._served(visit, BULLETINS, (request.subject,) if request.subject else (), found, _outcome)

    def bulletin(self, visit: DoorVisit, bulletin_id: str) -> tuple[Bulletin, OpenShelf]:
        """A bulletin that answers, and its shelf.

        Raises:
            NoBulletinError, NoShelfError, NotMeantError: there is none that the caller may read.
            TooManyError: as `ask`.
        """

        def found() -> tuple[Bulletin, OpenShelf]:
            for shelf in self.seen(visit):
                bulletin = shelf.bulletins().get(bulletin_id)
                if bulletin is not None:
                    return bulletin, shelf
            raise NoBulletinError

        return self._served(visit, BULLETINS, (), found, lambda one: "answered")

    def unchanged(self, visit: DoorVisit) -> None:
        """Count a call that is told that what it has still holds; raises as `bulletin`."""
        self._served(visit, BULLETINS, (), lambda: self.seen(visit), lambda seen: "answered")

    def seen(self, visit: DoorVisit) -> tuple[OpenShelf, ...]:
        """The shelves that a visit asks; NoShelfError where there is none."""
        shelves = shelves_seen(self.shelves, visit.caller.sees, visit.shelf)
        if not shelves:
            raise NoShelfError
        return shelves

    def _served(
        self, visit: DoorVisit, scope: str, texts: Sequence[str], work: Callable[[], _T], outcome: Callable[[_T], str]
    ) -> _T:
        with self._recorded(visit) as told:
            visit.caller.check(scope)
            self._pace.take(visit.caller.key)
            _check(texts)
            with self._turn(), _explained(), in_time(self._seconds), span("answer", surface=visit.door) as note:
                done = work()
                note(outcome=outcome(done))
            told.append(outcome(done))
            return done

    @contextmanager
    def _recorded(self, visit: DoorVisit) -> Iterator[list[str]]:
        """Counts and logs what becomes of a question: never its words, nor who asked."""
        begun, told = time.monotonic(), ["failed"]
        facts: dict[str, str] = {}
        try:
            yield told
        except DoorError as error:
            told.append(_outcomes(error))
            facts = {"reason": error.kind} | ({"error": error.reason} if isinstance(error, BrokenError) else {})
            raise
        finally:
            seconds = time.monotonic() - begun
            self._tally(told[-1], visit.door, seconds)
            structlog.get_logger().info(
                "asked",
                reference=uuid4().hex[:8],
                door=visit.door,
                outcome=told[-1],
                seconds=round(seconds, 3),
                **facts,
            )

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Waits until there is room to answer; FullError where too many wait, or for too long."""
        if not self._queue.acquire(blocking=False):
            raise FullError(after=_AGAIN_SECONDS)
        try:
            if not self._room.acquire(timeout=_WAIT_SECONDS):
                raise FullError(after=_AGAIN_SECONDS)
            try:
                yield
            finally:
                self._room.release()
        finally:
            self._queue.release()

    def keeps(self, door: str) -> bool:
        """Whether what is asked at a door is kept, which people must be told."""
        return self._keep is not None and door in self._kept

    def _keep_asked(self, door: str, answer: Answer, seconds: float) -> None:
        if self._keep is None or not self.keeps(door):
            return
        try:
            self._keep(door, answer, seconds)
        except BotError as error:
            structlog.get_logger().error("not_kept", error=type(error).__name__)

    def _with_written(self, answer: Answer, visit: DoorVisit, contexts: Sequence[str]) -> Answer:
        if self._write is None or visit.door not in self._written:
            return answer
        try:
            return replace(answer, written=tuple(self._write(answer, contexts)))
        except BotError as error:
            structlog.get_logger().warning("not_written", error=type(error).__name__)
            return answer


def _receipted(answer: Answer, shelves: Sequence[OpenShelf]) -> Answer:
    """The answer with the receipt of its shelf."""
    shelf = next(each for each in shelves if each.name == answer.shelf)
    return answer if shelf.receipted is None else shelf.receipted(answer)


def _check(texts: Sequence[str]) -> None:
    """What may be searched for, before anything of it is."""
    if any(map(holds_personal_number, texts)):
        raise PersonalAskError
    if any(len(text) > MAX_CHARACTERS for text in texts):
        raise TooLongError
    if texts and not any(character.isalnum() for character in texts[0]):
        raise EmptyError


@contextmanager
def _explained() -> Iterator[None]:
    """What a search raises as a door tells it."""
    try:
        yield
    except DoorError:
        raise
    except QuestionError as error:
        raise EmptyError from error
    except OutOfTimeError as error:
        raise LateError(after=_AGAIN_SECONDS) from error
    except Exception as error:  # whatever it was: one question must not take the door with it
        raise BrokenError(type(error).__name__) from error


def _listing(shelf: OpenShelf, request: ListRequest) -> Ask:
    return lambda words, _: shelf.listed(words, request)


def _outcome(answer: Answer) -> str:
    """The same words as the metrics of Slack."""
    return "help" if answer.status.is_unsought else _told(answer.status is not Status.NO_ANSWER)


def _told(is_answered: bool) -> str:
    return "answered" if is_answered else "refused"


def _outcomes(error: DoorError) -> str:
    if isinstance(error, PersonalAskError):
        return "warned"
    if isinstance(error, TooManyError | FullError):
        return "limited"
    return "apology" if isinstance(error, LateError | BrokenError) else "closed"
