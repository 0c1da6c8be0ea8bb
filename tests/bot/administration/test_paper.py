"""The contract of a paper, over a file and over a row."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.administration.errors import RecordError
from bot.administration.paper import FilePaper, Paper, StoredPaper
from bot.errors import StoreError
from bot.slack.inbox.database import open_database
from tests.postgres import Server

Open = Callable[[str], Paper]


@pytest.fixture(scope="module")
def url(postgres: Server) -> str:
    return postgres.database()


@pytest.fixture(params=["file", "row"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    if request.param == "file":
        yield lambda shelf: FilePaper(tmp_path / shelf / "pins.json")
        return
    database = open_database(request.getfixturevalue("url"))
    with database.writing() as transaction:
        transaction.execute("DELETE FROM paper")
    yield lambda shelf: StoredPaper(lambda: database, shelf, "pins.json")
    database.close()


def test_a_paper_is_read_as_it_was_written_and_each_shelf_has_its_own(opened: Open) -> None:
    ours, others = opened("ours"), opened("others")
    assert (ours.read(), others.read()) == (None, None)
    ours.change(lambda held: held + "Åtgärd\n".encode())
    opened("ours").append(b"!\n")
    assert (ours.read(), others.read()) == ("Åtgärd\n!\n".encode(), None)


def test_a_stamp_changes_with_the_text_alone(opened: Open) -> None:
    paper = opened("ours")
    stamps = [paper.stamp()]
    for change in (b"a", None, b"a", b"b"):
        paper.change(lambda held, change=change: change)  # type: ignore[misc]
        stamps.append(paper.stamp())
    assert stamps[2] == stamps[1]
    assert len(set(stamps)) == 4


def test_what_fails_in_the_middle_changes_nothing(opened: Open) -> None:
    paper = opened("ours")
    paper.append(b"a\n")

    def fails(held: bytes) -> bytes:
        raise RecordError("damaged")

    with pytest.raises(RecordError, match="damaged"):
        paper.change(fails)
    assert paper.read() == b"a\n"


def test_writers_take_turns(opened: Open) -> None:
    papers = [opened("ours") for _ in range(4)]
    threads = [threading.Thread(target=paper.append, args=(b"x\n",)) for paper in papers for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert papers[0].read() == b"x\n" * 20


def test_a_database_that_is_away_is_told_as_any_record_that_cannot_be_read() -> None:
    def away() -> None:
        raise StoreError("away")

    paper = StoredPaper(away, "", "pins.json")  # type: ignore[arg-type]
    for act in (paper.read, lambda: paper.append(b"x")):
        with pytest.raises(RecordError, match="away"):
            act()
    assert paper.stamp() is None
