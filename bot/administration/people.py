"""What the data folder holds of people beside the Slack app's database: the audit log, pins, drafts, previews, the
history of `fvm chat`."""

from __future__ import annotations

import contextlib
import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.administration.audit import AuditLog
from bot.administration.drafts import Drafts
from bot.administration.pins import Pins
from bot.administration.publishing.publisher import Publisher
from corpus.storage import write_file

_DAY = 86_400.0
_PREVIEW_DAYS = 30
_CHAT_STAMP = re.compile(r"^# (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)", re.MULTILINE)
OPERATOR = "cli"
"""How the names of those begin who work at the command line; theirs is the history of `fvm chat`."""


@dataclass(frozen=True, slots=True)
class PersonalFiles:
    """`chat` is the history of `fvm chat`. Times are seconds since 1970."""

    audit: AuditLog
    pins: Pins
    drafts: Drafts
    publisher: Publisher
    chat: Path

    def extract(self, user: str) -> dict[str, object]:
        """What is kept of a person, as plain values; lists that are empty are there too."""
        return {
            "audit": [
                {"at": each.at.isoformat(), "act": each.act.value, "target": each.target, "detail": each.detail,
                 "outcome": each.outcome.value}
                for each in self.audit.entries() if user in (each.who, each.target)
            ],
            "pins": [
                {"id": each.id, "questions": list(each.questions), "text": each.text}
                for each in self.pins.all() if each.owner == user
            ],
            "drafts": [path.read_text(encoding="utf-8", errors="replace") for path in self.drafts.of(user)],
            "previews": self.publisher.previews_of(user),
            "chat": [line for _, lines in self._chats() for line in lines] if user.startswith(OPERATOR) else [],
        }  # fmt: skip

    def erase(self, user: str) -> int:
        """Take a person's name out of what stays and remove what was theirs alone; how many things that were."""
        count = self.audit.forget(user) + self.pins.disown(user)
        count += self.drafts.drop_all(user)
        for token in self.publisher.previews_of(user):
            self.publisher.throw_away(token)
            count += 1
        if user.startswith(OPERATOR) and self.chat.exists():
            self.chat.unlink(missing_ok=True)
            count += 1
        return count

    def expire(self, audit_days: int, retention_days: int, now: float) -> int:
        """Remove what has been kept long enough; how many things."""
        before = now - retention_days * _DAY
        count = self.audit.expire(datetime.datetime.fromtimestamp(now - audit_days * _DAY, datetime.UTC))
        count += self.pins.expire(datetime.datetime.fromtimestamp(before, datetime.UTC).date())
        count += self.drafts.sweep() + self.publisher.expire(now - min(retention_days, _PREVIEW_DAYS) * _DAY)
        return count + self._expire_chat(datetime.datetime.fromtimestamp(before))

    def _chats(self) -> Iterator[tuple[datetime.datetime, list[str]]]:
        """The history's entries, each with its time; prompt_toolkit writes a stamp, then lines that begin with `+`."""
        with contextlib.suppress(OSError):
            text = self.chat.read_text(encoding="utf-8", errors="replace")
            starts = [*_CHAT_STAMP.finditer(text)]
            for start, end in zip(starts, [*(each.start() for each in starts[1:]), len(text)], strict=True):
                lines = text[start.end() : end].splitlines()
                at = datetime.datetime.fromisoformat(start[1])
                yield at, [line[1:] for line in lines if line.startswith("+")]

    def _expire_chat(self, before: datetime.datetime) -> int:
        entries = [*self._chats()]
        kept = [(at, lines) for at, lines in entries if at >= before]
        if len(kept) < len(entries):
            written = "".join(f"\n# {at}\n" + "".join(f"+{line}\n" for line in lines) for at, lines in kept)
            write_file(self.chat, written.encode(), private=True)
        return len(entries) - len(kept)
