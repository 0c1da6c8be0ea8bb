"""Streams the sentences of a language model into replies that stand already.

Why `chat.update` and not `chat.startStream`. The reply must be posted exactly once: it carries its question's
reference in its metadata, and after a crash is looked up by that before anything is posted again. A stream is a
message of its own, begun before there is anything to say, so a crash between its calls would leave a second or an
empty reply; and what streams has no quotes until it is stopped. Here the whole reply with its quotes is posted first,
as without a writer, and an update may be lost, repeated or late without harm: the message then shows the quotes
alone, or is put back to them. `chat.startStream` and its appends are good for about 20 calls a minute, `chat.update`
for 50, so each reply is changed at most every three seconds and few at a time.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import structlog
from structlog.stdlib import BoundLogger

from bot.answering.types import Answer, Status, WrittenSentence
from bot.errors import BotError
from bot.slack.errors import PostError, TryLaterError
from bot.slack.inbox import stored_answer
from bot.slack.inbox.protocol import Inbox
from bot.slack.inbox.question import InboxQuestion
from bot.slack.logs import trace
from bot.slack.message import Reply, ReplyOutcome
from bot.slack.metrics import Metrics
from bot.slack.parts import Write
from bot.slack.replying.composer import Composer
from bot.slack.replying.half_written import HalfWritten
from bot.slack.replying.poster import Poster
from bot.slack.showing.written import unfinished

BETWEEN_UPDATES = 3.0
"""Seconds between two changes of one reply: with two threads at most 40 calls a minute, of the 50 that Slack grants."""

THREADS = 2

_WAITING = 16
_STALE_SECONDS = 60.0
_LONGEST_PAUSE = 30.0
_IDLE_SECONDS = 0.5


class ChangedError(Exception):
    """The reply is another one by now, or the app stops: what was written is put back."""


@dataclass(frozen=True, slots=True)
class StandingReply:
    """A reply that stands, to be written into."""

    question: InboxQuestion
    answer: Answer
    ts: str
    offered: float


@dataclass(frozen=True, slots=True)
class Writing:
    """Takes finished replies and writes into them; any number of threads may call `run`.

    A thread that waits for a model when `stop` comes touches neither Slack nor the database afterwards.
    """

    owner: str
    write: Write
    inbox: Inbox
    composer: Composer
    poster: Poster
    half_written: HalfWritten
    metrics: Metrics
    clock: Callable[[], float] = time.time
    between: float = BETWEEN_UPDATES
    _waiting: queue.Queue[StandingReply] = field(default_factory=lambda: queue.Queue(_WAITING))
    _at_work: set[str] = field(default_factory=set)
    _stopping: threading.Event = field(default_factory=threading.Event)
    _changing: threading.Lock = field(default_factory=threading.Lock)

    def offer(self, question: InboxQuestion, reply: Reply, ts: str | None) -> None:
        """A reply stands and may be written into, if it is an answer that everybody in the conversation sees.

        What only the asker sees can be changed by nobody. Where more wait than can be written soon, it stays as it is.
        """
        answer = reply.answer
        if answer is None or answer.status is not Status.ANSWERED or reply.private or ts is None:
            return
        try:
            self._waiting.put_nowait(StandingReply(question, answer, ts, self.clock()))
        except queue.Full:
            self.metrics.written("skipped")

    def run(self) -> None:
        """Work until `stop`."""
        while not self._stopping.is_set():
            self.work(_IDLE_SECONDS)

    def work(self, seconds: float = 0.0) -> bool:
        """Write into the reply that has waited longest, whose quotes stand whatever happens.

        False where none comes within so many seconds.
        """
        try:
            standing = self._waiting.get(timeout=seconds) if seconds else self._waiting.get_nowait()
        except queue.Empty:
            return False
        self._write_into(standing)
        return True

    def stop(self) -> None:
        """Write nothing more, and put back what is half written: a model may take longer than a stop."""
        self._stopping.set()
        with self._changing:
            for reference in tuple(self._at_work):
                self.half_written.restore(reference)
            self._at_work.clear()

    def _write_into(self, standing: StandingReply) -> None:
        log = structlog.get_logger().bind(reference=standing.question.reference)
        if self.clock() - standing.offered > _STALE_SECONDS:
            self.metrics.written("skipped")
            return
        try:
            self._write(standing, log)
        except Exception as error:  # noqa: BLE001 - whatever happens to one reply, the others are written
            self._failed(standing, error, log)

    def _write(self, standing: StandingReply, log: BoundLogger) -> None:
        if not self._still_stands(standing):
            raise ChangedError
        started = self.clock()
        sentences: list[WrittenSentence] = []
        next_update = 0.0
        for sentence in self.write(standing.answer, self.inbox.earlier(standing.question)):
            sentences.append(sentence)
            if self._stopping.is_set():
                raise ChangedError
            if self.clock() >= next_update:
                pause = self._show_some(standing, sentences)
                next_update = self.clock() + pause
        if sentences:
            self._show_all(standing, sentences, next_update)
        self.metrics.written("written" if sentences else "unsupported")
        log.info("written", sentences=len(sentences), seconds=round(self.clock() - started, 3))

    def _show_some(self, standing: StandingReply, sentences: Sequence[WrittenSentence]) -> float:
        """Show what there is so far; how long until the next change. A refusal for the pace only makes that longer."""
        try:
            self._change(standing, unfinished(sentences))
        except TryLaterError as error:
            return max(self.between, error.after or 0.0)
        return self.between

    def _show_all(self, standing: StandingReply, sentences: Sequence[WrittenSentence], next_update: float) -> None:
        pause = min(next_update - self.clock(), _LONGEST_PAUSE)
        if pause > 0 and self._stopping.wait(pause):
            raise ChangedError
        whole = self._change(standing, tuple(sentences))
        self.inbox.amend(standing.question, stored_answer.dump_answer(whole))
        with self._changing:
            self._at_work.discard(standing.question.reference)
            self.half_written.end(standing.question.reference)

    def _change(self, standing: StandingReply, sentences: tuple[WrittenSentence, ...]) -> Answer:
        """Put sentences above the quotes, in a reply that is still the same before and after."""
        answer = replace(standing.answer, written=sentences)
        message = self.composer.message(answer, standing.question)
        with self._changing:
            if self._stopping.is_set() or not self._still_stands(standing):
                raise ChangedError
            if standing.question.reference not in self._at_work:
                self.half_written.begin(standing.question, self.owner)
                self._at_work.add(standing.question.reference)
            self.poster.update(standing.question, standing.ts, Reply(message, ReplyOutcome.ANSWERED, answer=answer))
            if not self._still_stands(standing):
                # A newer reply may be under what was just written: it is put back from the store.
                raise ChangedError
        return answer

    def _still_stands(self, standing: StandingReply) -> bool:
        asked = standing.question
        now = self.inbox.find(asked.reference)
        return now is not None and not now.deleted and now.revision == now.answered == asked.revision

    def _failed(self, standing: StandingReply, error: Exception, log: BoundLogger) -> None:
        reference = standing.question.reference
        with self._changing:
            if reference in self._at_work:
                self.half_written.restore(reference)
                self._at_work.discard(reference)
        code = "changed" if isinstance(error, ChangedError) else str(getattr(error, "code", type(error).__name__))
        self.metrics.written(code)
        if isinstance(error, BotError) and not isinstance(error, PostError):
            log.warning("not_written", code=code, reason=str(error))
        elif isinstance(error, ChangedError | PostError):
            log.info("not_written", code=code)
        else:
            log.error("not_written", code=code, where=trace(error))
