"""Takes questions from the inbox until each has its one reply."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import structlog
from structlog.stdlib import BoundLogger

from bot.errors import OutOfTimeError
from bot.settings import SlackSettings
from bot.slack.errors import BlindError, NotPostedError, PostError, TryLaterError, UncertainError
from bot.slack.inbox import stored_answer
from bot.slack.inbox.protocol import Inbox
from bot.slack.inbox.question import InboxQuestion, Posted, Surface
from bot.slack.logs import trace
from bot.slack.message import Reply, ReplyOutcome
from bot.slack.metrics import Metrics
from bot.slack.replying.composer import Composer
from bot.slack.replying.poster import HOPELESS, FoundReply, Poster
from bot.slack.replying.supervision import Supervision
from bot.tracing import span
from index.errors import EngineAwayError

_IDLE_SECONDS = 0.5
_GIVE_UP_SECONDS = 86_400.0
_LONGEST_WAIT = 60.0
_AWAY_SECONDS = 10.0
"""Until a question is tried again while nothing can be searched."""


@dataclass(frozen=True, slots=True)
class Worker:
    """Claims, answers and posts; any number of threads may call `work`. `offer` hears of each reply that stands."""

    owner: str
    inbox: Inbox
    composer: Composer
    poster: Poster
    metrics: Metrics
    settings: SlackSettings
    supervision: Supervision
    clock: Callable[[], float] = time.time
    offer: Callable[[InboxQuestion, Reply, str | None], None] = lambda question, reply, ts: None
    _stuck: deque[InboxQuestion] = field(default_factory=deque)
    _news: threading.Event = field(default_factory=threading.Event)

    def wake(self) -> None:
        """There may be something to do."""
        self._news.set()

    def run(self, stopping: threading.Event) -> None:
        """Work until told to stop; what is claimed is finished first."""
        while not stopping.is_set():
            if not self._work_safely():
                self._news.wait(_IDLE_SECONDS)
                self._news.clear()

    def _work_safely(self) -> bool:
        """As `work`; a full disk or a locked file stops one attempt and never the thread."""
        try:
            return self.work()
        except Exception as error:  # noqa: BLE001 - the lease runs out and the question is taken up again
            structlog.get_logger().error("inbox_failed", error=type(error).__name__, where=trace(error))
            return False

    def work(self) -> bool:
        """Handle one question; False where none waits."""
        self._give_back()
        question = self.inbox.claim(self.owner, self.settings.lease, self.clock())
        if question is None:
            return False
        try:
            self._settle(question)
        except Exception:
            # The disk is full or the file locked: it is given back as soon as that is over, and not after its lease.
            self._stuck.append(question)
            raise
        return True

    def _give_back(self) -> None:
        while self._stuck:
            self.inbox.retry(self._stuck[0], self.owner, self.clock(), uncertain=True, counts=False)
            self._stuck.popleft()

    def _settle(self, question: InboxQuestion) -> None:
        log = structlog.get_logger().bind(reference=question.reference, surface=question.arrival.surface.value)
        try:
            self._handle(question, log)
        except TryLaterError as error:
            self._later(question, error, log)
        except UncertainError as error:
            self._unsure(question, error, log)
        except NotPostedError as error:
            self._refused(question, error, log)
        except Exception as error:  # noqa: BLE001 - whatever happens to one question, the others are answered
            self._broken(question, error, log)

    def _handle(self, question: InboxQuestion, log: BoundLogger) -> None:
        if question.deleted:
            self._remove(question, log)
        else:
            self._answer(question, log)

    def _answer(self, question: InboxQuestion, log: BoundLogger) -> None:
        if question.answered >= question.revision:
            # A reply that was finished and claimed again without a change: nothing is left to do.
            self._finish(question, Posted(question.outcome or ReplyOutcome.ANSWERED, None, answer=question.answer), log)
            return
        self.poster.show_status(question)
        try:
            reply = self._compose(question, log)
        except EngineAwayError as error:
            self._postpone(question, error, log)
            return
        if reply is None:
            self._leave(question, log)
            return
        try:
            standing = self._standing(question, reply)
        except BlindError:
            # A second answer in the channel is worse than a private line to the asker, who sees whether there is one.
            reply, standing = self.composer.unsure(question), None
        planned = _planned(reply)
        if not self.inbox.begin_post(question, self.owner, planned, self.clock()):
            self.inbox.retry(question, self.owner, self.clock(), uncertain=False, counts=False)
            return
        with span("post", question.reference, outcome=reply.outcome.value):
            posted = replace(planned, reply_ts=self._carry(question, reply, standing))
        if self._finish(question, posted, log):
            self.offer(question, reply, posted.reply_ts)

    def _compose(self, question: InboxQuestion, log: BoundLogger) -> Reply | None:
        """The reply; None where the message gets none, as an overheard one that nothing can be said to."""
        asked, overheard = self.clock() - question.arrival.asked_at, question.arrival.surface.is_overheard
        is_told = question.outcome is ReplyOutcome.POSTPONED
        longest = _GIVE_UP_SECONDS if is_told else self.settings.max_age
        if question.answered == 0 and asked > longest and question.arrival.payload is None:
            return None if overheard else self.composer.too_late(question)
        # What nobody put to the bot gets no apology; where its answer was made once, it is not what ends processes.
        if question.attempts > self.settings.max_attempts // 2 and not (overheard and question.uncertain):
            return None if overheard else self.composer.apology(question)
        if self.supervision.is_left_out(question.reference):
            log.error("left_out", reason="an earlier process was ended since this question held it for too long")
            return None if overheard else self.composer.apology(question, out_of_time=True)
        try:
            with self.supervision.answering(question.reference), span("answer", question.reference) as note:
                reply = self.composer.compose(question)
                note(outcome=reply.outcome.value if reply else "silent")
                return reply
        except (TryLaterError, EngineAwayError):
            raise
        except OutOfTimeError:
            log.error("out_of_time")
            return None if overheard else self.composer.apology(question, out_of_time=True)
        except Exception as error:  # noqa: BLE001 - the asker gets an apology with a reference, never silence
            log.error("no_answer_made", error=type(error).__name__, where=trace(error))
            return None if overheard else self.composer.apology(question)

    def _postpone(self, question: InboxQuestion, error: EngineAwayError, log: BoundLogger) -> None:
        """Keep a question until the search is back. Its asker is told once, by a reply that the answer will replace."""
        log.warning("search_away", reason=str(error))
        at, surface = self.clock() + _AWAY_SECONDS, question.arrival.surface
        told = question.outcome is ReplyOutcome.POSTPONED or question.reply_ts is not None or question.uncertain
        if told or surface.is_overheard or surface is Surface.STEP:
            self.inbox.retry(question, self.owner, at, uncertain=False, counts=False)
            return
        reply = self.composer.postponed(question)
        if not self.inbox.begin_post(question, self.owner, _planned(reply), self.clock()):
            self.inbox.retry(question, self.owner, at, uncertain=False, counts=False)
            return
        # It stands for no revision of the question, so whoever finds it after a crash puts the answer in its place.
        ts = self.poster.post(replace(question, revision=0), reply)
        self.inbox.postpone(question, self.owner, ts, at)

    def _leave(self, question: InboxQuestion, log: BoundLogger) -> None:
        """Nothing is said: what an earlier text got is taken away, and of an overheard message nothing is kept."""
        if question.outcome is ReplyOutcome.MARKED:
            self.poster.unmark(question)
        if question.reply_ts is not None or question.uncertain or not question.arrival.surface.is_overheard:
            self._remove(question, log)
        elif not self.inbox.forget(question, self.owner):
            self.inbox.retry(question, self.owner, self.clock(), uncertain=False, counts=False)

    def _standing(self, question: InboxQuestion, reply: Reply) -> FoundReply | None:
        if reply.outcome is ReplyOutcome.MARKED:
            # A mark is left once however often it is put.
            return None
        if question.reply_ts is not None:
            return None if reply.private else FoundReply(question.reply_ts, question.answered)
        return self.poster.find(question) if question.uncertain and not reply.private else None

    def _carry(self, question: InboxQuestion, reply: Reply, standing: FoundReply | None) -> str | None:
        if reply.outcome is ReplyOutcome.MARKED:
            self.poster.mark(question)
            return None
        if question.outcome is ReplyOutcome.MARKED:
            self.poster.unmark(question)
        if standing is None:
            return self._posted(question, reply)
        if standing.revision != question.revision:
            self.poster.update(question, standing.ts, reply)
        return standing.ts

    def _posted(self, question: InboxQuestion, reply: Reply) -> str | None:
        """Post a reply where it belongs; where Slack refuses that, so that its asker is told."""
        try:
            return self.poster.post(question, reply)
        except NotPostedError as error:
            if error.code in HOPELESS or question.arrival.surface in (Surface.NOTICE, Surface.STEP):
                raise
            structlog.get_logger().warning("posted_elsewhere", reference=question.reference, code=error.code)
            self.metrics.failed_call(error.code)
            self.poster.post_elsewhere(question, self.composer.elsewhere(question, reply))
            return None

    def _finish(self, question: InboxQuestion, posted: Posted, log: BoundLogger) -> bool:
        now = self.clock()
        seconds = now - question.arrival.asked_at
        finished = self.inbox.finish(question, self.owner, posted, now)
        if finished:
            self.supervision.forget(question.reference)
            self.metrics.replied(posted.outcome, question.arrival.surface, seconds)
            log.info("replied", outcome=posted.outcome.value, seconds=round(seconds, 3), **self._shown(question))
        else:
            log.warning("claim_lost", seconds=round(seconds, 3))
        return finished

    def _shown(self, question: InboxQuestion) -> dict[str, str]:
        if not self.settings.log_question_text or question.arrival.text is None:
            return {}
        return {"question": question.arrival.text}

    def _remove(self, question: InboxQuestion, log: BoundLogger) -> None:
        ts = question.reply_ts or self._lost_reply(question)
        if ts is not None:
            self.poster.remove(question, ts)
        self.inbox.remove(question, self.owner, self.clock())
        log.info("removed", had_reply=ts is not None)

    def _lost_reply(self, question: InboxQuestion) -> str | None:
        """A reply that may stand without our knowing; None where there is none or nobody may look."""
        if not question.uncertain:
            return None
        try:
            found = self.poster.find(question)
        except BlindError:
            return None
        return None if found is None else found.ts

    def _later(self, question: InboxQuestion, error: TryLaterError, log: BoundLogger) -> None:
        wait = self._wait(question) if error.after is None else error.after
        until = self.clock() + wait
        if error.code in ("ratelimited", "rate_limited"):
            self.inbox.pause(question.arrival.key.channel, until)
        self._again(question, error, log, until, uncertain=False)

    def _unsure(self, question: InboxQuestion, error: UncertainError, log: BoundLogger) -> None:
        self._again(question, error, log, self.clock() + self._wait(question), uncertain=True)

    def _again(self, question: InboxQuestion, error: PostError, log: BoundLogger, at: float, uncertain: bool) -> None:
        self.metrics.failed_call(error.code)
        if self.clock() - question.arrival.asked_at > _GIVE_UP_SECONDS:
            self._give_up(question, log, error.code)
            return
        log.warning("post_again", code=error.code, seconds=round(at - self.clock(), 1))
        self.inbox.retry(question, self.owner, at, uncertain, counts=False)

    def _refused(self, question: InboxQuestion, error: NotPostedError, log: BoundLogger) -> None:
        self.metrics.failed_call(error.code)
        self._give_up(question, log, error.code)

    def _broken(self, question: InboxQuestion, error: Exception, log: BoundLogger) -> None:
        log.error("broken", error=type(error).__name__, where=trace(error))
        if question.attempts >= self.settings.max_attempts:
            self._give_up(question, log, type(error).__name__)
        else:
            self.inbox.retry(question, self.owner, self.clock() + self._wait(question), uncertain=True, counts=True)

    def _give_up(self, question: InboxQuestion, log: BoundLogger, code: str) -> None:
        self.inbox.fail(question, self.owner, self.clock())
        self.metrics.replied(ReplyOutcome.FAILED, question.arrival.surface, self.clock() - question.arrival.asked_at)
        log.error("given_up", code=code)

    def _wait(self, question: InboxQuestion) -> float:
        """Seconds until the next try: half the question's age, so that each wait is longer than the last."""
        return min(max((self.clock() - question.arrival.asked_at) / 2, 0.5), _LONGEST_WAIT)


def _planned(reply: Reply) -> Posted:
    if reply.answer is None:
        return Posted(reply.outcome, None, text=reply.heard)
    answer = stored_answer.dump_answer(reply.answer)
    return Posted(reply.outcome, None, reply.answer.snapshot, answer, reply.heard, reply.answer.shelf)
