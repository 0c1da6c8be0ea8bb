"""The composition root of administration: settings to ready parts."""

from __future__ import annotations

import getpass
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache, partial

from bot.administration.audit import Act, AuditLog
from bot.administration.backup import LastingFiles
from bot.administration.people import PersonalFiles
from bot.administration.publishing.probes import probes, read_probes
from bot.administration.publishing.publisher import Publisher, Sources
from bot.administration.upkeep import Upkeep
from bot.administration.watching import WATCHED, PageWatch, WatchTurns
from bot.settings import SHIPPED_BULLETINS, Settings, SlackSettings
from bot.shelves.declared import shelves_of
from bot.slack.inbox.database import opened_database
from bot.slack.inbox.erasure import forget_quotes
from bot.slack.inbox.protocol import Inbox
from bot.slack.inbox.stored import Pace, StoredInbox
from bot.slack.message import ReplyOutcome
from bot.slack.slash import everywhere_in
from bot.wiring.answers import (
    Reindexed,
    open_answerer,
    open_crawler,
    open_library,
    prepare_encoder,
    reindex,
    shelf_mark,
)
from bot.wiring.history import open_history
from bot.wiring.opened_shelves import open_pins
from bot.wiring.papers import AUDIT, CHAT_HISTORY, open_paper
from bot.wiring.passages import index_folder, index_place
from bot.wiring.shelf_files import shelf_files
from corpus.shelf import history
from corpus.types import Bulletin
from index.encoder.protocol import Encoder
from index.errors import SnapshotError
from index.snapshot.manifest import Manifest
from index.types import StepProgress

PROBES = "probe-questions.txt"
_MONTH = 30 * 86_400.0


def open_audit(settings: Settings) -> AuditLog:
    return AuditLog(open_paper(settings, AUDIT))


def open_upkeep(settings: Settings) -> Upkeep:
    return Upkeep(partial(open_library, settings), shelf_files(settings).visits, open_audit(settings))


def open_page_watch(settings: Settings) -> PageWatch:
    """What looks at the watched pages of a shelf."""
    visits = shelf_files(settings).visits
    return PageWatch(partial(open_library, settings), partial(open_crawler, settings), visits, open_audit(settings))


def open_watch_turns(settings: Settings) -> WatchTurns:
    """Whose turn it is to look at them, of the bots that share the shelf."""
    files = shelf_files(settings)
    return WatchTurns(partial(files.alone, "watch"), files.paper(WATCHED))


def open_personal_files(settings: Settings, report: StepProgress) -> PersonalFiles:
    """What the data folder holds of people beside the app's database."""
    return PersonalFiles(
        open_audit(settings), open_pins(settings), shelf_files(settings).drafts(), open_publisher(settings, report),
        settings.root / CHAT_HISTORY,
    )  # fmt: skip


def withdraw_bulletin(settings: Settings, bulletin_id: str, who: str, report: StepProgress) -> Manifest:
    """Take a bulletin off the shelf and out of its history, of every snapshot and preview, and of stored answers; of
    what receipts name a tombstone is left.

    Raises:
        ShelfError: there is neither a bulletin of that id nor an earlier version of one.
        ReceiptFileError: a file of what receipts name cannot be read or written; run it again when it can.
        OccupiedError, BuildError: nothing could be indexed; run it again.
    """
    library, files, kept = open_library(settings), shelf_files(settings), open_history(settings)
    # A bot may go on answering from it until it sees the new snapshot: what is buried is never kept again.
    kept.keep_all(each for each in _answering(settings) if each.id == bulletin_id)
    with files.turns.turn(files.folder / "withdrawal.lock"):
        known = kept.holds(bulletin_id) or history.versions(files.bulletins, bulletin_id)
        if not known or bulletin_id in library.ids():
            library.remove(bulletin_id)
        history.forget(files.bulletins, bulletin_id)
    kept.bury(bulletin_id)
    manifest = reindex_at_once(settings, who, report).report.manifest
    index_place(settings).prune(kept=1)
    open_publisher(settings, report).expire(time.time())
    with opened_database(settings.slack) as database:
        if database is not None:
            forget_quotes(database, bulletin_id, settings.shelf)
    return manifest


def _answering(settings: Settings) -> Iterable[Bulletin]:
    """Those of the snapshot that answers, as they are there; none where there is no snapshot."""
    try:
        place = index_place(settings)
        return place.open(place.manifest().model).bulletins.values()
    except SnapshotError:
        return ()


def open_publisher(settings: Settings, report: StepProgress, encoder: Encoder | None = None) -> Publisher:
    """What previews and publishes; the model is loaded when it is first needed."""
    opened = cache(lambda: encoder or prepare_encoder(settings, report))

    sources = Sources(
        shelf=lambda: open_library(settings).load(),
        mark=lambda: shelf_mark(settings, opened()),
        encoder=opened,
        answerer=lambda place: open_answerer(settings, place, opened(), report),
        probes=partial(probe_questions, settings),
        pins=lambda: open_pins(settings).all(),
        keep=open_history(settings).keep_all,
    )
    files, place = shelf_files(settings), index_place(settings)
    return Publisher(
        files.folder, index_folder(settings), sources, open_audit(settings), place=place, turns=files.turns,
        occupied=files.occupied,
    )  # fmt: skip


def what_is_kept(settings: Settings) -> LastingFiles:
    """What a backup is made of: the shipped bulletins come with the program. Raises as `shelves_of`."""
    own = {shelf.shelf: shelf.bulletins for shelf in shelves_of(settings) if shelf.bulletins != SHIPPED_BULLETINS}
    return LastingFiles(settings.root, own)


def index_missing(settings: Settings, report: StepProgress) -> None:
    """Publish a first snapshot where there is none; raises as `reindex`."""
    if index_place(settings).stamp() is None:
        reindex(settings, report)


def reindex_at_once(settings: Settings, who: str, report: StepProgress) -> Reindexed:
    """Publish the shelf without a preview; recorded, and never beside another admin's work.

    Raises:
        OccupiedError: another admin is at work.
        BuildError: nothing could be indexed; the old snapshot still answers.
    """
    with open_audit(settings).recorded(who, Act.PUBLISH) as detail, shelf_files(settings).occupied(who, "reindex"):
        done = reindex(settings, report)
        detail(f"snapshot {done.report.manifest.id}")
        return done


def operator() -> str:
    """Who works at the command line, for the audit log."""
    try:
        return f"cli:{getpass.getuser()}"
    except (KeyError, OSError):
        return "cli"


@contextmanager
def open_inbox(slack: SlackSettings) -> Iterator[Inbox | None]:
    """The app's inbox for reading; None where the app has never run."""
    with opened_database(slack) as database:
        pace = Pace(slack.per_person, slack.per_channel, slack.per_bot)
        yield None if database is None else StoredInbox(database, pace)


def probe_questions(settings: Settings, clock: Callable[[], float] = time.time) -> tuple[str, ...]:
    """The questions by which a new snapshot is tried: the admins' own, and the newest that were answered."""
    answered: list[str] = []
    with open_inbox(settings.slack) as inbox:
        if inbox is not None:
            found = inbox.recent(clock() - _MONTH, settings.shelf)
            answered = [
                everywhere_in(each.arrival.text) or each.arrival.text
                for each in found
                if each.outcome is ReplyOutcome.ANSWERED and each.arrival.text
            ]
    return probes(read_probes(shelf_files(settings).file(PROBES)), answered)
