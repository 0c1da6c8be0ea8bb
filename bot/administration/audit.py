"""The audit log: every admin act, who did it, to what, and how it ended. JSON lines that are only ever appended."""

from __future__ import annotations

import datetime
import enum
import json
import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.administration.errors import NotAdminError
from bot.administration.paper import Paper, as_paper
from bot.errors import BotError
from corpus.errors import CorpusError
from index.errors import SearchIndexError

_LONGEST = 500
_NAMING = ("who", "target", "detail")
"""What of a line may name a person."""
ERASED = "erased"
"""Stands for whoever wanted to be forgotten."""


class Act(enum.Enum):
    """What an admin does."""

    ADD = "add"
    PREVIEW = "preview"
    PUBLISH = "publish"
    ROLLBACK = "rollback"
    DISCARD = "discard"
    PIN = "pin"
    UNPIN = "unpin"
    WITHDRAW = "withdraw"
    CORRECT = "correct"
    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"
    ANSWER_ITSELF = "answer_itself"
    END_ANSWERING = "end_answering"
    JUDGE = "judge"
    REPORT = "report"
    EXPLAIN = "explain"
    VERIFY = "verify"


class ActOutcome(enum.Enum):
    """How an act ended; STARTED alone means that the program was ended in the middle of it."""

    STARTED = "started"
    DONE = "done"
    FAILED = "failed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One act. `at` is when it began, in UTC; `detail` is what came of it, or why not."""

    id: str
    at: datetime.datetime
    who: str
    act: Act
    target: str
    outcome: ActOutcome
    detail: str = ""


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


class AuditLog:
    """The log on one paper; processes take turns, and a line that a power cut has torn harms no other.

    Raises:
        RecordError: it cannot be read or written; an act that cannot be recorded does not begin.
    """

    def __init__(self, place: Path | Paper, clock: Callable[[], datetime.datetime] = _now) -> None:
        self._paper = as_paper(place)
        self._clock = clock

    @contextmanager
    def recorded(self, who: str, act: Act, target: str = "") -> Iterator[Callable[[str], None]]:
        """Record an act around a block: begun, then done, failed or refused; call what it yields to add a detail."""
        entry = {"id": uuid.uuid4().hex[:12], "who": who, "act": act.value, "target": _short(target)}
        self._append(entry | {"outcome": ActOutcome.STARTED.value})
        details: list[str] = []
        try:
            yield details.append
        except BaseException as error:
            outcome = ActOutcome.REFUSED if isinstance(error, NotAdminError) else ActOutcome.FAILED
            self._append(entry | {"outcome": outcome.value, "detail": _short(_reason(error))})
            raise
        self._append(entry | {"outcome": ActOutcome.DONE.value, "detail": _short("; ".join(details))})

    def entries(self) -> tuple[AuditEntry, ...]:
        """Every act, oldest first."""
        found: dict[str, dict[str, Any]] = {}
        for line in _lines(self._paper.read() or b""):
            known = found.setdefault(line["id"], line)
            found[line["id"]] = {**line, "at": known["at"]}
        return tuple(_entry(line) for line in found.values())

    def forget(self, who: str) -> int:
        """Put "erased" for a person's name in every act; in how many lines."""
        name = re.compile(rf"(?<![A-Za-z0-9]){re.escape(who)}(?![A-Za-z0-9])")

        def change(line: dict[str, Any]) -> dict[str, Any]:
            return line | {key: name.sub(ERASED, line[key]) for key in _NAMING if isinstance(line.get(key), str)}

        return self._rewrite(change)

    def expire(self, before: datetime.datetime) -> int:
        """Remove the acts that ended before a time; how many lines."""
        return self._rewrite(lambda line: line if datetime.datetime.fromisoformat(line["at"]) >= before else None)

    def _rewrite(self, change: Callable[[dict[str, Any]], dict[str, Any] | None]) -> int:
        """Put the log anew with every line changed, or left out for None, where that makes a difference."""
        count = 0

        def rewritten(data: bytes) -> bytes | None:
            nonlocal count
            lines = [*_lines(data)]
            changed = [change(line) for line in lines]
            count = sum(new != old for new, old in zip(changed, lines, strict=True))
            kept = "".join(json.dumps(line, ensure_ascii=True) + "\n" for line in changed if line is not None)
            return kept.encode() if count else None

        if self._paper.read() is not None:
            self._paper.change(rewritten)
        return count

    def _append(self, content: dict[str, str]) -> None:
        line = json.dumps({"at": self._clock().isoformat(timespec="seconds")} | content, ensure_ascii=True) + "\n"
        self._paper.append(line.encode())


def _lines(data: bytes) -> Iterator[dict[str, Any]]:
    for line in data.split(b"\n"):
        try:
            content = json.loads(line)
            _entry(content)
        except (ValueError, KeyError, TypeError):
            continue
        yield content


def _entry(line: dict[str, Any]) -> AuditEntry:
    return AuditEntry(
        str(line["id"]), datetime.datetime.fromisoformat(line["at"]), str(line["who"]), Act(line["act"]),
        str(line["target"]), ActOutcome(line["outcome"]), str(line.get("detail", "")),
    )  # fmt: skip


def _reason(error: BaseException) -> str:
    """Our own errors in their words; of others the name alone, since their text may hold anything."""
    own = isinstance(error, BotError | CorpusError | SearchIndexError)
    return str(error) if own else type(error).__name__


def _short(text: str) -> str:
    return " ".join(text.split())[:_LONGEST]
