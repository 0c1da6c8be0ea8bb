"""Snapshots in Milvus: which there are, and which of them answers. A snapshot is a pair of collections, and an alias
points to the one that answers."""

from __future__ import annotations

import datetime
import hashlib
import re
import shutil
from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager, suppress
from pathlib import Path

from corpus.storage import Step
from index.engine.contents import check_found, new_id
from index.engine.milvus.client import Milvus
from index.engine.milvus.draft import CollectionWriter, about_of, records_of
from index.engine.milvus.records import GONE, RecordKind, Records, rows_of
from index.engine.milvus.stored import MilvusSnapshot, open_collections
from index.engine.patience import GLANCE_SECONDS, Glance
from index.engine.stored import EXACT_UP_TO
from index.errors import EngineAwayError, OvertakenError, SnapshotError
from index.snapshot.builder import sole_builder
from index.snapshot.manifest import Manifest
from index.snapshot.place import SnapshotPlace
from index.snapshot.publication import KEPT, SnapshotDraft
from index.types import unheard

OPTIONS = {"store": "milvus", "sentences": "contextual"}
"""What a reader of a snapshot relies on beside the model."""

Alone = Callable[[str], AbstractContextManager[bool]]
"""Holds the lock of that name as long as the block lasts; False where another holds it. Milvus has no locks."""


class MilvusPlace:
    """See `SnapshotPlace`; the place `name` of `milvus`. What a build leaves on its own machine lies in `folder`."""

    options = OPTIONS
    is_shared = True

    def __init__(
        self,
        milvus: Milvus,
        name: str,
        folder: Path,
        alone: Alone,
        exact_up_to: int = EXACT_UP_TO,
        glance: float = GLANCE_SECONDS,
    ) -> None:
        self._milvus, self._name, self._folder, self._alone = milvus, name, folder, alone
        self._exact_up_to = exact_up_to
        self._shelf = _named(name.split("/")[0])
        self._alias = f"{self._shelf}_answers_{_digest(name)}"
        self._glance = Glance(lambda: milvus.pointed(self._alias, at_once=True), glance)

    @property
    def folder(self) -> Path:
        return self._folder

    @property
    def name(self) -> str:
        return self._name

    def stamp(self) -> Hashable:
        return self._glance.stamp()

    def manifest(self) -> Manifest:
        return self._manifest_of(self._published())

    def _published(self) -> str:
        name = self._milvus.pointed(self._alias)
        if name is None:
            raise SnapshotError("there is no index in Milvus; run `fvm reindex`")
        return name

    def open(self, model: str) -> MilvusSnapshot:
        name = self._published()
        manifest = self._manifest_of(name)
        manifest.check_origin(model, OPTIONS)
        return self._opened(name, manifest)

    def _opened(self, name: str, manifest: Manifest) -> MilvusSnapshot:
        return open_collections(self._milvus, name, Records(self._milvus, records_of(name)), manifest)

    def _manifest_of(self, name: str) -> Manifest:
        try:
            return Manifest.parsed(Records(self._milvus, about_of(name)).one(RecordKind.MANIFEST) or b"")
        except ValueError as error:
            raise SnapshotError(f"the snapshot in Milvus is damaged ({error!r}); run `fvm reindex`") from error

    def building(self) -> AbstractContextManager[None]:
        return sole_builder(self._folder, self._alone(f"build {self._name}"))

    def renew(self, before: Step) -> None:
        """There is no former format here."""

    def publish(self, draft: SnapshotDraft, before: Step) -> Manifest:
        self._remove_unfinished()
        before("stage")
        now = datetime.datetime.now(datetime.UTC)
        name = f"{self._shelf}_{_digest(self._name)}_{new_id(now)}"
        writer = CollectionWriter(self._milvus, draft, name, before, self._exact_up_to)
        try:
            manifest = writer.write(OPTIONS, now)
            before("verify")
            writer.check()
            check_found(self._opened(name, manifest), draft)
            before("publish")
            self._mark(name, self._name)
            self._milvus.point(self._alias, name)
        except BaseException:
            # A server that does not answer keeps it, and the next build removes it.
            with suppress(EngineAwayError):
                self._remove_unfinished()
            raise
        before("prune")
        # What cannot be removed now is removed by the next build.
        with suppress(EngineAwayError):
            self.prune(KEPT)
        return manifest

    def _mark(self, name: str, owner: str) -> None:
        """Tell that a snapshot is whole, and to which place it belongs."""
        self._milvus.replace(about_of(name), list(rows_of(RecordKind.MARK, 0, owner.encode())))

    def _owner(self, name: str) -> str | None:
        """The place that a whole snapshot belongs to; None where it is not whole."""
        with suppress(SnapshotError):
            mark = Records(self._milvus, about_of(name)).one(RecordKind.MARK, fresh=True)
            return None if mark is None else mark.decode()
        return None

    def kept(self) -> tuple[Manifest, ...]:
        return tuple(self._manifest_of(name) for name in reversed(self._whole()))

    def _whole(self) -> list[str]:
        """The whole snapshots of this place, oldest first."""
        names = [name for name in self._snapshots() if self._owner(name) == self._name]
        return sorted(names, key=_id_of)

    def _snapshots(self) -> list[str]:
        """All snapshots of this shelf and of its previews, whole or not."""
        end = about_of("")
        begun = (name for name in self._milvus.names() if name.startswith(f"{self._shelf}_") and name.endswith(end))
        return [name.removesuffix(end) for name in begun]

    def go_back(self, snapshot_id: str, before: Step = unheard) -> Manifest:
        with self.building():
            name = next((name for name in self._whole() if _id_of(name) == snapshot_id), None)
            if name is None:
                raise SnapshotError(
                    f"there is no snapshot {snapshot_id!r}; `fvm rollback --list` shows those that are kept"
                )
            manifest = self._manifest_of(name)
            before("publish")
            self._milvus.point(self._alias, name)
            return manifest

    def prune(self, kept: int) -> None:
        """What is kept and does not answer lies on the server's disk alone."""
        silent = [name for name in self._whole() if not self._milvus.aliases(name)]
        gone = silent[: max(len(silent) - (kept - 1), 0)]
        self._remove(gone)
        for name in silent[len(gone) :]:
            self._milvus.release(name)
            self._milvus.release(records_of(name))

    def _remove_unfinished(self) -> None:
        """What builders and removals that were killed have left."""
        owners = {name: self._owner(name) for name in self._snapshots()}
        self._remove([name for name, owner in owners.items() if owner == GONE or (owner is None and self._began(name))])

    def _began(self, name: str) -> bool:
        """Whether it was written for this place."""
        return name.startswith(f"{self._shelf}_{_digest(self._name)}_")

    def _remove(self, names: list[str]) -> None:
        for name in names:
            with suppress(SnapshotError):
                self._mark(name, GONE)
            for each in (name, records_of(name), about_of(name)):
                self._milvus.drop(each)

    def beside(self, folder: Path) -> MilvusPlace:
        name = f"{self._name}/{folder.name}"
        return MilvusPlace(self._milvus, name, folder, self._alone, self._exact_up_to, self._glance.seconds)

    def branch(self, folder: Path) -> MilvusPlace:
        folder.mkdir(parents=True)
        made, answers = self.beside(folder), self._milvus.pointed(self._alias)
        if answers is not None:
            self._milvus.point(made._alias, answers)
        return made

    def adopt(self, other: SnapshotPlace, base: str | None, before: Step = unheard) -> Manifest:
        assert isinstance(other, MilvusPlace)
        with self.building():
            name, answers = other._published(), self._milvus.pointed(self._alias)
            manifest = self._manifest_of(name)
            if (None if answers is None else _id_of(answers)) != base:
                raise OvertakenError("another index was published meanwhile; preview again")
            before("publish")
            self._mark(name, self._name)
            self._milvus.point(self._alias, name)
            before("prune")
            with suppress(EngineAwayError):
                self._milvus.unpoint(other._alias)
                self.prune(KEPT)
            return manifest

    def discard(self, folder: Path) -> None:
        other = self.beside(folder)
        self._milvus.unpoint(other._alias)
        other._remove_unfinished()
        self._remove(other._whole())
        shutil.rmtree(folder, ignore_errors=True)


def _id_of(name: str) -> str:
    return name.rsplit("_", 1)[-1]


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:12]


def _named(shelf: str) -> str:
    """A name that Milvus takes, and that no other shelf gets."""
    return f"fvm_{re.sub(r'[^A-Za-z0-9]', '', shelf)[:40]}_{_digest(shelf)}"
