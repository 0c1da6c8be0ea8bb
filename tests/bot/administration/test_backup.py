from __future__ import annotations

import sqlite3
import stat
import tarfile
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.administration.backup import ENDING, LastingFiles, make_backup, prune_backups, restore_backup
from bot.administration.errors import BackupError


@pytest.fixture
def kept(tmp_path: Path) -> LastingFiles:
    data, shelf = tmp_path / "data", tmp_path / "shelf"
    (data / "index").mkdir(parents=True)
    (data / "alive").mkdir()
    shelf.mkdir()
    (data / "index" / "current").write_text("s-1", encoding="utf-8")
    (data / "audit.jsonl").write_text('{"a": 1}\n{"a": 2', encoding="utf-8")
    (data / "audit.lock").touch()
    (data / "alive" / "0a.lock").touch()
    (shelf / "april.md").write_text("---\ntitle: April\n---\n\nText.\n", encoding="utf-8")
    return LastingFiles(data, {"": shelf})


def elsewhere(folder: Path) -> LastingFiles:
    return LastingFiles(folder / "new" / "data", {"": folder / "new" / "shelf"})


@pytest.fixture
def writing(kept: LastingFiles) -> Iterator[sqlite3.Connection]:
    """A database in the middle of a transaction, with rows that only the write-ahead log holds."""
    with closing(sqlite3.connect(kept.data / "slack.sqlite3", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE question (text TEXT)")
        connection.execute("INSERT INTO question VALUES ('stored')")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO question VALUES ('not yet')")
        yield connection


def test_what_is_put_back_is_what_was_stored_whoever_was_writing(
    kept: LastingFiles, writing: sqlite3.Connection, tmp_path: Path
) -> None:
    file, new = tmp_path / f"a{ENDING}", elsewhere(tmp_path)
    assert make_backup(kept, file) == file.stat().st_size
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    new.data.mkdir(parents=True)
    restore_backup(file, new)
    with closing(sqlite3.connect(new.data / "slack.sqlite3")) as connection:
        assert connection.execute("SELECT text FROM question").fetchall() == [("stored",)]
    assert (new.data / "index" / "current").read_text("utf-8") == "s-1"
    assert (new.data / "audit.jsonl").read_text("utf-8") == '{"a": 1}\n'
    assert (new.shelves[""] / "april.md").read_text("utf-8").endswith("Text.\n")
    assert sorted(path.name for path in new.data.iterdir()) == ["audit.jsonl", "index", "slack.sqlite3"]
    assert sorted(path.name for path in kept.data.glob("*.sqlite3*")) == [
        "slack.sqlite3", "slack.sqlite3-shm", "slack.sqlite3-wal",
    ]  # fmt: skip


def test_a_place_that_holds_something_is_left_as_it_is(kept: LastingFiles, tmp_path: Path) -> None:
    file, new = tmp_path / f"a{ENDING}", elsewhere(tmp_path)
    make_backup(kept, file)
    new.shelves[""].mkdir(parents=True)
    (new.shelves[""] / "mine.md").touch()
    with pytest.raises(BackupError, match="holds something already"):
        restore_backup(file, new)
    assert not new.data.exists()


@pytest.mark.parametrize("spoil", ["cut", "text", "other shelves", "version"])
def test_what_is_no_backup_of_ours_is_refused_in_words(kept: LastingFiles, tmp_path: Path, spoil: str) -> None:
    file, new = tmp_path / f"a{ENDING}", elsewhere(tmp_path)
    make_backup(kept, file)
    if spoil == "cut":
        file.write_bytes(file.read_bytes()[:-200])
    elif spoil == "text":
        file.write_text("no archive", encoding="utf-8")
    elif spoil == "other shelves":
        new = LastingFiles(new.data, {"it": new.shelves[""], "kök": tmp_path / "kök"})
    else:
        head = tmp_path / "backup.json"
        head.write_text('{"version": 99}', encoding="utf-8")
        with tarfile.open(file, "w:gz") as archive:
            archive.add(head, "backup.json")
    with pytest.raises(BackupError) as caught:
        restore_backup(file, new)
    assert "\n" not in str(caught.value)


def test_a_name_that_leads_out_of_the_place_is_not_followed(kept: LastingFiles, tmp_path: Path) -> None:
    file, evil = tmp_path / f"a{ENDING}", tmp_path / "evil"
    head = tmp_path / "backup.json"
    head.write_text('{"version": 1, "shelves": [""]}', encoding="utf-8")
    evil.write_text("x", encoding="utf-8")
    with tarfile.open(file, "w:gz") as archive:
        archive.add(head, "backup.json")
        archive.add(evil, "data/../../../outside")
        archive.add(evil, "data/inside")
    new = elsewhere(tmp_path)
    restore_backup(file, new)
    assert [path.name for path in new.data.iterdir()] == ["inside"]
    assert not (tmp_path / "outside").exists()


def test_a_backup_that_cannot_be_written_leaves_the_last_one(kept: LastingFiles, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="not made"):
        make_backup(kept, Path("/proc/nothing/a"))
    with pytest.raises(BackupError, match="FVM_DATA"):
        make_backup(LastingFiles(tmp_path / "nowhere", {}), tmp_path / "b")


def test_only_the_newest_backups_stay_and_nothing_else_goes(tmp_path: Path) -> None:
    for name in ("20260101T000000Z", "20260102T000000Z", "20260103T000000Z"):
        (tmp_path / f"{name}{ENDING}").touch()
    (tmp_path / "other.txt").touch()
    prune_backups(tmp_path, 2)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f"20260102T000000Z{ENDING}", f"20260103T000000Z{ENDING}", "other.txt",
    ]  # fmt: skip


def test_files_that_come_and_go_meanwhile_end_no_backup(kept: LastingFiles, tmp_path: Path) -> None:
    over = threading.Event()

    def churn() -> None:
        number = 0
        while not over.is_set():
            path = kept.data / "index" / f"s-{number % 7}"
            path.write_bytes(b"x" * 10_000)
            path.unlink()
            number += 1

    thread = threading.Thread(target=churn)
    thread.start()
    try:
        for _ in range(10):
            make_backup(kept, tmp_path / f"a{ENDING}")
    finally:
        over.set()
        thread.join()
