"""Answers that were given already today: the same question to the same snapshot is not worked out twice."""

from __future__ import annotations

import datetime
import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from dataclasses import replace

from bot.answering.deadline import check_time
from bot.answering.question.asked import clean
from bot.answering.question.conversation import NO_EARLIER, Earlier
from bot.answering.types import Answer

MOST = 500
"""Answers that are kept; one takes some kilobytes."""

_LOOK = 0.2
"""Seconds between two looks at the own deadline, of one who waits for another's answer."""

_State = tuple[str, datetime.date, object]


class RememberedAnswers:
    """Answers as `answer` does, and the same question again from memory. Safe to call from several threads.

    The same is what `clean` makes alike, after the same earlier questions, on the same day and to the same `snapshot`;
    each of these two changing empties the memory. Who asks while another's same question is worked out waits for that.
    Nothing can be read out of the memory but answers: questions stand there as digests under a key of this process.
    """

    def __init__(
        self,
        answer: Callable[[str, Earlier], Answer],
        snapshot: Callable[[], str],
        today: Callable[[], datetime.date] = datetime.date.today,
        most: int = MOST,
    ) -> None:
        self._answer = answer
        self._snapshot = snapshot
        self._today = today
        self._most = most
        self._erasures: Callable[[], object] = lambda: None
        self._key = secrets.token_bytes(32)
        self._lock = threading.Lock()
        self._state: _State | None = None
        self._known: OrderedDict[bytes, Future[Answer]] = OrderedDict()

    def empty_when(self, erasures: Callable[[], object]) -> None:
        """Empty the memory whenever `erasures` gives something else than the last time."""
        self._erasures = erasures

    def answer(self, question: str, earlier: Earlier = NO_EARLIER) -> Answer:
        """The answer to `question` after the earlier ones; raises as what answers does."""
        started = time.perf_counter()
        text = clean(question)
        key = self._digest(text, earlier)
        while True:
            state = (self._snapshot(), self._today(), self._erasures())
            known, is_new = self._entry(key, state)
            if is_new:
                return self._worked_out(question, earlier, key, known, state)
            found = _awaited(known)
            if found is not None:
                return replace(found, question=text, seconds=time.perf_counter() - started)

    def _digest(self, text: str, earlier: Earlier) -> bytes:
        asked = ("leans" if earlier.leans else "", text, *earlier.questions)
        parts = (len(part).to_bytes(4, "big") + part for part in (each.encode() for each in asked))
        return hashlib.blake2b(b"".join(parts), key=self._key).digest()

    def _entry(self, key: bytes, state: _State) -> tuple[Future[Answer], bool]:
        """What is known or being worked out under a key, and whether this is the first to ask."""
        with self._lock:
            if state != self._state:
                # Those who wait hold what they wait for; nobody else finds it.
                self._known.clear()
                self._state = state
            known = self._known.get(key)
            if known is not None:
                self._known.move_to_end(key)
                return known, False
            known = self._known[key] = Future()
            if len(self._known) > self._most:
                self._known.popitem(last=False)
            return known, True

    def _worked_out(self, question: str, earlier: Earlier, key: bytes, known: Future[Answer], state: _State) -> Answer:
        try:
            answer = self._answer(question, earlier)
        except BaseException:
            self._forget(key, known)
            known.cancel()
            raise
        # A list names what was asked for; and where a newer snapshot answered meanwhile, the key tells the wrong one.
        if answer.listing is not None or answer.snapshot not in ("", state[0]):
            self._forget(key, known)
        known.set_result(replace(answer, question=""))
        return answer

    def _forget(self, key: bytes, known: Future[Answer]) -> None:
        with self._lock:
            if self._known.get(key) is known:
                del self._known[key]


def _awaited(known: Future[Answer]) -> Answer | None:
    """The answer, when it is there; None where whoever worked it out failed. Raises as `check_time`."""
    while True:
        check_time()
        try:
            return known.result(_LOOK)
        except TimeoutError:
            continue
        except CancelledError:
            return None
