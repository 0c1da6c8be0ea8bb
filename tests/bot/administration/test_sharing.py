"""The files of a shelf in the database: two bots with a folder each see one shelf."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import psycopg
import pytest

from bot.administration.drafts import Drafts
from bot.administration.errors import DraftError, OccupiedError, RecordError
from bot.administration.paper import StoredPaper
from bot.administration.publishing.occupancy import occupied_everywhere
from bot.administration.sharing import BULLETINS, SharedShelf, shared_files
from bot.database.postgres import PostgresDatabase
from bot.slack.inbox.database import open_shared
from corpus.errors import ShelfError
from corpus.readers.document import Document, PageHead
from corpus.shelf import history
from corpus.shelf.library import Library, ShelfChange
from corpus.web.visits import Visit, Visits
from tests.postgres import Server


@pytest.fixture(scope="module")
def url(postgres: Server) -> str:
    return postgres.database()


@pytest.fixture(scope="module")
def database(url: str) -> Iterator[PostgresDatabase]:
    opened = open_shared(url)
    yield opened
    opened.close()


@pytest.fixture
def bots(database: PostgresDatabase, tmp_path: Path) -> tuple[SharedShelf, SharedShelf]:
    """The same shelf at two bots."""
    with database.writing() as transaction:
        transaction.execute("DELETE FROM shared_file")
        transaction.execute("DELETE FROM shared_shelf")
    first, second = (SharedShelf(lambda: database, "", tmp_path / name) for name in ("one", "two"))
    first.put_all({"watch.toml": b"[[watch]]\naddress = 'https://example.org'\n"}, replace=False)
    return first, second


def library(shared: SharedShelf) -> Library:
    return Library(shared.folder / BULLETINS, turns=shared)


def page(title: str, text: str = "Bron är stängd.") -> Document:
    return Document(PageHead(title=title), text)


def test_what_one_bot_writes_the_other_reads(bots: tuple[SharedShelf, SharedShelf]) -> None:
    one, two = map(library, bots)
    assert one.add(page("Om bron")).change is ShelfChange.ADDED
    assert two.add(page("Om bron", "Bron är öppen.")).change is ShelfChange.REPLACED
    (bulletin,) = one.load().bulletins
    assert bulletin.body == "Bron är öppen."
    assert len(history.versions(one.folder, bulletin.id)) == 1
    assert (bots[0].folder / "watch.toml").read_bytes() == (bots[1].folder / "watch.toml").read_bytes()
    state = bots[0].state()
    assert state == bots[1].state()
    two.remove(bulletin.id)
    assert one.load().bulletins == ()
    assert bots[0].state() != state


def test_bots_that_write_at_once_lose_nothing(bots: tuple[SharedShelf, SharedShelf]) -> None:
    def add(shared: SharedShelf, name: str) -> None:
        own = library(shared)
        for number in range(5):
            own.add(page(f"{name} {number}", f"Text {name} {number}."))

    threads = [threading.Thread(target=add, args=pair) for pair in zip(bots, ("a", "b"), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(library(shared).load().bulletins) for shared in bots] == [10, 10]


def test_what_breaks_off_is_seen_by_nobody(bots: tuple[SharedShelf, SharedShelf]) -> None:
    """As when a bot is killed: the folder is ahead of the database, and is taken back."""
    library(bots[0]).add(page("Om bron"))
    steps: list[str] = []
    Library(bots[0].folder / BULLETINS, steps.append, turns=bots[0]).add(page("Om bron", "Två."))
    for number in range(len(steps)):
        seen = iter(range(1000))

        def crash(step: str, seen: Iterator[int] = seen, number: int = number) -> None:
            if next(seen) == number:
                raise KeyboardInterrupt(step)

        with pytest.raises(KeyboardInterrupt):
            Library(bots[0].folder / BULLETINS, crash, turns=bots[0]).add(page("Om bron", f"Avbrutet {number}."))
        for shared in bots:
            assert [each.body for each in library(shared).load().bulletins] == ["Två."]
        assert shared_files(bots[0].folder, bots[0].folder / BULLETINS) == shared_files(
            bots[1].folder, bots[1].folder / BULLETINS
        )


def test_drafts_and_visits_are_every_bots(bots: tuple[SharedShelf, SharedShelf]) -> None:
    one, two = (Drafts(shared.folder / "drafts", turns=shared) for shared in bots)
    token = one.keep(page("Utkast"), "UADMIN")
    assert two.take(token, "UADMIN").head.title == "Utkast"
    two.drop(token, "UADMIN")
    with pytest.raises(DraftError):
        one.take(token, "UADMIN")
    Visits(bots[0].folder / "visits.json", turns=bots[0]).remember("https://example.org/a", Visit(etag="1"))
    assert Visits(bots[1].folder / "visits.json", turns=bots[1]).of("https://example.org/a").etag == "1"


def test_one_admin_at_a_time_works_at_all_bots(database: PostgresDatabase) -> None:
    def work(who: str) -> AbstractContextManager[None]:
        paper = StoredPaper(lambda: database, "", "administration.json")
        return occupied_everywhere(lambda: database, paper, "", who, "preview")

    with work("U1"), pytest.raises(OccupiedError, match="U1 is at work on the index") as caught, work("U2"):
        pass
    assert caught.value.holder == "U1"
    with work("U2"):
        pass


def test_a_shelf_is_not_put_over_another_unasked(bots: tuple[SharedShelf, SharedShelf]) -> None:
    library(bots[0]).add(page("Om bron"))
    with pytest.raises(RecordError, match="--replace"):
        bots[1].put_all({}, replace=False)
    bots[1].put_all({"bulletins/ny.md": b"---\ntitle: Ny\n---\n\nHej.\n"}, replace=True)
    assert [each.id for each in library(bots[0]).load().bulletins] == ["ny"]


def test_a_database_that_is_away_is_told_as_a_shelf_that_cannot_be_used(
    url: str, bots: tuple[SharedShelf, SharedShelf]
) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ALTER TABLE shared_shelf RENAME TO away")
        try:
            with pytest.raises(ShelfError, match="cannot be used"):
                library(bots[0]).load()
        finally:
            connection.execute("ALTER TABLE away RENAME TO shared_shelf")
