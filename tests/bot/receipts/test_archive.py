"""The versions that receipts are proved by, in files and in the database that bots share."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.database.protocol import Database
from bot.receipts.archive import KeptBulletins
from bot.receipts.errors import ReceiptFileError
from bot.receipts.versions import KeptVersion, VersionFiles, VersionPlace, VersionRows
from bot.slack.inbox.database import open_database
from tests.bot.doors.door_stage import MAY
from tests.postgres import Server

TODAY = datetime.date(2026, 11, 29)
JUNE = replace(MAY, body="Utbildningen börjar i juni.", source="Utbildningen börjar i juni.")

Open = Callable[[str], VersionPlace]


@pytest.fixture(params=["files", "sqlite", "postgres"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """Opens the place of a shelf of that name."""
    if request.param == "files":
        yield lambda shelf: VersionFiles(tmp_path, shelf)
        return
    server: Server | None = request.getfixturevalue("postgres") if request.param == "postgres" else None
    database = open_database(server.database() if server else tmp_path / "app.sqlite3")
    yield lambda shelf: VersionRows(lambda: database, shelf)
    database.close()


def kept_in(place: VersionPlace) -> KeptBulletins:
    return KeptBulletins(place, lambda: TODAY)


def test_a_version_is_kept_once_and_found_by_the_hash_of_its_content(opened: Open) -> None:
    archive = kept_in(opened(""))
    archive.keep_all([MAY, JUNE, MAY])
    before = list(opened("").all())
    assert archive.keep(MAY) == MAY.content_hash
    assert list(opened("").all()) == before
    assert [each.name for each in before] == sorted([MAY.content_hash, JUNE.content_hash])
    found = kept_in(opened("")).found(JUNE.content_hash)
    assert found is not None
    assert (found.bulletin, found.kept, found.gone) == (JUNE, TODAY, None)
    assert archive.found("0" * 64) is None
    assert archive.found("../keys") is None


def test_many_versions_are_kept_in_several_steps(opened: Open) -> None:
    many = [replace(MAY, id=f"b{number}", title=f"Nytt {number}") for number in range(450)]
    kept_in(opened("")).keep_all(many)
    assert len(list(opened("").all())) == 450
    assert kept_in(opened("")).found(many[-1].content_hash) is not None


def test_what_had_to_go_leaves_a_tombstone_without_words_and_is_never_written_again(opened: Open) -> None:
    archive = kept_in(opened(""))
    archive.keep_all([MAY, JUNE])
    assert archive.holds(MAY.id)
    assert kept_in(opened("vard")).bury(MAY.id) == 0
    assert archive.bury(MAY.id) == 2
    assert not archive.holds(MAY.id)
    assert not archive.holds("")
    archive.keep_all([MAY])
    found = archive.found(MAY.content_hash)
    assert found is not None
    assert (found.bulletin, found.bulletin_id, found.gone) == (None, "", TODAY)
    assert all(b"Utbildningen" not in each.data and MAY.id.encode() not in each.data for each in opened("").all())
    assert archive.bury(MAY.id) == archive.bury("") == 0


def test_each_shelf_has_a_history_of_its_own(opened: Open) -> None:
    care, training = kept_in(opened("vard")), kept_in(opened("kurs"))
    name = care.keep(MAY)
    assert training.found(name) is None
    training.keep(MAY)
    assert care.bury(MAY.id) == 1
    assert training.holds(MAY.id)
    kept_in(opened("../../etc")).keep(MAY)
    assert kept_in(opened("-")).holds(MAY.id)


def test_a_name_that_may_name_no_folder_leads_to_none_outside(tmp_path: Path) -> None:
    for shelf in ("vard", "../../etc"):
        kept_in(VersionFiles(tmp_path / "all", shelf)).keep(MAY)
    assert sorted(path.name for path in (tmp_path / "all").iterdir()) == VersionFiles.shelves(tmp_path / "all")[1:]
    assert VersionFiles.shelves(tmp_path / "all") == ["", "-", "vard"]


@pytest.mark.parametrize("data", [b"{", b"[]", b'{"version": 1}'])
def test_a_damaged_version_is_told_by_its_name(opened: Open, data: bytes) -> None:
    opened("").replace(KeptVersion(MAY.content_hash, MAY.id, data))
    with pytest.raises(ReceiptFileError, match=MAY.content_hash):
        kept_in(opened("")).found(MAY.content_hash)


def test_a_version_under_the_hash_of_another_is_refused(opened: Open) -> None:
    kept_in(opened("")).keep(MAY)
    (kept,) = opened("").all()
    changed = json.loads(kept.data)
    changed["bulletin"]["body"] = JUNE.body
    opened("").replace(KeptVersion(kept.name, kept.bulletin_id, json.dumps(changed).encode()))
    with pytest.raises(ReceiptFileError):
        kept_in(opened("")).found(MAY.content_hash)


def test_an_earlier_programs_database_gets_the_table(tmp_path: Path) -> None:
    database: Database = open_database(tmp_path / "app.sqlite3")
    with database.writing() as transaction:
        transaction.execute("DROP TABLE kept_version")
    database.close()
    again = open_database(tmp_path / "app.sqlite3")
    kept_in(VersionRows(lambda: again, "")).keep(MAY)
    assert VersionRows.shelves(again) == [""]
    again.close()
