"""Pages that an admin has read in and not yet confirmed: on disk, so that any process may take the confirmation."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.administration.errors import DraftError, RecordError
from corpus.errors import BulletinError, ShelfError
from corpus.readers.document import Document
from corpus.shelf.bulletin_file import document_of, file_bytes, read_data
from corpus.shelf.faults import Severity
from corpus.storage import ALONE, Turns, write_file

_TOKEN = re.compile(r"[0-9a-f]{16}")
_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Drafts:
    """Drafts in a folder, each in the form of the shelf; those of yesterday are removed."""

    folder: Path
    clock: Callable[[], float] = time.time
    turns: Turns = ALONE

    def keep(self, document: Document, who: str) -> str:
        """Keep a draft for an admin; the token that brings it back.

        Raises:
            BulletinError: the document would make no readable bulletin.
            RecordError: the disk refuses.
        """
        data = file_bytes(document)
        problems = read_data(Path("draft.md"), data).problems
        wrong = next((problem for problem in problems if problem.severity is Severity.ERROR), None)
        if wrong:
            raise BulletinError(wrong.reason, code=wrong.code)
        token = secrets.token_hex(8)
        try:
            self.sweep()
            with self.turns.turn(self._lock):
                write_file(self._path(token, who), data, private=True)
        except OSError as error:
            raise RecordError(f"The draft cannot be kept: {error.strerror}. Free some space.") from error
        except ShelfError as error:
            raise RecordError(f"The draft cannot be kept. {error}") from error
        return token

    def take(self, token: str, who: str) -> Document:
        """The draft that the same admin kept; DraftError where it is gone or somebody else's."""
        if not _TOKEN.fullmatch(token):
            raise DraftError("There is no such draft. Add the page again.")
        path = self._path(token, who)
        self.turns.renew()
        try:
            return document_of(read_data(path, path.read_bytes()))
        except (OSError, ValueError) as error:
            raise DraftError("This draft is no longer there. Add the page again.") from error

    def drop(self, token: str, who: str) -> None:
        """Forget a draft."""
        if _TOKEN.fullmatch(token):
            with self.turns.turn(self._lock):
                self._path(token, who).unlink(missing_ok=True)

    @property
    def _lock(self) -> Path:
        return self.folder / ".lock"

    def _path(self, token: str, who: str) -> Path:
        return self.folder / f"{_owner(who)}-{token}.md"

    def of(self, who: str) -> tuple[Path, ...]:
        """The files of an admin's drafts."""
        self.turns.renew()
        return tuple(sorted(self.folder.glob(f"{_owner(who)}-*.md")))

    def sweep(self) -> int:
        """Remove yesterday's; how many."""
        old = [path for path in self.folder.glob("*.md") if self.clock() - path.stat().st_mtime > _DAY]
        if old:
            with self.turns.turn(self._lock):
                for path in old:
                    path.unlink(missing_ok=True)
        return len(old)

    def drop_all(self, who: str) -> int:
        """Remove an admin's drafts; how many."""
        found = self.of(who)
        if found:
            with self.turns.turn(self._lock):
                for path in found:
                    path.unlink(missing_ok=True)
        return len(found)


def _owner(who: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "", who) or "nobody"
