from __future__ import annotations

import sqlite3
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.database.protocol import Schema
from bot.database.sqlite import SqliteFile
from bot.errors import StoreError
from bot.slack.errors import InboxError
from bot.slack.inbox.database import open_database

SCHEMA = Schema(2, ("CREATE TABLE thing (name TEXT NOT NULL UNIQUE)",))
OPENED: list[tuple[Callable[[Path], object], type[Exception]]] = [
    (lambda path: SqliteFile(path, SCHEMA), StoreError), (open_database, InboxError),
]  # fmt: skip
every_file = pytest.mark.parametrize(("opened", "error"), OPENED, ids=["file", "app"])


def names(file: SqliteFile) -> list[str]:
    return [row["name"] for row in file.rows("SELECT name FROM thing ORDER BY name")]


@every_file
def test_a_file_of_another_version_is_refused_with_the_next_step(
    tmp_path: Path, opened: Callable[[Path], object], error: type[Exception]
) -> None:
    with sqlite3.connect(tmp_path / "x.sqlite3") as connection:
        connection.execute("PRAGMA user_version=99")
    connection.close()
    with pytest.raises(error, match=r"format 99.*Update the program"):
        opened(tmp_path / "x.sqlite3")


@every_file
def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(
    tmp_path: Path, opened: Callable[[Path], object], error: type[Exception]
) -> None:
    path = tmp_path / "x.sqlite3"
    path.write_bytes(b"no database at all, but long enough to be read as one " * 40)
    before = path.read_bytes()
    with pytest.raises(error, match="cannot be used"):
        opened(path)
    assert path.read_bytes() == before


@every_file
def test_only_the_owner_may_read_it(tmp_path: Path, opened: Callable[[Path], object], error: type[Exception]) -> None:
    opened(tmp_path / "new" / "x.sqlite3")
    found = list((tmp_path / "new").iterdir())
    assert found
    assert {stat.S_IMODE(path.stat().st_mode) for path in found} == {0o600}


def test_a_transaction_is_whole_or_not_at_all(tmp_path: Path) -> None:
    file = SqliteFile(tmp_path / "x.sqlite3", SCHEMA)
    with pytest.raises(StoreError, match="SQLITE_CONSTRAINT_UNIQUE"), file.writing() as connection:
        connection.executemany("INSERT INTO thing VALUES (?)", [("a",), ("a",)])
    assert names(file) == []
    with file.writing() as connection:
        connection.execute("INSERT INTO thing VALUES ('b')")
    assert names(file) == ["b"]
    file.close()


def test_threads_and_two_connections_write_in_turn(tmp_path: Path) -> None:
    files = [SqliteFile(tmp_path / "x.sqlite3", SCHEMA) for _ in range(2)]

    def write(number: int) -> None:
        with files[number % 2].writing() as connection:
            connection.execute("INSERT INTO thing VALUES (?)", (f"{number:02d}",))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert names(files[0]) == [f"{number:02d}" for number in range(20)]


def test_what_a_version_has_got_since_comes_to_old_files_too(tmp_path: Path) -> None:
    SqliteFile(tmp_path / "x.sqlite3", SCHEMA).close()
    added = Schema(2, SCHEMA.statements, ("CREATE TABLE IF NOT EXISTS late (name TEXT)",))
    for _ in range(2):
        file = SqliteFile(tmp_path / "x.sqlite3", added)
        assert file.rows("SELECT name FROM late") == []
        file.close()


def test_what_was_removed_is_not_on_the_disk_any_more(tmp_path: Path) -> None:
    file = SqliteFile(tmp_path / "x.sqlite3", SCHEMA)
    with file.writing() as connection:
        connection.execute("INSERT INTO thing VALUES ('hemlighet')")
    with file.writing() as connection:
        connection.execute("DELETE FROM thing")
    file.settle()
    assert not any(b"hemlighet" in path.read_bytes() for path in tmp_path.iterdir())
    file.close()
