"""Previews, publishes and goes back, one admin at a time; every act is in the audit log."""

from __future__ import annotations

import contextlib
import datetime
import re
import secrets
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from bot.administration.audit import Act, AuditLog
from bot.administration.errors import PreviewError
from bot.administration.pins import Pin
from bot.administration.publishing.occupancy import occupied
from bot.administration.publishing.preview import (
    AnsweringIndex,
    Preview,
    compare,
    contradictions,
    count_passages,
    named_bulletins,
)
from bot.administration.publishing.shelf_state import remember
from corpus.shelf.library import Shelf
from corpus.storage import ALONE, Step, Turns, write_file
from corpus.types import Bulletin
from index.encoder.protocol import Encoder
from index.errors import SnapshotError
from index.snapshot.build import build
from index.snapshot.manifest import Manifest
from index.snapshot.place import SnapshotFolder, SnapshotPlace, published_at
from index.snapshot.searched import SearchedSnapshot
from index.types import StepProgress

_ASKING = "asking probe questions"
_FOLDER, _NOTE = "previews", "preview.json"
_KEPT = 3
_TOKEN = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Sources:
    """What is published and how it is asked: the shelf and its fingerprint, the encoder, an answerer over what is
    published at a place, the probe questions, and the pinned answers. `keep` keeps bulletins as they are before they
    answer."""

    shelf: Callable[[], Shelf]
    mark: Callable[[], str]
    encoder: Callable[[], Encoder]
    answerer: Callable[[SnapshotPlace], AnsweringIndex]
    probes: Callable[[], Sequence[str]]
    pins: Callable[[], Sequence[Pin]] = tuple
    keep: Callable[[Iterable[Bulletin]], object] = lambda bulletins: None


@dataclass(frozen=True, slots=True)
class _Note:
    """What a preview's folder says of itself."""

    who: str
    base: str | None
    snapshot: str
    mark: str


@dataclass(frozen=True, slots=True)
class Publisher:
    """`data` holds previews and locks, `root` the index that the bots read, both on one disk; or they read it at
    `place`."""

    data: Path
    root: Path
    sources: Sources
    audit: AuditLog
    before: Step = lambda step: None
    place: SnapshotPlace | None = None
    turns: Turns = ALONE
    occupied: Callable[[str, str], AbstractContextManager[None]] | None = None

    def _alone(self, who: str, doing: str) -> AbstractContextManager[None]:
        return self.occupied(who, doing) if self.occupied else occupied(self.data, who, doing)

    @property
    def _place(self) -> SnapshotPlace:
        return self.place or SnapshotFolder(self.root)

    def preview(self, who: str, report: StepProgress) -> Preview:
        """Build the shelf aside and compare it with what answers now. Nothing that answers is changed.

        Raises:
            OccupiedError: another admin is at work.
            BuildError: the shelf cannot be indexed; it names the bulletin where there is one.
        """
        with self.audit.recorded(who, Act.PREVIEW) as detail, self._alone(who, "preview"):
            token = secrets.token_hex(8)
            folder = self.data / _FOLDER / token
            try:
                preview = self._build(who, token, folder, report)
            except BaseException:
                self._discard(folder)
                raise
            self._prune(token)
            counts = f"{len(preview.added)} added, {len(preview.changed)} changed, {len(preview.removed)} removed"
            detail(f"{counts}, {len(preview.changes)} of {preview.asked} answers change")
            return preview

    def _build(self, who: str, token: str, folder: Path, report: StepProgress) -> Preview:
        mark, shelf, encoder = self.sources.mark(), self.sources.shelf(), self.sources.encoder()
        place = self._place.branch(folder)
        base = published_at(self._place)
        built = build(shelf.bulletins, encoder, place, report, self.before)
        new = place.open(encoder.name)
        old = self._old(base, encoder)
        added, changed, removed = named_bulletins(built.plan, old.bulletins if old else {}, new.bulletins)
        questions = tuple(self.sources.probes())
        changes = []
        before = self.sources.answerer(self._place).answer if old else None
        answering = self.sources.answerer(place)
        for done, change in enumerate(compare(questions, before, answering.answer), start=1):
            changes += [change] if change else []
            report(_ASKING, done, len(questions))
        today = datetime.datetime.now(datetime.UTC).date()
        contradicted = tuple(contradictions(self.sources.pins(), answering, today))
        self.before("note")
        with self.turns.turn(self._lock):
            write_file(folder / _NOTE, msgspec.json.encode(_Note(who, base, new.manifest.id, mark)), private=True)
        passages = count_passages(old.passages if old else (), new.passages)
        return Preview(token, who, base, new.manifest.id, added, changed, removed, passages, len(questions),
                       tuple(changes), shelf.faults, contradicted)  # fmt: skip

    def _old(self, base: str | None, encoder: Encoder) -> SearchedSnapshot | None:
        """The snapshot that answers now; None where there is none that this program and its model can use."""
        if base is None:
            return None
        try:
            return self._place.open(encoder.name)
        except SnapshotError:
            return None

    def publish(self, who: str, token: str) -> Manifest:
        """Let a preview answer: exactly what was shown, in one step.

        Raises:
            OccupiedError: another admin is at work.
            PreviewError: there is no such preview, or the shelf has changed since.
            BuildError: another index was published since, or the disk refuses; nothing has changed.
        """
        with self.audit.recorded(who, Act.PUBLISH, token) as detail, self._alone(who, "publish"):
            folder, note = self._noted(token)
            if note.mark != self.sources.mark():
                raise PreviewError("The bulletins have changed since the preview. Preview again.")
            preview = self._place.beside(folder)
            self.before("keep")
            self.sources.keep(preview.open(preview.manifest().model).bulletins.values())
            manifest = self._place.adopt(preview, note.base, self.before)
            self.before("remember")
            remember(self.root, note.mark)
            self._discard(folder)
            detail(f"snapshot {manifest.id}")
            return manifest

    def discard(self, who: str, token: str) -> None:
        """Throw a preview away; one that is gone already is no error."""
        with self.audit.recorded(who, Act.DISCARD, token):
            self.throw_away(token)

    def throw_away(self, token: str) -> None:
        """As `discard`, and nobody's act."""
        if _TOKEN.fullmatch(token):
            self._discard(self.data / _FOLDER / token)

    def previews_of(self, who: str) -> list[str]:
        """The tokens of a person's previews."""
        found = []
        self.turns.renew()
        for folder in (self.data / _FOLDER).glob("*"):
            with contextlib.suppress(PreviewError):
                found += [folder.name] if self._noted(folder.name)[1].who == who else []
        return found

    def expire(self, before: float) -> int:
        """Throw away the previews that were made before a time, in seconds since 1970; how many."""
        old = [path for path in (self.data / _FOLDER).glob("*") if path.stat().st_mtime < before]
        for folder in old:
            self._discard(folder)
        return len(old)

    def rollback(self, who: str, snapshot_id: str) -> Manifest:
        """Let an earlier snapshot answer again; the shelf stays as it is until it is published anew.

        Raises:
            OccupiedError: another admin is at work.
            SnapshotError: there is no such snapshot, or it is damaged.
        """
        with self.audit.recorded(who, Act.ROLLBACK, snapshot_id) as detail, self._alone(who, "rollback"):
            former = published_at(self._place)
            manifest = self._place.go_back(snapshot_id, self.before)
            # Else the next start would see a shelf that is not indexed and undo the rollback.
            self.before("remember")
            remember(self.root, self.sources.mark())
            detail(f"from {former}")
            return manifest

    def snapshots(self) -> tuple[Manifest, ...]:
        """The snapshots that one can go back to, newest first."""
        return self._place.kept()

    def published(self) -> str | None:
        """The id of the snapshot that answers."""
        return published_at(self._place)

    def _noted(self, token: str) -> tuple[Path, _Note]:
        folder = self.data / _FOLDER / token
        if not _TOKEN.fullmatch(token):
            raise PreviewError("There is no such preview. Preview again.")
        self.turns.renew()
        try:
            return folder, msgspec.json.decode((folder / _NOTE).read_bytes(), type=_Note)
        except (OSError, ValueError) as error:
            raise PreviewError("This preview is no longer there. Preview again.") from error

    @property
    def _lock(self) -> Path:
        return self.data / f"{_FOLDER}.lock"

    def _discard(self, folder: Path) -> None:
        with self.turns.turn(self._lock):
            (folder / _NOTE).unlink(missing_ok=True)
        self._place.discard(folder)

    def _prune(self, newest: str) -> None:
        """Previews that nobody will publish any more, and what a killed one left."""
        folders = sorted((self.data / _FOLDER).iterdir(), key=lambda path: path.stat().st_mtime)
        for folder in [path for path in folders if path.name != newest][: -(_KEPT - 1)]:
            self._discard(folder)
