"""What admins do again and again in the run that kills them: add, change, preview, publish, go back, tell the news."""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bot.administration.audit import AuditLog
from bot.administration.errors import OccupiedError
from bot.answering.question.conversation import Earlier
from bot.answering.types import Answer
from bot.settings import SlackSettings
from bot.slack.administration.follower import Follower
from bot.slack.administration.news import News
from bot.slack.inbox.database import open_database
from bot.slack.inbox.kept import KeptQuestions
from bot.slack.inbox.question import Arrival, Key, Surface
from bot.slack.inbox.stored import Pace, StoredInbox
from bot.slack.inbox.subscriptions import Subscription, Subscriptions
from bot.slack.parts import LibraryInfo, Shelves
from corpus.readers.document import Document, PageHead
from corpus.shelf.history import versions
from corpus.shelf.library import Library
from corpus.types import Language, PartialDate
from index.retriever import Retriever
from index.snapshot.manifest import Manifest
from index.snapshot.opened import check_contents, current_folder, open_snapshot
from tests.bot.administration.shelves import ENCODER, Asking, publisher, silent

CHANNEL = Subscription("T1", "C1", Language.SV)


@dataclass(frozen=True, slots=True)
class State:
    """What a folder holds after a kill; every part was read without an error."""

    bulletins: int
    snapshot: str
    acts: int


def prepare(folder: Path) -> None:
    """One published bulletin, a channel that subscribes, and a question that somebody keeps."""
    shelve(folder, 0, 0)
    tell_admin(folder)
    database = open_database(folder / "slack.sqlite3", fsync=False)
    Subscriptions(database).add(CHANNEL, ["bulletin-0"])
    inbox = StoredInbox(database, Pace(10**6, 10**6))
    for number in range(1, 60):
        key = Key("T1", "C1", f"{number}.0")
        arrival = Arrival(key, Surface.MENTION, "U7", f"ämne{number} nyhet{number}", 1.0, key.ts)
        reference = inbox.put(arrival, 1.0)
        question = inbox.find(reference or "")
        assert question is not None
        KeptQuestions(database).keep(question, "U7", Language.SV, 1.0)
    with database.writing() as connection:
        connection.execute("UPDATE question SET state = 'posted', outcome = 'refused'")
    database.close()


def shelve(folder: Path, number: int, version: int) -> None:
    text = f"# Ämne{number}\n\nämne{number} nyhet{number} version{version}. " + "Mer text följer här. " * 20
    (folder / "shelf").mkdir(parents=True, exist_ok=True)
    document = Document(PageHead(title=f"Bulletin {number}", published=PartialDate(2024, 1 + number % 12)), text)
    Library(folder / "shelf").add(document, f"bulletin-{number}")


def tell_admin(folder: Path) -> None:
    it = publisher(folder)
    it.publish("U1", it.preview("U1", silent).token)


def follow(folder: Path) -> int:
    """Tell the news of what answers now, as the running bot does."""
    database = open_database(folder / "slack.sqlite3", fsync=False)
    subscriptions = Subscriptions(database)
    retriever, ask = Retriever(folder / "data" / "index", ENCODER), Asking(folder / "data" / "index")

    def asked(question: str, earlier: Earlier, /) -> Answer:
        return ask(question)

    inbox = StoredInbox(database, Pace(10**6, 10**6))
    shelves = Shelves.only(SlackSettings(state_dir=folder), asked, lambda: LibraryInfo(0, 0, None))
    news = News(shelves, lambda: retriever.bulletins, inbox, KeptQuestions(database), subscriptions, False)
    try:
        return Follower(news, subscriptions, lambda: retriever.snapshot.id).follow()
    finally:
        database.close()


def play(folder: Path) -> None:
    """Rounds without end; each begins where the last one was cut off."""
    while True:
        play_round(folder)


def play_round(folder: Path) -> None:
    number = len(Library(folder / "shelf").load().bulletins)
    shelve(folder, number, 0)
    shelve(folder, number - 1, number)
    with contextlib.suppress(OccupiedError):
        tell_admin(folder)
        follow(folder)
        it = publisher(folder)
        former = [manifest.id for manifest in it.snapshots()][1:]
        if former and number % 2:
            it.rollback("U1", former[0])
            it.rollback("U1", it.snapshots()[0].id)
        follow(folder)


def examine(folder: Path) -> State:
    """Everything that must be whole at any instant; raises where something is lost or half."""
    shelf = Library(folder / "shelf").load()
    assert shelf.errors == ()
    for bulletin in shelf.bulletins:
        assert bulletin.body.rstrip().endswith("Mer text följer här.")
        assert all("Mer text följer här." in version.text() for version in versions(folder / "shelf", bulletin.id))
    current = current_folder(folder / "data" / "index")
    check_contents(Manifest.read(current), current)
    assert open_snapshot(current, ENCODER.name).passages
    entries = AuditLog(folder / "data" / "audit.jsonl").entries()
    return State(len(shelf.bulletins), current.name, len(entries))


def told(folder: Path) -> Counter[str]:
    """How often each message stands in the inbox, by its key."""
    database = open_database(folder / "slack.sqlite3", fsync=False)
    rows = database.rows("SELECT ts FROM question WHERE surface = 'notice'")
    database.close()
    return Counter(row["ts"] for row in rows)


def timed_round(folder: Path) -> float:
    began = time.monotonic()
    play_round(folder)
    return time.monotonic() - began
